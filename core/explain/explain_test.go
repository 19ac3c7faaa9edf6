package explain

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/lgbm"
	"retain/core/lgbm/paritydata"
)

// stump splits feature 0 of 2 at 0.5: 30 training rows score -1, 70 score 2.
func stump() lgbm.Tree {
	return lgbm.Tree{
		Feature: []int{0}, Threshold: []float64{0.5}, Missing: []lgbm.MissingType{lgbm.MissingNone}, DefaultLeft: []bool{true},
		Left: []int{^0}, Right: []int{^1}, LeafValue: []float64{-1, 2}, LeafCount: []int64{30, 70}, InternalCount: []int64{100},
	}
}

// TestByHand: the mean is 0.3·(-1) + 0.7·2 = 1.1, and all of the way from there
// to the leaf is the one feature's.
func TestByHand(t *testing.T) {
	const tolerance = 1e-15
	e := explainer(t, parse(t, modelText(2, stump())))
	require.InDelta(t, 1.1, e.Base(), tolerance)
	out := make([]float64, 4)
	require.NoError(t, e.Contributions([]float64{0, 5, 1, 5}, out))
	require.InDeltaSlice(t, []float64{-2.1, 0, 0.9, 0}, out, tolerance)
	require.Equal(t, []float64{0, 0}, []float64{out[1], out[3]}, "a feature without splits has exactly 0")
}

// TestOneLeaf: a tree of one leaf is all base, and needs no counts.
func TestOneLeaf(t *testing.T) {
	e := explainer(t, parse(t, modelText(3, lgbm.Tree{LeafValue: []float64{-0.25}})))
	out := []float64{7, 7, 7}
	require.NoError(t, e.Contributions([]float64{1, 2, 3}, out))
	require.Equal(t, []float64{0, 0, 0}, out)
	require.Equal(t, -0.25, e.Base())
}

func TestRefused(t *testing.T) {
	edited := func(edit func(*lgbm.Tree)) []byte {
		second := stump()
		edit(&second)
		return modelText(2, stump(), second)
	}
	cycle := func(n int) func(int) int { return func(depth int) int { return depth % n } }
	tooLong := slices.Repeat([]lgbm.Tree{chain(1000, cycle(1))}, 18)
	for _, c := range []struct {
		why  string
		text []byte
		want string
	}{
		{"no counts of leaves", edited(func(t *lgbm.Tree) { t.LeafCount = nil }),
			"explain: tree 1: leaf_count: missing; without counts of training rows a model can score but not explain"},
		{"no counts of nodes", edited(func(t *lgbm.Tree) { t.InternalCount = nil }),
			"explain: tree 1: internal_count: missing; without counts of training rows a model can score but not explain"},
		{"LightGBM's own file without counts", paritydata.Named(t, "no-counts").Text(t),
			"explain: tree 0: leaf_count: missing; without counts of training rows a model can score but not explain"},
		{"an empty leaf has no share", edited(func(t *lgbm.Tree) { t.LeafCount = []int64{100, 0} }),
			"explain: tree 1: leaf_count: leaf 1 has 0 training rows, at least 1 is needed"},
		{"rows lost at a split", edited(func(t *lgbm.Tree) { t.LeafCount = []int64{30, 69} }),
			"explain: tree 1: internal_count: node 0 has 100 training rows, its children 30 and 69"},
		{"a node of 0 rows", edited(func(t *lgbm.Tree) { t.InternalCount = []int64{0} }),
			"explain: tree 1: internal_count: node 0 has 0 training rows, its children 30 and 70"},
		{"a sum that is infinite", edited(func(t *lgbm.Tree) { t.LeafValue = []float64{-1e308, 1e308} }),
			"explain: tree 1: leaf_value: the leaf values add up to more than a float64 can hold safely"},
		{"deeper than the bound", modelText(2, chain(1100, cycle(2))),
			"explain: tree 0: a leaf is below more than 1024 splits"},
		{"more features than a pattern has bits", modelText(65, stump(), chain(65, cycle(65))),
			"explain: tree 1: a leaf is below splits on more than 64 features"},
		{"too many conditions", modelText(1, tooLong...),
			"explain: tree 16: the ways to the leaves so far have more than 8388608 conditions"},
	} {
		e, err := New(parse(t, c.text))
		require.EqualError(t, err, c.want, c.why)
		require.Nil(t, e)
	}
	for _, m := range []*lgbm.Model{nil, {}} {
		_, err := New(m)
		require.EqualError(t, err, "explain: no model")
	}
	require.EqualError(t, new(Explainer).Contributions(nil, nil), "explain: no model")
}

