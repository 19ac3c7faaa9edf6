package evaluate

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// The first numbers from seed 1234567, published on Rosetta Code
// ("Pseudo-random numbers/Splitmix64").
func TestGenerator(t *testing.T) {
	g := generator(1234567)
	for _, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821} {
		require.Equal(t, want, g.next())
	}
}

func TestBelow(t *testing.T) {
	g := generator(seed)
	const n, draws = 7, 70_000
	var counts [n]int
	for range draws {
		counts[g.below(n)]++
	}
	for _, c := range counts {
		require.InDelta(t, draws/n, c, 5*math.Sqrt(draws/n))
	}
	require.Zero(t, g.below(1))
	for range 1000 {
		require.Less(t, g.below(1<<63+1), uint64(1<<63+1), "nearly half of the numbers are refused here")
	}
}

// numpy.percentile of these values, by hand: place 0.025·4 = 0.1 and 0.975·4 = 3.9.
func TestPercentile(t *testing.T) {
	sorted := []float64{1, 2, 4, 8, 16}
	require.InDelta(t, 1.1, percentile(sorted, lowShare), 1e-12)
	require.InDelta(t, 15.2, percentile(sorted, highShare), 1e-12)
	require.Equal(t, 4.0, percentile(sorted, 0.5))
	require.Equal(t, 16.0, percentile(sorted, 1))
	require.Equal(t, 3.0, percentile([]float64{3}, 0.5))
}

// One draw in twenty may lack a figure, not one more.
func TestFigure(t *testing.T) {
	draws := make([]float64, leastDefined)
	for i := range draws {
		draws[i] = float64(i)
	}
	f := figure(defined(3), draws)
	require.Equal(t, 3.0, *f.Value)
	require.NotNil(t, f.Low)
	require.NotNil(t, f.High)
	f = figure(defined(3), draws[1:])
	require.Equal(t, 3.0, *f.Value)
	require.Nil(t, f.Low)
	require.Nil(t, f.High)
	require.Equal(t, Figure{}, figure(number{}, draws), "no value, no interval")
}

// The plain steps and the damped ones find the same line, from wherever the
// plain ones start.
func TestFitFromAfar(t *testing.T) {
	p := []float64{0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.6, 0.7, 0.9, 0.99999}
	left := []bool{false, false, true, false, true, false, true, true, true, false}
	s, err := NewSample(p, left)
	require.NoError(t, err)
	r := newRegression(s)
	want, ok := r.climb(s.whole)
	require.True(t, ok)
	for _, from := range []line{{}, {1, 1}, {-20, 5}, {300, -700}, {1e9, 1e9}, {math.NaN(), 0}} {
		r.from(from)
		got, ok := r.fit(s.whole, lastStep)
		require.True(t, ok)
		require.InDelta(t, want.at0, got.at0, 1e-9)
		require.InDelta(t, want.slope, got.slope, 1e-9)
	}
	base, ok := s.fitIntercept(s.whole, 0, lastStep)
	require.True(t, ok)
	for _, from := range []float64{-1e9, -30, 30, 1e9} {
		got, ok := s.fitIntercept(s.whole, from, lastStep)
		require.True(t, ok)
		require.InDelta(t, base, got, 1e-9)
	}
}

// Neighbouring float64 probabilities can share a logit, or all but share it:
// either a slope is found or none is claimed, and nothing hangs.
func TestNeighbours(t *testing.T) {
	p, left := []float64{}, []bool{}
	x := 0.3
	for i := range 20 {
		p, left = append(p, x), append(left, i%3 == 0)
		x = math.Nextafter(x, 1)
	}
	s, err := NewSample(p, left)
	require.NoError(t, err)
	if l, ok := newRegression(s).fit(s.whole, lastStep); ok {
		require.False(t, math.IsNaN(l.slope) || math.IsInf(l.slope, 0))
	}
}
