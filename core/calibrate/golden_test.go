package calibrate_test

import (
	_ "embed"
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/calibrate"
)

//go:embed testdata/golden.json
var goldenFile []byte

// A goldenCase is what scikit-learn fitted; see testdata/make_golden.py.
type goldenCase struct {
	Name              string
	Why               string
	Raw               []float64
	Y                 []int
	Beta              struct{ A, B, C float64 }
	BetaUnconstrained struct{ A, B, C float64 } `json:"beta_unconstrained"`
	Logistic          struct{ Intercept, Slope float64 }
	InterceptAlone    float64 `json:"intercept_alone"`
	Spline            []struct {
		Knots   []float64
		LogOdds []float64 `json:"log_odds"`
	}
}

type goldenCurve struct {
	A, B, C float64
	Raw     []float64
	LogOdds []float64 `json:"log_odds"`
}

func golden(t *testing.T) (cases []goldenCase, curve goldenCurve) {
	t.Helper()
	var g struct {
		Libraries map[string]string
		Cases     []goldenCase
		Curve     goldenCurve
	}
	require.NoError(t, json.Unmarshal(goldenFile, &g))
	require.Len(t, g.Cases, 4)
	require.NotEmpty(t, g.Curve.Raw)
	return g.Cases, g.Curve
}

func (g goldenCase) outcomes() []bool {
	y := make([]bool, len(g.Y))
	for i, v := range g.Y {
		y[i] = v == 1
	}
	return y
}

// sameFit bounds the difference between two maximum-likelihood fits of the same
// data: ours is written with ten significant digits, scikit-learn's Newton
// stops at a gradient of 1e-12. A standard error is 10^7 times as large.
const sameFit = 2e-9

func requireSameFit(t *testing.T, want, got float64, what string) {
	t.Helper()
	require.InDelta(t, want, got, sameFit*(1+math.Abs(want)), what)
}

func TestFitsAreThoseOfScikitLearn(t *testing.T) {
	cases, _ := golden(t)
	for _, g := range cases {
		t.Run(g.Name, func(t *testing.T) {
			require.NotEmpty(t, g.Why)
			y := g.outcomes()

			s, err := calibrate.FitBeta(g.Raw, y)
			require.NoError(t, err)
			requireSameFit(t, g.Beta.A, *s.A, "a")
			requireSameFit(t, g.Beta.B, *s.B, "b")
			requireSameFit(t, g.Beta.C, *s.C, "c")
			require.Equal(t, g.Beta.A == 0, *s.A == 0, "a dropped term is exactly 0")
			require.Equal(t, g.Beta.B == 0, *s.B == 0, "a dropped term is exactly 0")

			s, err = calibrate.FitLogistic(g.Raw, y, true)
			require.NoError(t, err)
			requireSameFit(t, g.Logistic.Intercept, *s.Intercept, "intercept")
			requireSameFit(t, g.Logistic.Slope, *s.Slope, "slope")

			s, err = calibrate.FitLogistic(g.Raw, y, false)
			require.NoError(t, err)
			requireSameFit(t, g.InterceptAlone, *s.Intercept, "intercept alone")
			require.Equal(t, 1.0, *s.Slope)

			for _, want := range g.Spline {
				s, err := calibrate.FitSpline(g.Raw, y, len(want.Knots))
				require.NoError(t, err)
				require.Equal(t, want.Knots, s.Knots)
				for i := range want.LogOdds {
					requireSameFit(t, want.LogOdds[i], s.LogOdds[i], "log-odds at a knot")
				}
			}
		})
	}
}

func TestBetaCurveIsThatOfNumPy(t *testing.T) {
	_, g := golden(t)
	c, err := calibrate.New(calibrate.Spec{Method: "beta", A: &g.A, B: &g.B, C: &g.C})
	require.NoError(t, err)
	// ulps: exp and log1p differ in their last bits, and three terms are added
	const ulps = 8 * 0x1p-52
	for i, raw := range g.Raw {
		require.InDelta(t, g.LogOdds[i], c.LogOdds(raw), ulps*(1+math.Abs(g.LogOdds[i])), "raw %v", raw)
	}
}
