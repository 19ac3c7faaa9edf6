package uncertainty

import (
	"fmt"
	"math"
	"sort"
)

// MaxCases bounds the calibration cases of a table: with it all geometry fits
// into 64-bit integers.
const MaxCases = 1 << 30

// A VennAbers gives the Venn-Abers interval of any score, by binary search in a
// table of steps. [FitVennAbers] and JSON make one; it is never changed after.
// The zero VennAbers knows nothing: its interval is always 0 to 1.
type VennAbers struct {
	cases, events int
	low, high     steps
}

// steps is a non-decreasing step function of the score: values[i] holds from or
// up to scores[i]. Which of the two, and what holds outside, differs between
// the low and the high end.
type steps struct {
	scores []float64
	values []fraction
}

// A fraction is a share of events among cases: every value an isotonic
// regression of outcomes can take. Kept as two counts, it is exact, short in
// JSON, and its quotient has the same bits everywhere.
type fraction struct{ events, cases int }

func (f fraction) value() float64 { return float64(f.events) / float64(f.cases) }

// less compares exactly.
func (f fraction) less(g fraction) bool {
	return int64(f.events)*int64(g.cases) < int64(g.events)*int64(f.cases)
}

// FitVennAbers makes the table of the inductive Venn-Abers predictor from
// calibration scores, higher for more risk, and outcomes, true for the event.
// Neither the model nor its calibrator may have seen these cases. Only the
// order of the scores matters: raw scores give the same intervals as any
// strictly increasing calibrator of them, and have the same bits everywhere.
//
// For a score s the ends are p0 and p1: the value at s of the isotonic
// regression of all calibration cases and one more case with score s, that
// case labelled false for p0 and true for p1. Cases with one score are one
// point of the regression, weighted by their number. The table holds these
// values exactly, for every s.
//
// It is an error if scores and y differ in length, a score is not finite, all
// outcomes are the same, or there are more than [MaxCases] cases.
//
// Sources: V. Vovk and I. Petej, "Venn-Abers predictors", UAI 2014
// (definition); V. Vovk, I. Petej and V. Fedorova, "Large-scale probabilistic
// predictors with and without guarantees of validity", NIPS 2015, section 2 and
// algorithms 1 to 4.
func FitVennAbers(scores []float64, y []bool) (VennAbers, error) {
	events, err := Sample{scores, y}.check()
	if err != nil {
		return VennAbers{}, fmt.Errorf("uncertainty: venn-abers: %w", err)
	}
	if events == 0 || events == len(y) {
		return VennAbers{}, fmt.Errorf("uncertainty: venn-abers: all %d cases have the same outcome", len(y))
	}
	groups := grouped(scores, y)
	return VennAbers{len(y), events, lowSteps(groups), highSteps(groups)}, nil
}

// Cases and Events count the calibration cases.
func (v VennAbers) Cases() int  { return v.cases }
func (v VennAbers) Events() int { return v.events }

// Interval returns the ends p0 and p1 for a score on the scale of the
// calibration scores: 0 <= low <= high <= 1, both non-decreasing in the score.
// At a calibration score both ends count it as a tie with that score. Below
// all calibration scores low is 0, above all of them high is 1; so they are for
// infinite scores. NaN gives NaN twice; a scorer never returns one.
//
// The interval has no confidence level and is no statement about one patient's
// own risk; see the package comment.
func (v VennAbers) Interval(score float64) (low, high float64) {
	if math.IsNaN(score) {
		return score, score
	}
	// p0 steps up at a calibration score, p1 just after one
	low, high = 0, 1
	if i := sort.Search(len(v.low.scores), func(i int) bool { return v.low.scores[i] > score }); i > 0 {
		low = v.low.values[i-1].value()
	}
	if i := sort.SearchFloat64s(v.high.scores, score); i < len(v.high.scores) {
		high = v.high.values[i].value()
	}
	return low, high
}

// IntervalHolding is Interval, widened to hold the probability that is shown.
// That comes from a smooth calibrator and may lie outside, most often where
// calibration cases are few; an interval that excludes the number beside it
// would only confuse. A NaN probability gives NaN twice.
func (v VennAbers) IntervalHolding(score, probability float64) (low, high float64) {
	low, high = v.Interval(score)
	return math.Min(low, probability), math.Max(high, probability)
}

// Rounded returns a smaller table: its scores have at most the given number of
// decimals (0 to 15), and steps that fall together are one. Every interval holds
// the exact one, because low ends step later and high ends sooner; the two are
// equal for every score that is not within 10^-decimals of a step.
func (v VennAbers) Rounded(decimals int) VennAbers {
	unit := math.Pow(10, float64(max(0, min(15, decimals))))
	out := VennAbers{cases: v.cases, events: v.events}
	for i, s := range v.low.scores {
		at := roundedUp(s, unit)
		if last := len(out.low.scores) - 1; last >= 0 && out.low.scores[last] == at {
			out.low.values[last] = v.low.values[i]
			continue
		}
		out.low.add(at, v.low.values[i])
	}
	for i, s := range v.high.scores {
		at := -roundedUp(-s, unit)
		if last := len(out.high.scores) - 1; last < 0 || out.high.scores[last] != at {
			out.high.add(at, v.high.values[i])
		}
	}
	return out
}

// roundedUp is the next multiple of 1/unit at or above s; s itself where
// float64 has no finer numbers.
func roundedUp(s, unit float64) float64 {
	if math.Abs(s) >= 0x1p52/unit {
		return s
	}
	whole := math.Round(s * unit) // not Ceil: it would move -2.03, as -202.99…97, to -2.02
	if whole/unit < s {
		whole++
	}
	return whole / unit
}

func (s *steps) add(score float64, value fraction) {
	s.scores = append(s.scores, score)
	s.values = append(s.values, value)
}
