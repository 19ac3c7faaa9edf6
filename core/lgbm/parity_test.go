package lgbm

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/lgbm/paritydata"
)

// The promise: bit-identical to LightGBM on this many models and rows.
const (
	minModels = 50
	minRows   = 100_000
)

// TestParity holds both scorers to LightGBM's own raw scores, bit for bit.
func TestParity(t *testing.T) {
	rows, models := 0, 0
	for _, c := range paritydata.Cases(t) {
		t.Run(c.Name, func(t *testing.T) {
			m := mustParse(t, c.Text(t))
			x := probes(m, c)
			require.Equal(t, c.Digest, paritydata.Digest(x), "the rows are not the ones that Python scored")
			want := c.Scores(t)
			requireScores(t, m, x, want)

			engine, err := NewLeaves(m)
			if c.Leaves != "exact" {
				require.ErrorIs(t, err, ErrUnsupported)
				require.ErrorContains(t, err, c.Leaves)
				require.Nil(t, engine)
			} else {
				require.NoError(t, err)
				requireScores(t, engine, x, want)
			}
			rows += c.Rows
			models++
		})
	}
	require.GreaterOrEqual(t, models, minModels)
	require.GreaterOrEqual(t, rows, minRows)
}

func requireScores(t *testing.T, s Scorer, x, want []float64) {
	t.Helper()
	raw := make([]float64, len(want))
	require.NoError(t, s.Score(x, raw))
	differ := 0
	for i := range want {
		if math.Float64bits(raw[i]) == math.Float64bits(want[i]) {
			continue
		}
		if differ == 0 {
			n := s.NumFeatures()
			t.Errorf("%T: row %d, %v: score %s, LightGBM %s", s, i, x[i*n:(i+1)*n], show(raw[i]), show(want[i]))
		}
		differ++
	}
	if differ > 0 {
		t.Fatalf("%T: %d of %d rows differ", s, differ, len(want))
	}
}

// TestParityReach guards the cases themselves: between them they must hold
// every kind of split and of row.
func TestParityReach(t *testing.T) {
	type split struct {
		missing     MissingType
		defaultLeft bool
	}
	splits := map[split]bool{}
	features, leaves, edges, formats := map[int]bool{}, map[int]bool{}, map[float64]bool{}, map[string]bool{}
	for _, c := range paritydata.Cases(t) {
		m := mustParse(t, c.Text(t))
		features[m.NumFeatures()] = true
		formats[m.Format()] = true
		for _, tree := range m.Trees() {
			leaves[len(tree.LeafValue)] = true
			for i := range tree.Feature {
				splits[split{tree.Missing[i], tree.DefaultLeft[i]}] = true
				if x := tree.Threshold[i]; math.Abs(x) == ZeroBand || math.IsInf(x, 1) {
					edges[x] = true
				}
			}
		}
		distinct := slices.Compact(slices.Sorted(slices.Values(c.Scores(t))))
		most := 1
		for _, tree := range m.Trees() {
			most = max(most, len(tree.LeafValue))
		}
		if most > 2 {
			require.GreaterOrEqual(t, len(distinct), most/2, "case %s: too few different scores to tell much", c.Name)
		}
	}
	for _, missing := range []MissingType{MissingNone, MissingZero, MissingNaN} {
		require.True(t, splits[split{missing, true}], "no split of type %v with default left", missing)
		if missing != MissingNone { // LightGBM always writes left where nothing is missing
			require.True(t, splits[split{missing, false}], "no split of type %v with default right", missing)
		}
	}
	require.Subset(t, keys(features), []int{1, 2, 9, 40})
	require.Subset(t, keys(leaves), []int{1, 2, 31, 64})
	require.Subset(t, keys(edges), []float64{ZeroBand, -ZeroBand, math.Inf(1)})
	require.ElementsMatch(t, keys(formats), []string{"v2", "v3", "v4"})
}

func keys[K comparable](m map[K]bool) []K {
	var out []K
	for k := range m {
		out = append(out, k)
	}
	return out
}

// TestVersionMakesNoDifference gives each model each version line.
func TestVersionMakesNoDifference(t *testing.T) {
	for _, c := range paritydata.Cases(t) {
		m := mustParse(t, c.Text(t))
		rows := min(c.Rows, 200)
		x := probes(m, c)[:rows*m.NumFeatures()]
		want := c.Scores(t)[:rows]
		for _, version := range []string{"v2", "v3", "v4"} {
			text := bytes.Replace(c.Text(t), []byte("\nversion="+m.Format()+"\n"), []byte("\nversion="+version+"\n"), 1)
			other := mustParse(t, text)
			require.Equal(t, version, other.Format())
			requireScores(t, other, x, want)
			if engine, err := NewLeaves(other); c.Leaves == "exact" {
				require.NoError(t, err)
				requireScores(t, engine, x, want)
			}
		}
	}
}
