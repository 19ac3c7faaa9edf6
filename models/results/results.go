// Package results holds what the stages of training hand on to each other and
// to the model card: calibration.json and results.json of a version, and the
// figures on real trials. It only names and reads; package main in
// models/pipeline computes.
//
// Numbers that depend on a logarithm or an exponential are written to [Digits]
// significant digits, so that the files come out the same on every processor.
package results

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"retain/core/assess"
	"retain/core/calibrate"
	"retain/core/evaluate"
	"retain/core/support"
	"retain/core/uncertainty"
	"retain/models/manifest"
)

// Digits are the significant decimal digits of a figure: far finer than any
// interval, and coarser than the last bits in which processors differ.
const Digits = 10

// Names of the engines, and of the noise-free probability that some recipes
// know. The model that is registered is always LightGBM's.
const (
	LightGBM = "lightgbm"
	Truth    = "truth"
)

// Titles are the names of engines for people.
var Titles = map[string]string{
	LightGBM: "LightGBM", "xgboost": "XGBoost", "logistic": "Logistic regression", Truth: "Noise-free truth",
}

// A Calibration is calibration.json: what is learnt from the parts of the data
// other than the test, once the engines are fitted.
type Calibration struct {
	Engines        []EngineCalibration     `json:"engines"`
	TrainingRanges map[string][2]int       `json:"training_ranges"` // of the train part, by whole-number field
	Rates          *assess.Rates           `json:"rates"`           // of the train part
	Support        *support.Table          `json:"support"`         // of the train part
	VennAbers      *uncertainty.VennAbers  `json:"venn_abers"`      // null without a calibrate part
	Separation     *uncertainty.Separation `json:"separation"`      // likewise
}

// Of returns the calibration of an engine.
func (c Calibration) Of(engine string) (EngineCalibration, error) {
	for _, e := range c.Engines {
		if e.Name == engine {
			return e, nil
		}
	}
	return EngineCalibration{}, fmt.Errorf("results: calibration: engine %q is not there", engine)
}

// An EngineCalibration is the calibrator of one engine.
type EngineCalibration struct {
	Name       string         `json:"name"`
	Calibrator calibrate.Spec `json:"calibrator"`
	Candidates []Candidate    `json:"candidates"` // what it was chosen from; none without a calibrate part
}

// A Candidate is one method, fitted to the calibrate part, with its figures on
// the holdout part.
type Candidate struct {
	Title                string          `json:"title"`
	Parameters           int             `json:"parameters"`
	Calibrator           *calibrate.Spec `json:"calibrator"` // null: it could not be fitted
	Problem              string          `json:"problem,omitempty"`
	LogLoss              *float64        `json:"log_loss"`
	Brier                *float64        `json:"brier"`
	CalibrationSlope     *float64        `json:"calibration_slope"`
	CalibrationIntercept *float64        `json:"calibration_intercept"`
	ECE                  *float64        `json:"ece"`
	// Worse is how much the mean log loss is above that of the best candidate,
	// and StandardError that of this difference over the same patients.
	Worse         *float64 `json:"worse"`
	StandardError *float64 `json:"standard_error"`
	Chosen        bool     `json:"chosen"`
}

// Results is results.json: all figures on the test part.
type Results struct {
	Test      manifest.Part `json:"test"`
	Engines   []Engine      `json:"engines"` // LightGBM first, the truth last
	Bands     []Band        `json:"bands"`
	Subgroups []Subgroup    `json:"subgroups"`
	// Sure is how far the interval and the separation of an answer held; null
	// without a calibrate part.
	Sure *Sure `json:"sure"`
}

// A Sure checks the Venn-Abers table and the conformal sets on the test part.
type Sure struct {
	Deciles []Decile `json:"deciles"`
	Leave   Share    `json:"leave"` // of those who left, the sets that hold leaving
	Stay    Share    `json:"stay"`  // of those who stayed, the sets that hold staying
}

// A Decile is one tenth of the test patients by score; see [uncertainty.Decile].
type Decile struct {
	Observed Share   `json:"observed"`
	MeanLow  float64 `json:"mean_low"`
	MeanHigh float64 `json:"mean_high"`
	Agrees   bool    `json:"agrees"`
}

// Of returns the figures of an engine.
func (r Results) Of(engine string) (Engine, error) {
	for _, e := range r.Engines {
		if e.Name == engine {
			return e, nil
		}
	}
	return Engine{}, fmt.Errorf("results: engine %q is not there", engine)
}

// An Engine has the figures of one engine, calibrated.
type Engine struct {
	Name string `json:"name"`
	manifest.Figures
	At     []At   `json:"at"`
	Curves Curves `json:"curves"`
}

// An At is what three ways to decide at one threshold come to.
type At struct {
	manifest.Point
	Everyone Strategy `json:"everyone"`
	Nobody   Strategy `json:"nobody"`
}

// A Strategy is a rule that needs no model.
type Strategy struct {
	NetBenefit evaluate.Figure `json:"net_benefit"`
	Cost       evaluate.Figure `json:"cost"`
}

// Curves are thinned to what a plot can show. A point is [x, y].
type Curves struct {
	ROC             [][2]float64     `json:"roc"`              // false positive rate, recall
	PrecisionRecall [][2]float64     `json:"precision_recall"` // recall, precision
	Calibration     []CalibrationBin `json:"calibration"`
	Decision        []ThresholdPoint `json:"decision"`
}

// A CalibrationBin is one of ten groups of equal count, by probability.
type CalibrationBin struct {
	N        int     `json:"n"`
	Mean     float64 `json:"mean"` // predicted
	Observed Share   `json:"observed"`
}

// A ThresholdPoint has what a decision curve and a cost curve show.
type ThresholdPoint struct {
	Threshold       float64  `json:"threshold"`
	Flagged         int      `json:"flagged"`
	NetBenefit      *float64 `json:"net_benefit"`
	EveryoneBenefit *float64 `json:"everyone_benefit"`
	Cost            *float64 `json:"cost"`
}

// A Share is a number of events among n with Wilson's 95 % interval (E. B.
// Wilson, J. American Statistical Association 22, 1927).
type Share struct {
	Events int      `json:"events"`
	N      int      `json:"n"`
	Rate   *float64 `json:"rate"` // null: nobody
	Low    *float64 `json:"low"`
	High   *float64 `json:"high"`
}

// A Band is one risk level, with those of the test who are in it.
type Band struct {
	Level    string  `json:"level"`
	From     float64 `json:"from"`
	To       float64 `json:"to"`    // 1: no upper end
	Share    float64 `json:"share"` // of all
	Observed Share   `json:"observed"`
}

// A Subgroup has the figures of some patients of the test.
type Subgroup struct {
	By       string  `json:"by"`
	Group    string  `json:"group"`
	Observed Share   `json:"observed"`
	Mean     float64 `json:"mean"` // predicted
	manifest.Figures
	At manifest.Point `json:"at"` // the default decision threshold
}

// Read fills v from the bytes of one JSON value, and refuses unknown members.
func Read(data []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return fmt.Errorf("results: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return fmt.Errorf("results: something follows the JSON value")
	}
	return nil
}

// Text writes v as JSON, with one member a line.
func Text(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("results: %w", err)
	}
	return b.Bytes(), nil
}
