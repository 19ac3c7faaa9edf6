package explain

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/lgbm"
)

// shapley is the definition, word for word and without any of this package's
// means: each feature's contribution to value, over every set of the others.
func shapley(features int, value func(set uint) float64) []float64 {
	out := make([]float64, features)
	for j := range out {
		for set := range uint(1) << features {
			if set>>j&1 == 1 {
				continue
			}
			s := bits.OnesCount(set)
			weight := math.Gamma(float64(s+1)) * math.Gamma(float64(features-s)) / math.Gamma(float64(features+1))
			out[j] += weight * (value(set|1<<j) - value(set))
		}
	}
	return out
}

// expected is the tree's output for row where set is known and all else is
// averaged (EXPVALUE, Algorithm 1 of Lundberg et al.).
func expected(t *lgbm.Tree, row []float64, set uint, child int) float64 {
	if child < 0 {
		return t.LeafValue[^child]
	}
	if set>>t.Feature[child]&1 == 1 {
		if goesLeft(t, child, row[t.Feature[child]]) {
			return expected(t, row, set, t.Left[child])
		}
		return expected(t, row, set, t.Right[child])
	}
	left, right := float64(count(t, t.Left[child])), float64(count(t, t.Right[child]))
	return (left*expected(t, row, set, t.Left[child]) + right*expected(t, row, set, t.Right[child])) / (left + right)
}

// goesLeft is NumericalDecision, for one value.
func goesLeft(t *lgbm.Tree, node int, x float64) bool {
	if math.Abs(x) <= lgbm.ZeroBand || math.IsNaN(x) && t.Missing[node] != lgbm.MissingNaN {
		x = 0
	}
	if x == 0 && t.Missing[node] == lgbm.MissingZero || math.IsNaN(x) {
		return t.DefaultLeft[node]
	}
	return x <= t.Threshold[node]
}

// TestDefinition holds random trees, with tables and by formula, to the
// definition of the Shapley value.
func TestDefinition(t *testing.T) {
	const rows, trees = 20, 3
	for seed, shape := range []struct{ leaves, features int }{
		{2, 1}, {2, 3}, {3, 2}, {5, 5}, {8, 2}, {8, 8}, {15, 3}, {20, 6}, {40, 7}, {60, 9},
	} {
		t.Run(fmt.Sprintf("%d leaves, %d features", shape.leaves, shape.features), func(t *testing.T) {
			m := parse(t, randomModel(uint64(seed), trees, shape.leaves, shape.features))
			x := randomRows(rand.New(rand.NewPCG(uint64(seed), 1)), rows, shape.features)
			got := make([]float64, len(x))
			for _, e := range []*Explainer{explainer(t, m), formulaOnly(t, m)} {
				require.NoError(t, e.Contributions(x, got))
				for i := range rows {
					row := x[i*shape.features : (i+1)*shape.features]
					value := func(set uint) (sum float64) {
						for i := range m.Trees() {
							sum += expected(&m.Trees()[i], row, set, 0)
						}
						return sum
					}
					want := shapley(shape.features, value)
					require.InDeltaSlice(t, want, got[i*shape.features:(i+1)*shape.features], Tolerance, "%v", row)
					require.InDelta(t, value(0), e.Base(), Tolerance)
				}
			}
		})
	}
}

// TestRules integrates powers of t, which every rule must do exactly up to its
// degree: the integral of t^k over [0, 1] is 1/(k+1).
func TestRules(t *testing.T) {
	const tolerance = 1e-15 // a few units in the last place of 1
	for d := 1; d <= maxFeatures; d++ {
		r := rules{}.of(d)
		require.Len(t, r.node, (d+1)/2)
		for k := range d {
			sum := 0.0
			for q, at := range r.node {
				require.True(t, 0 < at && at < 1)
				sum += r.weight[q] * math.Pow(at, float64(k))
			}
			require.InDelta(t, 1/float64(k+1), sum, tolerance, "%d features, degree %d", d, k)
		}
	}
}
