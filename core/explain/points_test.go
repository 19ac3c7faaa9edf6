package explain

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/lgbm/paritydata"
)

func logistic(raw float64) float64 { return 1 / (1 + math.Exp(-raw)) }

// kinked is straight in two pieces, 0.1 and then 0.4 a unit, as a calibrator
// that was fitted piece by piece would be.
func kinked(raw float64) float64 {
	if raw < 0 {
		return 0.5 + 0.1*math.Max(raw, -4)
	}
	return 0.5 + 0.4*math.Min(raw, 1)
}

// TestPoints holds the rule's promises on every golden row: the sum, the signs,
// the order and the ratios.
func TestPoints(t *testing.T) {
	rows := 0
	for _, g := range goldens(t) {
		if size(g.model) > 1e3 {
			continue // a raw score of 1e300 has no use for points
		}
		n := g.model.NumFeatures()
		raw := make([]float64, picked)
		require.NoError(t, g.model.Score(g.rows, raw))
		for _, probability := range []func(float64) float64{logistic, kinked} {
			for i := range raw {
				row := g.want[i*n : (i+1)*n]
				requirePoints(t, row, g.base, raw[i], probability)
				rows++
			}
		}
	}
	require.Greater(t, rows, 2*minRows*9/10)
}

func requirePoints(t *testing.T, row []float64, base, raw float64, probability func(float64) float64) []float64 {
	t.Helper()
	points := make([]float64, len(row))
	require.NoError(t, Points(row, base, raw, probability, points))
	sum, rise := 0.0, math.NaN()
	for j, p := range points {
		sum += p
		require.False(t, p*row[j] < 0, "another sign: %v for %v", p, row[j])
		if row[j] == 0 {
			require.Zero(t, p)
			continue
		}
		if !math.IsNaN(rise) {
			require.InEpsilon(t, 1+rise, 1+p/row[j], Tolerance, "one factor for all")
		}
		rise = p / row[j]
	}
	require.InDelta(t, 100*(probability(raw)-probability(base)), sum, 100*Tolerance)
	return points
}

// TestPointsByHand: from 50 % at 0 to 80 % at ln 4.
func TestPointsByHand(t *testing.T) {
	const tolerance = 1e-12
	raw := math.Log(4)
	points := requirePoints(t, []float64{raw * 1.5, -raw / 2, 0}, 0, raw, logistic)
	require.InDeltaSlice(t, []float64{45, -15, 0}, points, tolerance)
}

// TestPointsNearBase: contributions that cancel keep points, by the rise of the
// calibrator at the base, and there is no jump on the way there.
func TestPointsNearBase(t *testing.T) {
	const tolerance = 1e-4 // points; the curve of the rise moves them by less
	for _, base := range []float64{0, -1.2, 2.5} {
		rise := 100 * logistic(base) * (1 - logistic(base))
		for _, off := range []float64{0, 1e-300, -1e-12, 1e-9, 9.99e-7, -9.99e-7, 1e-6, 1.01e-6, -1e-5} {
			points := requirePoints(t, []float64{2 + off, -2}, base, base+off, logistic)
			require.InDelta(t, (2+off)*rise, points[0], tolerance)
			require.InDelta(t, -2*rise, points[1], tolerance)
		}
	}
	points := requirePoints(t, []float64{1, -1}, 0, 0, kinked)
	require.InDelta(t, 40, points[0], tolerance, "equal to the base: the side above")
	points = requirePoints(t, []float64{1 - 1e-9, -1}, 0, -1e-9, kinked)
	require.InDelta(t, 10, points[0], tolerance, "below the base: the side below")
}

// TestPointsRefuses: a wrong explanation, or a curve that is none.
func TestPointsRefuses(t *testing.T) {
	falling := func(raw float64) float64 { return 1 - logistic(raw) }
	undefined := func(float64) float64 { return math.NaN() }
	for _, c := range []struct {
		why         string
		row         []float64
		base, raw   float64
		probability func(float64) float64
		places      int
		want        string
	}{
		{"off by more than the tolerance", []float64{1, 2}, 0, 3 + 7e-9, logistic, 2, "explain: the contributions and the base are off the raw score by -7"},
		{"another row's", []float64{1, 2}, 0.5, 3, logistic, 2, "off the raw score by 0.5"},
		{"NaN", []float64{1, math.NaN()}, 0, 1, logistic, 2, "off the raw score by NaN"},
		{"infinite on both sides", []float64{math.Inf(1)}, 0, math.Inf(1), logistic, 1, "off the raw score by NaN"},
		{"a falling curve", []float64{1, 2}, 0, 3, falling, 2, "explain: points: the probability does not increase with the raw score"},
		{"no curve", []float64{1, 2}, 0, 3, undefined, 2, "explain: points: the probability does not increase"},
		{"no room", []float64{1, 2}, 0, 3, logistic, 1, "explain: points: 1 places for 2 contributions"},
	} {
		out := make([]float64, c.places)
		require.ErrorContains(t, Points(c.row, c.base, c.raw, c.probability, out), c.want, c.why)
		require.Equal(t, make([]float64, c.places), out, "out is unchanged")
	}
}

// TestPointsInPlace: out may be the contributions, as for one row of a table.
func TestPointsInPlace(t *testing.T) {
	row := []float64{2, -1}
	require.NoError(t, Points(row, 0, 1, kinked, row))
	require.InDeltaSlice(t, []float64{80, -40}, row, 1e-12)
}

// TestCheck: where LightGBM's own numbers are large, the tolerance is a share
// of them.
func TestCheck(t *testing.T) {
	require.NoError(t, Check(nil, 0.25, 0.25))
	require.NoError(t, Check([]float64{1e6, -1e6}, 0, 1e-4))
	require.Error(t, Check([]float64{1, -1}, 0, 1e-4))
	c := paritydata.Named(t, "leaf-cancel")
	e := explainer(t, parse(t, c.Text(t)))
	require.Greater(t, math.Abs(e.Base()), 1e15)
}
