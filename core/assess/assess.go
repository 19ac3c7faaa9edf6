// Package assess joins the parts: patient → features → raw score → probability
// → decision, and returns what the product answers with.
package assess

import (
	"fmt"
	"time"

	"retain/core/calibrate"
	"retain/core/feature"
	"retain/core/lgbm"
	"retain/core/patient"
	"retain/core/policy"
)

// A Model is a registered model, ready to score.
type Model struct {
	Version     string
	Stage       string
	SHA256      string // of the LightGBM text file, hex
	Features    *feature.Version
	HorizonDays int // 0: the model has no horizon
	Calibrator  calibrate.Calibrator
	Scorer      lgbm.Scorer
	// Ranges holds, by contract field, the lowest and highest value among the
	// training patients, for whole-number fields.
	Ranges map[string][2]int
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

// An Assessment is the full answer, in the key order of the PRODUCT
// specification, section 6. Keys whose part is not built yet are null or [].
type Assessment struct {
	Prediction
	Probability     float64   `json:"dropout_probability"`
	RawScore        float64   `json:"raw_score"` // log-odds, bit-identical to LightGBM
	HorizonDays     *int      `json:"horizon_days"`
	Interval        any       `json:"probability_interval"`
	Separation      any       `json:"separation"`
	ThresholdUsed   float64   `json:"threshold_used"`
	ThresholdSource string    `json:"threshold_source"`
	BaseValue       any       `json:"base_value"`
	Reasons         []any     `json:"reasons"`
	Contributions   any       `json:"contributions"`
	Comparators     []any     `json:"comparators"`
	Warnings        []Warning `json:"warnings"`
	ModelVersion    string    `json:"model_version"`
	ModelStage      string    `json:"model_stage"`
	ModelSHA256     string    `json:"model_sha256"`
	FeatureVersion  string    `json:"feature_version"`
	PolicyVersion   string    `json:"policy_version"`
	AppVersion      string    `json:"app_version"`
	Timestamp       string    `json:"timestamp"` // UTC, RFC 3339, whole seconds
}

// A Warning is something to know before a number is believed.
type Warning struct {
	Code    string `json:"code"` // outside_training_range, personal_identifier
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Assess scores all patients in one call and answers each, in the same order.
// Every patient must be inside the contract. The error means that the model
// could not score at all; then there is no answer for anyone.
func (e *Engine) Assess(patients []patient.Patient, at time.Time) ([]Assessment, error) {
	raw := make([]float64, len(patients))
	if err := e.Model.Scorer.Score(e.Model.Features.Matrix(patients), raw); err != nil {
		return nil, fmt.Errorf("assess: %s: %w", e.Model.Version, err)
	}
	stamp := at.UTC().Format(time.RFC3339)
	answers := make([]Assessment, len(patients))
	for i, p := range patients {
		answers[i] = e.answer(p, raw[i], stamp)
	}
	return answers, nil
}

// answer is the assessment of one scored patient.
func (e *Engine) answer(p patient.Patient, raw float64, stamp string) Assessment {
	m := e.Model
	probability := m.Calibrator.Probability(raw)
	d := e.Policy.Decide(probability)
	var horizon *int
	if m.HorizonDays > 0 {
		horizon = &m.HorizonDays
	}
	return Assessment{
		Prediction:      Prediction{p.PatientID, d.Prediction, d.Band.Level, d.Band.Action},
		Probability:     probability,
		RawScore:        raw,
		HorizonDays:     horizon,
		ThresholdUsed:   e.Policy.Threshold,
		ThresholdSource: e.Policy.ThresholdSource,
		Reasons:         []any{},
		Comparators:     []any{},
		Warnings:        m.warnings(p),
		ModelVersion:    m.Version,
		ModelStage:      m.Stage,
		ModelSHA256:     m.SHA256,
		FeatureVersion:  m.Features.Name,
		PolicyVersion:   e.Policy.Version,
		AppVersion:      e.AppVersion,
		Timestamp:       stamp,
	}
}
