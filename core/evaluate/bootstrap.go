package evaluate

import (
	"math"
	"math/bits"
	"slices"
)

// Draws is how many bootstrap samples an interval rests on.
const Draws = 1000

// leastDefined is the least number of draws in which a figure must exist to
// have an interval: all but one in twenty.
const leastDefined = Draws - Draws/20

// seed starts the generator. Any number would do; it never changes, so that
// figures can be compared between runs.
const seed = 1

// Ends of a 95 % interval.
const (
	lowShare  = 0.025
	highShare = 0.975
)

// A generator is SplitMix64: small, fast, and good enough to pick rows.
//
// Source: G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom
// number generators", OOPSLA 2014, section 6.
type generator uint64

func (g *generator) next() uint64 {
	*g += 0x9e3779b97f4a7c15
	z := uint64(*g)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a whole number from 0 to n−1, each equally likely. n must be
// above 0.
//
// Source: D. Lemire, "Fast random integer generation in an interval", ACM
// Transactions on Modeling and Computer Simulation 29, 2019, algorithm 5.
func (g *generator) below(n uint64) uint64 {
	high, low := bits.Mul64(g.next(), n)
	if low < n {
		for least := -n % n; low < least; {
			high, low = bits.Mul64(g.next(), n)
		}
	}
	return high
}

// draw fills w with as many rows as the sample has, with replacement.
func (s *Sample) draw(g *generator, w *weights) {
	clear(w.cells)
	w.n, w.events = s.whole.n, 0
	n := uint64(len(s.cells))
	for range s.cells {
		cell := s.cells[g.below(n)]
		w.cells[cell]++
		w.events += int(cell & 1)
	}
}

// figure joins a value with what the draws gave.
func figure(value number, draws []float64) Figure {
	f := Figure{Value: value.pointer()}
	if value.ok && len(draws) >= leastDefined {
		slices.Sort(draws)
		f.Low = defined(percentile(draws, lowShare)).pointer()
		f.High = defined(percentile(draws, highShare)).pointer()
	}
	return f
}

// percentile interpolates between the two sorted values around the place
// share·(n−1), as numpy.percentile does by default. There must be a value.
func percentile(sorted []float64, share float64) float64 {
	place := share * float64(len(sorted)-1)
	i := int(math.Floor(place))
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	part := place - float64(i)
	return sorted[i] + float64(part*(sorted[i+1]-sorted[i]))
}
