package uncertainty_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/uncertainty"
)

// A generator is SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014): the same
// numbers in every version of every language.
type generator uint64

func (g *generator) uniform() float64 {
	*g += 0x9e3779b97f4a7c15
	z := uint64(*g)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return float64((z^z>>31)>>11) * 0x1p-53
}

func (g *generator) below(n int) int { return int(g.uniform() * float64(n)) }

// draw makes n patients like those of v4_landmark under a perfect score: raw
// score near normal with mean -1.35 and standard deviation 0.85, so that 24 %
// leave and the AUC is 0.72.
func (g *generator) draw(n int) uncertainty.Sample {
	s := uncertainty.Sample{Scores: make([]float64, n), Left: make([]bool, n)}
	for i := range n {
		sum := -6.0 // of twelve uniforms: variance 1
		for range 12 {
			sum += g.uniform()
		}
		s.Scores[i] = -1.35 + float64(0.85*sum)
		s.Left[i] = g.uniform() < 1/(1+math.Exp(-s.Scores[i]))
	}
	return s
}

// rounded are the same scores with fewer decimals: trees give equal ones.
func rounded(s uncertainty.Sample, decimals int) uncertainty.Sample {
	unit, out := math.Pow(10, float64(decimals)), slices.Clone(s.Scores)
	for i := range out {
		out[i] = math.Round(out[i]*unit) / unit
	}
	return uncertainty.Sample{Scores: out, Left: s.Left}
}

func mustFit(t *testing.T, s uncertainty.Sample) uncertainty.VennAbers {
	t.Helper()
	v, err := uncertainty.FitVennAbers(s.Scores, s.Left)
	require.NoError(t, err)
	return v
}

// byDefinition adds the test case to the calibration cases and returns the
// isotonic regression's value at its score, by the max-min formula: the largest
// over all starts, not above it, of the smallest mean over all ends, not below
// it (Barlow et al. 1972, chapter 1). Slow, with no geometry, and exact up to the
// one division.
func byDefinition(s uncertainty.Sample, score float64, label bool) float64 {
	scores := slices.Sorted(slices.Values(append(slices.Clone(s.Scores), score)))
	scores = slices.Compact(scores)
	cases, events := make([]int, len(scores)), make([]int, len(scores))
	count := func(x float64, event bool) {
		i, _ := slices.BinarySearch(scores, x)
		cases[i]++
		if event {
			events[i]++
		}
	}
	for i, x := range s.Scores {
		count(x, s.Left[i])
	}
	count(score, label)
	at, _ := slices.BinarySearch(scores, score)
	best, upToN, upToE := 0.0, 0, 0
	for i := range at {
		upToN, upToE = upToN+cases[i], upToE+events[i]
	}
	beforeN, beforeE := 0, 0
	for from := 0; from <= at; from++ {
		n, e, least := upToN-beforeN, upToE-beforeE, 1.0
		for to := at; to < len(scores); to++ {
			n, e = n+cases[to], e+events[to]
			least = min(least, float64(e)/float64(n))
		}
		best = max(best, least)
		beforeN, beforeE = beforeN+cases[from], beforeE+events[from]
	}
	return best
}

// probes are all scores where something could change, their neighbours in
// float64, points between, and points outside.
func probes(s uncertainty.Sample) []float64 {
	sorted := slices.Compact(slices.Sorted(slices.Values(s.Scores)))
	out := []float64{math.Inf(-1), sorted[0] - 1, sorted[len(sorted)-1] + 1, math.Inf(1)}
	for i, x := range sorted {
		out = append(out, x, math.Nextafter(x, math.Inf(-1)), math.Nextafter(x, math.Inf(1)))
		if i > 0 {
			out = append(out, sorted[i-1]+(x-sorted[i-1])/2)
		}
	}
	return out
}

// samples are many small ones of every kind, and a few larger.
func samples() []uncertainty.Sample {
	g := generator(41)
	var out []uncertainty.Sample
	for range 400 {
		n := 2 + g.below(12)
		s := uncertainty.Sample{Scores: make([]float64, n), Left: make([]bool, n)}
		values, rate := 1+g.below(n), 0.2+0.6*g.uniform()
		for i := range n {
			s.Scores[i] = float64(g.below(values)) - 2
			s.Left[i] = g.uniform() < rate
		}
		s.Left[0], s.Left[1] = true, false
		out = append(out, s)
	}
	return append(out, g.draw(60), g.draw(150), rounded(g.draw(200), 1))
}

func TestIntervalIsTheDefinition(t *testing.T) {
	for _, s := range samples() {
		v := mustFit(t, s)
		for _, x := range probes(s) {
			low, high := v.Interval(x)
			if wantLow, wantHigh := byDefinition(s, x, false), byDefinition(s, x, true); low != wantLow || high != wantHigh {
				t.Fatalf("%v: at %v: got [%v, %v], want [%v, %v]", s, x, low, high, wantLow, wantHigh)
			}
		}
	}
}

