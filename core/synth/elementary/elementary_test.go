package elementary_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/synth/elementary"
)

// bits is the precision of the reference, far above the 106 of the code.
const bits = 320

func exact(x float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(x) }

// bigExp sums the series of e^(x/2^20) and squares twenty times.
func bigExp(x *big.Float) *big.Float {
	const squarings = 20
	r := new(big.Float).SetMantExp(x, -squarings)
	sum, term := exact(1), exact(1)
	for n := 1; n <= 60; n++ {
		term = new(big.Float).Quo(new(big.Float).Mul(term, r), exact(float64(n)))
		sum = new(big.Float).Add(sum, term)
	}
	for range squarings {
		sum = new(big.Float).Mul(sum, sum)
	}
	return sum
}

// bigLog corrects math.Log by y += 2(x - e^y)/(x + e^y), which triples the
// number of right bits each time.
func bigLog(x float64) *big.Float {
	y := exact(math.Log(x))
	for range 3 {
		e := bigExp(y)
		step := new(big.Float).Quo(new(big.Float).Sub(exact(x), e), new(big.Float).Add(exact(x), e))
		y = new(big.Float).Add(y, step.Mul(step, exact(2)))
	}
	return y
}

func nearest(x *big.Float) float64 {
	f, _ := x.Float64()
	return f
}

const draws = 500 // of each kind: the reference takes 0.2 ms natively, ten times that in a browser

func TestExpIsTheNearestFloat64(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	xs := []float64{0, 1, -1, math.Ln2, -math.Ln2, math.Ln2 / 2, 0x1p-52, -0x1p-53, 0x1p-1022, 700, -700, 0.35, 1.62, -0.9}
	for range draws {
		xs = append(xs, r.NormFloat64()*3, (2*r.Float64()-1)*elementary.MaxExp)
	}
	for _, x := range xs {
		require.Equal(t, nearest(bigExp(exact(x))), elementary.Exp(x), "exp(%v)", x)
	}
}

func TestLogIsTheNearestFloat64(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	xs := []float64{2, 0.5, math.E, 10, 0x1p-1022, math.MaxFloat64, 0x1p-53, math.Sqrt2, math.Sqrt2 / 2,
		1 - 0x1p-53, 1 + 0x1p-52, 1 - 0x1p-30, 1 + 0x1p-20}
	for range draws {
		xs = append(xs, r.Float64(), math.Ldexp(r.Float64()+0.5, r.IntN(2000)-1000), 1+r.NormFloat64()*1e-6)
	}
	for _, x := range xs {
		require.Equal(t, nearest(bigLog(x)), elementary.Log(x), "log(%v)", x)
	}
	require.Equal(t, 0.0, elementary.Log(1))
	require.Equal(t, math.Inf(-1), elementary.Log(0))
}

func TestArgumentsThatAreRefused(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 701, -701} {
		require.Panics(t, func() { elementary.Exp(x) }, "exp(%v)", x)
	}
	for _, x := range []float64{math.NaN(), math.Inf(1), -1, math.SmallestNonzeroFloat64} {
		require.Panics(t, func() { elementary.Log(x) }, "log(%v)", x)
	}
}

func BenchmarkExp(b *testing.B) {
	for i := range b.N {
		elementary.Exp(float64(i&1023)/100 - 5)
	}
}

func BenchmarkLog(b *testing.B) {
	for i := range b.N {
		elementary.Log(float64(i&1023)/1024 + 0x1p-11)
	}
}
