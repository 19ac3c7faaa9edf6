package legacy

import (
	"math"

	"retain/core/synth/elementary"
)

// Poisson is np.random.poisson(mean); an array of means is drawn one after the
// other. It panics unless 0 <= mean <= 10^6.
func (g *Generator) Poisson(mean float64) int {
	switch {
	case !(mean >= 0 && mean <= 1e6):
		panic("legacy: internal error: the mean of a Poisson draw is out of range")
	case mean == 0:
		return 0
	case mean >= 10:
		return g.poissonLarge(mean)
	}
	return g.poissonSmall(mean)
}

// poissonSmall counts how many uniform numbers can be multiplied before the
// product falls to exp(-mean) (random_poisson_mult).
func (g *Generator) poissonSmall(mean float64) int {
	limit := elementary.Exp(-mean)
	n := 0
	for product := g.Random(); product > limit; product = float64(product * g.Random()) {
		n++
	}
	return n
}

// poissonLarge is transformed rejection with squeeze (W. Hörmann, "The
// transformed rejection method for generating Poisson random variables",
// Insurance: Mathematics and Economics 12, 1993, algorithm PTRS;
// random_poisson_ptrs). The constants are the paper's.
func (g *Generator) poissonLarge(mean float64) int {
	b := 0.931 + float64(2.53*math.Sqrt(mean))
	a := -0.059 + float64(0.02483*b)
	inverseAlpha := 1.1239 + 1.1328/(b-3.4)
	squeeze := 0.9277 - 3.6224/(b-2)
	for {
		u := g.Random() - 0.5
		v := g.Random()
		us := 0.5 - math.Abs(u)
		k := math.Floor(float64((2*a/us+b)*u) + mean + 0.43)
		if us >= 0.07 && v <= squeeze {
			return int(k)
		}
		if k < 0 || us < 0.013 && v > us {
			continue
		}
		density := float64(k*elementary.Log(mean)) - mean - logFactorial(k)
		if elementary.Log(v)+elementary.Log(inverseAlpha)-elementary.Log(a/float64(us*us)+b) <= density {
			return int(k)
		}
	}
}

// stirling are the coefficients of x^-11, x^-9, ... x^-1 in ln (x-1)!
// (M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions, 6.1.41).
var stirling = [...]float64{-691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12}

// logFactorial is ln k! for a whole number k >= 0, to about 10^-15 of its size.
// NumPy's own (random_loggam) is another way to the same number.
func logFactorial(k float64) float64 {
	below := 1.0 // k! of the larger k, over k! asked for: the series is good from 10 on
	for ; k < 10; k++ {
		below = float64(below * (k + 1))
	}
	x := k + 1
	square := 1 / float64(x*x)
	series := 0.0
	for _, c := range stirling {
		series = float64(series*square) + c
	}
	const halfLogTwoPi = 0.91893853320467274178
	return float64((x-0.5)*elementary.Log(x)) - x + halfLogTwoPi + series/x - elementary.Log(below)
}
