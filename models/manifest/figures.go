package manifest

import (
	"errors"
	"fmt"
	"strings"

	"retain/core/evaluate"
)

// Names of the parts of a data set, in the order in which they are used. A
// version may have no calibrate and no holdout part: then nothing corrects its
// score.
const (
	Train     = "train"     // the model is fitted to it
	Calibrate = "calibrate" // the calibrator, the Venn-Abers table and the separation are
	Holdout   = "holdout"   // the calibrator is chosen on it, and the observed rates of the separation are its
	TestPart  = "test"      // the figures are taken on it, and nothing else is done with it
)

// Parts lists all of them.
var Parts = []string{Train, Calibrate, Holdout, TestPart}

// Data says what a model was trained on, and how to come by it again.
type Data struct {
	Description string `json:"description"`
	Source      string `json:"source"` // a recipe with its number of patients and seed, or where a table is from
	Synthetic   bool   `json:"synthetic"`
	SHA256      string `json:"sha256"`       // of the table of patients the features were computed from
	SplitSHA256 string `json:"split_sha256"` // of the table that says which patient is in which part
	Rows        int    `json:"rows"`
	Events      int    `json:"events"`
	Parts       []Part `json:"parts"` // those that have rows, in the order of [Parts]
}

// A Part counts the patients of one part of the data and those who left.
type Part struct {
	Name   string `json:"name"`
	Rows   int    `json:"rows"`
	Events int    `json:"events"`
}

// Part returns the part of that name; one without rows if there is none.
func (d Data) Part(name string) Part {
	for _, p := range d.Parts {
		if p.Name == name {
			return p
		}
	}
	return Part{Name: name}
}

// check refuses what is not filled in or cannot be, of all that is said about a
// version beside its model.
func (m Manifest) check() error {
	if m.Title == "" || m.Data.Description == "" || m.Data.Source == "" || len(m.Libraries) == 0 {
		return errors.New("title, data description, data source or libraries: missing")
	}
	for _, h := range []struct{ name, value string }{
		{"card_sha256", m.CardSHA256}, {"data: sha256", m.Data.SHA256}, {"data: split_sha256", m.Data.SplitSHA256},
	} {
		if len(h.value) != 64 || strings.Trim(h.value, "0123456789abcdef") != "" {
			return fmt.Errorf("%s: not a SHA-256", h.name)
		}
	}
	if err := m.Data.check(); err != nil {
		return err
	}
	return m.Test.check()
}

// check holds the counts against each other.
func (d Data) check() error {
	sum, next := Part{}, 0
	for _, p := range d.Parts {
		for next < len(Parts) && Parts[next] != p.Name {
			next++
		}
		if next == len(Parts) {
			return fmt.Errorf("data: part %q is not known, given twice or out of order", p.Name)
		}
		if next++; p.Rows < 1 || p.Events < 0 || p.Events > p.Rows {
			return fmt.Errorf("data: part %s: %d events among %d rows cannot be", p.Name, p.Events, p.Rows)
		}
		sum.Rows += p.Rows
		sum.Events += p.Events
	}
	switch {
	case sum.Rows != d.Rows || sum.Events != d.Events:
		return fmt.Errorf("data: %d rows with %d events, and %d with %d in the parts", d.Rows, d.Events, sum.Rows, sum.Events)
	case d.Part(Train).Rows == 0 || d.Part(TestPart).Rows == 0:
		return errors.New("data: a part for training and one for the test are needed")
	}
	return nil
}

// Figures are those of a set of patients, each with its interval; see
// [evaluate.Report].
type Figures struct {
	AUC                  evaluate.Figure `json:"auc"`
	AveragePrecision     evaluate.Figure `json:"average_precision"`
	Brier                evaluate.Figure `json:"brier"`
	LogLoss              evaluate.Figure `json:"log_loss"`
	CalibrationSlope     evaluate.Figure `json:"calibration_slope"`
	CalibrationIntercept evaluate.Figure `json:"calibration_intercept"`
	ECE                  evaluate.Figure `json:"ece"`
	ChanceECE            *float64        `json:"chance_ece"` // see [evaluate.Sample.ChanceECE]
}

// Test holds the model's figures on the test rows, with the calibrator.
type Test struct {
	Figures
	At []Point `json:"at"`
}

// A Point is what contacting those at or above a threshold comes to.
type Point struct {
	Threshold  float64         `json:"threshold"`
	Flagged    int             `json:"flagged"`
	Recall     evaluate.Figure `json:"recall"`
	Precision  evaluate.Figure `json:"precision"`
	F1         evaluate.Figure `json:"f1"`
	NetBenefit evaluate.Figure `json:"net_benefit"`
	Cost       evaluate.Figure `json:"cost"`
}

// check refuses a test without figures. Those at a threshold may be missing: no
// one may lie above it.
func (t Test) check() error {
	for _, f := range []evaluate.Figure{t.AUC, t.Brier} {
		if f.Value == nil {
			return errors.New("test: there are no figures")
		}
	}
	for _, p := range t.At {
		if !(p.Threshold > 0 && p.Threshold < 1) {
			return fmt.Errorf("test: threshold %v is outside (0, 1)", p.Threshold)
		}
	}
	return nil
}
