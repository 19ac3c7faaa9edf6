package uncertainty_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/uncertainty"
)

func replaceOnce(s, from, to string) string { return strings.Replace(s, from, to, 1) }

func mustSeparate(t *testing.T, calibration, heldOut uncertainty.Sample) uncertainty.Separation {
	t.Helper()
	s, err := uncertainty.FitSeparation(calibration, heldOut)
	require.NoError(t, err)
	return s
}

// inSet is the definition by p-values: a class is in the set if more than a
// tenth of its n calibration cases and the new one together are at least as
// strange as the new one, which is so itself. In tenths: whole numbers.
func inSet(s uncertainty.Sample, score float64, leave bool) bool {
	n, strange := 1, 1
	for i, x := range s.Scores {
		if s.Left[i] != leave {
			continue
		}
		n++
		if leave && x <= score || !leave && x >= score {
			strange++
		}
	}
	return 10*strange > n
}

func TestSetsAreTheDefinition(t *testing.T) {
	g := generator(61)
	for size := 9; size < 80; size++ {
		s := uncertainty.Sample{}
		for _, left := range []bool{true, false} {
			for range size + g.below(3) {
				s.Scores, s.Left = append(s.Scores, float64(g.below(40))/10), append(s.Left, left)
			}
		}
		separation := mustSeparate(t, s, s)
		for _, x := range probes(s) {
			stay, leave := separation.Set(x)
			require.Equal(t, inSet(s, x, false), stay, "%d: stay at %v", size, x)
			require.Equal(t, inSet(s, x, true), leave, "%d: leave at %v", size, x)
		}
	}
}

func TestLabelsAndTheirGroups(t *testing.T) {
	g := generator(67)
	calibration, heldOut := g.draw(2000), g.draw(3000)
	s := mustSeparate(t, calibration, heldOut)
	want := map[string]uncertainty.Group{}
	for i, x := range heldOut.Scores {
		stay, leave := s.Set(x)
		label := uncertainty.NotSeparable
		if stay != leave && leave {
			label = uncertainty.SeparableLeave
		}
		if stay != leave && stay {
			label = uncertainty.SeparableStay
		}
		got, _ := s.Label(x)
		require.Equal(t, label, got)
		group := want[label]
		group.N++
		if heldOut.Left[i] {
			group.Events++
		}
		want[label] = group
	}
	require.Len(t, want, len(uncertainty.Labels))
	last := 0.0
	for i, x := range []float64{-5, -1.35, 3} {
		label, group := s.Label(x)
		require.Equal(t, uncertainty.Labels[i], label)
		require.Equal(t, want[label], group)
		rate, ok := group.Rate()
		require.True(t, ok)
		require.Equal(t, float64(group.Events)/float64(group.N), rate)
		require.Greater(t, rate, last, "labels rise with the observed rate")
		last = rate
	}
	for _, x := range []float64{math.NaN()} {
		label, _ := s.Label(x)
		require.Equal(t, uncertainty.NotSeparable, label)
	}
	label, group := uncertainty.Separation{}.Label(3)
	require.Equal(t, uncertainty.NotSeparable, label)
	_, ok := group.Rate()
	require.False(t, ok, "nothing observed is not a rate of 0")
}

func TestAnEmptySetIsNotSeparable(t *testing.T) {
	s := uncertainty.Sample{}
	for i := range 40 { // all who stay below 0, all who leave above 0, the ends stray
		s.Scores, s.Left = append(s.Scores, float64(i)-40, 40-float64(i)), append(s.Left, false, true)
	}
	separation := mustSeparate(t, s, s)
	stay, leave := separation.Set(0)
	require.False(t, stay || leave)
	label, _ := separation.Label(0)
	require.Equal(t, uncertainty.NotSeparable, label)
	c, err := separation.Coverage(s)
	require.NoError(t, err)
	require.Positive(t, c.Empty)
	require.Zero(t, c.Both)
	data, err := json.Marshal(separation)
	require.NoError(t, err)
	var back uncertainty.Separation
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, separation, back)
}

