package state_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"retain/app/state"
	"retain/core/assess"
	"retain/core/calibrate"
	"retain/core/config"
	"retain/core/feature"
	"retain/core/patient"
	"retain/core/policy"
)

var at = time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)

// byAge scores a patient with (age - 50) / 10: a stand-in for a model whose
// result shows which inputs it was made from.
type byAge struct{ err error }

func (byAge) NumFeatures() int { return 9 }

func (s byAge) Score(rows, raw []float64) error {
	for i := range raw {
		raw[i] = (rows[9*i] - 50) / 10
	}
	return s.err
}

func engine(t *testing.T, err error) *assess.Engine {
	t.Helper()
	features, lookupErr := feature.Lookup("v3_causal")
	require.NoError(t, lookupErr)
	c, configErr := config.New()
	require.NoError(t, configErr)
	logistic, calibrateErr := calibrate.New(calibrate.Spec{Method: "logistic"})
	require.NoError(t, calibrateErr)
	return &assess.Engine{Policy: policy.FromConfig(c), Model: &assess.Model{
		Version: "test", Features: features, Scorer: byAge{err}, Calibrator: logistic,
		Ranges: map[string][2]int{patient.Age: {20, 70}},
	}}
}

// typed fills the form in contract order.
func typed(s state.State, texts ...string) state.State {
	for i, text := range texts {
		s, _ = state.Update(s, state.Typed{Field: patient.Fields[i].Name, Text: text, At: at})
	}
	return s
}

var full = []string{"P-1", "50", "Male", "Active", "Phase I", "60", "2", "55", "1"}

func opened(t *testing.T) state.State {
	s, _ := state.Update(state.New(), state.ModelOpened{Engine: engine(t, nil), SelfTest: 200, At: at})
	return s
}

func TestResultFollowsTheTexts(t *testing.T) {
	s := typed(opened(t), full[:8]...)
	require.Nil(t, s.Result, "one field is missing")
	s = typed(s, full...)
	require.NotNil(t, s.Result)
	require.Equal(t, 0.5, s.Result.Probability)
	require.Zero(t, s.Recorded)

	before := s
	s, _ = state.Update(s, state.Typed{Field: patient.Age, Text: "60", At: at})
	require.Greater(t, s.Result.Probability, 0.7)
	require.Equal(t, 0.5, before.Result.Probability, "the earlier state is unchanged")
	require.Equal(t, "50", before.Text(patient.Age))

	s, _ = state.Update(s, state.Typed{Field: patient.Age, Text: "6x", At: at})
	require.Nil(t, s.Result, "a number never stands beside inputs it was not made from")
	require.Equal(t, "6x", s.Text(patient.Age), "and nothing that was typed is lost")
}

func TestSpacesAroundAnAnswerMeanNothing(t *testing.T) {
	s := typed(opened(t), full...)
	s, _ = state.Update(s, state.Typed{Field: patient.Age, Text: " 50 ", At: at})
	require.NotNil(t, s.Result)
}

func TestProblemsShowOnlyAfterAFieldWasLeft(t *testing.T) {
	s := typed(state.New(), "P-1", "6")
	require.Empty(t, shown(s, patient.Age), "still typing")
	s, _ = state.Update(s, state.Left{Field: patient.Age})
	require.Equal(t, "This is out of range. Allowed: 18 to 85 years, or Not known.", shown(s, patient.Age))
	s, _ = state.Update(s, state.Typed{Field: patient.Age, Text: "65", At: at})
	require.Empty(t, shown(s, patient.Age))
	s, _ = state.Update(s, state.Typed{Field: patient.Age, Text: "650", At: at})
	require.NotEmpty(t, shown(s, patient.Age), "once left, it answers at once")
	require.Empty(t, shown(s, patient.Gender), "an untouched field stays quiet")
	s, _ = state.Update(s, state.Left{Field: patient.Gender})
	require.Empty(t, shown(s, patient.Gender), "and one that was passed by, until Assess is pressed")
}

func TestAskedGoesToTheFirstProblemAndShowsAll(t *testing.T) {
	s := typed(opened(t), "P-1", "50", "Male")
	s, effects := state.Update(s, state.Asked{At: at})
	require.Equal(t, []any{state.Focus{Field: patient.TreatmentGroup}}, effects)
	for _, f := range patient.Fields[3:] {
		require.NotEmpty(t, shown(s, f.Name), f.Name)
	}
	require.Zero(t, s.Recorded)
}

