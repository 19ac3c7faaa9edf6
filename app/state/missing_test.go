package state_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"retain/app/state"
	"retain/core/assess"
	"retain/core/config"
	"retain/core/patient"
	"retain/core/policy"
	"retain/core/unknown"
	"retain/models/registry"
)

// real is the engine of a registered model.
func real(t *testing.T) *assess.Engine {
	t.Helper()
	opened, err := registry.Open("v4_landmark", "")
	require.NoError(t, err)
	c, err := config.New()
	require.NoError(t, err)
	return &assess.Engine{Model: opened.Model, Policy: policy.FromConfig(c), AppVersion: "1.0.0+test"}
}

// assessing is a page with that engine and these texts.
func assessing(t *testing.T, texts ...string) state.State {
	t.Helper()
	s, _ := state.Update(state.New(), state.ModelOpened{Engine: real(t), SelfTest: 256, At: at})
	return typed(s, texts...)
}

// searched goes on with a search until it is done.
func searched(t *testing.T, s state.State) state.State {
	t.Helper()
	for s.Search != nil {
		search := s.Search
		var effects []any
		s, effects = state.Update(s, state.Searched{Search: search, Rows: 1000})
		if s.Search != nil {
			require.Equal(t, []any{state.Continue{Search: search}}, effects)
		} else {
			require.Empty(t, effects)
		}
	}
	return s
}

var known = []string{"P-1", "65", "Female", "Placebo", "Phase III", "120", "3", "105", "4"}

// but is known with other texts in some fields.
func but(changes map[string]string) []string {
	out := append([]string(nil), known...)
	for field, text := range changes {
		out[patient.Index(field)] = text
	}
	return out
}

func TestNotKnownGivesARangeAndNoPrediction(t *testing.T) {
	for _, text := range []string{"?", "Not known", " not known "} {
		s := assessing(t, but(map[string]string{patient.Age: text})...)
		s = searched(t, s)
		require.Nil(t, s.Result)
		require.NotNil(t, s.Range)
		require.Equal(t, []string{patient.Age}, s.Unknown)
		require.True(t, s.IsUnknown(patient.Age))
		require.Empty(t, shown(s, patient.Age))

		b := state.PresentRange(*s.Patient, s.Unknown, *s.Range, s.Engine)
		require.Contains(t, b.Sentence, "Between ")
		require.Contains(t, b.Sentence, "within 90 days")
		require.Contains(t, b.NotKnown, "age is not known")
		require.Contains(t, b.NotKnown, "A range, not a prediction")
		require.Contains(t, b.Ask, "Find out age")

		s, effects := state.Update(s, state.Asked{At: at})
		require.Equal(t, []any{state.RecordRange{}, state.Reveal{ID: state.ResultID}}, effects)
		s, _ = state.Update(s, state.Counted{Number: 2})
		require.Equal(t, 2, s.Recorded)

		s, _ = state.Update(s, state.Typed{Field: patient.Age, Text: "65", At: at})
		require.Nil(t, s.Range, "a range never stands beside inputs it was not made from")
		require.NotNil(t, s.Result)
		require.Zero(t, s.Recorded)
	}
}

// The range is the one of the search, and the risk with any answer lies in it.
func TestRangeIsTheSearchs(t *testing.T) {
	s := assessing(t, but(map[string]string{patient.TreatmentGroup: "?", patient.LastVisitDay: "?"})...)
	s = searched(t, s)
	direct, err := unknown.New(s.Engine, *s.Patient, s.Unknown)
	require.NoError(t, err)
	for done := false; !done; {
		done, err = direct.Step(1)
		require.NoError(t, err)
	}
	require.Equal(t, direct.Range(), *s.Range)
	for _, arm := range []string{"Active", "Control", "Placebo"} {
		p := assessing(t, but(map[string]string{patient.TreatmentGroup: arm, patient.LastVisitDay: "1"})...).Result.Probability
		require.GreaterOrEqual(t, p, s.Range.Contract.Low)
		require.LessOrEqual(t, p, s.Range.Contract.High)
	}
}

func TestOnlySomeFieldsMayBeUnknown(t *testing.T) {
	for _, f := range patient.Fields {
		s := assessing(t, but(map[string]string{f.Name: "?"})...)
		if f.Kind == patient.Text {
			require.NotNil(t, s.Result, "any code is a code")
			continue
		}
		_, wrong := s.Problems().Of(f.Name)
		require.Equal(t, !unknown.May(f.Name), wrong, f.Name)
		require.Nil(t, s.Result, f.Name)
	}
}

