// Package uncertainty says how far a shown risk can be trusted, from cases with
// known outcomes that neither the model nor its calibrator was fitted to. It
// answers two questions and refuses to answer a third.
//
//   - [VennAbers]: between which two values does the calibration data pin the
//     risk of patients with this score? This is calibration uncertainty only.
//     The interval has no nominal level, and it shrinks towards nothing as
//     calibration cases are added, whatever the model misses.
//   - [Separation]: is this score clearly among those of patients who leave, or
//     clearly among those who stay, or neither? Of all who leave, at least 90 %
//     are not called clearly below, and of all who stay, at least 90 % are not
//     called clearly above, on average over calibration samples.
//   - Not answered: one patient's own true risk. No interval here covers it, and
//     nothing here notices an unusual patient or data unlike the calibration's.
//
// Scores are raw scores in log-odds, higher for more risk. Both methods use only
// their order, so any strictly increasing calibrator gives the same answers,
// and raw scores have the same bits on every platform: so have the answers.
package uncertainty

import (
	"fmt"
	"math"
)

// A Sample is cases with known outcomes: Left[i] is true if the patient with
// Scores[i] left the trial within the horizon.
type Sample struct {
	Scores []float64
	Left   []bool
}

// check refuses lengths that differ and scores that are not finite, and counts
// the events.
func (s Sample) check() (events int, err error) {
	if len(s.Scores) != len(s.Left) {
		return 0, fmt.Errorf("%d scores and %d outcomes", len(s.Scores), len(s.Left))
	}
	if len(s.Scores) > MaxCases {
		return 0, fmt.Errorf("%d cases, more than %d", len(s.Scores), MaxCases)
	}
	for i, x := range s.Scores {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return 0, fmt.Errorf("row %d: the score is not finite", i)
		}
		if s.Left[i] {
			events++
		}
	}
	return events, nil
}
