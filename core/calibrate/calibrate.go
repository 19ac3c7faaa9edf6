// Package calibrate maps a model's raw score to the probability that is shown.
//
// A calibrator is strictly increasing and its result lies strictly inside
// (0, 1): a probability of exactly 0 or 1 would claim certainty, and has no
// log-odds.
package calibrate

import (
	"fmt"
	"math"
)

// Spec is a calibrator as a model's manifest states it.
type Spec struct {
	// Method is "logistic": the raw score is read as log-odds, uncorrected.
	Method string `json:"method"`
}

// A Calibrator turns raw scores into probabilities.
type Calibrator struct {
	spec Spec
}

// New returns the calibrator of a manifest, or an error for an unknown method.
func New(s Spec) (Calibrator, error) {
	if s.Method != "logistic" {
		return Calibrator{}, fmt.Errorf("calibrate: method %q: not known to this program", s.Method)
	}
	return Calibrator{s}, nil
}

// Bounds of a probability: the float64 next to 0.5·2^-52 steps inside (0, 1),
// so that 1 - p is never 0 either.
const (
	lowest  = 0x1p-53
	highest = 1 - 0x1p-53
)

// Probability maps a raw score in log-odds. Its last bits depend on the
// processor (math.Exp does): compare it with thresholds in one place only, and
// never hash it. NaN gives NaN; a scorer never returns one.
func (c Calibrator) Probability(raw float64) float64 {
	p := 1 / (1 + math.Exp(-raw))
	return math.Max(lowest, math.Min(highest, p))
}
