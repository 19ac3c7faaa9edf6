package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"retain/core/assess"
	"retain/core/config"
	"retain/core/evaluate"
	"retain/core/patient"
	"retain/core/policy"
	"retain/core/roster"
)

// usualThresholds are reported beside the policy's own: those of the baseline's
// published tables.
var usualThresholds = []float64{0.20, 0.35, 0.50}

// evaluateCosts are the baseline's, with contacts that keep everyone.
var evaluateCosts = policy.Costs{Intervention: config.InterventionCost, Missed: config.MissedDropoutCost, Effectiveness: 1}

// evaluateOptions are the flags that no other command has.
type evaluateOptions struct {
	json    bool
	assume  list
	horizon string
}

func evaluateCommand() command {
	var f evaluateOptions
	c := command{
		name:     "evaluate",
		synopsis: "[-json] [-assume FIELD=ANSWER]... [-label-horizon DAYS|end] [-model VERSION] LABELLED.csv|-",
		summary:  "compare the scores of past patients with what they did",
		help: `The table is that of score with the column dropout: 1 if the patient left, else
0. It may have the column dropout_day; a row whose dropout_day is not after
days_in_trial already knows the outcome and is refused. Refused rows are
reported, and the figures are those of the others.

Each figure has a 95 % interval from 1,000 bootstrap draws with a fixed seed. A
figure that does not exist for these patients is null with -json. Thresholds
are 0.2, 0.35, 0.5 and the one predictions are made at, each once, lowest first.`,
		min: 1, max: 1,
		flags: func(set *flag.FlagSet, o *options) {
			f = evaluateOptions{}
			set.BoolVar(&f.json, "json", false, "print one JSON object instead of a report")
			set.Var(&f.assume, "assume", "`FIELD=ANSWER` to take where that field is blank; may be given for several fields")
			set.StringVar(&f.horizon, "label-horizon", "", "`DAYS` after the row's day within which leaving counts as 1, or end; not stated by default")
			modelFlag(set, o)
		},
	}
	c.run = func(p *program, _ context.Context, o options) error {
		assumed, horizon, err := f.read()
		if err != nil {
			return &usageError{"evaluate: " + err.Error(), c.print}
		}
		return p.evaluate(o, f.json, assumed, horizon)
	}
	return c
}

// A labelHorizon says by when a label counts.
type labelHorizon struct {
	stated bool
	days   int // 0: until the end of the trial
}

// read checks the flags. Assumptions come in the order of the contract.
func (f evaluateOptions) read() (assumed []roster.Assumption, h labelHorizon, err error) {
	for _, text := range f.assume {
		a, err := roster.ParseAssumption(text)
		if err != nil {
			return nil, h, errors.New("-assume: " + strings.TrimPrefix(err.Error(), "roster: assumption: "))
		}
		if slices.ContainsFunc(assumed, func(b roster.Assumption) bool { return a.Field == b.Field }) {
			return nil, h, fmt.Errorf("-assume: %s is given twice", a.Field)
		}
		assumed = append(assumed, a)
	}
	slices.SortFunc(assumed, func(a, b roster.Assumption) int { return patient.Index(a.Field) - patient.Index(b.Field) })
	switch f.horizon {
	case "":
	case "end":
		h.stated = true
	default:
		h.stated = true
		if h.days, err = strconv.Atoi(f.horizon); err != nil || h.days < 1 {
			return nil, h, errors.New("-label-horizon: allowed: a whole number of days above 0, or end")
		}
	}
	return assumed, h, nil
}

// An evaluation is all that is printed.
type evaluation struct {
	file     string
	model    *assess.Model
	policy   policy.Policy
	sample   *evaluate.Sample
	report   evaluate.Report
	assumed  []roster.Assumption
	filled   []int
	refused  int
	repeated int // rows whose patient_id another row has too
	horizon  labelHorizon
}

