package synth_test

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/synth"
)

//go:embed testdata/numpy_tables.txt
var numpyTables string // made by testdata/numpy_tables.py, which says how to read it

// ulps bounds how far a probability may be from NumPy's, in units in the last
// place: NumPy's exponential is off by at most 1 of them here, and the sum and
// the quotient after it round twice.
const ulps = 4

// sumTolerance bounds the relative difference of the sum of a column of
// probabilities, each within ulps.
const sumTolerance = ulps * 0x1p-52

func TestTablesOfNumPy(t *testing.T) {
	made := map[string][]string{} // the lines of a table by seed and n, header first
	rows := 0
	for line := range strings.Lines(numpyTables) {
		word := strings.Fields(line)
		key := word[1] + " " + word[2]
		switch word[0] {
		case "table":
			lines := table(t, word[1], word[2])
			made[key] = lines
			text, dropouts, sum := withoutTruth(t, lines)
			require.Equal(t, word[3], strconv.Itoa(dropouts), key)
			hash := sha256.Sum256([]byte(text))
			require.Equal(t, word[4], hex.EncodeToString(hash[:]), key)
			want, err := strconv.ParseFloat(word[5], 64)
			require.NoError(t, err)
			require.InEpsilon(t, want, sum, sumTolerance, key)
		case "row":
			rows++
			want := strings.SplitN(line, " ", 4)[3]
			wantCells, wantTruth := cutTruth(t, strings.TrimSuffix(want, "\n"))
			cells, truth := cutTruth(t, made[key][number(t, wantCells)])
			require.Equal(t, wantCells, cells, key)
			require.LessOrEqual(t, distance(wantTruth, truth), ulps, "%s: %s", key, want)
		default:
			t.Fatalf("a line begins with %q", word[0])
		}
	}
	require.Len(t, made, 17)
	require.Equal(t, 10, rows)
}

// table makes a table and splits it into lines.
func table(t *testing.T, seed, n string) []string {
	s, err := strconv.ParseUint(seed, 10, 32)
	require.NoError(t, err)
	size, err := strconv.Atoi(n)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, recipe(t, "v3_causal").WriteCSV(&b, size, uint32(s)))
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}

// withoutTruth takes the last column off a table and adds it up, exactly, and
// counts the dropouts.
func withoutTruth(t *testing.T, lines []string) (text string, dropouts int, sum float64) {
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(lines[0], ",true_probability") + "\n")
	total := new(big.Float).SetPrec(200)
	for _, line := range lines[1:] {
		cells, truth := cutTruth(t, line)
		b.WriteString(cells + "\n")
		if strings.HasSuffix(cells, ",1") {
			dropouts++
		}
		total.Add(total, big.NewFloat(truth))
	}
	sum, _ = total.Float64()
	return b.String(), dropouts, sum
}

func cutTruth(t *testing.T, line string) (cells string, truth float64) {
	comma := strings.LastIndexByte(line, ',')
	truth, err := strconv.ParseFloat(line[comma+1:], 64)
	require.NoError(t, err)
	return line[:comma], truth
}

// number is the number of a patient, from 1, in the code that a line begins with.
func number(t *testing.T, line string) int {
	code, _, _ := strings.Cut(line, ",")
	_, digits, _ := strings.Cut(code, "-")
	n, err := strconv.Atoi(digits)
	require.NoError(t, err)
	return n
}

// distance counts the float64 between two positive numbers.
func distance(a, b float64) int {
	d := int64(math.Float64bits(a)) - int64(math.Float64bits(b))
	return int(max(d, -d))
}

// The probability is before the noise, and so are neither the outcomes' share
// nor its spread a mistake: with noise of mean 0 the two agree on average.
func TestTrueProbabilityAgreesWithOutcomes(t *testing.T) {
	const n = 20_000
	var outcomes, truths float64
	for row := range recipe(t, "v3_causal").Rows(n, 9) {
		require.Greater(t, row.TrueProbability, 0.0)
		require.Less(t, row.TrueProbability, 1.0)
		truths += row.TrueProbability
		if row.Dropout {
			outcomes++
		}
	}
	// three standard errors of a share, and 0.005 because the logistic curve
	// bends, so that noise of mean 0 does not leave the mean where it was
	require.InDelta(t, truths/n, outcomes/n, 3*math.Sqrt(0.25/n)+0.005)
}

func recipe(tb testing.TB, name string) *synth.Recipe {
	tb.Helper()
	r, err := synth.Lookup(name)
	require.NoError(tb, err)
	return r
}
