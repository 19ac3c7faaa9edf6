package main

import (
	"fmt"
	"io"

	"retain/core/assess"
	"retain/core/support"
	"retain/core/uncertainty"
	"retain/models/manifest"
	"retain/models/results"
)

var calibrateStage = stage{
	name: "calibrate", synopsis: "DIR",
	summary: "fit and choose calibrators, and what an answer is compared with; writes " + calibrationFile,
	min:     1, max: 1,
	run: func(o options, out io.Writer) error { return runCalibrate(o.args[0], out) },
}

// vennAbersDecimals are those of the scores in the Venn-Abers table: a thousandth
// in log-odds moves a probability by at most 0.00025.
const vennAbersDecimals = 3

func runCalibrate(dir string, out io.Writer) error {
	f, err := readFit(dir)
	if err != nil {
		return err
	}
	d, err := readData(dir)
	if err != nil {
		return err
	}
	s, err := readScores(dir, d)
	if err != nil {
		return err
	}
	if err := s.checkLightGBM(dir, f.FeatureVersion, d); err != nil {
		return err
	}
	c, err := calibration(d, s)
	if err != nil {
		return err
	}
	for _, e := range c.Engines {
		fmt.Fprintf(out, "%s: calibrator %s\n", e.Name, e.Calibrator.Method)
	}
	return writeJSON(dir, calibrationFile, c)
}

// calibration learns everything that the parts other than the test teach.
func calibration(d *dataset, s *scores) (results.Calibration, error) {
	var c results.Calibration
	train := d.in(manifest.Train)
	seen, err := support.Fit(take(d.patients, train))
	if err != nil {
		return c, err
	}
	rates, err := assess.CountRates(take(d.patients, train), take(d.left, train))
	if err != nil {
		return c, err
	}
	c.TrainingRanges, c.Support, c.Rates = seen.Ranges(), &seen, &rates
	fitted, held := d.in(manifest.Calibrate), d.in(manifest.Holdout)
	if (len(fitted) == 0) != (len(held) == 0) {
		return c, fmt.Errorf("%s: parts %s and %s: both or neither", splitFile, manifest.Calibrate, manifest.Holdout)
	}
	for _, engine := range s.engines {
		e, err := chooseCalibrator(s.sample(engine, d, fitted), s.sample(engine, d, held))
		if err != nil {
			return c, fmt.Errorf("%s: %w", engine, err)
		}
		e.Name = engine
		c.Engines = append(c.Engines, e)
	}
	if len(fitted) == 0 {
		return c, nil
	}
	calibrate, holdout := s.sample(results.LightGBM, d, fitted), s.sample(results.LightGBM, d, held)
	table, err := uncertainty.FitVennAbers(calibrate.Scores, calibrate.Left)
	if err != nil {
		return c, err
	}
	table = table.Rounded(vennAbersDecimals)
	separation, err := uncertainty.FitSeparation(calibrate, holdout)
	if err != nil {
		return c, err
	}
	c.VennAbers, c.Separation = &table, &separation
	return c, nil
}

// sample is what an engine gave to some rows, and their outcomes.
func (s *scores) sample(engine string, d *dataset, rows []int) uncertainty.Sample {
	return uncertainty.Sample{Scores: take(s.raw[engine], rows), Left: take(d.left, rows)}
}