func (p *program) evaluate(o options, asJSON bool, assumed []roster.Assumption, h labelHorizon) error {
	engine, err := p.engine(o)
	if err != nil {
		return err
	}
	file := o.args[0]
	in, err := p.open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	rows, problems, err := roster.ReadLabelled(in, assumed)
	var whole roster.Problems
	switch {
	case errors.As(err, &whole):
		return p.reportTable(file, whole)
	case err != nil:
		return err
	}
	e := evaluation{
		file: file, model: engine.Model, policy: engine.Policy, assumed: assumed, filled: rows.Filled,
		refused: rows.Refused, repeated: repeated(rows.Patients), horizon: h,
	}
	if err := e.measure(engine, rows); err != nil {
		return err
	}
	show := e.writeText
	if asJSON {
		show = e.writeJSON
	}
	if err := p.write(stream, show); err != nil {
		return err
	}
	return p.reportTable(file, problems)
}

// measure scores the patients and compares.
func (e *evaluation) measure(engine *assess.Engine, rows roster.Labelled) error {
	answers, err := engine.Score(rows.Patients)
	if err != nil {
		return err
	}
	probabilities := make([]float64, len(answers))
	for i, a := range answers {
		probabilities[i] = a.Probability
	}
	if e.sample, err = evaluate.NewSample(probabilities, rows.Left); err != nil {
		return err
	}
	thresholds := append(slices.Clone(usualThresholds), engine.Policy.Threshold)
	slices.Sort(thresholds)
	e.report, err = e.sample.Report(slices.Compact(thresholds), evaluateCosts)
	return err
}

// repeated counts the rows whose patient is in another row too.
func repeated(patients []patient.Patient) (rows int) {
	times := make(map[string]int, len(patients))
	for _, p := range patients {
		times[p.PatientID]++
	}
	for _, n := range times {
		if n > 1 {
			rows += n
		}
	}
	return rows
}

// comparable reports whether the label and the model's risk mean the same time.
func (e *evaluation) comparable() bool {
	return e.model.HorizonDays > 0 && e.horizon.stated && e.horizon.days == e.model.HorizonDays
}

// An evaluationJSON is what -json prints: the keys of the PRODUCT
// specification, section 7, in its order, then three of our own.
type evaluationJSON struct {
	N                    int             `json:"n"`
	Refused              int             `json:"refused"`
	Events               int             `json:"events"`
	Assumptions          []string        `json:"assumptions"`
	AUC                  evaluate.Figure `json:"auc"`
	AveragePrecision     evaluate.Figure `json:"average_precision"`
	Brier                evaluate.Figure `json:"brier"`
	LogLoss              evaluate.Figure `json:"log_loss"`
	CalibrationSlope     evaluate.Figure `json:"calibration_slope"`
	CalibrationIntercept evaluate.Figure `json:"calibration_intercept"`
	ECE                  evaluate.Figure `json:"ece"`
	At                   []atJSON        `json:"at"`
	// The calibration figures are numbers even where they are not comparable.
	CalibrationComparable bool   `json:"calibration_comparable"`
	LabelHorizon          any    `json:"label_horizon"` // days, "end", or null: not stated
	ModelVersion          string `json:"model_version"`
}

type atJSON struct {
	Threshold  float64  `json:"threshold"`
	Flagged    int      `json:"flagged"`
	Recall     *float64 `json:"recall"`
	Precision  *float64 `json:"precision"`
	F1         *float64 `json:"f1"`
	NetBenefit *float64 `json:"net_benefit"`
	Cost       *float64 `json:"cost"`
}

func (e *evaluation) writeJSON(w io.Writer) error {
	r := e.report
	out := evaluationJSON{
		N: r.N, Refused: e.refused, Events: r.Events, Assumptions: []string{},
		AUC: r.AUC, AveragePrecision: r.AveragePrecision, Brier: r.Brier, LogLoss: r.LogLoss,
		CalibrationSlope: r.CalibrationSlope, CalibrationIntercept: r.CalibrationIntercept, ECE: r.ECE,
		CalibrationComparable: e.comparable(), ModelVersion: e.model.Version,
	}
	for _, a := range e.assumed {
		out.Assumptions = append(out.Assumptions, a.String())
	}
	for _, at := range r.At {
		d := at.Model
		out.At = append(out.At, atJSON{at.Threshold, d.Flagged, d.Recall.Value, d.Precision.Value, d.F1.Value,
			d.NetBenefit.Value, d.Cost.Value})
	}
	switch {
	case e.horizon.days > 0:
		out.LabelHorizon = e.horizon.days
	case e.horizon.stated:
		out.LabelHorizon = "end"
	}
	line := json.NewEncoder(w)
	line.SetEscapeHTML(false)
	return line.Encode(out)
}
