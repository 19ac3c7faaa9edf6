package main

import (
	"errors"
	"fmt"
	"math"

	"retain/core/calibrate"
	"retain/core/evaluate"
	"retain/core/uncertainty"
	"retain/models/results"
)

// candidates are the calibrators one is chosen from, simplest first: all are
// strictly increasing. The score as it is stands before them, to compare.
var candidates = []struct {
	title      string
	parameters int
	fit        func(raw []float64, left []bool) (calibrate.Spec, error)
}{
	{"the score as it is", 0, func([]float64, []bool) (calibrate.Spec, error) { return asItIs, nil }},
	{"logistic", 2, func(raw []float64, left []bool) (calibrate.Spec, error) {
		return calibrate.FitLogistic(raw, left, true)
	}},
	{"beta", 3, calibrate.FitBeta},
	{"spline with 3 knots", 3, splineWith(3)},
	{"spline with 4 knots", 4, splineWith(4)},
	{"spline with 5 knots", 5, splineWith(5)},
}

var asItIs = calibrate.Spec{Method: "logistic"}

func splineWith(knots int) func([]float64, []bool) (calibrate.Spec, error) {
	return func(raw []float64, left []bool) (calibrate.Spec, error) { return calibrate.FitSpline(raw, left, knots) }
}

// chooseCalibrator fits the candidates to one part and chooses on the other.
//
// The rule: of the candidates that can be fitted, the first (the one with
// fewest parameters) whose mean log loss on the holdout part is above the
// lowest by no more than one standard error of the difference over the same
// patients. Log loss, because it is a proper score that punishes a wrong
// certainty; one standard error, because a curve that bends more must earn it
// (L. Breiman et al., Classification and Regression Trees, 1984, section 3.4.3).
//
// Without cases nothing is fitted, and the score is taken as it is.
func chooseCalibrator(fitted, holdout uncertainty.Sample) (results.EngineCalibration, error) {
	if len(fitted.Scores) == 0 {
		return results.EngineCalibration{Calibrator: asItIs, Candidates: []results.Candidate{}}, nil
	}
	var out results.EngineCalibration
	losses := make([][]float64, len(candidates))
	best := -1
	for i, c := range candidates {
		spec, err := c.fit(fitted.Scores, fitted.Left)
		candidate := results.Candidate{Title: c.title, Parameters: c.parameters}
		if err != nil {
			candidate.Problem = err.Error()
			out.Candidates = append(out.Candidates, candidate)
			continue
		}
		candidate.Calibrator = &spec
		if losses[i], err = measure(&candidate, holdout); err != nil {
			return out, fmt.Errorf("%s: %w", c.title, err)
		}
		if c.parameters > 0 && (best < 0 || mean(losses[i]) < mean(losses[best])) {
			best = i
		}
		out.Candidates = append(out.Candidates, candidate)
	}
	if best < 0 {
		return out, errors.New("no calibrator could be fitted: " + out.Candidates[1].Problem)
	}
	chosen := false
	for i := range out.Candidates {
		c := &out.Candidates[i]
		if c.Calibrator == nil {
			continue
		}
		worse, standardError := difference(losses[i], losses[best])
		c.Worse, c.StandardError = significant(worse), significant(standardError)
		if c.Parameters > 0 && !chosen && worse <= standardError {
			c.Chosen, chosen = true, true
			out.Calibrator = *c.Calibrator
		}
	}
	return out, nil
}

// measure takes the figures of a candidate and returns the log loss of each
// case.
func measure(c *results.Candidate, holdout uncertainty.Sample) ([]float64, error) {
	p, err := probabilities(*c.Calibrator, holdout.Scores)
	if err != nil {
		return nil, err
	}
	sample, err := evaluate.NewSample(p, holdout.Left)
	if err != nil {
		return nil, err
	}
	r, err := sample.Values(nil, costs)
	if err != nil {
		return nil, err
	}
	rounded := func(f evaluate.Figure) *float64 { return f.Rounded(results.Digits).Value }
	c.LogLoss, c.Brier, c.ECE = rounded(r.LogLoss), rounded(r.Brier), rounded(r.ECE)
	c.CalibrationSlope, c.CalibrationIntercept = rounded(r.CalibrationSlope), rounded(r.CalibrationIntercept)
	losses := make([]float64, len(p))
	for i, left := range holdout.Left {
		losses[i] = -math.Log1p(-p[i])
		if left {
			losses[i] = -math.Log(p[i])
		}
	}
	return losses, nil
}

// probabilities calibrates raw scores.
func probabilities(spec calibrate.Spec, raw []float64) ([]float64, error) {
	c, err := calibrate.New(spec)
	if err != nil {
		return nil, err
	}
	p := make([]float64, len(raw))
	for i, x := range raw {
		p[i] = c.Probability(x)
	}
	return p, nil
}

// difference is the mean of a − b, case by case, and its standard error.
func difference(a, b []float64) (meanDifference, standardError float64) {
	n := float64(len(a))
	for i := range a {
		meanDifference += (a[i] - b[i]) / n
	}
	squares := 0.0
	for i := range a {
		x := a[i] - b[i] - meanDifference
		squares += float64(x*x) / n
	}
	return meanDifference, math.Sqrt(squares / n)
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// significant is x as it is written to a file.
func significant(x float64) *float64 {
	return evaluate.Figure{Value: &x}.Rounded(results.Digits).Value
}