// TestBounds: a tree at a bound is explained, and adds up. Its leaves have from
// 1 to 64 features, so some have tables and some the longest formula.
func TestBounds(t *testing.T) {
	for _, tree := range []lgbm.Tree{
		chain(maxDepth, func(depth int) int { return depth % 3 }),
		chain(maxFeatures, func(depth int) int { return depth }),
		chain(maxDepth, func(depth int) int { return depth % maxFeatures }),
	} {
		requireSum(t, parse(t, modelText(maxFeatures, tree)), 10)
	}
}

// TestTooLargeForTables: such models are explained by smaller tables, then by
// formula, within the memory that is promised.
func TestTooLargeForTables(t *testing.T) {
	for _, c := range []struct {
		why                     string
		trees, leaves, features int
		formulas, reduced       bool
	}{
		{"small: all in tables", 20, 16, 9, false, false},
		{"deep: the long paths by formula", 4, 150, 40, true, false},
		{"large: smaller tables too", 40, 300, 20, true, true},
	} {
		m := parse(t, randomModel(7, c.trees, c.leaves, c.features))
		e := requireSum(t, m, 10)
		require.NotEmpty(t, e.tables.each, c.why)
		require.Equal(t, c.formulas, len(e.formulas.each) > 0, c.why)
		require.Equal(t, len(e.tables.cells), cap(e.tables.cells), c.why)
		require.LessOrEqual(t, 8*len(e.tables.cells), MaxTableBytes, c.why)

		_, nodes := numberSplits(m.Trees(), c.features)
		full, err := measure(m.Trees(), nodes, leafBits)
		require.NoError(t, err)
		require.Equal(t, c.reduced, 8*full > MaxTableBytes, c.why)
		require.Equal(t, c.reduced, full != len(e.tables.cells), c.why)
	}
}

// requireSum holds random rows to the raw score, and the tables to the formula.
func requireSum(t *testing.T, m *lgbm.Model, rows int) *Explainer {
	t.Helper()
	e := explainer(t, m)
	n := m.NumFeatures()
	x := randomRows(rand.New(rand.NewPCG(3, 3)), rows, n)
	raw, got, other := make([]float64, rows), make([]float64, len(x)), make([]float64, len(x))
	require.NoError(t, m.Score(x, raw))
	require.NoError(t, e.Contributions(x, got))
	require.NoError(t, formulaOnly(t, m).Contributions(x, other))
	for i := range raw {
		require.NoError(t, Check(got[i*n:(i+1)*n], e.Base(), raw[i]))
	}
	require.LessOrEqual(t, off(got, other), Tolerance)
	return e
}

// TestLengths: rows that do not fit are an error, and out is left alone.
func TestLengths(t *testing.T) {
	e := explainer(t, parse(t, modelText(2, stump())))
	require.Equal(t, 2, e.NumFeatures())
	require.NoError(t, e.Contributions(nil, nil))
	for _, c := range [][2]int{{0, 2}, {2, 0}, {1, 1}, {3, 3}, {2, 4}, {4, 2}} {
		out := slices.Repeat([]float64{7}, c[1])
		require.EqualError(t, e.Contributions(make([]float64, c[0]), out),
			"explain: "+strconv.Itoa(c[0])+" values for "+strconv.Itoa(c[1])+" contributions of 2 features")
		require.NotContains(t, out, 0.0)
	}
}

// TestAloneOrAmongOthers: a row has the same bits either way, whatever out held.
func TestAloneOrAmongOthers(t *testing.T) {
	for _, g := range goldens(t) {
		e := explainer(t, g.model)
		n := e.NumFeatures()
		all, one := make([]float64, len(g.rows)), slices.Repeat([]float64{math.NaN()}, n)
		require.NoError(t, e.Contributions(g.rows, all))
		for at := 0; at < len(all); at += 7 * n {
			require.NoError(t, e.Contributions(g.rows[at:at+n], one))
			require.Equal(t, all[at:at+n], one, g.name)
		}
	}
}

// TestAllocations: an explanation is in the path of each key press.
func TestAllocations(t *testing.T) {
	c := paritydata.Named(t, "baseline-shape")
	m := parse(t, c.Text(t))
	rows, out := make([]float64, 9), make([]float64, 9)
	for _, e := range []*Explainer{explainer(t, m), formulaOnly(t, m)} {
		require.Zero(t, testing.AllocsPerRun(10, func() { _ = e.Contributions(rows, out) }))
	}
}

// TestConcurrently is for the race detector: an explainer keeps no state.
func TestConcurrently(t *testing.T) {
	e := explainer(t, parse(t, randomModel(5, 20, 100, 12)))
	x := randomRows(rand.New(rand.NewPCG(1, 1)), 50, 12)
	want := make([]float64, len(x))
	require.NoError(t, e.Contributions(x, want))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			got := make([]float64, len(x))
			if err := e.Contributions(x, got); err != nil || !slices.Equal(got, want) {
				t.Error("another result", err)
			}
		})
	}
	wg.Wait()
}
