package synth

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// The authors' program xoshiro256plusplus.c gives these numbers from the state
// 1, 2, 3, 4.
func TestStreamAgainstItsReference(t *testing.T) {
	r := stream{[4]uint64{1, 2, 3, 4}}
	for _, want := range []uint64{
		41943041, 58720359, 3588806011781223, 3591011842654386, 9228616714210784205, 9973669472204895162,
		14011001112246962877, 12406186145184390807, 15849039046786891736, 10450023813501588000,
	} {
		require.Equal(t, want, r.uint64())
	}
}

// SplitMix64's first numbers from 0, as its authors' program gives them.
func TestStreamSeed(t *testing.T) {
	require.Equal(t, [4]uint64{0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f, 0xf88bb8a8724c81ec},
		newStream(0, 0).s)
	require.NotEqual(t, newStream(1, 0).s, newStream(0, 1).s)
}

// Means and spreads of 10^5 draws, each within four standard errors of chance.
func TestDraws(t *testing.T) {
	const n = 100_000
	r := newStream(1, 1)
	mean := func(draw func() float64) (mean, square float64) {
		for range n {
			x := draw()
			mean += x / n
			square += float64(x*x) / n
		}
		return mean, square
	}
	m, s := mean(r.uniform)
	require.InDelta(t, 0.5, m, 4*math.Sqrt(1.0/12/n))
	require.InDelta(t, 1.0/3, s, 4*math.Sqrt(4.0/45/n))
	m, s = mean(r.normal)
	require.InDelta(t, 0, m, 4/math.Sqrt(n))
	require.InDelta(t, 1, s, 4*math.Sqrt(2.0/n))
	m, _ = mean(func() float64 { return math.Log(r.logUniform(math.E, math.Exp(3))) })
	require.InDelta(t, 2, m, 4*math.Sqrt(4.0/12/n))

	counts := make([]int, 3)
	var wholes []int
	for range n {
		counts[r.pick([]float64{0.5, 0.2, 0.3})]++
		wholes = append(wholes, r.whole(-2, 2))
	}
	for i, want := range []float64{0.5, 0.2, 0.3} {
		require.InDelta(t, want, float64(counts[i])/n, 4*math.Sqrt(0.25/n))
	}
	slices.Sort(wholes)
	require.Equal(t, []int{-2, -1, 0, 1, 2}, slices.Compact(wholes))
}

// The recipes draw indexes into these lists.
func TestChoices(t *testing.T) {
	require.Equal(t, []string{"Male", "Female", "Non-binary"}, genders)
	require.Equal(t, []string{"Active", "Control", "Placebo"}, treatments)
	require.Equal(t, []string{"Phase I", "Phase II", "Phase III"}, phases)
}

// Shares add up, and every list of shares has one for each of its things.
func TestParameters(t *testing.T) {
	total := func(shares ...float64) (sum float64) {
		for _, s := range shares {
			require.Greater(t, s, 0.0)
			sum += s
		}
		return sum
	}
	const rounding = 1e-12
	var inPhases, inArms []float64
	for _, p := range v4Phases {
		require.Len(t, p.intervalShares, len(p.intervals))
		require.InDelta(t, 1, total(p.intervalShares...), rounding)
		for _, days := range p.intervals {
			require.True(t, days >= 7 && days <= 90)
		}
		inPhases = append(inPhases, p.share)
	}
	for _, a := range v4Arms {
		inArms = append(inArms, a.share)
	}
	require.InDelta(t, 1, total(inPhases...), rounding)
	require.InDelta(t, 1, total(inArms...), rounding)
	require.InDelta(t, 1, total(genderShares...), rounding)
	require.Less(t, contactEffect, 1.0)
}
