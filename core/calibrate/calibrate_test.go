package calibrate_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/calibrate"
)

func TestLogistic(t *testing.T) {
	c, err := calibrate.New(calibrate.Spec{Method: "logistic"})
	require.NoError(t, err)
	require.Equal(t, 0.5, c.Probability(0))
	// ulps: math.Exp may differ in its last bits between processors
	const tolerance = 4 * 0x1p-53
	require.InDelta(t, 0.8, c.Probability(math.Log(4)), tolerance)
	for _, raw := range []float64{-900, -3.7, 0, 1e-300, 2.5, math.Inf(1)} {
		require.Equal(t, raw, c.LogOdds(raw), "without parameters the score is not touched")
		require.Equal(t, raw, calibrate.Calibrator{}.LogOdds(raw))
	}
}

// A model whose score is shown as it is must be called uncalibrated.
func TestCorrected(t *testing.T) {
	for name, s := range specs {
		c, err := calibrate.New(s)
		require.NoError(t, err)
		require.Equal(t, name != "logistic plain", c.Corrected(), name)
	}
	require.False(t, calibrate.Calibrator{}.Corrected())
}

// specs are good ones of every method and kind.
var specs = map[string]calibrate.Spec{
	"logistic plain":    {Method: "logistic"},
	"logistic":          {Method: "logistic", Intercept: number(-0.3), Slope: number(0.8)},
	"logistic steepest": {Method: "logistic", Intercept: number(-1000), Slope: number(1000)},
	"beta":              betaSpec(1.4, 0.7, 0.2),
	"beta without a":    betaSpec(0, 0.7, 0.2),
	"beta without b":    betaSpec(1.4, 0, 0.2),
	"spline": {Method: "spline", Knots: []float64{-2.5, -1, 0.1, 1.7},
		LogOdds: []float64{-3, -1.2, -1.1, 2}},
	"spline of two": {Method: "spline", Knots: []float64{0, 1}, LogOdds: []float64{0, 1}},
}

// requireIncreasing checks what every calibrator promises. Between scores a
// hundredth apart the slope is far above rounding, unless the curve flattens
// out beyond the end whose term was dropped.
func requireIncreasing(t *testing.T, s calibrate.Spec, what string) {
	t.Helper()
	c, err := calibrate.New(s)
	require.NoError(t, err, what)
	flatLow, flatHigh := s.A != nil && *s.A < 1e-3, s.B != nil && *s.B < 1e-3
	lastP, lastX := 0.0, math.Inf(-1)
	for i := -6000; i <= 6000; i++ {
		raw := float64(i) / 100
		p, x := c.Probability(raw), c.LogOdds(raw)
		flat := flatLow && raw < -10 || flatHigh && raw > 10
		switch { // not testify: it takes seconds for as many comparisons
		case !(p > 0 && p < 1):
			t.Fatalf("%s: %v gives %v", what, raw, p)
		case p < lastP:
			t.Fatalf("%s: falls at %v", what, raw)
		case !flat && x <= lastX:
			t.Fatalf("%s: log-odds do not rise at %v", what, raw)
		case !flat && math.Abs(x) < 25 && p <= lastP:
			t.Fatalf("%s: does not rise at %v, where float64 can tell", what, raw)
		}
		lastP, lastX = p, x
	}
	for _, raw := range []float64{-1e300, 1e300, math.Inf(1), math.Inf(-1)} {
		p := c.Probability(raw)
		require.True(t, p > 0 && p < 1, "%s: %v", what, raw)
		require.False(t, math.IsNaN(c.LogOdds(raw)), "%s: %v", what, raw)
	}
	require.True(t, math.IsNaN(c.Probability(math.NaN())), what)
}

func TestEveryCalibratorIncreases(t *testing.T) {
	for name, s := range specs {
		requireIncreasing(t, s, name)
	}
	for name, logit := range shapes {
		raw, y := draw(31, 3000, -1, 1, logit)
		for method, s := range fits(t, raw, y) {
			requireIncreasing(t, s, name+": "+method)
		}
	}
}

func TestSplineRunsThroughItsPointsAndBeyond(t *testing.T) {
	s := specs["spline"]
	c := mustNew(t, s)
	for i, knot := range s.Knots {
		require.Equal(t, s.LogOdds[i], c.LogOdds(knot))
		require.LessOrEqual(t, c.LogOdds(math.Nextafter(knot, -9)), c.LogOdds(knot))
		require.GreaterOrEqual(t, c.LogOdds(math.Nextafter(knot, 9)), c.LogOdds(knot))
	}
	// two units in the last place of 3: a product and a sum
	const tolerance = 2 * 0x1p-51
	require.InDelta(t, -3-1.2, c.LogOdds(-3.5), tolerance, "the first piece goes on to the left")
	require.InDelta(t, 2+3.1/1.6, c.LogOdds(2.7), tolerance, "the last piece goes on to the right")
}

