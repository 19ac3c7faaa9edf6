package calibrate

import (
	"fmt"
	"math"
)

// Limits of a manifest's parameters. A curve beyond them is no calibration: it
// hides the score or takes it for certainty, and its log-odds could overflow.
const (
	minSlope  = 0.01 // log-odds a unit of raw score; for beta, of A + B
	maxSlope  = 1000.0
	maxOffset = 1000.0 // log-odds or raw score, in magnitude
	maxKnots  = 16
)

// New returns the calibrator of a manifest. It refuses, by name, an unknown
// method, a parameter that is missing or belongs to another method, and values
// that are not finite or would not give a strictly increasing curve: a slope
// (for beta, A + B) outside 0.01 to 1000, a negative A or B, knots or log-odds
// that do not rise, and anything else above 1000 in magnitude. One of A and B
// may be exactly 0: the curve then flattens out towards that end and still
// rises.
func New(s Spec) (Calibrator, error) {
	c, err := s.curve()
	if err != nil {
		return Calibrator{}, fmt.Errorf("calibrate: method %q: %w", s.Method, err)
	}
	return Calibrator{c}, nil
}

func (s Spec) curve() (curve, error) {
	switch s.Method {
	case "logistic":
		if s.Intercept == nil && s.Slope == nil {
			return nil, s.only() // not corrected
		}
		if err := s.only("intercept", "slope"); err != nil {
			return nil, err
		}
		return newLine(*s.Intercept, *s.Slope)
	case "beta":
		if err := s.only("a", "b", "c"); err != nil {
			return nil, err
		}
		return newBeta(*s.A, *s.B, *s.C)
	case "spline":
		if err := s.only("knots", "log_odds"); err != nil {
			return nil, err
		}
		return newSpline(s.Knots, s.LogOdds)
	}
	return nil, fmt.Errorf("not known to this program")
}

// only checks that exactly the named parameters are given.
func (s Spec) only(names ...string) error {
	wanted := map[string]bool{}
	for _, name := range names {
		wanted[name] = true
	}
	for _, p := range []struct {
		name  string
		given bool
	}{
		{"intercept", s.Intercept != nil}, {"slope", s.Slope != nil},
		{"a", s.A != nil}, {"b", s.B != nil}, {"c", s.C != nil},
		{"knots", s.Knots != nil}, {"log_odds", s.LogOdds != nil},
	} {
		switch {
		case p.given && !wanted[p.name]:
			return fmt.Errorf("%s: not a parameter of this method", p.name)
		case !p.given && wanted[p.name]:
			return fmt.Errorf("%s: missing", p.name)
		}
	}
	return nil
}

func newLine(intercept, slope float64) (curve, error) {
	if err := offset("intercept", intercept); err != nil {
		return nil, err
	}
	if !(slope >= minSlope && slope <= maxSlope) {
		return nil, fmt.Errorf("slope: %v is outside %v to %v", slope, minSlope, maxSlope)
	}
	return line{intercept, slope}, nil
}

func newBeta(a, b, c float64) (curve, error) {
	for i, v := range []float64{a, b} {
		if !(v >= 0 && v <= maxSlope) {
			return nil, fmt.Errorf("%s: %v is outside 0 to %v", []string{"a", "b"}[i], v, maxSlope)
		}
	}
	if a+b < minSlope {
		return nil, fmt.Errorf("a + b: %v is below %v", a+b, minSlope)
	}
	if err := offset("c", c); err != nil {
		return nil, err
	}
	return beta{a, b, c}, nil
}

func newSpline(knots, values []float64) (curve, error) {
	if len(knots) < 2 || len(knots) > maxKnots {
		return nil, fmt.Errorf("knots: %d of them, want 2 to %d", len(knots), maxKnots)
	}
	if len(values) != len(knots) {
		return nil, fmt.Errorf("log_odds: %d values for %d knots", len(values), len(knots))
	}
	s := spline{knots: append([]float64{}, knots...), values: append([]float64{}, values...)}
	for i := range knots {
		if err := offset("knots", knots[i]); err != nil {
			return nil, err
		}
		if err := offset("log_odds", values[i]); err != nil {
			return nil, err
		}
		if i == 0 {
			continue
		}
		if knots[i] <= knots[i-1] {
			return nil, fmt.Errorf("knots: %v follows %v; they must increase", knots[i], knots[i-1])
		}
		slope := (values[i] - values[i-1]) / (knots[i] - knots[i-1])
		if !(slope >= minSlope && slope <= maxSlope) {
			return nil, fmt.Errorf("log_odds: slope %v before knot %v is outside %v to %v", slope, knots[i], minSlope, maxSlope)
		}
		s.slopes = append(s.slopes, slope)
	}
	return s, nil
}

func offset(name string, v float64) error {
	if !(math.Abs(v) <= maxOffset) {
		return fmt.Errorf("%s: %v is not a number of magnitude up to %v", name, v, maxOffset)
	}
	return nil
}
