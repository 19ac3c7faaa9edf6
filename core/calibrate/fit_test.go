package calibrate_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/calibrate"
)

// A generator is SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014): the same
// numbers in every version of every language.
type generator uint64

func (g *generator) uniform() float64 {
	*g += 0x9e3779b97f4a7c15
	z := uint64(*g)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return float64((z^z>>31)>>11) * 0x1p-53
}

// normal is the sum of twelve uniforms: near enough to a normal for scores.
func (g *generator) normal() float64 {
	sum := -6.0
	for range 12 {
		sum += g.uniform()
	}
	return sum
}

// draw makes n scores and outcomes whose log-odds are logit(score).
func draw(seed uint64, n int, mean, sd float64, logit func(float64) float64) ([]float64, []bool) {
	g := generator(seed)
	raw, y := make([]float64, n), make([]bool, n)
	for i := range raw {
		raw[i] = mean + sd*g.normal()
		y[i] = g.uniform() < sigmoid(logit(raw[i]))
	}
	return raw, y
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func number(v float64) *float64 { return &v }

func betaSpec(a, b, c float64) calibrate.Spec {
	return calibrate.Spec{Method: "beta", A: &a, B: &b, C: &c}
}

func mustNew(t *testing.T, s calibrate.Spec) calibrate.Calibrator {
	t.Helper()
	c, err := calibrate.New(s)
	require.NoError(t, err)
	return c
}

func logLikelihood(c calibrate.Calibrator, raw []float64, y []bool) float64 {
	sum := 0.0
	for i, x := range raw {
		p := c.Probability(x)
		if y[i] {
			sum += math.Log(p)
		} else {
			sum += math.Log1p(-p)
		}
	}
	return sum
}

// fits are all methods on one table.
func fits(t *testing.T, raw []float64, y []bool) map[string]calibrate.Spec {
	t.Helper()
	out := map[string]calibrate.Spec{}
	for name, fit := range map[string]func() (calibrate.Spec, error){
		"beta":      func() (calibrate.Spec, error) { return calibrate.FitBeta(raw, y) },
		"intercept": func() (calibrate.Spec, error) { return calibrate.FitLogistic(raw, y, false) },
		"logistic":  func() (calibrate.Spec, error) { return calibrate.FitLogistic(raw, y, true) },
		"spline 3":  func() (calibrate.Spec, error) { return calibrate.FitSpline(raw, y, 3) },
		"spline 5":  func() (calibrate.Spec, error) { return calibrate.FitSpline(raw, y, 5) },
	} {
		s, err := fit()
		require.NoError(t, err, name)
		out[name] = s
	}
	return out
}

// shapes are curves of true log-odds, among them such that a bound must hold.
var shapes = map[string]func(float64) float64{
	"as scored":        func(x float64) float64 { return x },
	"over-confident":   func(x float64) float64 { return 0.4*x - 0.5 },
	"under-confident":  func(x float64) float64 { return 2*x + 1 },
	"flat in the low":  func(x float64) float64 { return math.Max(x, -1) },
	"flat in the high": func(x float64) float64 { return math.Min(x, -1) },
	"falls at the low": func(x float64) float64 { return -1.5 + 0.5*(x+1.5)*(x+1.5) },
}

func TestNothingNearAFitIsMoreLikely(t *testing.T) {
	// the likelihood is concave in the parameters: nothing near it, nothing at all
	const rounding = 1e-7
	for name, logit := range shapes {
		raw, y := draw(7, 1000, -1, 1, logit)
		for method, spec := range fits(t, raw, y) {
			best := logLikelihood(mustNew(t, spec), raw, y)
			g := generator(11)
			tried := 0
			for range 60 {
				near := moved(&g, spec, method == "intercept")
				if c, err := calibrate.New(near); err == nil && admitted(near) {
					tried++
					require.LessOrEqual(t, logLikelihood(c, raw, y), best+rounding, "%s: %s: %v", name, method, near)
				}
			}
			require.Greater(t, tried, 5, "%s: %s", name, method)
		}
	}
}

// moved is a spec with every parameter changed a little, or a lot. A zero is
// left alone half of the time.
func moved(g *generator, s calibrate.Spec, interceptOnly bool) calibrate.Spec {
	size := math.Pow(10, -4*g.uniform())
	change := func(v *float64) *float64 {
		if v == nil {
			return nil
		}
		if *v == 0 && g.uniform() < 0.5 {
			return number(0)
		}
		return number(*v + size*(g.uniform()-0.5))
	}
	out := calibrate.Spec{Method: s.Method, Intercept: change(s.Intercept), Slope: change(s.Slope),
		A: change(s.A), B: change(s.B), C: change(s.C), Knots: s.Knots}
	if interceptOnly {
		out.Slope = s.Slope
	}
	for i := range s.LogOdds {
		out.LogOdds = append(out.LogOdds, *change(&s.LogOdds[i]))
	}
	return out
}

// admitted says whether a fit could have chosen a spec: a fitted spline has no
// slope below 0.02.
func admitted(s calibrate.Spec) bool {
	for i := 1; i < len(s.LogOdds); i++ {
		if (s.LogOdds[i]-s.LogOdds[i-1])/(s.Knots[i]-s.Knots[i-1]) < 0.02 {
			return false
		}
	}
	return true
}

func TestAFitPredictsAsManyEventsAsThereWere(t *testing.T) {
	// the likelihood equation of the intercept; ten digits of each parameter
	const tolerance = 1e-5
	for name, logit := range shapes {
		raw, y := draw(13, 3000, -1, 1, logit)
		events := 0.0
		for _, event := range y {
			if event {
				events++
			}
		}
		for method, spec := range fits(t, raw, y) {
			c, sum := mustNew(t, spec), 0.0
			for _, x := range raw {
				sum += c.Probability(x)
			}
			require.InDelta(t, events, sum, tolerance, "%s: %s", name, method)
		}
	}
}

func TestFitsFindTheTruth(t *testing.T) {
	truth := mustNew(t, betaSpec(1.4, 0.7, 0.2))
	raw, y := draw(17, 40_000, -1, 1, truth.LogOdds)
	// standard errors at this size, from the information matrix: a 0.052, b 0.081, c 0.096
	const standardErrors = 4
	s, err := calibrate.FitBeta(raw, y)
	require.NoError(t, err)
	require.InDelta(t, 1.4, *s.A, standardErrors*0.052)
	require.InDelta(t, 0.7, *s.B, standardErrors*0.081)
	require.InDelta(t, 0.2, *s.C, standardErrors*0.096)

	raw, y = draw(19, 40_000, -1, 1, func(x float64) float64 { return 0.4*x - 0.5 })
	s, err = calibrate.FitLogistic(raw, y, true)
	require.NoError(t, err)
	require.InDelta(t, 0.4, *s.Slope, standardErrors*0.0116)
	require.InDelta(t, -0.5, *s.Intercept, standardErrors*0.0149)

	// a site's recalibration on top: the same truth, seen through another scale
	model := mustNew(t, calibrate.Spec{Method: "logistic", Intercept: number(1), Slope: number(2)})
	through := make([]float64, len(raw))
	for i, x := range raw {
		through[i] = model.LogOdds(x)
	}
	site, err := calibrate.FitLogistic(through, y, true)
	require.NoError(t, err)
	for x := -4.0; x <= 2; x++ {
		require.InDelta(t, mustNew(t, s).Probability(x), mustNew(t, site).Probability(model.LogOdds(x)), sameFit)
	}
}

func TestTheOrderOfCasesDoesNotMatter(t *testing.T) {
	raw, y := draw(23, 2000, -1, 1, shapes["over-confident"])
	want := fits(t, raw, y)
	slices.Reverse(raw)
	slices.Reverse(y)
	require.Equal(t, want, fits(t, raw, y))
}

func TestWhatCannotBeFitted(t *testing.T) {
	rising, y := draw(29, 2000, -1, 1, shapes["under-confident"])
	falling := make([]float64, len(rising))
	for i, x := range rising {
		falling[i] = -x
	}
	separated, constant, two := make([]bool, len(y)), make([]float64, len(y)), make([]float64, len(y))
	for i, x := range rising {
		separated[i] = x > -1
		two[i] = math.Copysign(1, x+1)
	}
	spoiled := slices.Clone(rising)
	spoiled[3] = math.NaN()
	all := slices.Repeat([]bool{true}, len(y))
	beta := func(raw []float64, y []bool) error { _, err := calibrate.FitBeta(raw, y); return err }
	slope := func(raw []float64, y []bool) error { _, err := calibrate.FitLogistic(raw, y, true); return err }
	intercept := func(raw []float64, y []bool) error { _, err := calibrate.FitLogistic(raw, y, false); return err }
	spline := func(raw []float64, y []bool) error { _, err := calibrate.FitSpline(raw, y, 4); return err }
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"beta falls", beta(falling, y), "a + b: 0 is below 0.01: the outcomes do not follow the scores"},
		{"slope falls", slope(falling, y), "the outcomes do not follow the scores"},
		{"beta separated", beta(rising, separated), "separate the outcomes completely"},
		{"slope separated", slope(rising, separated), "separate the outcomes completely"},
		{"spline separated", spline(rising, separated), "separate the outcomes completely"},
		{"beta constant", beta(constant, y), "too few distinct ones"},
		{"slope constant", slope(constant, y), "too few distinct ones"},
		{"beta of two scores", beta(two, y), "too few distinct ones"},
		{"spline of two scores", spline(two, y), "knots -1 and -1 fall together"},
		{"one outcome", beta(rising, all), "all 2000 cases have the same outcome"},
		{"nobody", intercept(nil, nil), "all 0 cases have the same outcome"},
		{"lengths", intercept(rising, y[1:]), "2000 scores and 1999 outcomes"},
		{"not finite", spline(spoiled, y), "row 3: the score is not a number"},
		{"few for beta", beta(rising[:60], y[:60]), "at least 30 of each outcome are needed for 3 parameters"},
	} {
		require.ErrorContains(t, c.err, c.want, c.name)
		require.ErrorContains(t, c.err, "calibrate: ", c.name)
	}
	_, err := calibrate.FitSpline(rising, y, 6)
	require.ErrorContains(t, err, "6 knots, want 3 to 5")
}
