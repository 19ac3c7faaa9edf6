package legacy_test

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/synth/legacy"
)

//go:embed testdata/draws.txt
var draws string // made by testdata/numpy_draws.py, which says how to read it

// closeness bounds the relative difference of a draw that was made with a
// logarithm. The C library's may be off by one unit in the last place, 1.1e-16,
// which 1+cX of the gamma draw, at least 10^-3 here, can enlarge.
const closeness = 1e-12

func TestDrawsOfNumPy(t *testing.T) {
	cases := strings.Split(strings.TrimSuffix(draws, "\n"), "\n")
	require.Len(t, cases, 6*18)
	values, same := 0, 0
	for _, line := range cases {
		parts := strings.Split(line, " | ")
		require.Len(t, parts, 5, line)
		call := strings.Fields(parts[0])
		seed, err := strconv.ParseUint(call[0], 10, 32)
		require.NoError(t, err)
		g := legacy.New(uint32(seed))
		got := draw(t, g, call[1], numbers(t, strings.Join(call[2:len(call)-1], " ")), int(number(t, call[len(call)-1])))
		if parts[1] != "-" {
			require.Equal(t, parts[1], checksum(got), parts[0])
		}
		require.InEpsilon(t, 1+number(t, parts[2]), 1+sum(got), closeness, parts[0])
		next := numbers(t, parts[3])
		require.Equal(t, next[0], g.Random(), "%s: the next draw", parts[0])
		require.InEpsilon(t, next[1], g.Normal(0, 1), closeness, "%s: the next normal draw", parts[0])
		for i, want := range numbers(t, parts[4]) {
			require.InDelta(t, want, got[i], closeness*math.Abs(want), parts[0])
			values++
			if want == got[i] {
				same++
			}
		}
	}
	t.Logf("%d of %d values are NumPy's to the last bit", same, values)
}

// draw calls a method n times.
func draw(t *testing.T, g *legacy.Generator, method string, args []float64, n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		switch method {
		case "random":
			values[i] = g.Random()
		case "randint":
			values[i] = float64(g.RandInt(int(args[0]), int(args[1])))
		case "normal":
			values[i] = g.Normal(args[0], args[1])
		case "beta":
			values[i] = g.Beta(args[0], args[1])
		case "poisson":
			values[i] = float64(g.Poisson(args[0]))
		default:
			t.Fatalf("there is no method %q", method)
		}
	}
	return values
}

func number(t *testing.T, text string) float64 {
	x, err := strconv.ParseFloat(text, 64)
	require.NoError(t, err)
	return x
}

func numbers(t *testing.T, text string) []float64 {
	var xs []float64
	for _, field := range strings.Fields(text) {
		xs = append(xs, number(t, field))
	}
	return xs
}

// checksum is over the shortest decimal texts, as Python writes them.
func checksum(values []float64) string {
	h := sha256.New()
	for _, x := range values {
		text := strconv.FormatFloat(x, 'f', -1, 64)
		if math.Abs(x) < 1e-4 && x != 0 { // Python's repr changes to an exponent here
			text = strconv.FormatFloat(x, 'e', -1, 64)
		}
		h.Write([]byte(text + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// sum is exact, rounded once.
func sum(values []float64) float64 {
	total := new(big.Float).SetPrec(2200)
	for _, x := range values {
		total.Add(total, big.NewFloat(x))
	}
	x, _ := total.Float64()
	return x
}

func TestArgumentsThatAreRefused(t *testing.T) {
	g := legacy.New(1)
	require.Panics(t, func() { g.RandInt(3, 3) })
	require.Panics(t, func() { g.RandInt(3, 2) })
	require.Panics(t, func() { g.RandInt(0, 1<<32+1) })
	require.Panics(t, func() { g.Beta(1, 2) })
	require.Panics(t, func() { g.Beta(2, math.NaN()) })
	require.Panics(t, func() { g.Poisson(-1) })
	require.Panics(t, func() { g.Poisson(math.NaN()) })
	require.Panics(t, func() { g.Poisson(1e7) })
}
