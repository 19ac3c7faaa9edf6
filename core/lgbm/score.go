package lgbm

import (
	"errors"
	"fmt"
	"math"
)

// A Scorer gives raw scores. Its methods are safe for concurrent use.
type Scorer interface {
	// NumFeatures returns the number of values in a row.
	NumFeatures() int

	// Score sets raw[i] to the raw score of row i, in log-odds, the same bits
	// as LightGBM's predict(raw_score=True) for a dense row of float64.
	//
	// Rows are row-major: len(raw) rows of NumFeatures values in model order.
	// NaN means missing. A split of missing type None was trained without
	// missing values and takes NaN for 0; keep NaN away from it. No rows are
	// not an error. If len(rows) does not fit, the error says so and raw is
	// unchanged.
	Score(rows, raw []float64) error
}

// ZeroBand is LightGBM's kZeroThreshold, the float32 nearest to 1e-35: a value
// of a dense row with |x| <= ZeroBand is 0, ends included. LightGBM writes
// exactly this value as the threshold between 0 and the next greater value.
// Source: LightGBM, include/LightGBM/meta.h.
const ZeroBand = 1.0000000180025095e-35

// A forest is the trees of a model in three flat slices, for scoring.
type forest struct {
	roots  []int32 // per tree: index of a node, or ^index of a leaf
	nodes  []flatNode
	leaves []float64
}

// A flatNode is one split. The answers for 0 and NaN do not depend on the row,
// so they are worked out once, by [decide].
type flatNode struct {
	threshold float64
	child     [2]int32 // right, left: index of a node, or ^index of a leaf
	feature   int32
	zeroSide  uint8 // 1 if 0 goes left, else 0
	nanSide   uint8 // 1 if NaN goes left, else 0
}

// flatten lays out checked trees for scoring.
func flatten(trees []Tree) forest {
	var f forest
	for _, t := range trees {
		node, leaf := int32(len(f.nodes)), int32(len(f.leaves))
		place := func(child int) int32 {
			if child < 0 {
				return ^(leaf + int32(^child))
			}
			return node + int32(child)
		}
		if len(t.Feature) == 0 {
			f.roots = append(f.roots, ^leaf)
		} else {
			f.roots = append(f.roots, node)
		}
		for i := range t.Feature {
			f.nodes = append(f.nodes, flatNode{
				threshold: t.Threshold[i],
				child:     [2]int32{place(t.Right[i]), place(t.Left[i])},
				feature:   int32(t.Feature[i]),
				zeroSide:  bit(decide(0, t.Threshold[i], t.Missing[i], t.DefaultLeft[i])),
				nanSide:   bit(decide(math.NaN(), t.Threshold[i], t.Missing[i], t.DefaultLeft[i])),
			})
		}
		f.leaves = append(f.leaves, t.LeafValue...)
	}
	return f
}

// decide reports whether a split sends x left. It is LightGBM's rule for x
// outside the zero band or exactly 0 (NumericalDecision in its
// include/LightGBM/tree.h).
func decide(x, threshold float64, missing MissingType, defaultLeft bool) bool {
	if math.IsNaN(x) && missing != MissingNaN {
		x = 0
	}
	if missing == MissingZero && x == 0 || missing == MissingNaN && math.IsNaN(x) {
		return defaultLeft
	}
	return x <= threshold
}

// bit is 1 for true, as a processor's comparison gives it, without a branch.
func bit(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

// Score implements [Scorer] with the trees as [Parse] read them.
func (m *Model) Score(rows, raw []float64) error {
	n := len(m.names)
	if err := checkLengths(rows, raw, n); err != nil {
		return err
	}
	var few [64]float64 // spares the allocation for the usual model
	row := few[:]
	if n > len(few) {
		row = make([]float64, n)
	}
	row = row[:n]
	for i := range raw {
		copyBanded(row, rows[i*n:])
		raw[i] = m.flat.sum(row)
	}
	return nil
}

// sum returns the sum of the leaf values that row reaches, in tree order. Row
// has been through copyBanded.
func (f *forest) sum(row []float64) float64 {
	total := 0.0
	for _, at := range f.roots {
		for at >= 0 {
			n := &f.nodes[at]
			x := row[n.feature]
			side := bit(x <= n.threshold)
			if x == 0 {
				side = n.zeroSide
			} else if x != x { // NaN
				side = n.nanSide
			}
			at = n.child[side&1]
		}
		total += f.leaves[^at]
	}
	return total
}

// copyBanded fills row from src, with 0 for every value in the zero band, as
// LightGBM does with a dense row before its trees see it.
func copyBanded(row, src []float64) {
	for j := range row {
		x := src[j]
		if -ZeroBand <= x && x <= ZeroBand {
			x = 0
		}
		row[j] = x
	}
}

// checkLengths refuses rows that are not len(raw) rows of n values.
func checkLengths(rows, raw []float64, n int) error {
	if n == 0 {
		return errors.New("lgbm: score: no model")
	}
	if len(rows)%n != 0 || len(rows)/n != len(raw) {
		return fmt.Errorf("lgbm: score: %d values for %d rows of %d features", len(rows), len(raw), n)
	}
	return nil
}
