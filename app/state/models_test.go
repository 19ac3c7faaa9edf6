package state_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/app/session"
	"retain/app/state"
	"retain/core/calibrate"
	"retain/core/evaluate"
	"retain/models/card"
	"retain/models/manifest"
)

// after applies messages and returns the last one's effects.
func after(s state.State, messages ...any) (state.State, []any) {
	var effects []any
	for _, m := range messages {
		s, effects = state.Update(s, m)
	}
	return s, effects
}

func TestAVersionIsUsedOnlyWithAReason(t *testing.T) {
	s, effects := after(state.New(), state.Chosen{Version: "v9"})
	require.Equal(t, []any{state.FocusOn{ID: state.ReasonID}}, effects)
	require.Empty(t, s.Models.ReasonProblem, "nothing is wrong before it is asked for")

	s, effects = after(s, state.ReasonTyped{Text: "  "}, state.Confirmed{})
	require.Equal(t, []any{state.FocusOn{ID: state.ReasonID}}, effects)
	require.Equal(t, "This is missing. Say in a few words why.", s.Models.ReasonProblem)
	s, effects = after(s, state.ReasonTyped{Text: strings.Repeat("é", state.MaxReason+1)})
	require.Empty(t, effects)
	require.Equal(t, "This has 201 characters. Allowed: up to 200.", s.Models.ReasonProblem)
	require.Empty(t, s.Models.ReasonWarning())
	s, _ = after(s, state.ReasonTyped{Text: "asked by jane@example.org"})
	require.Contains(t, s.Models.ReasonWarning(), "e-mail")
	require.Empty(t, s.Models.ReasonProblem, "a warning refuses nothing")

	s, effects = after(s, state.ReasonTyped{Text: " to compare both "}, state.Chosen{Version: "v8"}, state.Chosen{Version: "v9"}, state.Confirmed{})
	require.Equal(t, []any{state.Verify{Version: "v9", Reason: "to compare both"}}, effects)
	require.True(t, s.Models.Verifying)
	_, effects = after(s, state.Confirmed{})
	require.Empty(t, effects, "pressed twice, verified once")
}

func TestHowAChangeEnds(t *testing.T) {
	asked, _ := after(state.New(), state.Tested{}, state.Chosen{Version: "v9"}, state.ReasonTyped{Text: "why not"}, state.Confirmed{})
	for _, c := range []struct {
		change  state.Changed
		told    string
		refused bool
	}{
		{state.Changed{}, "v9 was verified and is in use.", false},
		{state.Changed{Refusal: "damaged", InUse: "v3"}, "v9 is not used, v3 stays in use: damaged", true},
		{state.Changed{Refusal: "damaged"}, "v9 is not used: damaged", true},
	} {
		s, effects := after(asked, c.change)
		require.Equal(t, []any{state.FocusOn{ID: state.VersionsID}}, effects)
		require.Equal(t, c.told, s.Models.Told)
		require.Equal(t, c.refused, s.Models.Refused)
		require.Empty(t, s.Models.Choice)
		require.False(t, s.Models.Verifying)
		require.Equal(t, c.refused, s.Models.Test != nil, "a self-test is of the version that it ran on")
		s, _ = after(s, state.Chosen{Version: "v9"})
		require.Empty(t, s.Models.Told, "old news")
	}
	s, effects := after(asked, state.Abandoned{})
	require.Equal(t, []any{state.FocusOn{ID: state.UseID("v9")}}, effects)
	require.Empty(t, s.Models.Choice)
}

func TestWhatTheModelPageReads(t *testing.T) {
	s, _ := after(state.New(), state.Listed{Problem: "no list"}, state.CardRead{Version: "v9", Problem: "no card"}, state.NotSaved{Reason: "no file"})
	require.Equal(t, []string{"no list", "no card", "no file"}, []string{s.Models.Problem, s.Models.CardProblem, s.Models.FileProblem})
	s, _ = after(s, state.Listed{Versions: []session.Version{{}}}, state.CardRead{Version: "v8", Card: &card.Document{}})
	require.Empty(t, s.Models.Problem+s.Models.CardProblem)
	require.Len(t, s.Models.Versions, 1)
	require.Equal(t, "v8", s.Models.CardOf)
}

func figure(value, low, high float64) evaluate.Figure {
	return evaluate.Figure{Value: &value, Low: &low, High: &high}
}

func TestPresentVersion(t *testing.T) {
	days, slope, intercept := 90, 0.98, 0.01
	v := session.Version{Entry: manifest.IndexEntry{Version: "v9", Stage: "challenger"}, Manifest: manifest.Manifest{
		ModelSHA256: "abc", HorizonDays: &days, Calibrator: calibrate.Spec{Method: "logistic", Slope: &slope, Intercept: &intercept},
		Data: manifest.Data{Synthetic: true, Parts: []manifest.Part{{Name: manifest.Train, Rows: 800, Events: 100}, {Name: manifest.TestPart, Rows: 200, Events: 25}}},
		Test: manifest.Test{Figures: manifest.Figures{AUC: figure(0.7479, 0.7446, 0.7512), ECE: figure(0.0041, 0, 0.01), CalibrationSlope: figure(1.024, 1.007, 1.042)}},
	}}
	require.Equal(t, state.VersionRow{Version: "v9", Stage: "challenger", Horizon: "within 90 days", Trained: "800 synthetic patients",
		AUC: "0.748 (0.745 to 0.751) on 200 others", Calibration: "Calibrated: off by 0.4 in 100 on average, slope 1.02 (1.01 to 1.04)", SHA256: "abc"},
		state.PresentVersion(v))
	v.Manifest.Calibrator, v.Manifest.HorizonDays, v.Manifest.Data.Synthetic = calibrate.Spec{Method: "logistic"}, nil, false
	row := state.PresentVersion(v)
	require.Equal(t, []string{"at any time in the simulated trial", "800 real patients", "Not calibrated: read its risks as an order"},
		[]string{row.Horizon, row.Trained, row.Calibration})
	v.Problem = errors.New("damaged")
	require.Equal(t, state.VersionRow{Version: "v9", Stage: "challenger", Trained: "Not known: damaged"}, state.PresentVersion(v))
}

func TestChangeRow(t *testing.T) {
	require.Equal(t, []string{"31 Jan 2026, 09:00:00 UTC", "Changed", "v3", "v9", "why not"},
		state.ChangeRow(session.Change{Event: session.ModelChanged, Time: at, From: "v3", To: "v9", Reason: "why not"}))
	require.Equal(t, []string{"31 Jan 2026, 09:00:00 UTC", "Refused: damaged", "none", "v9", "why not"},
		state.ChangeRow(session.Change{Event: session.ModelChangeRefused, Time: at, To: "v9", Reason: "why not", Refusal: "damaged"}))
}

func TestTestFacts(t *testing.T) {
	facts := state.TestFacts(session.SelfTest{Passed: true, References: 256, Milliseconds: 9.87, Message: "all exact"})
	require.Equal(t, "Passed: all exact", facts[0].Value)
	require.Equal(t, "256", facts[1].Value)
	require.Equal(t, "9.9 ms", facts[3].Value)
	require.Equal(t, "Failed: row 9", state.TestFacts(session.SelfTest{Message: "row 9"})[0].Value)
}
