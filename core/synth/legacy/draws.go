package legacy

import (
	"math"
	"math/bits"

	"retain/core/synth/elementary"
)

// RandInt is np.random.randint(low, high): a whole number from low to high-1.
// It panics unless 1 <= high-low <= 2^32.
//
// NumPy draws one word a try, keeps as many of its low bits as high-1-low has,
// and tries again while that is too large ("masked" in
// random_bounded_uint64_fill). A range of one number takes no word.
//
// np.random.choice of a list, with replacement, is the element at RandInt(0, n).
func (g *Generator) RandInt(low, high int) int {
	most := uint64(high) - uint64(low) - 1
	if high <= low || most > math.MaxUint32 {
		panic("legacy: internal error: the range of RandInt is empty or too large")
	}
	if most == 0 {
		return low
	}
	mask := uint32(1)<<bits.Len64(most) - 1
	for {
		if n := g.uint32() & mask; uint64(n) <= most {
			return low + int(n)
		}
	}
}

// Normal is np.random.normal(mean, deviation).
func (g *Generator) Normal(mean, deviation float64) float64 {
	return mean + float64(deviation*g.standardNormal())
}

// standardNormal is legacy_gauss: Marsaglia's polar method, which makes two
// draws at a time and keeps the one made from the first uniform number for the
// next call, whichever method makes it.
func (g *Generator) standardNormal() float64 {
	if g.hasGauss {
		g.hasGauss = false
		return g.gauss
	}
	for {
		x := float64(2*g.Random()) - 1
		y := float64(2*g.Random()) - 1
		square := float64(x*x) + float64(y*y)
		if square < 1 && square != 0 {
			f := math.Sqrt(-2 * elementary.Log(square) / square)
			g.gauss, g.hasGauss = float64(f*x), true
			return float64(f * y)
		}
	}
}

// Beta is np.random.beta(a, b) for a and b above 1; it panics for others, for
// which NumPy has other methods.
func (g *Generator) Beta(a, b float64) float64 {
	x := g.standardGamma(a)
	y := g.standardGamma(b)
	return x / (x + y)
}

// standardGamma is legacy_standard_gamma for a shape above 1 (G. Marsaglia and
// W. W. Tsang, "A simple method for generating gamma variables", ACM
// Transactions on Mathematical Software 26, 2000).
func (g *Generator) standardGamma(shape float64) float64 {
	if !(shape > 1) {
		panic("legacy: internal error: the shape of a gamma draw is not above 1")
	}
	b := shape - 1.0/3
	c := 1 / math.Sqrt(9*b)
	for {
		x := g.standardNormal()
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = float64(float64(v*v) * v)
		u := g.Random()
		square := float64(x * x)
		if u < 1-float64(float64(0.0331*square)*square) {
			return float64(b * v)
		}
		// NumPy's 0.5 * X * X has the same bits: halving is exact.
		if elementary.Log(u) < float64(0.5*square)+float64(b*(1-v+elementary.Log(v))) {
			return float64(b * v)
		}
	}
}
