// Package legacy draws what NumPy's legacy random generator draws, for any
// seed: what np.random.seed, np.random.randint and their like do, which NumPy
// keeps unchanged for old programs (numpy.random.RandomState; its policy NEP 19).
//
// It has the methods that the baseline's data recipe uses, each consuming the
// same 32-bit words of the Mersenne Twister, in the same order, as NumPy's own
// (numpy/random/mtrand.pyx, src/legacy/legacy-distributions.c,
// src/distributions/distributions.c), on a platform where NumPy's default
// integer has 64 bits. Where NumPy calls the C library's logarithm or
// exponential, this package calls package elementary, which returns the float64
// nearest to the true value; the C library may be one unit in the last place
// beside it, and differs between systems itself. So a float64 that was made with
// a logarithm may differ from NumPy's in its last bit or two, and a whole number
// only if a comparison falls between the two, which has a chance of about
// 10^-15 a draw. testdata and the tests show how often that was looked for.
//
// A Generator is not safe for concurrent use.
package legacy

const (
	words  = 624        // length of the state
	middle = 397        // distance to the word mixed in
	matrix = 0x9908b0df // coefficients of the recurrence
)

// A Generator is a Mersenne Twister MT19937 (M. Matsumoto and T. Nishimura,
// ACM Transactions on Modeling and Computer Simulation 8, 1998) with the second
// half of the last pair of normal draws.
type Generator struct {
	state    [words]uint32
	next     int // index of the word to give out next
	gauss    float64
	hasGauss bool
}

// New returns the generator as np.random.seed(seed) leaves it: the state is
// init_genrand of the reference program mt19937ar.c (2002).
func New(seed uint32) *Generator {
	g := &Generator{next: words}
	for i := range g.state {
		g.state[i] = seed
		seed = 1812433253*(seed^seed>>30) + uint32(i) + 1
	}
	return g
}

// uint32 gives out the next word (genrand_int32 of mt19937ar.c).
func (g *Generator) uint32() uint32 {
	if g.next == words {
		g.renew()
	}
	y := g.state[g.next]
	g.next++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

// renew replaces the whole state by the words that follow.
func (g *Generator) renew() {
	for i := range g.state {
		y := g.state[i]&0x80000000 | g.state[(i+1)%words]&0x7fffffff
		g.state[i] = g.state[(i+middle)%words] ^ y>>1 ^ y&1*matrix
	}
	g.next = 0
}

// Random is np.random.random(): a multiple of 2^-53 in [0, 1), from two words.
func (g *Generator) Random() float64 {
	high := g.uint32() >> 5
	low := g.uint32() >> 6
	return (float64(float64(high)*(1<<26)) + float64(low)) / (1 << 53)
}
