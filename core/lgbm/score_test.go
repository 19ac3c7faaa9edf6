package lgbm

import (
	"math"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDecision checks each rule of a split by hand, without LightGBM. The
// decision types are 2·default left + 4·missing type.
func TestDecision(t *testing.T) {
	const left, right = -1.0, 1.0
	const (
		none, noneLeft = 0, 2
		zero, zeroLeft = 4, 6
		nan, nanLeft   = 8, 10
	)
	up := func(x float64) float64 { return math.Nextafter(x, math.Inf(1)) }
	down := func(x float64) float64 { return math.Nextafter(x, math.Inf(-1)) }
	inf, missing := math.Inf(1), math.NaN()
	for _, c := range []struct {
		why       string
		decision  int
		threshold float64
		x         float64
		want      float64
	}{
		{"below", none, 2.5, 2, left},
		{"equal goes left", none, 2.5, 2.5, left},
		{"next above goes right", none, 2.5, up(2.5), right},
		{"infinity is a value", none, 2.5, inf, right},
		{"minus infinity is a value", none, 2.5, -inf, left},
		{"default left says nothing where nothing is missing", noneLeft, -1, 0, right},
		{"None: NaN is 0, above -1", noneLeft, -1, missing, right},
		{"None: NaN is 0, below 1", none, 1, missing, left},
		{"Zero: 0 takes the default, right", zero, 1, 0, right},
		{"Zero: 0 takes the default, left", zeroLeft, -1, 0, left},
		{"Zero: -0 is 0", zero, 1, math.Copysign(0, -1), right},
		{"Zero: NaN is 0 is missing", zero, 1, missing, right},
		{"Zero: NaN is 0 is missing, left", zeroLeft, -1, missing, left},
		{"Zero: another value is compared", zero, 1, 0.5, left},
		{"NaN: takes the default, right", nan, 1, missing, right},
		{"NaN: takes the default, left", nanLeft, -1, missing, left},
		{"NaN: 0 is an ordinary value", nanLeft, -1, 0, right},
		{"Zero: upper end of the band is missing", zero, 1, ZeroBand, right},
		{"Zero: lower end of the band is missing", zeroLeft, -1, -ZeroBand, left},
		{"Zero: above the band is a value", zero, 1, up(ZeroBand), left},
		{"Zero: below the band is a value", zero, 1, down(-ZeroBand), left},
		{"None: lower end of the band is 0, above the threshold", none, -ZeroBand, -ZeroBand, right},
		{"None: below the band is not", none, -ZeroBand, down(-ZeroBand), left},
		{"None: the band is left of its upper end", none, ZeroBand, 1e-35, left},
		{"None: above the band is right of its upper end", none, ZeroBand, up(ZeroBand), right},
		{"NaN: the band is 0 too", nan, -ZeroBand, -5e-324, right},
		{"threshold inf: infinity is not beyond it", nan, inf, inf, left},
		{"threshold inf: only missing values go right", nan, inf, missing, right},
	} {
		m := mustParse(t, stump(c.decision, formatThreshold(c.threshold)))
		engine, err := NewLeaves(m)
		require.NoError(t, err, c.why)
		for _, s := range []Scorer{m, engine} {
			raw := []float64{math.NaN()}
			require.NoError(t, s.Score([]float64{c.x}, raw))
			require.Equal(t, c.want, raw[0], "%T: %s: type %d, threshold %v, x %v", s, c.why, c.decision, c.threshold, c.x)
		}
	}
}

// formatThreshold writes a threshold as LightGBM does.
func formatThreshold(x float64) string {
	if math.IsInf(x, 1) {
		return "inf"
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// TestDecisionInsideBand checks thresholds that only the model itself scores.
func TestDecisionInsideBand(t *testing.T) {
	for _, c := range []struct {
		threshold string
		x         float64
		want      float64
	}{
		{"0", 0, -1},
		{"0", 1e-36, -1}, // in the band, so 0
		{"0", ZeroBand, -1},
		{"-1e-36", -2e-36, 1}, // 0 is above the threshold
		{"-1e-36", -1e-34, -1},
	} {
		m := mustParse(t, stump(0, c.threshold))
		raw := []float64{math.NaN()}
		require.NoError(t, m.Score([]float64{c.x}, raw))
		require.Equal(t, c.want, raw[0], "threshold %s, x %v", c.threshold, c.x)
		_, err := NewLeaves(m)
		require.ErrorIs(t, err, ErrUnsupported)
	}
}

// TestScoreLengths: rows that do not fit are an error, and raw is left alone.
func TestScoreLengths(t *testing.T) {
	one := mustParse(t, stump(0, "1"))
	three := mustParse(t, plain(t, "three-missing.txt"))
	for _, m := range []*Model{one, three} {
		engine, err := NewLeaves(m)
		require.NoError(t, err)
		n := m.NumFeatures()
		require.Equal(t, n, engine.NumFeatures())
		for _, s := range []Scorer{m, engine} {
			require.NoError(t, s.Score(nil, nil))
			for _, values := range []int{0, n, 2*n - 1, 2*n + 1, 3 * n} {
				raw := []float64{7, 7}
				err := s.Score(make([]float64, values), raw)
				require.ErrorContains(t, err, "for 2 rows of "+strconv.Itoa(n)+" features")
				require.Equal(t, []float64{7, 7}, raw)
			}
			require.Error(t, s.Score(make([]float64, n), nil))
		}
	}
}

// TestZeroValues: what was not made by Parse or NewLeaves refuses to score.
func TestZeroValues(t *testing.T) {
	require.ErrorContains(t, new(Model).Score(nil, nil), "no model")
	require.ErrorContains(t, new(Leaves).Score(nil, nil), "no model")
	for _, m := range []*Model{nil, {}} {
		_, err := NewLeaves(m)
		require.ErrorContains(t, err, "no model")
	}
}

// TestScoreManyFeatures: rows longer than the buffer on the stack.
func TestScoreManyFeatures(t *testing.T) {
	const n = 100
	names, infos := "x", "none"
	for i := 1; i < n; i++ {
		names += " x" + strconv.Itoa(i)
		infos += " none"
	}
	text := edit(string(stump(0, "0.5")),
		"max_feature_idx=0", "max_feature_idx=99", "feature_names=x", "feature_names="+names,
		"feature_infos=[-1:1]", "feature_infos="+infos, "split_feature=0", "split_feature=99")
	m := mustParse(t, resize(text))
	engine, err := NewLeaves(m)
	require.NoError(t, err)
	rows := make([]float64, 2*n)
	rows[2*n-1] = 1
	for _, s := range []Scorer{m, engine} {
		raw := make([]float64, 2)
		require.NoError(t, s.Score(rows, raw))
		require.Equal(t, []float64{-1, 1}, raw)
	}
}

// TestScoreAllocations: scoring is in the path of each key press and of
// rosters of 10,000 rows.
func TestScoreAllocations(t *testing.T) {
	m, _ := goldenModel(t, "features-9")
	engine, err := NewLeaves(m)
	require.NoError(t, err)
	rows, raw := make([]float64, 100*9), make([]float64, 100)
	require.Zero(t, testing.AllocsPerRun(10, func() { _ = m.Score(rows, raw) }))
	require.LessOrEqual(t, testing.AllocsPerRun(10, func() { _ = engine.Score(rows, raw) }), 2.0)
}

// TestAccessors checks a small model against its text, and that what is handed
// out does not reach the model.
func TestAccessors(t *testing.T) {
	m := mustParse(t, plain(t, "three-missing.txt"))
	require.Equal(t, "v4", m.Format())
	require.Equal(t, 3, m.NumFeatures())
	require.Equal(t, 1.0, m.Sigmoid())
	require.Equal(t, []string{"Column_0", "Column_1", "Column_2"}, m.FeatureNames())
	m.FeatureNames()[0] = "changed"
	require.Equal(t, "Column_0", m.FeatureNames()[0])
	require.Len(t, m.Trees(), 2)
	for _, tree := range m.Trees() {
		require.Len(t, tree.LeafValue, 5)
		require.Len(t, tree.LeafCount, 5)
		require.Len(t, tree.InternalCount, 4)
		require.EqualValues(t, 500, tree.InternalCount[0], "all training rows pass the root")
	}
	leaf := mustParse(t, plain(t, "one-leaf-start.txt")).Trees()[0]
	require.Len(t, leaf.LeafValue, 1)
	require.Empty(t, leaf.Feature)
	require.Nil(t, leaf.InternalCount)
	noCounts, _ := goldenModel(t, "no-counts")
	require.Nil(t, noCounts.Trees()[0].LeafCount)
	sigmoid, _ := goldenModel(t, "sigmoid-2.5")
	require.Equal(t, 2.5, sigmoid.Sigmoid())
	require.Equal(t, "None Zero NaN invalid", MissingNone.String()+" "+MissingZero.String()+" "+MissingNaN.String()+" "+MissingType(3).String())
}

// TestScoreConcurrently is for the race detector: a scorer keeps no state.
func TestScoreConcurrently(t *testing.T) {
	m, c := goldenModel(t, "features-9")
	engine, err := NewLeaves(m)
	require.NoError(t, err)
	x, want := probes(m, c), c.Scores(t)
	var wg sync.WaitGroup
	for _, s := range []Scorer{m, engine, m, engine} {
		wg.Go(func() {
			if err := SelfTest(want, x, Named{"concurrent", s}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
