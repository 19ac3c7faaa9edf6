package note_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/assess"
	"retain/core/calibrate"
	"retain/core/config"
	"retain/core/feature"
	"retain/core/note"
	"retain/core/patient"
	"retain/core/policy"
	"retain/core/reason"
	"retain/core/uncertainty"
)

func engine(tb testing.TB, horizon int, calibrator calibrate.Spec) *assess.Engine {
	tb.Helper()
	c, err := config.New()
	require.NoError(tb, err)
	cal, err := calibrate.New(calibrator)
	require.NoError(tb, err)
	p := policy.FromConfig(c)
	p.Version = "1-ab"
	return &assess.Engine{Policy: p, AppVersion: "1.2.3", Model: &assess.Model{HorizonDays: horizon, Calibrator: cal,
		Version: "v4_landmark", Stage: "production", SHA256: sha256, Features: &feature.Version{Name: "v3_causal"}}}
}

var sha256 = strings.Repeat("0123456789abcdef", 4)

var (
	zero, one = 0.0, 1.0
	corrected = calibrate.Spec{Method: "logistic", Intercept: &zero, Slope: &one}

	someone = patient.Patient{PatientID: "P-1234", Age: 65, Gender: "Female", TreatmentGroup: "Placebo", TrialPhase: "Phase III",
		DaysInTrial: 120, VisitsCompleted: 3, LastVisitDay: 105, AdverseEvents: 4}
	rate   = 0.27
	answer = assess.Assessment{
		Scored: assess.Scored{Prediction: assess.Prediction{PatientID: "P-1234", DropoutPrediction: 1, RiskLevel: "High",
			RecommendedAction: "weekly_monitoring"}, Probability: 0.374, RawScore: -0.5},
		Interval:      &assess.Interval{Low: 0.351, High: 0.389, Method: "venn-abers"},
		Separation:    &assess.Separation{Label: "not_separable", ObservedRate: &rate, N: 412},
		ThresholdUsed: 0.35,
		Reasons: []reason.Reason{{Headline: "3 visits in 120 days", Points: 7.94}, {Headline: "Placebo group", Points: -3.25},
			{Headline: "No visit for 15 days", Points: 2}, {Headline: "Age 65", Points: 0.3}},
		Comparators:  []assess.Comparator{{Name: assess.AllTraining, Rate: 0.24, N: 8000}, {Name: assess.SamePhaseAndArm, Rate: 0.31, N: 900}},
		Warnings:     []assess.Warning{{Message: "Age is odd."}},
		ModelVersion: "v4_landmark", ModelStage: "production", ModelSHA256: sha256, Timestamp: "2026-01-31T09:00:00Z",
	}
)

func TestLine(t *testing.T) {
	require.Equal(t, "P-1234, study day 120, as of 31 Jan 2026, 09:00 UTC: dropout risk 37 in 100 within 90 days (calibration uncertainty alone: 35 to 39 in 100). "+
		"Level High, prediction 1 (threshold 35 in 100); suggested: weekly monitoring. "+
		"Retain, model v4_landmark, SHA-256 0123456789ab…; synthetic training data; it supports people and does not decide.",
		note.Line(engine(t, 90, corrected), answer, someone))
}

func TestParagraph(t *testing.T) {
	require.Equal(t, "Dropout risk of P-1234, estimated by Retain as of 31 Jan 2026, 09:00 UTC. "+
		"Entered: age 65, gender Female, treatment group Placebo, trial phase Phase III, days in trial 120, visits completed 3, last visit day 105, adverse events 4. "+
		"About 37 in 100 such patients leave within 90 days. Calibration uncertainty alone: 35 to 39 in 100. "+
		"Risk level High; prediction 1 (threshold 35 in 100). "+
		"Of all 8000 training patients 24 in 100 left within 90 days. Of the 900 training patients in Phase III, Placebo group, 31 in 100 left within 90 days. "+
		"Main reasons, and how many in 100 each adds or takes off: "+
		"3 visits in 120 days +7.9; Placebo group −3.2; No visit for 15 days +2.0. They go together with leaving in the training data; they need not cause it. "+
		"Caution. Age is odd. "+
		"Suggested: weekly monitoring. Contact the patient this week; agree the next visit date; ask what makes taking part hard. "+
		"The model was trained on synthetic patients and not validated on a real trial; it is not a medical device. "+
		"It is no statement about this one person, and never a reason to exclude a patient or to press one to stay. "+
		"Model v4_landmark (production), SHA-256 "+sha256+", features v3_causal, policy 1-ab, Retain 1.2.3.",
		note.Paragraph(engine(t, 90, corrected), answer, someone))
}

// Parts that an answer does not have are left out; a model without horizon or
// calibration is called so.
func TestParagraphOfLess(t *testing.T) {
	a := answer
	a.Interval, a.Separation, a.Reasons, a.Comparators, a.Warnings = nil, nil, nil, nil, nil
	got := note.Paragraph(engine(t, 0, calibrate.Spec{Method: "logistic"}), a, someone)
	require.Contains(t, got, "adverse events 4. About 37 in 100 such patients leave at any time in the simulated trial. Risk level High; prediction 1 (threshold 35 in 100). Suggested:")
	require.Contains(t, got, "It is not calibrated: the number puts patients in order and is no share.")
	require.NotContains(t, got, "  ")
	require.NotContains(t, note.Line(engine(t, 0, corrected), a, someone), "calibration")
	require.Empty(t, note.Interval(nil))
}

func TestSeparation(t *testing.T) {
	e := engine(t, 90, corrected)
	for _, c := range []struct {
		name                   string
		s                      *assess.Separation
		label, meaning, detail string
	}{
		{"none", nil, "", "", ""},
		{"neither", &assess.Separation{Label: "not_separable", ObservedRate: &rate, N: 412}, "Not separable",
			"patients who left and patients who stayed both had numbers like this", "Of 412 test patients in the same group, 27 in 100 left within 90 days."},
		{"above", &assess.Separation{Label: "separable_leave", ObservedRate: &one, N: 1}, "Clearly above those who stay",
			"at least 9 in 10 of them had a lower number", "Of 1 test patient in the same group, 1 left within 90 days."},
		{"below, nobody observed", &assess.Separation{Label: "separable_stay"}, "Clearly below those who leave",
			"at least 9 in 10 of them had a higher number", "No test patient was in the same group, so nothing was observed."},
	} {
		t.Run(c.name, func(t *testing.T) {
			label, meaning, detail := note.Separation(e, c.s)
			require.Equal(t, c.label, label)
			require.Equal(t, c.meaning, meaning)
			require.Equal(t, c.detail, detail)
		})
	}
}

func TestGroups(t *testing.T) {
	var calibration, heldOut uncertainty.Sample
	for i := range 40 { // those who left score 20 to 59, those who stayed 0 to 39
		calibration.Scores = append(calibration.Scores, float64(20+i), float64(i))
		calibration.Left = append(calibration.Left, true, false)
	}
	for i := range 300 {
		heldOut.Scores, heldOut.Left = append(heldOut.Scores, 30), append(heldOut.Left, i%4 == 0)
	}
	heldOut.Scores, heldOut.Left = append(heldOut.Scores, 58, 59), append(heldOut.Left, true, false)
	s, err := uncertainty.FitSeparation(calibration, heldOut)
	require.NoError(t, err)
	require.Equal(t, []note.Group{
		{Label: "Clearly above those who stay", Left: "1"},
		{Label: "Not separable", Left: "25 in 100"},
		{Label: "Clearly below those who leave"},
	}, note.Groups(&s))
}
