package evaluate_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/evaluate"
)

func TestFigureText(t *testing.T) {
	p := func(x float64) *float64 { return &x }
	for _, c := range []struct {
		figure evaluate.Figure
		want   string
	}{
		{evaluate.Figure{}, "not defined"},
		{evaluate.Figure{Value: p(0.25)}, "0.250"},
		{evaluate.Figure{Value: p(0.7455), Low: p(0.7), High: p(0.8)}, "0.746 (0.700 to 0.800)"},
		{evaluate.Figure{Value: p(-0.0001), Low: p(-0.0101), High: p(0)}, "0.000 (−0.010 to 0.000)"},
	} {
		require.Equal(t, c.want, c.figure.Text(3))
	}
	require.Equal(t, "1235", evaluate.Figure{Value: p(1234.5678)}.Text(0))
}

func TestFigureRounded(t *testing.T) {
	third, big := 1.0/3, 1234567.8912345
	f := evaluate.Figure{Value: &third, High: &big}.Rounded(4)
	require.Equal(t, 0.3333, *f.Value)
	require.Nil(t, f.Low)
	require.Equal(t, 1.235e6, *f.High)
	require.Equal(t, 1.0/3, third, "the figure itself is unchanged")
}

// Values are those of a report, without intervals.
func TestValues(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var p []float64
	var left []bool
	for range 300 {
		x := 0.01 + float64(0.98*r.Float64())
		p, left = append(p, x), append(left, r.Float64() < x)
	}
	s, err := evaluate.NewSample(p, left)
	require.NoError(t, err)
	thresholds := []float64{0.2, 0.5}
	full, err := s.Report(thresholds, costs)
	require.NoError(t, err)
	values, err := s.Values(thresholds, costs)
	require.NoError(t, err)
	want := named(full)
	for name, f := range named(values) {
		require.Equal(t, want[name].Value, f.Value, name)
		require.Nil(t, f.Low, name)
		require.NotNil(t, want[name].Low, name)
	}
	for i := range full.At {
		require.Equal(t, full.At[i].Model.NetBenefit.Value, values.At[i].Model.NetBenefit.Value)
		require.Equal(t, full.At[i].Everyone.Cost.Value, values.At[i].Everyone.Cost.Value)
		require.Equal(t, full.At[i].Model.Flagged, values.At[i].Model.Flagged)
	}
	_, err = s.Values([]float64{0}, costs)
	require.ErrorContains(t, err, "allowed: a number above 0 and below 1")
}
