// Package assess joins the parts: patient → features → raw score → probability
// → decision, and returns what the product answers with.
//
// [Engine.Score] gives the decision alone, for tables and figures;
// [Engine.Assess] adds how sure it is, why, and what to know before it is
// believed.
package assess

import (
	"fmt"
	"time"

	"retain/core/calibrate"
	"retain/core/explain"
	"retain/core/feature"
	"retain/core/lgbm"
	"retain/core/patient"
	"retain/core/policy"
	"retain/core/reason"
	"retain/core/support"
	"retain/core/uncertainty"
)

// A Model is a registered model, ready to score. What is nil was not kept for
// this model; the answers then say nothing about it.
type Model struct {
	Version     string
	Stage       string
	SHA256      string // of the LightGBM text file, hex
	Features    *feature.Version
	HorizonDays int // 0: the model has no horizon
	Calibrator  calibrate.Calibrator
	Scorer      lgbm.Scorer
	Trees       *lgbm.Model // the same model, for those who look inside; nil: nobody can
	// Ranges holds, by contract field, the lowest and highest value among the
	// training patients, for whole-number fields.
	Ranges map[string][2]int

	// Explainer prepares the model's explanations at the first call and returns
	// the same ones ever after. It takes a hundredth of a second in a browser,
	// which a page can spend once it is ready and before it is asked.
	Explainer  func() (*explain.Explainer, error)
	VennAbers  *uncertainty.VennAbers
	Separation *uncertainty.Separation
	Rates      *Rates
	Support    *support.Table
}

// An Engine assesses patients with one model under one policy. It holds no
// state; its parts must not be changed while it is in use.
type Engine struct {
	Model      *Model
	Policy     policy.Policy
	AppVersion string
}

// A Prediction is the baseline's contract: exactly these keys, in this order.
type Prediction struct {
	PatientID         string `json:"patient_id"`
	DropoutPrediction int    `json:"dropout_prediction"`
	RiskLevel         string `json:"risk_level"`
	RecommendedAction string `json:"recommended_action"`
}

// A Scored is a prediction with the numbers it comes from.
type Scored struct {
	Prediction
	Probability float64 `json:"dropout_probability"`
	RawScore    float64 `json:"raw_score"` // log-odds, bit-identical to LightGBM
}

// An Assessment is the full answer, in the key order of the PRODUCT
// specification, section 6.
type Assessment struct {
	Scored
	HorizonDays     *int            `json:"horizon_days"`
	Interval        *Interval       `json:"probability_interval"`
	Separation      *Separation     `json:"separation"`
	ThresholdUsed   float64         `json:"threshold_used"`
	ThresholdSource string          `json:"threshold_source"`
	BaseValue       *float64        `json:"base_value"` // log-odds
	Reasons         []reason.Reason `json:"reasons"`    // largest first; none without an explanation
	Contributions   Contributions   `json:"contributions"`
	Comparators     []Comparator    `json:"comparators"`
	Warnings        []Warning       `json:"warnings"`
	ModelVersion    string          `json:"model_version"`
	ModelStage      string          `json:"model_stage"`
	ModelSHA256     string          `json:"model_sha256"`
	FeatureVersion  string          `json:"feature_version"`
	PolicyVersion   string          `json:"policy_version"`
	AppVersion      string          `json:"app_version"`
	Timestamp       string          `json:"timestamp"` // UTC, RFC 3339, whole seconds
}

// Score decides about all patients in one call, in the same order. Every patient
// must be inside the contract. The error means that the model could not score at
// all; then there is no answer for anyone.
func (e *Engine) Score(patients []patient.Patient) ([]Scored, error) {
	answers, _, err := e.score(patients)
	return answers, err
}

// score also returns the rows of features that were scored.
func (e *Engine) score(patients []patient.Patient) ([]Scored, []float64, error) {
	rows, raw := e.Model.Features.Matrix(patients), make([]float64, len(patients))
	if err := e.Model.Scorer.Score(rows, raw); err != nil {
		return nil, nil, fmt.Errorf("assess: %s: %w", e.Model.Version, err)
	}
	answers := make([]Scored, len(patients))
	for i, p := range patients {
		probability := e.Model.Calibrator.Probability(raw[i])
		d := e.Policy.Decide(probability)
		answers[i] = Scored{Prediction{p.PatientID, d.Prediction, d.Band.Level, d.Band.Action}, probability, raw[i]}
	}
	return answers, rows, nil
}

// Assess is Score with everything that belongs to an answer in full. A model
// that cannot be explained, or an explanation that does not add up, is no error:
// the answer then has no reasons and a warning that says so.
func (e *Engine) Assess(patients []patient.Patient, at time.Time) ([]Assessment, error) {
	scored, rows, err := e.score(patients)
	if err != nil {
		return nil, err
	}
	m, stamp, n := e.Model, at.UTC().Format(time.RFC3339), e.Model.Features.Len()
	var horizon *int
	if m.HorizonDays > 0 {
		horizon = &m.HorizonDays
	}
	why := m.why()
	answers := make([]Assessment, len(patients))
	for i, p := range patients {
		a := &answers[i]
		*a = Assessment{
			Scored:          scored[i],
			HorizonDays:     horizon,
			Interval:        m.interval(scored[i]),
			Separation:      m.separation(scored[i]),
			ThresholdUsed:   e.Policy.Threshold,
			ThresholdSource: e.Policy.ThresholdSource,
			Comparators:     m.Rates.comparators(p),
			Warnings:        m.warnings(p),
			ModelVersion:    m.Version,
			ModelStage:      m.Stage,
			ModelSHA256:     m.SHA256,
			FeatureVersion:  m.Features.Name,
			PolicyVersion:   e.Policy.Version,
			AppVersion:      e.AppVersion,
			Timestamp:       stamp,
		}
		why.explain(a, p, rows[i*n:(i+1)*n])
	}
	return answers, nil
}
