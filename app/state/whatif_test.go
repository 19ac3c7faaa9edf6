package state_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/app/state"
	"retain/core/change"
	"retain/core/patient"
)

func TestWhatIfStandsBesideTheAnswerAndEndsWithIt(t *testing.T) {
	s := assessing(t, known...)
	real := *s.Result
	s, effects := state.Update(s, state.TryOpened{})
	require.Equal(t, []any{state.FocusOn{ID: state.WhatIfTitle}}, effects)
	require.Equal(t, "Nothing is changed yet.", s.PresentWhatIf().Sentence)

	s, effects = state.Update(s, state.Tried{Edit: change.Edit{Visits: 1, Days: 30}})
	require.Empty(t, effects, "nothing is recorded")
	require.Equal(t, real, *s.Result, "the real answer stays")
	edited, err := change.Apply(*s.Patient, change.Edit{Visits: 1, Days: 30})
	require.NoError(t, err)
	direct, err := s.Engine.Score([]patient.Patient{edited})
	require.NoError(t, err)
	require.Equal(t, direct[0], s.WhatIf.Result.Scored)
	c := s.PresentWhatIf()
	require.Contains(t, c.Sentence, "within 90 days")
	require.Equal(t, s.Result.RiskLevel, c.Now.Level)
	require.Len(t, c.Reasons, len(real.Reasons))
	require.NotEmpty(t, c.Smallest)

	asked, _ := state.Update(s, state.Asked{At: at})
	require.NotNil(t, asked.WhatIf, "nothing was typed")
	require.Equal(t, change.Edit{Visits: 1, Days: 30}, asked.WhatIf.Edit)
	typed, _ := state.Update(s, state.Typed{Field: patient.Age, Text: "66", At: at})
	require.Nil(t, typed.WhatIf)
	closed, effects := state.Update(s, state.TryClosed{})
	require.Nil(t, closed.WhatIf)
	require.Equal(t, []any{state.FocusOn{ID: state.WhatIfButton}}, effects)
}

// The same inputs give the same what-if, whichever way they are reached.
func TestSteppersEndWhereTheContractDoes(t *testing.T) {
	s := assessing(t, but(map[string]string{patient.DaysInTrial: "960", patient.AdverseEvents: "50"})...)
	s, _ = state.Update(s, state.TryOpened{})
	steppers := s.PresentWhatIf().Steppers
	for _, p := range steppers {
		require.Nil(t, p.Less, p.Text)
	}
	require.Equal(t, &change.Edit{Visits: 1}, steppers[0].More)
	require.Nil(t, steppers[1].More, "51 adverse events")
	require.Equal(t, &change.Edit{Days: 30}, steppers[2].More)
	s, _ = state.Update(s, state.Tried{Edit: change.Edit{Days: 30}})
	steppers = s.PresentWhatIf().Steppers
	require.Nil(t, steppers[2].More, "day 1020")
	require.Equal(t, &change.Edit{}, steppers[2].Less)
	require.Equal(t, "30", steppers[2].Value)

	s, _ = state.Update(s, state.Tried{Edit: change.Edit{Events: 1}}) // two presses at once
	c := s.PresentWhatIf()
	require.Nil(t, c.Then)
	require.Contains(t, c.Sentence, "The form does not allow that: adverse events is out of range")
}

func TestNothingToTryWithoutAPrediction(t *testing.T) {
	for _, s := range []state.State{assessing(t), assessing(t, but(map[string]string{patient.Age: "?"})...)} {
		s, effects := state.Update(s, state.TryOpened{})
		require.Nil(t, s.WhatIf)
		require.Empty(t, effects)
	}
}

func TestCopy(t *testing.T) {
	s := assessing(t, known...)
	s, _ = state.Update(s, state.Counted{Number: 3})
	line := copied(t, s, false)
	require.NotContains(t, line, "\n")
	require.Contains(t, line, "P-1, study day 120, as of 31 Jan 2026, 09:00 UTC")
	require.Contains(t, line, "within 90 days")
	require.Contains(t, line, "Answer 3 of this session.")
	full := copied(t, s, true)
	require.Contains(t, full, "last visit day 105")
	require.Contains(t, full, s.Engine.Model.SHA256)

	s, effects := state.Update(s, state.Copied{Text: line})
	require.Empty(t, effects)
	require.Contains(t, s.Notice, "Copied")
	require.Empty(t, s.Boxed)
	s, effects = state.Update(s, state.Copied{Text: line, Refused: "no permission"})
	require.Equal(t, []any{state.SelectText{}}, effects)
	require.Equal(t, line, s.Boxed)
	require.Contains(t, s.Notice, "no permission")
	s, _ = state.Update(s, state.Typed{Field: patient.Age, Text: "66", At: at})
	require.Empty(t, s.Boxed, "a text of other inputs does not stay")
	require.Empty(t, s.Notice)
	// an answer of the clipboard that comes after the next key
	s, _ = state.Update(s, state.Copied{Text: line, Refused: "late"})
	require.Empty(t, s.Boxed)
}

func copied(t *testing.T, s state.State, full bool) string {
	t.Helper()
	_, effects := state.Update(s, state.Copy{Full: full})
	require.Len(t, effects, 1)
	return effects[0].(state.Clip).Text
}

func TestARangeIsCopiedAsARange(t *testing.T) {
	s := assessing(t, but(map[string]string{patient.Age: "?"})...)
	s = searched(t, s)
	for _, full := range []bool{false, true} {
		text := copied(t, s, full)
		require.Contains(t, text, "Between ")
		require.Contains(t, text, "A range, not a prediction: age is not known.")
		require.NotContains(t, text, "About ")
		require.NotContains(t, text, "prediction 1")
	}
	require.Contains(t, copied(t, s, true), "age not known")
	for _, format := range []state.Format{state.JSON, state.FHIR} {
		_, effects := state.Update(s, state.Save{Format: format})
		require.Empty(t, effects)
	}
	_, effects := state.Update(s, state.Printed{})
	require.Equal(t, []any{state.Print{}}, effects)
}

func TestSave(t *testing.T) {
	s := assessing(t, but(map[string]string{patient.PatientID: "../Ä 1"})...)
	_, effects := state.Update(s, state.Save{Format: state.JSON})
	f := effects[0].(state.File)
	require.Equal(t, "retain------1-2026-01-31.json", f.Name)
	var got map[string]any
	require.NoError(t, json.Unmarshal(f.Content, &got))
	require.Equal(t, "../Ä 1", got["patient_id"])
	require.Equal(t, s.Result.RawScore, got["raw_score"])

	s, effects = state.Update(s, state.Save{Format: state.FHIR})
	f = effects[0].(state.File)
	require.Equal(t, "retain------1-2026-01-31.fhir.json", f.Name)
	require.Equal(t, "application/fhir+json", f.Type)
	require.NoError(t, json.Unmarshal(f.Content, &got))
	require.Equal(t, "RiskAssessment", got["resourceType"])
	require.Contains(t, s.Notice, f.Name)
}

func TestNothingToTakeWithoutAnAnswer(t *testing.T) {
	for _, m := range []any{state.Copy{}, state.Save{Format: state.JSON}, state.Printed{}} {
		_, effects := state.Update(assessing(t, known[:3]...), m)
		require.Empty(t, effects)
	}
}
