package explain

import (
	"errors"
	"fmt"
	"math"
)

// Tolerance is how far a contribution may be from LightGBM's, and the sum of a
// row's contributions and the base from its raw score, in log-odds. It is a
// share of the largest number concerned where that is above 1.
const Tolerance = 1e-9

// Check returns nil if the contributions of a row, added in feature order, and
// then base, give raw within [Tolerance]; else an error with the difference.
// Numbers that are not finite are an error. An explanation that fails must not
// be shown: it would explain another score.
func Check(contributions []float64, base, raw float64) error {
	sum, largest := 0.0, max(1, math.Abs(base), math.Abs(raw))
	for _, c := range contributions {
		sum += c
		largest = max(largest, math.Abs(c))
	}
	off := sum + base - raw
	if !(math.Abs(off) <= Tolerance*largest) || math.IsInf(largest, 0) { // NaN too
		return fmt.Errorf("explain: the contributions and the base are off the raw score by %g", off)
	}
	return nil
}

// nearBase is the distance in log-odds over which a calibrator's rise is taken,
// times the size of the base where that is above 1: far enough for 10 digits of
// it, near enough for no curve to matter.
const nearBase = 1e-6

// Points sets out[i] to contributions[i] in percentage points of risk: above 0
// if the feature raises the risk. The points of a row add up to
//
//	100 · (probability(raw) - probability(base))
//
// within Tolerance·100, the distance of its risk from the base risk.
//
// The rule: every contribution is multiplied by the same number,
//
//	100 · (probability(raw) - probability(base)) / (raw - base),
//
// the mean rise of the calibrator between base and raw. So signs, order and
// ratios of the contributions stay, and 0 stays 0. Where raw and base are
// closer than 1e-6, contributions can still be large and cancel, and the
// quotient becomes the calibrator's rise from base to base ± 1e-6, the side of
// raw, + if they are equal.
//
// Its limits: the points of a feature are its share of this one distance. They
// are not what the risk would change by if that feature alone were different,
// and the same contribution has other points for another patient, fewer where
// the calibrator is flat. Near the ends of (0, 1) all can round to 0.
//
// Contributions, base and raw are an [Explainer]'s and the model's own;
// [Check]'s error is returned if they do not add up. Probability must be
// increasing; if it falls here or is not finite, that is an error. On error out
// is unchanged. Out must be as long as contributions, and may be the same.
func Points(contributions []float64, base, raw float64, probability func(raw float64) float64, out []float64) error {
	if len(out) != len(contributions) {
		return fmt.Errorf("explain: points: %d places for %d contributions", len(out), len(contributions))
	}
	if err := Check(contributions, base, raw); err != nil {
		return err
	}
	to := raw
	if off, near := raw-base, nearBase*max(1, math.Abs(base)); math.Abs(off) < near {
		to = base + math.Copysign(near, off)
	}
	rise := 100 * (probability(to) - probability(base)) / (to - base)
	if !(rise >= 0) || math.IsInf(rise, 0) { // NaN too
		return errors.New("explain: points: the probability does not increase with the raw score")
	}
	for i, c := range contributions {
		out[i] = rise * c
	}
	return nil
}
