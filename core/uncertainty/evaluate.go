package uncertainty

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// StandardErrors is how many binomial standard errors an observed rate may lie
// beyond the mean ends of its cases' intervals.
const StandardErrors = 2

// A Decile compares observed and claimed risk in one tenth of the scores.
type Decile struct {
	N, Events int
	Rate      float64 // observed, Events/N
	MeanLow   float64 // mean p0 of the cases
	MeanHigh  float64 // mean p1 of the cases
	// From and To bound the rates that agree with the intervals: MeanLow and
	// MeanHigh, each moved out by StandardErrors of a rate of N cases at that
	// mean. (Were every case's risk its own p0, the rate's standard error would
	// be at most that; the observed rate's own would be 0 where nobody left.)
	From, To float64
	Agrees   bool // From <= Rate <= To
}

// Deciles checks intervals, such as [VennAbers.Interval], on cases that neither
// the model, nor its calibrator, nor the table has seen, in ten groups by score.
// A case's group is ⌊10·r/n⌋, r the number of cases with a lower score, so that
// equal scores stay together; groups that get nobody are left out.
//
// From and To allow for chance among these cases only, not among those of the
// calibration, and Venn-Abers intervals do not cover that either. So with as
// many calibration cases as these, one group in ten falls outside although
// nothing is wrong; with many more, one in twenty. Ten out of ten is luck.
//
// It is an error if the lengths differ, a score is not finite, there are fewer
// than ten cases, or an interval is not 0 <= low <= high <= 1.
func Deciles(s Sample, interval func(score float64) (low, high float64)) ([]Decile, error) {
	if _, err := s.check(); err != nil {
		return nil, fmt.Errorf("uncertainty: deciles: %w", err)
	}
	if len(s.Scores) < 10 {
		return nil, fmt.Errorf("uncertainty: deciles: only %d cases", len(s.Scores))
	}
	groups := make([]Decile, 10)
	sorted := slices.Sorted(slices.Values(s.Scores))
	for i, score := range s.Scores {
		below, _ := slices.BinarySearch(sorted, score)
		low, high := interval(score)
		if !(0 <= low && low <= high && high <= 1) {
			return nil, fmt.Errorf("uncertainty: deciles: row %d: %v to %v is not an interval of probabilities", i, low, high)
		}
		d := &groups[10*below/len(sorted)]
		d.N++
		d.MeanLow += low
		d.MeanHigh += high
		if s.Left[i] {
			d.Events++
		}
	}
	groups = slices.DeleteFunc(groups, func(d Decile) bool { return d.N == 0 })
	for i := range groups {
		groups[i].finish()
	}
	return groups, nil
}

// finish turns the sums into means and judges the group.
func (d *Decile) finish() {
	n := float64(d.N)
	d.Rate = float64(d.Events) / n
	d.MeanLow /= n
	d.MeanHigh /= n
	d.From = d.MeanLow - float64(StandardErrors*math.Sqrt(float64(d.MeanLow*(1-d.MeanLow))/n))
	d.To = d.MeanHigh + float64(StandardErrors*math.Sqrt(float64(d.MeanHigh*(1-d.MeanHigh))/n))
	d.Agrees = d.From <= d.Rate && d.Rate <= d.To
}

// A Coverage counts how conformal sets did on cases with known outcomes.
type Coverage struct {
	Leave, Stay ClassCoverage
	Both, Empty int // sets that hold both classes, and none
}

// A ClassCoverage counts the cases of a class and those whose set holds it.
type ClassCoverage struct{ Covered, N int }

// Rate is the class's coverage, to be near [LevelPercent]. It is false when
// there is no case: then nothing was observed.
func (c ClassCoverage) Rate() (rate float64, ok bool) {
	return Group{c.Covered, c.N}.Rate()
}

// Coverage checks the sets on cases that neither the model, nor its calibrator,
// nor the separation has seen. An empty set covers nothing, though its label is
// [NotSeparable]. One calibration sample's coverage of a class scatters about
// the level with standard deviation near 0.3/√n, n its calibration cases of that
// class (1 point for 900), beside the chance among the cases given here.
//
// It is an error if the lengths differ, a score is not finite, or there is no
// case.
func (s Separation) Coverage(sample Sample) (Coverage, error) {
	if _, err := sample.check(); err != nil {
		return Coverage{}, fmt.Errorf("uncertainty: coverage: %w", err)
	}
	if len(sample.Scores) == 0 {
		return Coverage{}, errors.New("uncertainty: coverage: no cases")
	}
	var c Coverage
	for i, score := range sample.Scores {
		stay, leave := s.Set(score)
		class, covered := &c.Stay, stay
		if sample.Left[i] {
			class, covered = &c.Leave, leave
		}
		class.N++
		if covered {
			class.Covered++
		}
		switch {
		case stay && leave:
			c.Both++
		case !stay && !leave:
			c.Empty++
		}
	}
	return c, nil
}
