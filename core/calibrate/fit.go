package calibrate

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// EventsPerParameter is the least number of cases of the rarer outcome that a
// fit asks for each parameter. A rule of thumb (P. Peduzzi et al., J. Clinical
// Epidemiology 49, 1996) that keeps out the absurd; it does not make a fit good
// (M. van Smeden et al., BMC Medical Research Methodology 16, 2016).
const EventsPerParameter = 10

// digits are the significant decimal digits of a fitted parameter. They are far
// finer than its standard error and coarser than the last bits in which
// processors differ, so a fit is written the same everywhere, unless a value
// lies within rounding of the middle between two such numbers.
const digits = 10

// FitBeta fits the beta method to raw scores (log-odds, finite) and their
// outcomes, by maximum likelihood without penalty.
//
// A and B are held at 0 or above. Where the unconstrained fit has one of them
// negative, this is the same as dropping that term and fitting again, as the
// authors' implementation does; where both are negative, it is the better of
// the two fits with one term. A curve that does not rise even so (A + B below
// 0.01) is refused.
//
// It is an error if raw and y differ in length, a score is not finite, the
// rarer outcome has fewer than 30 cases ([EventsPerParameter] for each of three
// parameters), or the maximum does not exist or is not found (the scores
// separate the outcomes, or have too few distinct values).
//
// Source: Kull, Silva Filho and Flach, "Beta calibration", AISTATS 2017 (the
// fit as a logistic regression), and their package betacal, method "abm" (the
// dropped terms).
func FitBeta(raw []float64, y []bool) (Spec, error) {
	if err := check(raw, y, 3); err != nil {
		return Spec{}, fmt.Errorf("calibrate: beta: %w", err)
	}
	lnP, minusLnQ := make([]float64, len(raw)), make([]float64, len(raw))
	for i, x := range raw {
		lnP[i], minusLnQ[i] = -softplus(-x), softplus(x)
	}
	r := regression{y: y, columns: [][]float64{lnP, minusLnQ}, least: []float64{0, 0}}
	t, err := r.fit()
	if err != nil {
		return Spec{}, fmt.Errorf("calibrate: beta: %w", err)
	}
	return fitted(Spec{Method: "beta", A: rounded(t[1]), B: rounded(t[2]), C: rounded(t[0])})
}

// FitLogistic fits the logistic method by maximum likelihood without penalty:
// the intercept alone, with slope 1, or with slopeToo the slope as well. Given
// the log-odds of an existing calibrator as raw, it is a site's recalibration
// (E. W. Steyerberg, Clinical Prediction Models, 2nd edition 2019, chapter 20,
// methods 2 and 3). Platt's smoothing of the outcomes is not done: it guards
// against few cases, which are refused here.
//
// Errors are as in [FitBeta], with 10 cases of the rarer outcome for the
// intercept and 20 with the slope. A slope below 0.01 is refused: the scores do
// not rank these outcomes.
func FitLogistic(raw []float64, y []bool, slopeToo bool) (Spec, error) {
	r, parameters := regression{y: y, offset: raw}, 1
	if slopeToo {
		r, parameters = regression{y: y, columns: [][]float64{raw}, least: []float64{math.Inf(-1)}}, 2
	}
	if err := check(raw, y, parameters); err != nil {
		return Spec{}, fmt.Errorf("calibrate: logistic: %w", err)
	}
	t, err := r.fit()
	if err != nil {
		return Spec{}, fmt.Errorf("calibrate: logistic: %w", err)
	}
	slope := 1.0
	if slopeToo {
		slope = t[1]
	}
	return fitted(Spec{Method: "logistic", Intercept: rounded(t[0]), Slope: rounded(slope)})
}

// leastFitted is the least slope of a fitted spline: above [minSlope], so that
// rounding cannot make [New] refuse it.
const leastFitted = 2 * minSlope

// splineKnots are the quantiles of the scores at which knots stand (F. E.
// Harrell, Regression Modeling Strategies, 2nd edition 2015, table 2.3).
var splineKnots = map[int][]float64{
	3: {0.10, 0.5, 0.90},
	4: {0.05, 0.35, 0.65, 0.95},
	5: {0.05, 0.275, 0.5, 0.725, 0.95},
}

