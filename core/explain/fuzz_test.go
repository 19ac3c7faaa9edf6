package explain

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/lgbm"
	"retain/core/lgbm/paritydata"
)

// FuzzNew gives New the models of any text that Parse accepts. It must not
// panic; an error comes without an explainer; and what is explained is finite
// and adds up.
func FuzzNew(f *testing.F) {
	for _, name := range []string{"two-leaves.txt", "three-missing.txt", "one-leaf-start.txt", "as-v2.txt"} {
		f.Add(paritydata.Plain(f, name))
	}
	for seed := range uint64(8) {
		f.Add(randomModel(seed, 1+int(seed)%3, 2+int(seed*seed), 1+int(seed)))
	}
	f.Add(modelText(2, lgbm.Tree{LeafValue: []float64{1e300}}, stump()))
	f.Add(modelText(2, chain(40, func(depth int) int { return depth % 2 })))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := lgbm.Parse(text)
		if err != nil {
			return
		}
		e, err := New(m)
		if err != nil {
			require.Nil(t, e)
			return
		}
		const rows = 4
		n := m.NumFeatures()
		x := randomRows(rand.New(rand.NewPCG(1, 1)), rows, n)
		raw, got := make([]float64, rows), make([]float64, len(x))
		require.NoError(t, m.Score(x, raw))
		require.NoError(t, e.Contributions(x, got))
		for i := range raw {
			sum := 0.0
			for _, c := range got[i*n : (i+1)*n] {
				require.False(t, math.IsNaN(c) || math.IsInf(c, 0))
				sum += c
			}
			require.InDelta(t, raw[i], sum+e.Base(), Tolerance*(1+leafSum(m)))
		}
	})
}

// leafSum is what the differences of a sum are a share of, whatever cancels.
func leafSum(m *lgbm.Model) float64 {
	sum := 0.0
	for _, t := range m.Trees() {
		for _, v := range t.LeafValue {
			sum += math.Abs(v)
		}
	}
	return sum
}
