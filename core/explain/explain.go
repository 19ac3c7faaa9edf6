package explain

import (
	"errors"
	"fmt"

	"retain/core/lgbm"
)

// An Explainer explains the rows of one model. It is immutable and safe for
// concurrent use. Only [New] makes one.
type Explainer struct {
	features int
	base     float64
	splits   splits
	tables   tables
	formulas formulas
}

// New prepares the explanation of m, in time and memory that are bounded by a
// multiple of the model's size and [MaxTableBytes]. M is not changed or kept.
//
// The error names the first tree that can not be explained, and why; see the
// package comment. Then m still scores.
func New(m *lgbm.Model) (*Explainer, error) {
	if m == nil || len(m.Trees()) == 0 {
		return nil, errors.New("explain: no model")
	}
	trees := m.Trees()
	for i := range trees {
		if err := checkCounts(&trees[i]); err != nil {
			return nil, fmt.Errorf("explain: tree %d: %w", i, err)
		}
	}
	if err := checkSize(trees); err != nil {
		return nil, fmt.Errorf("explain: %w", err)
	}
	e := &Explainer{features: m.NumFeatures(), base: base(trees)}
	var nodes [][]int
	e.splits, nodes = numberSplits(trees, e.features)
	limit, cells, err := plan(trees, nodes)
	if err != nil {
		return nil, fmt.Errorf("explain: %w", err)
	}
	e.tables.cells = make([]float64, 0, cells)
	if err := e.fill(trees, nodes, limit); err != nil {
		return nil, fmt.Errorf("explain: %w", err)
	}
	return e, nil
}

// fill works out every part of the trees under a limit that has been tried.
func (e *Explainer) fill(trees []lgbm.Tree, nodes [][]int, limit int) error {
	c := cutter{limit: limit}
	f := filler{cutter: &c, tables: &e.tables, rules: rules{}}
	c.take = func(kind partKind) error {
		if kind == byTable {
			f.add()
		} else {
			e.formulas.add(&c, f.rules)
		}
		return nil
	}
	return c.all(trees, nodes)
}

// NumFeatures returns the number of values in a row, and of contributions.
func (e *Explainer) NumFeatures() int { return e.features }

// Base returns the mean of the raw score over the training rows, in log-odds:
// where the contributions of every row begin. It is finite, and equals the last
// column of LightGBM's pred_contrib.
func (e *Explainer) Base() float64 { return e.base }

// Contributions sets out[i] to the contribution of the value rows[i], in
// log-odds: above 0 if it raises the raw score of its row, below 0 if it lowers
// it, 0 for a feature that the model does not use. All are finite. A row's
// contributions in feature order, then [Explainer.Base], add up to its raw
// score within [Tolerance]; see [Check].
//
// Rows are row-major, any number of rows of NumFeatures values in model order,
// as for lgbm.Scorer; NaN means missing. Rows and out must not overlap. If the
// lengths do not fit, the error says so and out is unchanged.
//
// The result has the same bits for the same row, alone or among others. Nothing
// is allocated for models of up to 2,048 different splits.
func (e *Explainer) Contributions(rows, out []float64) error {
	n := e.features
	if n == 0 {
		return errors.New("explain: no model")
	}
	if len(rows)%n != 0 || len(rows) != len(out) {
		return fmt.Errorf("explain: %d values for %d contributions of %d features", len(rows), len(out), n)
	}
	var few [4096]uint8 // spares the allocation for the usual model
	failed := few[:]
	if need := e.splits.sides(); need > len(few) {
		failed = make([]uint8, need)
	}
	for ; len(rows) > 0; rows, out = rows[n:], out[n:] {
		e.splits.decide(rows[:n], failed)
		clear(out[:n])
		e.tables.sum(failed, out[:n])
		e.formulas.sum(failed, out[:n])
	}
	return nil
}

// base returns the sum of the trees' means over their training rows. The order
// of the operations is LightGBM's (Tree::ExpectedValue).
func base(trees []lgbm.Tree) float64 {
	sum := 0.0
	for _, t := range trees {
		if len(t.Feature) == 0 {
			sum += t.LeafValue[0]
			continue
		}
		mean := 0.0
		for i, v := range t.LeafValue {
			mean += float64(float64(t.LeafCount[i]) / float64(t.InternalCount[0]) * v)
		}
		sum += mean
	}
	return sum
}
