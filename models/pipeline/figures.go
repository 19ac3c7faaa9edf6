package main

import (
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"text/tabwriter"

	"retain/core/evaluate"
	"retain/core/patient"
	"retain/core/synth"
	"retain/core/uncertainty"
	"retain/models/manifest"
)

var figuresStage = stage{
	name: "figures", synopsis: "[-registry FOLDER] [-curve FOLDER]",
	summary: "print the targets for calibration, uncertainty and discrimination, measured on fresh patients",
	flags: func(set *flag.FlagSet, o *options) {
		registryFlag(set, o)
		set.StringVar(&o.curve, "curve", "", "folder of model files RECIPE-ROWS.txt: a learning curve")
	},
	run: func(o options, out io.Writer) error { return runFigures(o.registry, o.curve, out) },
}

// Fresh patients: the seeds of no training data. The first is the one whose
// deciles the target is about; it was not picked by its result.
const (
	freshSeed      = 1000
	freshPatients  = 200_000
	decilePatients = 50_000
	decileSeeds    = 20
)

// The targets of the PRODUCT specification, section 13.
const (
	leastSlope, mostSlope = 0.9, 1.1
	mostError             = 0.02
	coverageOff           = 0.02 // from uncertainty.LevelPercent
	leastShareOfAUC       = 0.99
)

// targets are printed a line each, under headings.
type targets struct{ w *tabwriter.Writer }

func (t targets) heading(text string) { fmt.Fprintln(t.w, text) }

func (t targets) line(what, measured string, met bool) {
	t.note(what, map[bool]string{true: "met: ", false: "NOT MET: "}[met]+measured)
}

func (t targets) note(what, measured string) { fmt.Fprintf(t.w, "  %s\t%s\n", what, measured) }

func runFigures(registry, curve string, out io.Writer) error {
	_, o, err := openFolder(filepath.Join(registry, "v4_landmark"))
	if err != nil {
		return err
	}
	t := targets{tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)}
	if err := t.calibration(o); err != nil {
		return err
	}
	if err := t.uncertainty(o); err != nil {
		return err
	}
	if curve == "" {
		t.heading("Discrimination: not measured; it needs the models of the learning curve (-curve)")
	} else if err := t.discrimination(o, curve); err != nil {
		return err
	}
	return t.w.Flush()
}

// A fresh set of simulated patients.
type fresh struct {
	patients []patient.Patient
	left     []bool
	truth    []float64
}

func draw(recipe string, n int, seed uint32) (fresh, error) {
	var f fresh
	r, err := synth.Lookup(recipe)
	if err != nil {
		return f, err
	}
	for row := range r.Rows(n, seed) {
		f.patients, f.left, f.truth = append(f.patients, row.Patient), append(f.left, row.Dropout), append(f.truth, row.TrueProbability)
	}
	return f, nil
}

// scored are raw scores of patients by an opened version.
func scored(o *manifest.Opened, patients []patient.Patient) ([]float64, error) {
	raw := make([]float64, len(patients))
	return raw, o.Model.Scorer.Score(o.Model.Features.Matrix(patients), raw)
}

func (t targets) calibration(o *manifest.Opened) error {
	f, err := draw(o.Manifest.Version, freshPatients, freshSeed)
	if err != nil {
		return err
	}
	raw, err := scored(o, f.patients)
	if err != nil {
		return err
	}
	p, err := probabilities(o.Manifest.Calibrator, raw)
	if err != nil {
		return err
	}
	s, err := evaluate.NewSample(p, f.left)
	if err != nil {
		return err
	}
	r, err := s.Report(nil, costs)
	if err != nil {
		return err
	}
	t.heading(fmt.Sprintf("Calibration of %s on %d fresh patients (seed %d)", o.Manifest.Version, freshPatients, freshSeed))
	slope, ece := *r.CalibrationSlope.Value, *r.ECE.Value
	t.line("slope from 0.9 to 1.1", r.CalibrationSlope.Text(3), slope >= leastSlope && slope <= mostSlope)
	t.line("expected calibration error below 0.02", fmt.Sprintf("%s; chance alone %.4f", r.ECE.Text(4), *s.ChanceECE()), ece < mostError)
	t.note("intercept, AUC", r.CalibrationIntercept.Text(3)+", "+r.AUC.Text(4))
	return nil
}

func (t targets) uncertainty(o *manifest.Opened) error {
	m := o.Manifest
	if m.VennAbers == nil || m.Separation == nil {
		return fmt.Errorf("%s keeps no calibration cases", m.Version)
	}
	first, agreeing, all, perfect := 0, 0, 0, 0
	var covered uncertainty.Coverage
	for seed := range uint32(decileSeeds) {
		f, err := draw(m.Version, decilePatients, freshSeed+seed)
		if err != nil {
			return err
		}
		raw, err := scored(o, f.patients)
		if err != nil {
			return err
		}
		sample := uncertainty.Sample{Scores: raw, Left: f.left}
		deciles, err := uncertainty.Deciles(sample, m.VennAbers.Interval)
		if err != nil {
			return err
		}
		agree := 0
		for _, d := range deciles {
			if d.Agrees {
				agree++
			}
		}
		agreeing += agree
		all += len(deciles)
		if agree == len(deciles) {
			perfect++
		}
		if seed > 0 {
			continue
		}
		first = agree
		if covered, err = m.Separation.Coverage(sample); err != nil {
			return err
		}
	}
	t.heading(fmt.Sprintf("Uncertainty of %s on %d fresh patients a seed", m.Version, decilePatients))
	t.line(fmt.Sprintf("Venn-Abers: deciles whose rate is within [p0, p1] ± 2 standard errors, seed %d", freshSeed), fmt.Sprintf("%d of 10", first), first == 10)
	t.note(fmt.Sprintf("the same over %d seeds (a right score has about 19 in 20)", decileSeeds), fmt.Sprintf("%d of %d deciles; all ten in %d seeds", agreeing, all, perfect))
	for _, c := range []struct {
		who string
		uncertainty.ClassCoverage
	}{{"leave", covered.Leave}, {"stay", covered.Stay}} {
		rate, _ := c.Rate()
		off := rate - uncertainty.LevelPercent/100.0
		t.line(fmt.Sprintf("conformal sets: 90 %% ± 2 of those who %s are covered, seed %d", c.who, freshSeed), fmt.Sprintf("%.1f %% of %d", 100*rate, c.N),
			off >= -coverageOff && off <= coverageOff)
	}
	return nil
}
