package assess_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"retain/core/assess"
	"retain/core/calibrate"
	"retain/core/config"
	"retain/core/feature"
	"retain/core/patient"
	"retain/core/policy"
)

// fixed gives every row the same raw score.
type fixed struct {
	raw float64
	err error
}

func (fixed) NumFeatures() int { return 9 }

func (f fixed) Score(rows, raw []float64) error {
	for i := range raw {
		raw[i] = f.raw
	}
	return f.err
}

func engine(t *testing.T, s fixed) *assess.Engine {
	t.Helper()
	features, err := feature.Lookup("v3_causal")
	require.NoError(t, err)
	c, err := config.New()
	require.NoError(t, err)
	logistic, err := calibrate.New(calibrate.Spec{Method: "logistic"})
	require.NoError(t, err)
	return &assess.Engine{AppVersion: "1.0.0+test", Policy: policy.FromConfig(c), Model: &assess.Model{
		Version: "v", Stage: "challenger", SHA256: "ab", Features: features, Calibrator: logistic, Scorer: s,
		HorizonDays: 90, Ranges: map[string][2]int{patient.Age: {20, 70}}}}
}

var someone = patient.Patient{PatientID: "P-<1>", Age: 75, Gender: "Male", TreatmentGroup: "Active", TrialPhase: "Phase I",
	DaysInTrial: 60, VisitsCompleted: 2, LastVisitDay: 55, AdverseEvents: 1}

// The keys and their order are the specification's, section 6.
func TestAssessmentKeys(t *testing.T) {
	at := time.Date(2026, 1, 31, 10, 0, 0, 0, time.FixedZone("", 3600))
	answers, err := engine(t, fixed{raw: 0}).Assess([]patient.Patient{someone}, at)
	require.NoError(t, err)
	got, err := json.Marshal(answers[0])
	require.NoError(t, err)
	require.Equal(t, `{"patient_id":"P-\u003c1\u003e","dropout_prediction":1,"risk_level":"Critical","recommended_action":"immediate_intervention",`+
		`"dropout_probability":0.5,"raw_score":0,"horizon_days":90,"probability_interval":null,"separation":null,`+
		`"threshold_used":0.35,"threshold_source":"default","base_value":null,"reasons":[],"contributions":null,"comparators":[],`+
		`"warnings":[{"code":"outside_training_range","field":"age","message":"The number is a guess: all training patients had age 20 to 70."}],`+
		`"model_version":"v","model_stage":"challenger","model_sha256":"ab","feature_version":"v3_causal",`+
		`"policy_version":"`+answers[0].PolicyVersion+`","app_version":"1.0.0+test","timestamp":"2026-01-31T09:00:00Z"}`, string(got))

	short, err := json.Marshal(answers[0].Prediction)
	require.NoError(t, err)
	require.Equal(t, `{"patient_id":"P-\u003c1\u003e","dropout_prediction":1,"risk_level":"Critical","recommended_action":"immediate_intervention"}`, string(short))
}

func TestNoAnswerWhenTheModelCannotScore(t *testing.T) {
	answers, err := engine(t, fixed{err: errors.New("broken")}).Assess([]patient.Patient{someone}, time.Time{})
	require.ErrorContains(t, err, "broken")
	require.Nil(t, answers)
}

func TestNobodyToAssess(t *testing.T) {
	answers, err := engine(t, fixed{}).Assess(nil, time.Time{})
	require.NoError(t, err)
	require.Empty(t, answers)
}
