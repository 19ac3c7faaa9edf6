package synth

import (
	"math"
	"math/bits"

	"retain/core/synth/elementary"
)

// A stream is a sequence of random numbers of its own for one patient:
// xoshiro256++ 1.0 (D. Blackman and S. Vigna, "Scrambled linear pseudorandom
// number generators", ACM Transactions on Mathematical Software 47, 2021). Its
// state comes from SplitMix64, as its authors advise (G. L. Steele, D. Lea and
// C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014),
// so that two of 10^7 patients share a part of their numbers with a chance
// below 2^-190.
type stream struct{ s [4]uint64 }

// newStream returns the stream of one patient of a simulation.
func newStream(seed uint32, number uint32) *stream {
	r := new(stream)
	x := uint64(seed)<<32 | uint64(number)
	for i := range r.s {
		x += 0x9e3779b97f4a7c15
		z := x
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		r.s[i] = z ^ z>>31
	}
	return r
}

// uint64 gives out the next 64 bits.
func (r *stream) uint64() uint64 {
	s := &r.s
	result := bits.RotateLeft64(s[0]+s[3], 23) + s[0]
	t := s[1] << 17
	s[2] ^= s[0]
	s[3] ^= s[1]
	s[1] ^= s[2]
	s[0] ^= s[3]
	s[2] ^= t
	s[3] = bits.RotateLeft64(s[3], 45)
	return result
}

// uniform is a multiple of 2^-53 in [0, 1).
func (r *stream) uniform() float64 { return float64(r.uint64()>>11) / (1 << 53) }

// chance is true with probability p.
func (r *stream) chance(p float64) bool { return r.uniform() < p }

// whole is a whole number from low to high, both included. Its bias, below
// 10^-16 for the few values asked for here, is that of uniform.
func (r *stream) whole(low, high int) int {
	return low + int(float64(r.uniform()*float64(high-low+1)))
}

// pick is an index into weights, which add up to 1.
func (r *stream) pick(weights []float64) int {
	u := r.uniform()
	last := len(weights) - 1
	for i, w := range weights[:last] {
		if u < w {
			return i
		}
		u -= w
	}
	return last
}

// normal is a standard normal draw, by Marsaglia's polar method. The second one
// that the method makes is not kept, so that a draw depends on nothing before.
func (r *stream) normal() float64 {
	for {
		x := float64(2*r.uniform()) - 1
		y := float64(2*r.uniform()) - 1
		square := float64(x*x) + float64(y*y)
		if square < 1 && square != 0 {
			return float64(x * math.Sqrt(-2*elementary.Log(square)/square))
		}
	}
}

// logUniform is a number in [low, high) whose logarithm is uniform; both are
// positive. The last step undoes a rounding up to high.
func (r *stream) logUniform(low, high float64) float64 {
	x := float64(low * elementary.Exp(float64(r.uniform()*elementary.Log(high/low))))
	return min(x, math.Nextafter(high, low))
}