func TestBetaWithEqualCoefficientsIsLogistic(t *testing.T) {
	beta := mustNew(t, betaSpec(0.8, 0.8, -0.3))
	line := mustNew(t, specs["logistic"])
	const ulps = 8 * 0x1p-52
	for raw := -700.0; raw <= 700; raw += 0.7 {
		require.InDelta(t, line.LogOdds(raw), beta.LogOdds(raw), ulps*(1+math.Abs(raw)))
	}
}

func TestJSONKeepsEveryBit(t *testing.T) {
	plain, err := json.Marshal(specs["logistic plain"])
	require.NoError(t, err)
	require.Equal(t, `{"method":"logistic"}`, string(plain))
	for name, s := range specs {
		data, err := json.Marshal(s)
		require.NoError(t, err, name)
		var back calibrate.Spec
		require.NoError(t, json.Unmarshal(data, &back), name)
		require.Equal(t, s, back, name)
	}
	third, err := json.Marshal(betaSpec(1.0/3, math.Pi, -2.0/3))
	require.NoError(t, err)
	var back calibrate.Spec
	require.NoError(t, json.Unmarshal(third, &back))
	require.Equal(t, betaSpec(1.0/3, math.Pi, -2.0/3), back)
}

func TestBadSpecsAreRefusedByName(t *testing.T) {
	nan := math.NaN()
	line := func(intercept, slope float64) calibrate.Spec {
		return calibrate.Spec{Method: "logistic", Intercept: &intercept, Slope: &slope}
	}
	spline := func(knots, values []float64) calibrate.Spec {
		return calibrate.Spec{Method: "spline", Knots: knots, LogOdds: values}
	}
	for _, c := range []struct {
		spec calibrate.Spec
		want string
	}{
		{calibrate.Spec{}, `method "": not known`},
		{calibrate.Spec{Method: "isotonic"}, `method "isotonic": not known`},
		{calibrate.Spec{Method: "logistic", Slope: number(1)}, "intercept: missing"},
		{calibrate.Spec{Method: "logistic", Intercept: number(1)}, "slope: missing"},
		{calibrate.Spec{Method: "logistic", A: number(1)}, "a: not a parameter"},
		{calibrate.Spec{Method: "beta", A: number(1), B: number(1)}, "c: missing"},
		{calibrate.Spec{Method: "beta", A: number(1), B: number(1), C: number(1), Slope: number(1)}, "slope: not a parameter"},
		{calibrate.Spec{Method: "spline", Knots: []float64{0, 1}}, "log_odds: missing"},
		{line(nan, 1), "intercept: NaN"},
		{line(math.Inf(1), 1), "intercept: +Inf"},
		{line(0, nan), "slope: NaN"},
		{line(0, 0), "slope: 0 is outside"},
		{line(0, -1), "slope: -1 is outside"},
		{line(0, math.Inf(1)), "slope: +Inf is outside"},
		{betaSpec(-0.1, 1, 0), "a: -0.1 is outside"},
		{betaSpec(1, nan, 0), "b: NaN is outside"},
		{betaSpec(1, -1e-9, 0), "b: -1e-09 is outside"},
		{betaSpec(0, 0, 0), "a + b: 0 is below"},
		{betaSpec(1, 1, math.Inf(-1)), "c: -Inf"},
		{spline([]float64{0}, []float64{0}), "knots: 1 of them"},
		{spline(make([]float64, 17), make([]float64, 17)), "knots: 17 of them"},
		{spline([]float64{0, 1}, []float64{0}), "log_odds: 1 values for 2 knots"},
		{spline([]float64{0, 0}, []float64{0, 1}), "knots: 0 follows 0"},
		{spline([]float64{0, nan}, []float64{0, 1}), "knots: NaN"},
		{spline([]float64{0, 1}, []float64{0, 0}), "log_odds: slope 0 before knot 1"},
		{spline([]float64{0, 1}, []float64{0, nan}), "log_odds: NaN"},
		{spline([]float64{0, 1e-300}, []float64{0, 1000}), "log_odds: slope 1e+303 before"},
	} {
		_, err := calibrate.New(c.spec)
		require.ErrorContains(t, err, c.want)
		require.ErrorContains(t, err, "calibrate: method ")
	}
}

func FuzzSpec(f *testing.F) {
	for _, s := range specs {
		data, err := json.Marshal(s)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte(`{"method":"beta","a":1e999,"b":1,"c":0}`))
	f.Add([]byte(`{"method":"spline","knots":null,"log_odds":[null]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s calibrate.Spec
		if json.Unmarshal(data, &s) != nil {
			return
		}
		c, err := calibrate.New(s)
		if err != nil {
			require.Equal(t, calibrate.Calibrator{}, c)
			return
		}
		last := math.Inf(-1)
		for raw := -40.0; raw <= 40; raw += 0.5 {
			x, p := c.LogOdds(raw), c.Probability(raw)
			require.False(t, math.IsNaN(x) || math.IsInf(x, 0))
			require.True(t, p > 0 && p < 1)
			// the beta method may fall by rounding of its largest term
			require.GreaterOrEqual(t, x, last-0x1p-50*(1e5+math.Abs(x)))
			last = x
		}
	})
}
