package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"retain/core/calibrate"
	"retain/core/evaluate"
	"retain/core/feature"
	"retain/core/lgbm"
	"retain/core/patient"
	"retain/core/roster"
	"retain/models/manifest"
	"retain/models/results"
)

var externalStage = stage{
	name: "external", synopsis: "-data FOLDER -o FILE DIR...",
	summary: "evaluate versions on the public trials, whose tables are not part of this project, and write the figures",
	min:     1, max: 100,
	flags: func(set *flag.FlagSet, o *options) {
		set.StringVar(&o.data, "data", "", "folder that holds cdisc_pilot_csv and ctn0051")
		outFlag(set, o)
	},
	run: func(o options, out io.Writer) error { return runExternal(o, out) },
}

// trials are the tables. Both labels count leaving at any later time, until the
// end of the trial: no version's risk means that, so discrimination can be
// compared and calibration cannot.
var trials = []struct {
	name, file, source, label string
	assume                    []roster.Assumption
}{
	{"CDISC pilot study, day 28", "cdisc_pilot_csv/landmark28.csv", cdisc, everLeaves, nil},
	{"NIDA CTN-0051, day 28", "ctn0051/ctn0051_landmark28.csv", ctn, everLeaves, noEvents},
	{"NIDA CTN-0051, day 56", "ctn0051/ctn0051_landmark56.csv", ctn, everLeaves, noEvents},
	{"NIDA CTN-0051, day 84", "ctn0051/ctn0051_landmark84.csv", ctn, everLeaves, noEvents},
}

const (
	cdisc      = "CDISCPILOT01, xanomeline or placebo in Alzheimer's disease, Phase II; public, in pharmaverse's pharmaversesdtm (Apache-2.0)"
	ctn        = "NIDA CTN-0051, naltrexone or buprenorphine in opioid use disorder; public, in public.ctn0094data (MIT); phase and arms are an assignment of ours"
	everLeaves = "left at any later time before the end of the trial"
)

// noEvents completes tables in which adverse events were not recorded.
var noEvents = []roster.Assumption{{Field: patient.AdverseEvents, Answer: "0"}}

func runExternal(o options, out io.Writer) error {
	var all results.External
	for _, dir := range o.args {
		s, err := readScorer(dir)
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		v := results.ExternalVersion{Version: s.version, ModelSHA256: s.sha256, Calibrator: s.calibration.Calibrator}
		for _, t := range trials {
			table, err := os.ReadFile(filepath.Join(o.data, t.file))
			if err != nil {
				return err
			}
			r := results.Trial{Name: t.name, Source: t.source, Label: t.label, SHA256: sha(table), Assumptions: []string{}}
			if err := s.evaluate(&r, table, t.assume); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			fmt.Fprintf(out, "%s on %s: %d of %d patients, AUC %s\n", s.version, t.name, r.Observed.N, r.Rows, r.AUC.Text(3))
			v.Trials = append(v.Trials, r)
		}
		all.Versions = append(all.Versions, v)
	}
	text, err := results.Text(all)
	if err != nil {
		return err
	}
	return o.write(func(w io.Writer) error { _, err := w.Write(text); return err })
}

// A scorer is a version before it is registered.
type scorer struct {
	version, sha256 string
	features        *feature.Version
	engine          lgbm.Scorer
	calibration     results.EngineCalibration
	seen            results.Calibration
}

func readScorer(dir string) (*scorer, error) {
	f, err := readFit(dir)
	if err != nil {
		return nil, err
	}
	s := &scorer{version: f.Version}
	if err := readJSON(dir, calibrationFile, &s.seen); err != nil {
		return nil, err
	}
	if s.calibration, err = s.seen.Of(results.LightGBM); err != nil {
		return nil, err
	}
	if s.features, err = feature.Lookup(f.FeatureVersion); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(dir, modelFile))
	if err != nil {
		return nil, err
	}
	s.sha256 = sha(text)
	trees, err := lgbm.Parse(text)
	if err != nil {
		return nil, err
	}
	s.engine, err = lgbm.NewLeaves(trees)
	return s, err
}

