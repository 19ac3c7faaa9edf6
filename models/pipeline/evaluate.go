package main

import (
	"fmt"
	"io"
	"slices"

	"retain/core/config"
	"retain/core/evaluate"
	"retain/core/policy"
	"retain/core/uncertainty"
	"retain/models/manifest"
	"retain/models/results"
)

var evaluateStage = stage{
	name: "evaluate", synopsis: "DIR",
	summary: "take all figures on the test part; writes " + resultsFile,
	min:     1, max: 1,
	run: func(o options, out io.Writer) error { return runEvaluate(o.args[0], out) },
}

// thresholds are the sweep of the comparison; the baseline's published 0.20,
// 0.35 and 0.50 are among them.
var thresholds = []float64{0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60}

// costs are the baseline's, with contacts that keep everyone.
var costs = policy.Costs{Intervention: config.InterventionCost, Missed: config.MissedDropoutCost, Effectiveness: 1}

func runEvaluate(dir string, out io.Writer) error {
	d, err := readData(dir)
	if err != nil {
		return err
	}
	s, err := readScores(dir, d)
	if err != nil {
		return err
	}
	var c results.Calibration
	if err := readJSON(dir, calibrationFile, &c); err != nil {
		return err
	}
	rows := d.in(manifest.TestPart)
	left := take(d.left, rows)
	r := results.Results{}
	for _, part := range d.parts() {
		if part.Name == manifest.TestPart {
			r.Test = part
		}
	}
	for _, engine := range append(slices.Clone(s.engines), results.Truth) {
		var p []float64
		switch {
		case engine != results.Truth:
			fitted, err := c.Of(engine)
			if err != nil {
				return err
			}
			if p, err = probabilities(fitted.Calibrator, take(s.raw[engine], rows)); err != nil {
				return fmt.Errorf("%s: %w", engine, err)
			}
		case d.truth == nil:
			continue
		default:
			p = take(d.truth, rows)
		}
		e, err := measureEngine(engine, p, left)
		if err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
		fmt.Fprintf(out, "%s: AUC %s, calibration slope %s, error %s\n", engine, e.AUC.Text(3), e.CalibrationSlope.Text(3), e.ECE.Text(4))
		r.Engines = append(r.Engines, e)
		if engine == results.LightGBM {
			if r.Bands, err = bands(p, left); err != nil {
				return err
			}
			if r.Subgroups, err = subgroups(take(d.patients, rows), p, left); err != nil {
				return err
			}
		}
	}
	if c.VennAbers != nil && c.Separation != nil {
		if r.Sure, err = sure(c, s.sample(results.LightGBM, d, rows)); err != nil {
			return err
		}
	}
	return writeJSON(dir, resultsFile, r)
}

// sure checks the interval and the separation on patients they have not seen.
func sure(c results.Calibration, test uncertainty.Sample) (*results.Sure, error) {
	deciles, err := uncertainty.Deciles(test, c.VennAbers.Interval)
	if err != nil {
		return nil, err
	}
	var out results.Sure
	for _, x := range deciles {
		out.Deciles = append(out.Deciles, results.Decile{
			Observed: share(x.Events, x.N), MeanLow: *significant(x.MeanLow), MeanHigh: *significant(x.MeanHigh), Agrees: x.Agrees,
		})
	}
	covered, err := c.Separation.Coverage(test)
	out.Leave, out.Stay = share(covered.Leave.Covered, covered.Leave.N), share(covered.Stay.Covered, covered.Stay.N)
	return &out, err
}

// measureEngine takes all figures of one engine, with intervals.
func measureEngine(name string, p []float64, left []bool) (results.Engine, error) {
	sample, err := evaluate.NewSample(p, left)
	if err != nil {
		return results.Engine{}, err
	}
	report, err := sample.Report(thresholds, costs)
	if err != nil {
		return results.Engine{}, err
	}
	e := results.Engine{Name: name, Figures: figures(report, sample)}
	for _, at := range report.At {
		e.At = append(e.At, results.At{Point: point(at), Everyone: strategy(at.Everyone), Nobody: strategy(at.Nobody)})
	}
	e.Curves, err = curves(sample)
	return e, err
}

// figures are those of a report as they are written to a file.
func figures(r evaluate.Report, s *evaluate.Sample) manifest.Figures {
	f := manifest.Figures{
		AUC: rounded(r.AUC), AveragePrecision: rounded(r.AveragePrecision), Brier: rounded(r.Brier), LogLoss: rounded(r.LogLoss),
		CalibrationSlope: rounded(r.CalibrationSlope), CalibrationIntercept: rounded(r.CalibrationIntercept), ECE: rounded(r.ECE),
	}
	if chance := s.ChanceECE(); chance != nil {
		f.ChanceECE = significant(*chance)
	}
	return f
}

func point(at evaluate.At) manifest.Point {
	m := at.Model
	return manifest.Point{
		Threshold: at.Threshold, Flagged: m.Flagged, Recall: rounded(m.Recall), Precision: rounded(m.Precision),
		F1: rounded(m.F1), NetBenefit: rounded(m.NetBenefit), Cost: rounded(m.Cost),
	}
}

func strategy(d evaluate.Decision) results.Strategy {
	return results.Strategy{NetBenefit: rounded(d.NetBenefit), Cost: rounded(d.Cost)}
}

func rounded(f evaluate.Figure) evaluate.Figure { return f.Rounded(results.Digits) }
