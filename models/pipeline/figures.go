package main

import (
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"retain/core/evaluate"
	"retain/core/patient"
	"retain/core/synth"
	"retain/core/uncertainty"
	"retain/core/words"
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

// Fresh patients: the seeds of no training data. The first was not picked by its
// result.
const (
	freshSeed      = 1000
	freshPatients  = 200_000
	decilePatients = 50_000
	decileDraws    = 20
)

// The targets of the PRODUCT specification, section 13.
const (
	leastSlope, mostSlope = 0.9, 1.1
	mostError             = 0.02
	coverageOff           = 2 // points from uncertainty.LevelPercent
	leastShareOfAUC       = 0.99
)

// leastAgreeing is in how many of the draws the rate of each decile must lie
// within its interval, give or take two standard errors. For a right score it
// does with a probability of 0.954 (so for all ten deciles of one draw at once
// in 12 or 13 of 20 draws: one draw cannot tell). That any of the ten is below
// 17 has then a probability of 2 %.
const leastAgreeing = 17

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
	t.heading(fmt.Sprintf("Calibration of %s on %s fresh patients (seed %d)", o.Manifest.Version, words.Whole(freshPatients), freshSeed))
	t.calibrated(r, *s.ChanceECE())
	return nil
}

// calibrated judges figures on fresh patients.
func (t targets) calibrated(r evaluate.Report, chance float64) {
	slope, ece := *r.CalibrationSlope.Value, *r.ECE.Value
	t.line("slope from 0.9 to 1.1", r.CalibrationSlope.Text(3), slope >= leastSlope && slope <= mostSlope)
	t.line("expected calibration error below 0.02", fmt.Sprintf("%s; chance alone %.4f", r.ECE.Text(4), chance), ece < mostError)
	t.note("intercept, AUC", r.CalibrationIntercept.Text(3)+", "+r.AUC.Text(4))
}

// uncertainty checks the intervals and the conformal sets on several draws.
func (t targets) uncertainty(o *manifest.Opened) error {
	m := o.Manifest
	if m.VennAbers == nil || m.Separation == nil {
		return fmt.Errorf("%s keeps no calibration cases", m.Version)
	}
	var draws [][]uncertainty.Decile
	var covered uncertainty.Coverage // by the first draw
	for number := range uint32(decileDraws) {
		f, err := draw(m.Version, decilePatients, freshSeed+number)
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
		draws = append(draws, deciles)
		if number > 0 {
			continue
		}
		if covered, err = m.Separation.Coverage(sample); err != nil {
			return err
		}
	}
	t.heading(fmt.Sprintf("Uncertainty of %s on %d draws of %s fresh patients (seeds %d to %d)",
		m.Version, decileDraws, words.Whole(decilePatients), freshSeed, freshSeed+decileDraws-1))
	if err := t.agreeing(draws); err != nil {
		return err
	}
	t.covering(covered)
	return nil
}

// agreeing judges the deciles of several draws, place by place.
func (t targets) agreeing(draws [][]uncertainty.Decile) error {
	var in [10]int // draws in which a decile agrees
	all, first, complete := 0, 0, 0
	for number, deciles := range draws {
		if len(deciles) != len(in) {
			return fmt.Errorf("%d groups of scores: too many patients have the same", len(deciles))
		}
		agreeing := 0
		for i, d := range deciles {
			if d.Agrees {
				in[i]++
				agreeing++
			}
		}
		all += agreeing
		if number == 0 {
			first = agreeing
		}
		if agreeing == len(in) {
			complete++
		}
	}
	worst := slices.Min(in[:])
	t.line(fmt.Sprintf("Venn-Abers: rate within [mean p0, mean p1] ± %d standard errors, each decile in at least %d draws", uncertainty.StandardErrors, leastAgreeing),
		fmt.Sprintf("%d in the worst decile; %d of %d in all", worst, all, len(draws)*len(in)), worst >= leastAgreeing)
	t.note("all ten deciles of a draw at once (the truth itself: 12 or 13 draws)", fmt.Sprintf("%d draws; in the first %d of 10 deciles", complete, first))
	return nil
}

// covering judges the conformal sets of one draw.
func (t targets) covering(covered uncertainty.Coverage) {
	for _, c := range []struct {
		who string
		uncertainty.ClassCoverage
	}{{"leave", covered.Leave}, {"stay", covered.Stay}} {
		rate, ok := c.Rate()
		least, most := (uncertainty.LevelPercent-coverageOff)*c.N, (uncertainty.LevelPercent+coverageOff)*c.N
		t.line(fmt.Sprintf("conformal sets: 90 %% ± 2 of those who %s are covered (seed %d)", c.who, freshSeed),
			fmt.Sprintf("%.1f %% of %s", 100*rate, words.Whole(c.N)), ok && 100*c.Covered >= least && 100*c.Covered <= most)
	}
}
