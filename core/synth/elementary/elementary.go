// Package elementary has the exponential and the logarithm with the same bits
// on every platform.
//
// Go's own differ in the last bit between processors, some of which have them
// in assembler, and a simulator must give one table everywhere. Here a result
// is computed to about 100 bits, as the sum of two float64 (T. J. Dekker, "A
// floating-point technique for extending the available precision", Numerische
// Mathematik 18, 1971), and then rounded once. It is therefore the float64
// nearest to the true value, but for arguments whose value lies within about
// 2^-95 of the middle between two float64. That also makes it the best stand-in
// for the C library that NumPy calls: glibc is within 0.52 units in the last
// place, so it gives the nearest float64 nearly always.
//
// Products stand in explicit conversions, because a processor that fuses a
// multiplication with an addition would give other bits.
package elementary

import "math"

// MaxExp bounds the magnitude of the argument of [Exp]: within it no result
// leaves the range of normal float64.
const MaxExp = 700

// ln 2 in three parts. The first has 41 bits, so that its product with an
// exponent is exact; together they are ln 2 to 2^-156.
const (
	ln2High   = 0x1.62e42fefa2p-1
	ln2Middle = 0x1.9ef35793c7673p-41
	ln2Low    = 0x1.f97b57a079a19p-103
)

// Exp returns the float64 nearest to e to the power of x. It panics if x is NaN
// or its magnitude exceeds [MaxExp].
func Exp(x float64) float64 {
	if !(math.Abs(x) <= MaxExp) {
		panic("elementary: internal error: the argument of Exp is out of range")
	}
	k := math.Floor(x/ln2High + 0.5)
	r := twoSum(x, -float64(k*ln2High))
	r = r.add(twoProduct(-k, ln2Middle)).add(double{-float64(k * ln2Low), 0})
	y := double{1, 0}.add(expMinus1(r))
	return math.Ldexp(y.high, int(k))
}

// Log returns the float64 nearest to the natural logarithm of x, and minus
// infinity for 0. It panics for anything else that is not a positive normal
// float64.
func Log(x float64) float64 {
	if x == 0 {
		return math.Inf(-1)
	}
	if !(x >= 0x1p-1022 && x <= math.MaxFloat64) {
		panic("elementary: internal error: the argument of Log is out of range")
	}
	m, exponent := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, exponent = 2*m, exponent-1
	}
	y := logNear1(m)
	if exponent == 0 {
		return y.high
	}
	k := float64(exponent)
	return double{float64(k * ln2High), 0}.add(twoProduct(k, ln2Middle)).add(double{float64(k * ln2Low), 0}).add(y).high
}

// logNear1 is the logarithm of m, which lies between the square roots of 1/2
// and 2. A first value y in float64 is corrected by the logarithm of
// 1+z = m·exp(-y). z is so small that two terms of its series are enough, and
// it is computed from m-1 and exp(-y)-1, so that nothing is lost where m is
// close to 1.
func logNear1(m float64) double {
	y := logEstimate(m)
	z := double{m - 1, 0}.add(expMinus1(double{-y, 0}).times(m))
	return double{y, 0}.add(z).add(double{-float64(z.high*z.high) / 2, 0})
}

// logEstimate is 2·artanh(s) for s = (m-1)/(m+1), by its series up to s^17;
// |s| is at most 0.172, and the error below 10^-15.
func logEstimate(m float64) float64 {
	s := (m - 1) / (m + 1)
	square := float64(s * s)
	sum := 0.0
	for n := 17.0; n >= 1; n -= 2 {
		sum = float64(sum*square) + 1/n
	}
	return 2 * float64(s*sum)
}

// inverseFactorials are 1/n! for n from 0.
var inverseFactorials = [...]double{
	{1, 0}, {1, 0}, {0.5, 0},
	{0x1.5555555555555p-3, 0x1.5555555555555p-57},
	{0x1.5555555555555p-5, 0x1.5555555555555p-59},
	{0x1.1111111111111p-7, 0x1.1111111111111p-63},
	{0x1.6c16c16c16c17p-10, -0x1.f49f49f49f49fp-65},
}

// halvings is how often expMinus1 halves its argument: 0.35/2^6 is below 2^-7.
const halvings = 6

// expMinus1 is e^x - 1 for |x| below 0.35, relatively as exact as a double. The
// series is summed for x/64; then e^2x - 1 = 2(e^x - 1) + (e^x - 1)² six times.
// Terms from the seventh on are below 2^-53 of the sum and need float64 only.
func expMinus1(x double) double {
	x = x.scaled(1.0 / (1 << halvings))
	tail := 0.0
	for n := 12; n >= 7; n-- {
		tail = (1 + float64(x.high*tail)) / float64(n)
	}
	sum := inverseFactorials[6].add(inverseFactorials[6].times(float64(x.high * tail)))
	for n := 5; n >= 1; n-- {
		sum = inverseFactorials[n].add(x.product(sum))
	}
	sum = x.product(sum)
	for range halvings {
		sum = sum.scaled(2).add(sum.product(sum))
	}
	return sum
}
