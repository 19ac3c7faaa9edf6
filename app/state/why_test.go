package state_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/app/state"
	"retain/core/patient"
	"retain/core/words"
)

// What is drawn adds up: the bars to the distance from the base risk that the
// title and the last row name, the parts to the raw score.
func TestWhyAddsUp(t *testing.T) {
	s := assessing(t, known...)
	base := s.Engine.Model.Calibrator.Probability(*s.Result.BaseValue)
	total, sum := 0.0, *s.Result.BaseValue
	for _, r := range s.Result.Reasons {
		total += r.Points
		sum += r.Contribution
	}
	require.InDelta(t, 100*(s.Result.Probability-base), total, 1e-7)
	require.InDelta(t, s.Result.RawScore, sum, 1e-9)

	w := state.Present(*s.Patient, *s.Result, s.Engine).Why
	require.Equal(t, words.Observed(base), w.Start)
	require.Equal(t, words.InHundreds(s.Result.Probability, s.Engine.Policy.Edges()), w.End)
	require.Equal(t, "Why "+w.End, w.Title)
	require.Len(t, w.Bars, 6, "five reasons and the rest")
	require.Equal(t, "All else", w.Bars[5].Headline)
	longest := 0.0
	for i, b := range w.Bars {
		longest = math.Max(longest, math.Abs(b.Length))
		require.LessOrEqual(t, math.Abs(b.Length), 1.0)
		require.Equal(t, b.Length < 0, strings.HasPrefix(b.Points, "−"), "%d", i)
	}
	require.Equal(t, 1.0, longest)
	require.Len(t, w.Parts, 9+2)
	require.Contains(t, w.Note, "not what causes it")
}

func TestWithoutAnExplanationNoReasons(t *testing.T) {
	s := typed(opened(t), full...)
	w := state.Present(*s.Patient, *s.Result, s.Engine).Why
	require.Empty(t, w.Bars)
	require.Empty(t, w.Parts)
	require.NotEmpty(t, w.Note)
}

func TestHowSure(t *testing.T) {
	s := assessing(t, known...)
	sure := state.Present(*s.Patient, *s.Result, s.Engine).Sure
	require.Len(t, sure.Questions, 3)
	require.Equal(t, words.Between(s.Result.Interval.Low, s.Result.Interval.High)+".", sure.Questions[0].Answer)
	require.Contains(t, sure.Questions[0].Detail, "calibration uncertainty")
	require.Contains(t, sure.Questions[1].Detail, " In the other groups: ")
	require.Equal(t, "Yes.", sure.Questions[2].Answer)
	require.Contains(t, sure.Note, "synthetic")

	s = assessing(t, but(map[string]string{patient.DaysInTrial: "5", patient.LastVisitDay: "5", patient.AdverseEvents: "50"})...)
	a := state.Present(*s.Patient, *s.Result, s.Engine)
	require.NotEmpty(t, a.Cautions)
	require.Equal(t, "No.", a.Sure.Questions[2].Answer)

	s = typed(opened(t), full...) // a model that kept nothing
	sure = state.Present(*s.Patient, *s.Result, s.Engine).Sure
	require.Len(t, sure.Questions, 2, "the training ranges are known")
	require.Contains(t, sure.Questions[0].Detail, "No calibration cases were kept")
}

func TestComparators(t *testing.T) {
	s := assessing(t, known...)
	require.Regexp(t, `^All training patients: \d+ in 100\. Same phase and group: \d+ in 100\.$`,
		state.Present(*s.Patient, *s.Result, s.Engine).Comparators)
	require.Equal(t, "P-1, study day 120, looking ahead to day 210", state.Present(*s.Patient, *s.Result, s.Engine).Who)
	s = typed(opened(t), full...)
	require.Empty(t, state.Present(*s.Patient, *s.Result, s.Engine).Comparators)
}