// What is known is still held to the contract, whatever is not.
func TestKnownAnswersAreJudged(t *testing.T) {
	for _, c := range []struct {
		why     string
		changes map[string]string
		wrong   string // field, "" if none
	}{
		{"no visit goes with day 0", map[string]string{patient.VisitsCompleted: "0", patient.LastVisitDay: "?"}, ""},
		{"visits go with a later day", map[string]string{patient.VisitsCompleted: "3", patient.LastVisitDay: "?"}, ""},
		{"day 0 goes with no visit", map[string]string{patient.VisitsCompleted: "?", patient.LastVisitDay: "0"}, ""},
		{"a day goes with visits", map[string]string{patient.VisitsCompleted: "?", patient.LastVisitDay: "9"}, ""},
		{"both open", map[string]string{patient.VisitsCompleted: "?", patient.LastVisitDay: "?"}, ""},
		{"a day after today", map[string]string{patient.VisitsCompleted: "?", patient.LastVisitDay: "121"}, patient.LastVisitDay},
		{"another field is wrong", map[string]string{patient.Age: "?", patient.DaysInTrial: "0"}, patient.DaysInTrial},
		{"another field is blank", map[string]string{patient.Age: "?", patient.AdverseEvents: ""}, patient.AdverseEvents},
	} {
		s := assessing(t, but(c.changes)...)
		if c.wrong == "" {
			require.Empty(t, s.Problems(), c.why)
			require.True(t, s.Range != nil || s.Search != nil, c.why)
			continue
		}
		_, wrong := s.Problems().Of(c.wrong)
		require.True(t, wrong, c.why)
		require.Nil(t, s.Range, c.why)
		require.Nil(t, s.Search, c.why)
	}
}

func TestABlankNamesTheChoice(t *testing.T) {
	s, _ := state.Update(assessing(t), state.Asked{At: at})
	for _, f := range patient.Fields {
		if unknown.May(f.Name) {
			require.Contains(t, shown(s, f.Name), ", or Not known.", f.Name)
		} else {
			require.NotContains(t, shown(s, f.Name), "Not known", f.Name)
		}
	}
}

// The button is the same as typing.
func TestTheButtonTypes(t *testing.T) {
	s := assessing(t, known...)
	before := s.Result
	s, effects := state.Update(s, state.NotKnown{Field: patient.Age})
	require.Equal(t, []any{state.Write{Field: patient.Age, Text: "Not known"}, state.Focus{Field: patient.Age}}, effects)
	require.Equal(t, before, s.Result, "until it is typed")
}

func TestMoreThanThreeUnknown(t *testing.T) {
	s := assessing(t, but(map[string]string{patient.Age: "?", patient.TreatmentGroup: "?", patient.VisitsCompleted: "?", patient.AdverseEvents: "?"})...)
	require.Nil(t, s.Search)
	require.Nil(t, s.Range)
	require.Equal(t, "4 answers are not known. With more than 3 the range would say almost nothing. "+
		"Find out one of these: age, treatment group, visits completed and adverse events.", s.TooManyUnknown())
	s, effects := state.Update(s, state.Asked{At: at})
	require.Empty(t, effects, "there is nothing to record")
	require.Empty(t, assessing(t, known...).TooManyUnknown())
}

// A search is ended by the next key, and what comes of the old one is not looked
// at.
func TestTypingEndsASearch(t *testing.T) {
	s := assessing(t, but(map[string]string{patient.Age: "?", patient.VisitsCompleted: "?", patient.LastVisitDay: "?"})...)
	old := s.Search
	require.NotNil(t, old, "three unknown take more than one slice")
	done, total := old.Progress()
	require.Less(t, done, total)
	s, _ = state.Update(s, state.Typed{Field: patient.LastVisitDay, Text: "105", At: at})
	s, effects := state.Update(s, state.Searched{Search: old, Rows: 1 << 20})
	require.Empty(t, effects)
	require.NotEqual(t, []string{patient.Age, patient.VisitsCompleted, patient.LastVisitDay}, s.Unknown)
	now, _ := old.Progress()
	require.Equal(t, done, now)
}

// Assess pressed during a search counts what comes of it.
func TestAssessDuringASearch(t *testing.T) {
	s := assessing(t, but(map[string]string{patient.Age: "?", patient.VisitsCompleted: "?", patient.LastVisitDay: "?"})...)
	s, effects := state.Update(s, state.Asked{At: at})
	require.Empty(t, effects)
	require.NotNil(t, s.Search)
	s, effects = state.Update(s, state.Searched{Search: s.Search, Rows: 1 << 20})
	require.NotNil(t, s.Range)
	require.Equal(t, []any{state.RecordRange{}, state.Reveal{ID: state.ResultID}}, effects)
}

// A range of a model that is not calibrated is no more a share than its numbers.
func TestARangeCarriesTheModelsCaution(t *testing.T) {
	uncalibrated, err := registry.Open("v3_causal", "")
	require.NoError(t, err)
	e := real(t)
	e.Model = uncalibrated.Model
	s, _ := state.Update(state.New(), state.ModelOpened{Engine: e, At: at})
	s = searched(t, typed(s, but(map[string]string{patient.Age: "?"})...))
	require.Contains(t, state.PresentRange(*s.Patient, s.Unknown, *s.Range, s.Engine).Cautions,
		"This model is not calibrated: its numbers put patients in order, and are no shares.")
	s = searched(t, assessing(t, but(map[string]string{patient.Age: "?"})...))
	require.Empty(t, state.PresentRange(*s.Patient, s.Unknown, *s.Range, s.Engine).Cautions)
}
