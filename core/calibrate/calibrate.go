// Package calibrate maps a model's raw score to the probability that is shown,
// and fits such maps to scores with known outcomes.
//
// A calibrator works in log-odds, has few parameters and is strictly
// increasing, so it never changes who ranks above whom, and a small change of
// the score always moves the number. (Isotonic regression is neither: it has
// flat steps, and exact 0 and 1 at the ends, which claim certainty and have no
// log-odds. It serves in package uncertainty, where steps are the point.)
//
// Strictly means as a function of real numbers. In float64 the logistic and the
// spline method never fall; the beta method may, by a unit in the last place
// between neighbouring scores; and probabilities beyond about 37 in log-odds
// are held at the last float64 before 0 and 1.
//
// Products stand in explicit conversions: a processor that fuses them with the
// addition would give other bits.
package calibrate

import "math"

// Spec is a calibrator as a model's manifest states it: a method and exactly
// its parameters, as JSON numbers. With x for the raw score, p = 1/(1+exp(-x))
// and q for the probability that is shown:
//
//   - "logistic" without parameters: logit q = x, the score as it is
//   - "logistic": logit q = Intercept + Slope·x
//   - "beta": logit q = C + A·ln p − B·ln(1−p); A = B is "logistic"
//   - "spline": logit q runs straight between the points (Knots, LogOdds) and
//     goes on straight beyond the first and the last
//
// Sources: J. C. Platt, "Probabilistic outputs for support vector machines",
// 1999; M. Kull, T. M. Silva Filho and P. Flach, "Beta calibration", AISTATS
// 2017 (its family of three parameters).
type Spec struct {
	Method    string    `json:"method"`
	Intercept *float64  `json:"intercept,omitempty"` // log-odds
	Slope     *float64  `json:"slope,omitempty"`
	A         *float64  `json:"a,omitempty"`        // slope far below 0
	B         *float64  `json:"b,omitempty"`        // slope far above 0
	C         *float64  `json:"c,omitempty"`        // log-odds
	Knots     []float64 `json:"knots,omitempty"`    // raw scores, increasing
	LogOdds   []float64 `json:"log_odds,omitempty"` // at the knots, increasing
}

// A Calibrator turns raw scores into probabilities. [New] makes one; the zero
// Calibrator takes the raw score as it is.
type Calibrator struct {
	curve curve
}

// A curve gives calibrated log-odds of a raw score.
type curve interface {
	logOdds(raw float64) float64
}

// Bounds of a probability: the float64 next to 0.5·2^-52 steps inside (0, 1),
// so that 1 - p is never 0 either.
const (
	lowest  = 0x1p-53
	highest = 1 - 0x1p-53
)

// Probability maps a raw score in log-odds to the probability that is shown,
// strictly inside (0, 1). Its last bits depend on the processor (math.Exp
// does): compare it with thresholds in one place only, and never hash it. NaN
// gives NaN; a scorer never returns one.
func (c Calibrator) Probability(raw float64) float64 {
	p := 1 / (1 + math.Exp(-c.LogOdds(raw)))
	return math.Max(lowest, math.Min(highest, p))
}

// Corrected reports whether the raw score is corrected at all. If not, the
// probability is only as good as the model's own.
func (c Calibrator) Corrected() bool { return c.curve != nil }

// LogOdds is logit q of [Spec] for a raw score: what Probability is made from,
// before it is held inside (0, 1). A site that recalibrates gives it as the raw
// score to a second calibrator. An infinite score gives a value that may be
// infinite; NaN gives NaN.
func (c Calibrator) LogOdds(raw float64) float64 {
	if c.curve == nil {
		return raw
	}
	return c.curve.logOdds(raw)
}

// A line is the logistic method.
type line struct{ intercept, slope float64 }

func (l line) logOdds(raw float64) float64 {
	return l.intercept + float64(l.slope*raw)
}

// A beta is the beta method. At most one of a and b is 0; that term is left out,
// because 0 times infinity is NaN.
type beta struct{ a, b, c float64 }

func (m beta) logOdds(raw float64) float64 {
	x := m.c
	if m.a > 0 {
		x -= float64(m.a * softplus(-raw))
	}
	if m.b > 0 {
		x += float64(m.b * softplus(raw))
	}
	return x
}

// softplus is ln(1 + exp(x)): −ln p at −x and −ln(1−p) at x. It neither
// overflows nor cancels, whatever x is.
func softplus(x float64) float64 {
	return math.Max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
}

// A spline is the spline method. slopes has one less than the others.
type spline struct{ knots, values, slopes []float64 }

func (s spline) logOdds(raw float64) float64 {
	last := len(s.slopes) - 1
	i := 0
	for i < last && raw >= s.knots[i+1] {
		i++
	}
	x := s.values[i] + float64(s.slopes[i]*(raw-s.knots[i]))
	if i < last {
		// rounding must not lift the end of one piece above the start of the next
		x = math.Min(x, s.values[i+1])
	}
	return x
}
