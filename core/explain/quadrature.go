package explain

import "math"

// A rule is a Gauss-Legendre rule on [0, 1]: the sum of weight·f(node) is the
// integral of f, exactly for a polynomial of degree at most 2·len-1. Nodes lie
// strictly inside.
type rule struct{ node, weight []float64 }

// rules keeps the rules that are needed, by number of points.
type rules map[int]rule

// of returns the rule that is exact for a path of d features, at least 1: for
// degree d-1.
func (r rules) of(d int) rule {
	n := (d + 1) / 2
	if _, ok := r[n]; !ok {
		r[n] = gaussLegendre(n)
	}
	return r[n]
}

// gaussLegendre returns the rule of n points, at least 1, correct to a few units
// in the last place: the roots of the Legendre polynomial by Newton's method
// from their usual first guess. Source: Abramowitz and Stegun, Handbook of
// Mathematical Functions, 25.4.29 and 22.16.6.
func gaussLegendre(n int) rule {
	r := rule{make([]float64, n), make([]float64, n)}
	for i := range n {
		x := math.Cos(math.Pi * (float64(i) + 0.75) / (float64(n) + 0.5))
		slope := 0.0
		for range 10 { // it doubles the digits each time; 5 rounds are enough
			var value float64
			value, slope = legendre(n, x)
			x -= value / slope
		}
		r.node[i] = 0.5 + float64(0.5*x)
		r.weight[i] = 1 / ((1 - float64(x*x)) * slope * slope)
	}
	return r
}

// legendre returns the Legendre polynomial of degree n, at least 1, and its
// slope, at a point strictly inside (-1, 1).
func legendre(n int, x float64) (value, slope float64) {
	before, value := 1.0, x
	for k := 2; k <= n; k++ {
		next := (float64(float64(2*k-1)*x*value) - float64(float64(k-1)*before)) / float64(k)
		before, value = value, next
	}
	slope = float64(n) * (before - float64(x*value)) / (1 - float64(x*x))
	return value, slope
}