func TestIntervalInLargeTables(t *testing.T) {
	g := generator(43)
	s := rounded(g.draw(3000), 2)
	v := mustFit(t, s)
	require.Equal(t, 3000, v.Cases())
	for range 100 {
		x := s.Scores[g.below(3000)] + float64(g.below(3)-1)*0.005
		low, high := v.Interval(x)
		require.Equal(t, byDefinition(s, x, false), low, "at %v", x)
		require.Equal(t, byDefinition(s, x, true), high, "at %v", x)
	}
}

func TestIntervalsAreOrderedAndRise(t *testing.T) {
	for _, s := range samples() {
		v := mustFit(t, s)
		lastLow, lastHigh := 0.0, 0.0
		for _, x := range slices.Sorted(slices.Values(probes(s))) {
			low, high := v.Interval(x)
			if !(0 <= low && low < high && high <= 1 && low >= lastLow && high >= lastHigh) {
				t.Fatalf("%v: at %v: [%v, %v] after [%v, %v]", s, x, low, high, lastLow, lastHigh)
			}
			lastLow, lastHigh = low, high
		}
	}
}

func TestOnlyTheOrderOfScoresMatters(t *testing.T) {
	g := generator(47)
	s := rounded(g.draw(500), 1)
	probability := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	mapped := uncertainty.Sample{Left: s.Left}
	for _, x := range s.Scores {
		mapped.Scores = append(mapped.Scores, probability(x))
	}
	raw, calibrated := mustFit(t, s), mustFit(t, mapped)
	for i, x := range s.Scores {
		low, high := raw.Interval(x)
		lowToo, highToo := calibrated.Interval(mapped.Scores[i])
		require.Equal(t, [2]float64{low, high}, [2]float64{lowToo, highToo})
	}
	reversed := uncertainty.Sample{Scores: slices.Clone(s.Scores), Left: slices.Clone(s.Left)}
	slices.Reverse(reversed.Scores)
	slices.Reverse(reversed.Left)
	require.Equal(t, raw, mustFit(t, reversed), "nor does the order of cases")
}

func TestIntervalHoldsTheShownPoint(t *testing.T) {
	v := mustFit(t, uncertainty.Sample{Scores: []float64{-1, 0, 1, 2}, Left: []bool{false, true, false, true}})
	low, high := v.Interval(0)
	for _, p := range []float64{low / 2, (low + high) / 2, (1 + high) / 2} {
		l, h := v.IntervalHolding(0, p)
		require.Equal(t, min(low, p), l)
		require.Equal(t, max(high, p), h)
	}
	low, high = v.Interval(math.NaN())
	require.True(t, math.IsNaN(low) && math.IsNaN(high))
	low, high = v.IntervalHolding(math.NaN(), 0.5)
	require.True(t, math.IsNaN(low) && math.IsNaN(high))
	low, high = uncertainty.VennAbers{}.Interval(0)
	require.Equal(t, [2]float64{0, 1}, [2]float64{low, high}, "the zero table knows nothing")
}

func TestRoundedTablesOnlyWiden(t *testing.T) {
	g := generator(53)
	for _, decimals := range []int{0, 1, 2, 4} {
		s := g.draw(400)
		s.Scores[7] = 1e17 // no decimals left to round
		exact := mustFit(t, s)
		coarse := exact.Rounded(decimals)
		sorted, unit := slices.Sorted(slices.Values(s.Scores)), math.Pow(10, -float64(decimals))
		for _, x := range probes(s) {
			low, high := exact.Interval(x)
			wideLow, wideHigh := coarse.Interval(x)
			require.True(t, wideLow <= low && high <= wideHigh, "%d decimals: at %v", decimals, x)
			i, _ := slices.BinarySearch(sorted, x-unit*1.001)
			if i == len(sorted) || sorted[i] > x+unit*1.001 {
				require.Equal(t, [2]float64{low, high}, [2]float64{wideLow, wideHigh}, "no score is near %v", x)
			}
		}
		require.Equal(t, coarse, coarse.Rounded(decimals), "rounding again changes nothing")
	}
}

func TestWhatVennAbersRefuses(t *testing.T) {
	for _, c := range []struct {
		scores []float64
		y      []bool
		want   string
	}{
		{nil, nil, "all 0 cases have the same outcome"},
		{[]float64{1, 2}, []bool{true, true}, "all 2 cases have the same outcome"},
		{[]float64{1, 2}, []bool{true}, "2 scores and 1 outcomes"},
		{[]float64{1, math.NaN()}, []bool{true, false}, "row 1: the score is not finite"},
		{[]float64{math.Inf(1), 1}, []bool{true, false}, "row 0: the score is not finite"},
	} {
		_, err := uncertainty.FitVennAbers(c.scores, c.y)
		require.ErrorContains(t, err, "uncertainty: venn-abers: "+c.want)
	}
}
