package evaluate

import "math"

// Newton's method ends with the first step below a limit, in log-odds for an
// ordinary row. Steps shrink quadratically there, so the error left is near the
// square of the last one: rounding for the rows themselves, and for a draw far
// less than its interval shows (the golden intervals agree to 1e-6).
const (
	lastStep     = 1e-7
	lastDrawStep = 1e-4
	maxSteps     = 200
	// plainSteps is how many undamped steps a draw is given before the damped
	// method takes over: from the fit to all rows, two or three do.
	plainSteps = 10
	halvings   = 60
	// slack is what rounding may take off a log-likelihood, relative to its
	// size, without a step counting as a wrong one.
	slack = 1e-12
)

// A line is log-odds as a straight line in standardised logits z.
type line struct{ at0, slope float64 }

// A regression fits lines to weights of the same groups, time and again.
//
// z = (logit − mean) / deviation over the whole sample, so that the equations
// stay solvable for logits close together or far from 0.
type regression struct {
	z         []float64
	deviation float64 // 0 if all logits are the same; then z is NaN
	start     line    // where a fit begins
	first     chances // there
	now       chances // room for those of later steps
}

// chances are, for each group, the probability on a line and 1 less that.
type chances struct{ p, q []float64 }

func newRegression(s *Sample) *regression {
	mean, square := 0.0, 0.0
	n, groups := float64(s.whole.n), len(s.p)
	for g, x := range s.logit {
		mean += float64(s.whole.size(g)*x) / n
	}
	for g, x := range s.logit {
		d := x - mean
		square += float64(s.whole.size(g)*float64(d*d)) / n
	}
	r := &regression{
		z: make([]float64, groups), deviation: math.Sqrt(square),
		first: chances{make([]float64, groups), make([]float64, groups)},
		now:   chances{make([]float64, groups), make([]float64, groups)},
	}
	for g, x := range s.logit {
		r.z[g] = (x - mean) / r.deviation
	}
	r.from(line{})
	return r
}

// from sets where later fits begin.
func (r *regression) from(l line) {
	r.start = l
	r.on(l, r.first)
}

// on writes the chances on a line.
func (r *regression) on(l line, c chances) {
	for g, x := range r.z {
		c.p[g], c.q[g] = sigmoid(l.at0 + float64(l.slope*x))
	}
}

// size is the number of rows of group g.
func (w weights) size(g int) float64 { return float64(w.cells[2*g]) + float64(w.cells[2*g+1]) }

// overlap reports whether some row that stayed lies above some row that left,
// and some below another. If not, a threshold separates the outcomes (or all
// rows are tied), and the likelihood of a slope has no single maximum. z must
// not fall from group to group.
//
// Source: A. Albert and J. A. Anderson, "On the existence of maximum likelihood
// estimates in logistic regression models", Biometrika 71, 1984.
func (w weights) overlap(z []float64) bool {
	if !w.bothOutcomes() {
		return false
	}
	var lowest, highest [2]float64 // by outcome
	var seen [2]bool
	for cell, count := range w.cells {
		if count == 0 {
			continue
		}
		x, y := z[cell/2], cell%2
		if !seen[y] {
			lowest[y], seen[y] = x, true
		}
		highest[y] = x
	}
	return lowest[1] < highest[0] && lowest[0] < highest[1]
}

// fit is the logistic regression of the outcome on z, by maximum likelihood
// without penalty, ended by a step of at most last. It is not ok if there is no
// single maximum ([weights.overlap]) or it was not found.
func (r *regression) fit(w weights, last float64) (l line, ok bool) {
	if !w.overlap(r.z) {
		return line{}, false
	}
	l = r.start
	for i := range plainSteps {
		c := r.first
		if i > 0 {
			c = r.now
			r.on(l, c)
		}
		step, ok := derive(w, r.z, c).newton()
		if !ok {
			break
		}
		l = line{l.at0 + step.at0, l.slope + step.slope}
		if step.size() <= last {
			return l, true
		}
	}
	return r.climb(w)
}

// climb is Newton's method from 0 with steps halved until the likelihood does
// not fall: slower than fit's plain steps, and sure.
func (r *regression) climb(w weights) (l line, ok bool) {
	likelihood := logLikelihood(w, r.z, l)
	for range maxSteps {
		r.on(l, r.now)
		step, ok := derive(w, r.z, r.now).newton()
		if !ok {
			return line{}, false
		}
		t := 1.0
		for try := 0; ; try++ {
			next := line{l.at0 + float64(t*step.at0), l.slope + float64(t*step.slope)}
			reached := logLikelihood(w, r.z, next)
			if reached >= likelihood-slack*(1+math.Abs(likelihood)) {
				l, likelihood = next, reached
				break
			}
			if try == halvings {
				return line{}, false
			}
			t /= 2
		}
		if t == 1 && step.size() <= lastStep {
			return l, true
		}
	}
	return line{}, false
}

func (l line) size() float64 { return math.Max(math.Abs(l.at0), math.Abs(l.slope)) }

// A derivative of the log-likelihood: gradient, and the negative second one.
type derivative struct{ g0, g1, h00, h01, h11 float64 }

func derive(w weights, z []float64, c chances) (d derivative) {
	for g, x := range z {
		stayed, left := float64(w.cells[2*g]), float64(w.cells[2*g+1])
		p, q := c.p[g], c.q[g]
		residual := float64(left*q) - float64(stayed*p)
		weight := float64((stayed + left) * float64(p*q))
		d.g0 += residual
		d.g1 += float64(residual * x)
		d.h00 += weight
		d.h01 += float64(weight * x)
		d.h11 += float64(float64(weight*x) * x)
	}
	return d
}

// newton solves the equations of the next step. It is not ok if they have no
// solution in float64.
func (d derivative) newton() (step line, ok bool) {
	centre := d.h01 / d.h00
	spread := d.h11 - float64(d.h01*centre)
	if !(d.h00 > 0 && spread > 1e-14*d.h11) {
		return line{}, false
	}
	slope := (d.g1 - float64(d.g0*centre)) / spread
	return line{(d.g0 - float64(d.h01*slope)) / d.h00, slope}, true
}

func logLikelihood(w weights, z []float64, l line) float64 {
	sum := 0.0
	for g, x := range z {
		eta := l.at0 + float64(l.slope*x)
		tail := math.Log1p(math.Exp(-math.Abs(eta)))
		sum -= float64(float64(w.cells[2*g]) * (math.Max(eta, 0) + tail))
		sum -= float64(float64(w.cells[2*g+1]) * (math.Max(-eta, 0) + tail))
	}
	return sum
}

// sigmoid returns 1/(1+exp(−x)) and 1 less that, neither of them cancelled.
func sigmoid(x float64) (p, q float64) {
	e := math.Exp(-math.Abs(x))
	near := 1 / (1 + e)
	if x >= 0 {
		return near, e * near
	}
	return e * near, near
}