// FitSpline fits the spline method with 3, 4 or 5 knots at fixed quantiles of
// raw by maximum likelihood without penalty, no slope below 0.02.
//
// Errors are as in [FitBeta], with as many parameters as knots; also when two
// knots fall together because too few scores are distinct.
func FitSpline(raw []float64, y []bool, knots int) (Spec, error) {
	spec, err := fitSpline(raw, y, knots)
	if err != nil {
		return Spec{}, fmt.Errorf("calibrate: spline: %w", err)
	}
	return fitted(spec)
}

func fitSpline(raw []float64, y []bool, knots int) (Spec, error) {
	quantiles, known := splineKnots[knots]
	if !known {
		return Spec{}, fmt.Errorf("%d knots, want 3 to 5", knots)
	}
	if err := check(raw, y, knots); err != nil {
		return Spec{}, err
	}
	sorted := slices.Sorted(slices.Values(raw))
	at := make([]float64, knots)
	for i, q := range quantiles {
		// four decimals are plenty for a place where the slope may change
		at[i] = math.Round(sorted[int(q*float64(len(sorted)-1))]*1e4) / 1e4
		if i > 0 && at[i] <= at[i-1] {
			return Spec{}, fmt.Errorf("knots %v and %v fall together: too few distinct scores", at[i-1], at[i])
		}
	}
	r := regression{y: y, least: slices.Repeat([]float64{leastFitted}, knots-1)}
	for j := range knots - 1 {
		r.columns = append(r.columns, piece(raw, at, j))
	}
	t, err := r.fit()
	if err != nil {
		return Spec{}, err
	}
	values := make([]float64, knots)
	x := t[0]
	for i := range values {
		if i > 0 {
			x += float64(t[i] * (at[i] - at[i-1]))
		}
		values[i] = *rounded(x)
	}
	return Spec{Method: "spline", Knots: at, LogOdds: values}, nil
}

// piece is how far each score has come along the straight piece from knot j to
// the next: its column in the regression. The outer pieces have no outer end.
func piece(raw, knots []float64, j int) []float64 {
	from, to := knots[j], knots[j+1]
	if j == 0 {
		from = math.Inf(-1)
	}
	if j+2 == len(knots) {
		to = math.Inf(1)
	}
	column := make([]float64, len(raw))
	for i, x := range raw {
		column[i] = math.Min(math.Max(x, from), to) - knots[j]
	}
	return column
}

// check refuses what no fit can use.
func check(raw []float64, y []bool, parameters int) error {
	if len(raw) != len(y) {
		return fmt.Errorf("%d scores and %d outcomes", len(raw), len(y))
	}
	events := 0
	for i, x := range raw {
		if math.IsNaN(x) || math.Abs(x) > maxOffset {
			return fmt.Errorf("row %d: the score is not a number of magnitude up to %v", i, maxOffset)
		}
		if y[i] {
			events++
		}
	}
	rarer, need := min(events, len(y)-events), EventsPerParameter*parameters
	if rarer == 0 {
		return fmt.Errorf("all %d cases have the same outcome", len(y))
	}
	if rarer < need {
		return fmt.Errorf("%d events among %d cases: at least %d of each outcome are needed for %d parameters",
			events, len(y), need, parameters)
	}
	return nil
}

// rounded is v to [digits] significant decimal digits.
func rounded(v float64) *float64 {
	out, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', digits-1, 64), 64)
	if err != nil {
		panic("calibrate: internal error: " + err.Error()) // a fitted number is always finite
	}
	return &out
}

// ErrNotFollowing is why a curve through the outcomes is no calibrator: it does
// not rise with the score.
var ErrNotFollowing = errors.New("the outcomes do not follow the scores")

// fitted returns a fitted calibrator that [New] accepts.
func fitted(s Spec) (Spec, error) {
	if _, err := New(s); err != nil {
		return Spec{}, fmt.Errorf("%w: %w", err, ErrNotFollowing)
	}
	return s, nil
}
