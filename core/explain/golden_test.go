package explain

import (
	_ "embed"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/lgbm"
	"retain/core/lgbm/paritydata"
)

// LightGBM's own contributions, by testdata/make_contributions.py.
//
//go:embed testdata/contributions.zip
var contributions []byte

// The promise: as LightGBM explains, on this many models and rows.
const (
	minModels = 78 // all but the one without counts
	minRows   = 20_000
)

// picked is how many rows of a case LightGBM explained.
const picked = 260

// A golden is a case with the rows that LightGBM explained.
type golden struct {
	name  string
	model *lgbm.Model
	rows  []float64
	base  float64
	want  []float64
}

// goldens returns all cases that have counts.
func goldens(tb testing.TB) []golden {
	tb.Helper()
	var all []golden
	for _, c := range paritydata.Cases(tb) {
		m := parse(tb, c.Text(tb))
		n := m.NumFeatures()
		x := probes(m, c)
		require.Equal(tb, c.Digest, paritydata.Digest(x), "the rows are not the ones that Python explained")
		if c.Name == "no-counts" {
			continue
		}
		g := golden{name: c.Name, model: m}
		for i := range picked {
			at := i * c.Rows / picked * n
			g.rows = append(g.rows, x[at:at+n]...)
		}
		want := paritydata.Floats(tb, paritydata.Unzip(tb, contributions, c.Name+".f64"), 1+picked*n)
		g.base, g.want = want[0], want[1:]
		all = append(all, g)
	}
	return all
}

func parse(tb testing.TB, text []byte) *lgbm.Model {
	tb.Helper()
	m, err := lgbm.Parse(text)
	require.NoError(tb, err)
	return m
}

// explainer prepares a model that can be explained.
func explainer(tb testing.TB, m *lgbm.Model) *Explainer {
	tb.Helper()
	e, err := New(m)
	require.NoError(tb, err)
	return e
}

// probes returns the rows of a case.
func probes(m *lgbm.Model, c paritydata.Case) []float64 {
	var trees []paritydata.Tree
	for _, t := range m.Trees() {
		trees = append(trees, paritydata.Tree{Feature: t.Feature, Threshold: t.Threshold, Left: t.Left, Right: t.Right})
	}
	return c.Probes(m.NumFeatures(), trees)
}

// size is what [Tolerance] is a share of: 1, or the largest leaf value if that
// is greater, which only edited models have.
func size(m *lgbm.Model) float64 {
	largest := 1.0
	for _, t := range m.Trees() {
		for _, v := range t.LeafValue {
			largest = max(largest, math.Abs(v))
		}
	}
	return largest
}

// off returns the greatest difference between two lists.
func off(a, b []float64) float64 {
	most := 0.0
	for i := range a {
		most = math.Max(most, math.Abs(a[i]-b[i])) // NaN stays
	}
	return most
}

// TestContributions holds the contributions to LightGBM's, with tables and by
// formula alone. The largest differences seen are logged.
func TestContributions(t *testing.T) {
	rows, models, worstTables, worstFormula := 0, 0, 0.0, 0.0
	for _, g := range goldens(t) {
		t.Run(g.name, func(t *testing.T) {
			e := explainer(t, g.model)
			got := make([]float64, len(g.rows))
			require.NoError(t, e.Contributions(g.rows, got))
			withTables := off(got, g.want) / size(g.model)
			require.LessOrEqual(t, withTables, Tolerance)

			require.NoError(t, formulaOnly(t, g.model).Contributions(g.rows, got))
			byFormula := off(got, g.want) / size(g.model)
			require.LessOrEqual(t, byFormula, Tolerance)

			require.InDelta(t, g.base, e.Base(), Tolerance*size(g.model))
			rows += picked
			models++
			worstTables, worstFormula = max(worstTables, withTables), max(worstFormula, byFormula)
		})
	}
	require.GreaterOrEqual(t, models, minModels)
	require.GreaterOrEqual(t, rows, minRows)
	t.Logf("%d rows, %d models; furthest from LightGBM: %.2g with tables, %.2g by formula", rows, models, worstTables, worstFormula)
}

// formulaOnly explains a model without tables, as one too large for them.
func formulaOnly(tb testing.TB, m *lgbm.Model) *Explainer {
	tb.Helper()
	e := &Explainer{features: m.NumFeatures(), base: base(m.Trees())}
	var nodes [][]int
	e.splits, nodes = numberSplits(m.Trees(), e.features)
	require.NoError(tb, e.fill(m.Trees(), nodes, 0))
	require.Empty(tb, e.tables.each)
	return e
}

// TestAddUp holds every row of every case to its raw score.
func TestAddUp(t *testing.T) {
	worst := 0.0
	for _, c := range paritydata.Cases(t) {
		if c.Name == "no-counts" {
			continue
		}
		m := parse(t, c.Text(t))
		e := explainer(t, m)
		n := m.NumFeatures()
		x, raw := probes(m, c), c.Scores(t)
		got := make([]float64, len(x))
		require.NoError(t, e.Contributions(x, got))
		for i := range raw {
			require.NoError(t, Check(got[i*n:(i+1)*n], e.Base(), raw[i]), "case %s: row %d", c.Name, i)
			sum := 0.0
			for _, v := range got[i*n : (i+1)*n] {
				sum += v
			}
			worst = max(worst, math.Abs(sum+e.Base()-raw[i])/size(m))
		}
	}
	t.Logf("furthest from the raw score: %.2g", worst)
}