func TestWhatSeparationRefuses(t *testing.T) {
	g := generator(71)
	good := g.draw(500)
	of := func(leave, stay int) uncertainty.Sample {
		s := uncertainty.Sample{}
		for i := range leave + stay {
			s.Scores, s.Left = append(s.Scores, float64(i)), append(s.Left, i < leave)
		}
		return s
	}
	require.Equal(t, 9, uncertainty.MinClass)
	for _, c := range []struct {
		calibration, heldOut uncertainty.Sample
		want                 string
	}{
		{of(8, 90), good, "8 calibration cases leave: at least 9 are needed for 90 %"},
		{of(90, 8), good, "8 calibration cases stay: at least 9 are needed for 90 %"},
		{uncertainty.Sample{}, good, "0 calibration cases leave"},
		{good, uncertainty.Sample{}, "held-out cases: none"},
		{good, uncertainty.Sample{Scores: []float64{1}}, "held-out cases: 1 scores and 0 outcomes"},
		{uncertainty.Sample{Scores: []float64{math.NaN()}, Left: []bool{true}}, good, "calibration: row 0: the score is not finite"},
	} {
		_, err := uncertainty.FitSeparation(c.calibration, c.heldOut)
		require.ErrorContains(t, err, "uncertainty: separation: "+c.want)
	}
	_, err := uncertainty.FitSeparation(of(9, 9), good)
	require.NoError(t, err)
}

const goodSeparation = `{"level_percent":90,"leave_from":-1.5,"stay_to":0.25,"calibration":{"leave":9,"stay":9},` +
	`"groups":{"separable_stay":{"events":1,"n":9},"not_separable":{"events":2,"n":8},"separable_leave":{"events":0,"n":0}}}`

func TestSeparationJSON(t *testing.T) {
	g := generator(73)
	s := mustSeparate(t, g.draw(500), g.draw(500))
	data, err := json.Marshal(s)
	require.NoError(t, err)
	var back uncertainty.Separation
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, s, back)
	_, err = json.Marshal(uncertainty.Separation{})
	require.ErrorContains(t, err, "not fitted")

	require.NoError(t, json.Unmarshal([]byte(goodSeparation), &back))
	again, err := json.Marshal(back)
	require.NoError(t, err)
	require.Equal(t, goodSeparation, string(again))
	before := back
	for _, c := range []struct{ from, to, want string }{
		{goodSeparation, `null`, "level_percent: 0"},
		{`"level_percent":90`, `"level_percent":95`, "level_percent: 95, this program knows 90"},
		{`"leave_from":-1.5,`, ``, "leave_from: missing"},
		{`"stay_to":0.25`, `"stay_to":null`, "stay_to: missing"},
		{`"stay_to":0.25`, `"stay_to":1e400`, "1e400"},
		{`"leave":9`, `"leave":8`, "8 calibration cases leave"},
		{`"stay":9`, `"stay":-1`, "-1 calibration cases stay"},
		{`"events":1,"n":9`, `"n":9`, "groups: separable_stay: missing"},
		{`"events":1,"n":9`, `"events":10,"n":9`, "groups: separable_stay: missing, or its counts cannot be"},
		{`"events":2,"n":8`, `"events":-1,"n":8`, "groups: not_separable"},
		{`,"separable_leave":{"events":0,"n":0}`, ``, "groups: separable_leave"},
		{`"events":1,"n":9},"not_separable":{"events":2,"n":8}`, `"events":0,"n":0},"not_separable":{"events":0,"n":0}`, "no held-out case in any"},
		{`"level_percent":90`, `"level_percent":90,"tie":1`, "tie"},
	} {
		require.Contains(t, goodSeparation, c.from)
		err := json.Unmarshal([]byte(replaceOnce(goodSeparation, c.from, c.to)), &back)
		require.ErrorContains(t, err, c.want)
		require.Equal(t, before, back, "a refused separation changes nothing")
	}
}

func FuzzSeparation(f *testing.F) {
	f.Add([]byte(goodSeparation))
	f.Add([]byte(`{"level_percent":90,"groups":{"separable_stay":null}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s uncertainty.Separation
		if json.Unmarshal(data, &s) != nil {
			return
		}
		last := 0
		for x := -5.0; x <= 5; x += 0.25 {
			label, group := s.Label(x)
			at := indexOf(label)
			require.GreaterOrEqual(t, at, last, "labels rise with the score")
			require.True(t, 0 <= group.Events && group.Events <= group.N)
			last = at
		}
		again, err := json.Marshal(s)
		require.NoError(t, err)
		var back uncertainty.Separation
		require.NoError(t, json.Unmarshal(again, &back))
		require.Equal(t, s, back)
	})
}

func indexOf(label string) int {
	for i, l := range uncertainty.Labels {
		if l == label {
			return i
		}
	}
	return -1
}
