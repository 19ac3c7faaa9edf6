package lgbm

import (
	"fmt"
	"math"
	"sort"
)

// A Restricted is a model with the values of some features settled: for those
// who score many rows that differ in few. Only [Model.Restrict] makes one.
type Restricted struct {
	flat forest
	free []bool
}

// Restrict settles every feature that is not free to its value in row. The
// splits on those are decided once, and what cannot be reached is left out.
// Both slices have one entry a feature; other lengths are an error.
func (m *Model) Restrict(row []float64, free []bool) (*Restricted, error) {
	n := len(m.names)
	if n == 0 || len(row) != n || len(free) != n {
		return nil, fmt.Errorf("lgbm: restrict: %d values and %d marks for %d features", len(row), len(free), n)
	}
	settled := make([]float64, n)
	copyBanded(settled, row)
	r := &Restricted{free: free}
	for _, root := range m.flat.roots {
		r.flat.roots = append(r.flat.roots, r.copy(&m.flat, root, settled))
	}
	return r, nil
}

// copy appends what can be reached from a node or ^leaf, and returns its place.
func (r *Restricted) copy(from *forest, at int32, row []float64) int32 {
	for at >= 0 && !r.free[from.nodes[at].feature] {
		n := &from.nodes[at]
		at = n.child[n.side(row[n.feature])]
	}
	if at < 0 {
		r.flat.leaves = append(r.flat.leaves, from.leaves[^at])
		return ^int32(len(r.flat.leaves) - 1)
	}
	place := len(r.flat.nodes)
	r.flat.nodes = append(r.flat.nodes, from.nodes[at])
	for side, child := range from.nodes[at].child {
		r.flat.nodes[place].child[side] = r.copy(from, child, row)
	}
	return int32(place)
}

// side is the step that sum takes at a node: the place in child. X has been
// through copyBanded.
func (n *flatNode) side(x float64) uint8 {
	switch {
	case x == 0:
		return n.zeroSide
	case math.IsNaN(x):
		return n.nanSide
	}
	return bit(x <= n.threshold)
}

// NumFeatures implements [Scorer]. Rows keep their length.
func (r *Restricted) NumFeatures() int { return len(r.free) }

// Score implements [Scorer]: the same bits as the model's own score, for rows
// with the settled features' values. Those values are not looked at again.
func (r *Restricted) Score(rows, raw []float64) error {
	n := len(r.free)
	if err := checkLengths(rows, raw, n); err != nil {
		return err
	}
	row := make([]float64, n)
	for i := range raw {
		copyBanded(row, rows[i*n:])
		raw[i] = r.flat.sum(row)
	}
	return nil
}

// Cells tell apart the values that a model tells apart.
type Cells struct {
	thresholds [][]float64 // by feature, rising, each once
}

// Cells returns the cells of m.
func (m *Model) Cells() *Cells {
	c := &Cells{make([][]float64, len(m.names))}
	for _, t := range m.trees {
		for i, f := range t.Feature {
			c.thresholds[f] = append(c.thresholds[f], t.Threshold[i])
		}
	}
	for f, list := range c.thresholds {
		// not sort.Float64s, which is more code in the browser's program
		sort.Slice(list, func(a, b int) bool { return list[a] < list[b] })
		kept := list[:0]
		for i, x := range list {
			if i == 0 || x != list[i-1] {
				kept = append(kept, x)
			}
		}
		c.thresholds[f] = kept
	}
	return c
}

// Of returns the cell of a value of a feature: two values with the same cell go
// the same way at every split of the model, so that rows which agree in all
// cells have the same score. Cells are small numbers, 0 and above. A feature
// that is not split on has one cell.
func (c *Cells) Of(feature int, x float64) int {
	list := c.thresholds[feature]
	switch {
	case len(list) == 0:
		return 0
	case math.IsNaN(x):
		return len(list) + 2
	case -ZeroBand <= x && x <= ZeroBand: // where 0 is missing it goes its own way
		return len(list) + 1
	}
	return sort.SearchFloat64s(list, x) // x <= threshold goes left
}
