package lgbm

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// A fixedScorer answers with given scores, right or wrong.
type fixedScorer struct {
	raw []float64
	err error
}

func (f fixedScorer) NumFeatures() int { return 1 }

func (f fixedScorer) Score(_, raw []float64) error {
	copy(raw, f.raw)
	return f.err
}

func TestSelfTest(t *testing.T) {
	m := mustParse(t, stump(0, "1"))
	engine, err := NewLeaves(m)
	require.NoError(t, err)
	own, other := Named{"own", m}, Named{"leaves", engine}
	rows, want := []float64{0, 1, 2}, []float64{-1, -1, 1}
	broken := errors.New("broken")

	require.NoError(t, SelfTest(want, rows, own, other))
	for _, c := range []struct {
		why     string
		want    []float64
		rows    []float64
		scorers []Named
		err     string
	}{
		{"one score off", []float64{-1, 1, 1}, rows, []Named{own},
			"lgbm: self-test: own: row 1: score -1 (0xbff0000000000000), expected 1 (0x3ff0000000000000)"},
		{"the last bit counts", []float64{-1, -1, math.Nextafter(1, 2)}, rows, []Named{own, other},
			"lgbm: self-test: own: row 2: score 1 (0x3ff0000000000000), expected 1.0000000000000002 (0x3ff0000000000001)"},
		{"the sign of zero counts", []float64{0}, []float64{0}, []Named{{"minus", fixedScorer{raw: []float64{math.Copysign(0, -1)}}}},
			"lgbm: self-test: minus: row 0: score -0 (0x8000000000000000), expected 0 (0x0000000000000000)"},
		{"the second scorer is tested too", want, rows, []Named{own, {"wrong", fixedScorer{raw: []float64{-1, -1, -1}}}},
			"lgbm: self-test: wrong: row 2: score -1 (0xbff0000000000000), expected 1 (0x3ff0000000000000)"},
		{"a scorer that sets nothing", want, rows, []Named{{"idle", fixedScorer{}}}, "lgbm: self-test: idle: row 0: score NaN"},
		{"a scorer that fails", want, rows, []Named{{"failing", fixedScorer{err: broken}}}, "lgbm: self-test: failing: broken"},
		{"rows of another model", want, rows[:2], []Named{own}, "lgbm: self-test: own: lgbm: score: 2 values for 3 rows of 1 features"},
		{"no rows", nil, nil, []Named{own}, "lgbm: self-test: no reference rows"},
		{"no scorers", want, rows, nil, "lgbm: self-test: no scorers"},
	} {
		require.ErrorContains(t, SelfTest(c.want, c.rows, c.scorers...), c.err, c.why)
	}
	require.ErrorIs(t, SelfTest(want, rows, Named{"failing", fixedScorer{err: broken}}), broken)
}