func TestAskedRecordsOnce(t *testing.T) {
	s := typed(opened(t), full...)
	s, effects := state.Update(s, state.Asked{At: at})
	require.Equal(t, []any{state.Record{Patient: *s.Patient}, state.Reveal{ID: state.ResultID}}, effects)
	s, _ = state.Update(s, state.Counted{Number: 3})
	require.Equal(t, 3, s.Recorded)
	s, effects = state.Update(s, state.Typed{Field: patient.Age, Text: "51", At: at})
	require.Empty(t, effects)
	require.Zero(t, s.Recorded, "what was recorded is no longer what is shown")
}

func TestClearedForgetsTheInputsOnly(t *testing.T) {
	s := typed(opened(t), full...)
	s, effects := state.Update(s, state.Cleared{})
	require.Equal(t, []any{state.Refill{}, state.Focus{Field: patient.PatientID}}, effects)
	require.Nil(t, s.Result)
	require.NotNil(t, s.Engine)
	require.Empty(t, s.Text(patient.Age))
	require.Empty(t, shown(s, patient.Age))
}

func TestTypingBeforeTheModelIsOpenLosesNothing(t *testing.T) {
	s := typed(state.New(), full...)
	require.Nil(t, s.Result)
	s, _ = state.Update(s, state.ModelOpened{Engine: engine(t, nil), At: at})
	require.NotNil(t, s.Result)
}

func TestARefusedModelGivesNoNumber(t *testing.T) {
	s := typed(opened(t), full...)
	s, _ = state.Update(s, state.ModelRefused{Reason: "damaged"})
	require.Nil(t, s.Result)
	require.Equal(t, "damaged", s.Refusal)
	s, effects := state.Update(s, state.Asked{At: at})
	require.Empty(t, effects)
	require.Nil(t, s.Result)

	s, _ = state.Update(typed(state.New(), full...), state.ModelOpened{Engine: engine(t, errors.New("broken")), At: at})
	require.Nil(t, s.Result)
	require.Contains(t, s.Refusal, "broken")
}

func TestPresent(t *testing.T) {
	s := typed(opened(t), full...)
	a := state.Present(*s.Patient, *s.Result, s.Engine)
	require.Equal(t, policy.Critical, a.Level)
	require.Equal(t, "About 50 in 100 such patients leave at any time in the simulated trial.", a.Sentence)
	require.Equal(t, "Flagged for follow-up: 35 in 100 or more (prediction 1).", a.Prediction)
	require.Equal(t, "50 in 100 on this scale:", a.Scale.Text)
	require.Contains(t, a.Cautions, "This model is not calibrated: its numbers put patients in order, and are no shares.")

	s, _ = state.Update(s, state.Typed{Field: patient.Age, Text: "40", At: at})
	a = state.Present(*s.Patient, *s.Result, s.Engine)
	require.Equal(t, policy.High, a.Level)
	require.Equal(t, "Not flagged: below 35 in 100 (prediction 0). Some High patients are flagged and some are not; what to do is the same.", a.Prediction)
	require.Contains(t, a.Advice, "next visit")
}

func TestWarnings(t *testing.T) {
	s := typed(opened(t), "jane@example.org", "80", "Male", "Active", "Phase I", "60", "2", "55", "1")
	require.Len(t, s.Result.Warnings, 2)
	require.Equal(t, "personal_identifier", s.Result.Warnings[0].Code)
	require.Equal(t, "outside_training_range", s.Result.Warnings[1].Code)
	require.Contains(t, s.Result.Warnings[1].Message, "20 to 70")
}

func TestMissingSaysWhatComesNext(t *testing.T) {
	require.Contains(t, state.New().Missing(), "Nothing you type leaves this device")
	s := typed(state.New(), "P-1", "50", "Male", "Active", "Phase I", "60", "0", "30")
	require.Equal(t, "Please correct: Last visit day. Still needed: Adverse events.", s.Missing())
	s = typed(s, full[:8]...)
	require.Equal(t, "Still needed: Adverse events.", s.Missing())
}

// shown is the problem that stands at a field.
func shown(s state.State, field string) string { return s.Shown()[patient.Index(field)] }
