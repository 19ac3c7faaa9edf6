package lgbm

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/lgbm/paritydata"
)

// FuzzParse gives Parse any bytes. It must not panic; an error comes without a
// model; and a model can be scored, with the same bits from both engines.
//
// The seeds are the plain models, every edit of the malformed tables, and
// stumps at the edges of the zero band. They also run in plain `go test`.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"two-leaves.txt", "three-missing.txt", "one-leaf-start.txt", "as-v2.txt"} {
		f.Add(plain(f, name))
	}
	base := string(plain(f, "three-missing.txt"))
	for _, c := range append(slices.Clone(badModels), unsupportedModels...) {
		f.Add(c.apply(base))
	}
	for _, threshold := range []string{"0", "-0", "1e-36", "1.0000000180025095e-35", "-1.0000000180025095e-35", "5e-324", "1e400", "inf"} {
		for decision := range maxDecision + 2 {
			f.Add(stump(decision, threshold))
		}
	}
	f.Add([]byte(nil))
	f.Add([]byte("tree\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		checkAnyBytes(t, text)
		checkAnyBytes(t, resize(string(text))) // or few would pass tree_sizes
	})
}

func checkAnyBytes(t *testing.T, text []byte) {
	t.Helper()
	m, err := Parse(text)
	if err != nil {
		require.Nil(t, m)
		return
	}
	engine, err := NewLeaves(m)
	if err != nil {
		require.ErrorIs(t, err, ErrUnsupported)
	}
	requireAgreement(t, m, engine)
}

// requireAgreement scores a few rows with m and, if there is one, with engine.
func requireAgreement(t *testing.T, m *Model, engine *Leaves) {
	t.Helper()
	n := m.NumFeatures()
	row, raw, other := make([]float64, n), make([]float64, 1), make([]float64, 1)
	values := append([]float64{math.NaN()}, paritydata.Specials...)
	for shift := range values {
		for j := range row {
			row[j] = values[(j*7+shift)%len(values)]
		}
		require.NoError(t, m.Score(row, raw))
		require.False(t, math.IsNaN(raw[0]))
		if engine != nil {
			require.NoError(t, engine.Score(row, other))
			require.Equal(t, math.Float64bits(raw[0]), math.Float64bits(other[0]))
		}
	}
}