// evaluate reads a table, first as it is and then under the assumptions, and
// takes the figures.
func (s *scorer) evaluate(r *results.Trial, table []byte, assume []roster.Assumption) error {
	rows, _, err := roster.ReadLabelled(bytes.NewReader(table), nil)
	if err != nil {
		return err
	}
	r.Rows, r.Refused = len(rows.Patients)+rows.Refused, rows.Refused
	if len(assume) > 0 {
		if rows, _, err = roster.ReadLabelled(bytes.NewReader(table), assume); err != nil {
			return err
		}
		for _, a := range assume {
			r.Assumptions = append(r.Assumptions, a.String())
		}
	}
	r.StillOut, r.Who = rows.Refused, who(rows.Patients)
	if len(rows.Patients) == 0 {
		return errors.New("no row is accepted")
	}
	for _, p := range rows.Patients {
		if len(s.seen.Support.Check(p)) > 0 {
			r.Beyond++
		}
	}
	raw := make([]float64, len(rows.Patients))
	if err := s.engine.Score(s.features.Matrix(rows.Patients), raw); err != nil {
		return err
	}
	c, err := calibrate.New(s.calibration.Calibrator)
	if err != nil {
		return err
	}
	p, logOdds := make([]float64, len(raw)), make([]float64, len(raw))
	for i, x := range raw {
		p[i], logOdds[i] = c.Probability(x), c.LogOdds(x)
	}
	if r.Figures, err = figuresOf(p, rows.Left); err != nil {
		return err
	}
	r.Observed, r.Mean = share(events(rows.Left), len(p)), *significant(mean(p))
	if r.Groups, err = byGender(rows, p); err != nil {
		return err
	}
	for _, slopeToo := range []bool{false, true} {
		again, err := recalibrate(logOdds, rows.Left, slopeToo)
		if err != nil {
			return err
		}
		r.Recalibrated = append(r.Recalibrated, again)
	}
	return nil
}

func figuresOf(p []float64, left []bool) (manifest.Figures, error) {
	sample, err := evaluate.NewSample(p, left)
	if err != nil {
		return manifest.Figures{}, err
	}
	report, err := sample.Report(nil, costs)
	return figures(report, sample), err
}

// folds is how many parts cross-fitting makes; every tenth row is in one.
const folds = 10

// recalibrate corrects log-odds to a trial's outcomes.
func recalibrate(logOdds []float64, left []bool, slopeToo bool) (results.Recalibrated, error) {
	r := results.Recalibrated{Title: "intercept"}
	if slopeToo {
		r.Title = "intercept and slope"
	}
	spec, err := calibrate.FitLogistic(logOdds, left, slopeToo)
	if err != nil {
		r.Problem = problem(err)
		return r, nil
	}
	r.Calibrator = &spec
	p := make([]float64, len(left))
	for fold := range folds {
		var inside, outside []int
		for i := range left {
			if i%folds == fold {
				inside = append(inside, i)
			} else {
				outside = append(outside, i)
			}
		}
		part, err := calibrate.FitLogistic(take(logOdds, outside), take(left, outside), slopeToo)
		if err != nil {
			r.Calibrator, r.Problem = nil, "without one of the tenths "+problem(err)
			return r, nil
		}
		c, err := calibrate.New(part)
		if err != nil {
			return r, err
		}
		for _, i := range inside {
			p[i] = c.Probability(logOdds[i])
		}
	}
	r.Figures, err = figuresOf(p, left)
	return r, err
}

// problem words why no correction could be fitted, for the card.
func problem(err error) string {
	if errors.Is(err, calibrate.ErrNotFollowing) {
		return calibrate.ErrNotFollowing.Error()
	}
	return err.Error()
}

// byGender takes the AUC of each gender that a trial recorded.
func byGender(rows roster.Labelled, p []float64) ([]results.TrialGroup, error) {
	var out []results.TrialGroup
	for _, gender := range patient.Fields[patient.Index(patient.Gender)].Choices {
		var places []int
		for i, x := range rows.Patients {
			if x.Answer(patient.Gender) == gender {
				places = append(places, i)
			}
		}
		if len(places) == 0 {
			continue
		}
		risks, left := take(p, places), take(rows.Left, places)
		f, err := figuresOf(risks, left)
		if err != nil {
			return nil, err
		}
		out = append(out, results.TrialGroup{Group: gender, Observed: share(events(left), len(left)), Mean: *significant(mean(risks)), AUC: f.AUC})
	}
	return out, nil
}

// who describes patients in words, without naming any: counts and middles.
func who(patients []patient.Patient) []string {
	var out []string
	for _, f := range patient.Fields {
		switch {
		case f.Kind == patient.Whole && len(patients) > 0:
			values := make([]int, len(patients))
			for i := range patients {
				values[i] = *patients[i].Number(f.Name)
			}
			slices.Sort(values)
			out = append(out, fmt.Sprintf("%s: median %d, middle nine tenths %d to %d %s", f.Label,
				values[len(values)/2], values[len(values)/20], values[len(values)*19/20], f.Unit))
		case f.Kind == patient.Choice:
			text := f.Label + ":"
			for i, c := range f.Choices {
				n := 0
				for _, p := range patients {
					if p.Answer(f.Name) == c {
						n++
					}
				}
				text += fmt.Sprintf("%s %d %s", map[bool]string{true: "", false: ","}[i == 0], n, c)
			}
			out = append(out, text)
		}
	}
	return out
}
