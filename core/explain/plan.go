package explain

import (
	"fmt"
	"slices"

	"retain/core/lgbm"
)

// MaxTableBytes bounds the tables of one model.
const MaxTableBytes = 16 << 20

// Bits of a table's index. More bits make fewer and larger tables. Measured on
// v3_causal, 6 bits for a joined part make a row take half the time of 4 bits
// (which is a table for a leaf or two), with 0.6 MB of tables; 7 would save
// another tenth and take half as much memory again. A single leaf may have more
// bits, because its formula costs more than any look-up.
const (
	joinBits = 6
	leafBits = 8
)

// A cutter cuts trees into parts: each a node with all below it, whose
// contributions are taken together. The parts hold every leaf once. A part is
// as large as a table may be, or it is one leaf, for the formula.
//
// Nothing is kept of a part, and the slices are used again and again: memory is
// what takes the time when a page starts.
type cutter struct {
	limit int                       // bits of an index
	take  func(kind partKind) error // is given every part, which stands in the fields below

	tree    *lgbm.Tree
	splits  []int // per node: the number of its split
	below   []int // per node: the splits below it and with it
	way     way   // from the root to the part
	root    int   // of the part: a node, or ^leaf
	inner   []int // the splits inside the part, each before those below it
	columns []int // its features: those on the way, in that order, then the others
}

// A partKind says how a part is worked out.
type partKind uint8

const (
	byTable partKind = iota
	byFormula
)

// plan returns the limit under which the tables of trees fit, and how many
// cells they have. With the limit 0 the formula does all, so there is always
// one, unless a bound of a way is passed.
func plan(trees []lgbm.Tree, splits [][]int) (limit, cells int, err error) {
	for limit = leafBits; ; limit-- {
		if cells, err = measure(trees, splits, limit); err != nil || 8*cells <= MaxTableBytes {
			return limit, cells, err
		}
	}
}

// measure counts the cells of all tables under a limit.
func measure(trees []lgbm.Tree, splits [][]int, limit int) (cells int, err error) {
	steps := 0
	c := cutter{limit: limit}
	c.take = func(kind partKind) error {
		if steps += len(c.way.steps); steps > maxSteps {
			return fmt.Errorf("the ways to the leaves so far have more than %d conditions", maxSteps)
		}
		if kind == byTable {
			cells += c.cells()
		}
		return nil
	}
	err = c.all(trees, splits)
	return cells, err
}

// cells returns how many cells the table of the part has.
func (c *cutter) cells() int {
	return len(c.columns) << (len(c.way.slots) + len(c.inner))
}

// all cuts the trees in order. Splits has a list for each tree.
func (c *cutter) all(trees []lgbm.Tree, splits [][]int) error {
	for i := range trees {
		if len(trees[i].Feature) == 0 {
			continue // all of its value is in the base
		}
		c.tree, c.splits = &trees[i], splits[i]
		c.countBelow()
		if err := c.walk(0); err != nil {
			return fmt.Errorf("tree %d: %w", i, err)
		}
	}
	return nil
}

// walk cuts the tree at and below a node, to which the way leads.
func (c *cutter) walk(node int) error {
	if len(c.way.steps) > maxDepth {
		return fmt.Errorf("a leaf is below more than %d splits", maxDepth)
	}
	if len(c.way.slots) > maxFeatures {
		return fmt.Errorf("a leaf is below splits on more than %d features", maxFeatures)
	}
	limit, bits := c.limit, len(c.way.slots)
	if node >= 0 {
		limit, bits = min(limit, joinBits), bits+c.below[node]
	}
	if bits <= limit {
		c.set(node)
		return c.take(byTable)
	}
	if node < 0 {
		c.set(node)
		return c.take(byFormula)
	}
	for _, right := range [2]bool{false, true} {
		err := c.walk(c.way.enter(c.tree, c.splits, node, right))
		c.way.leave()
		if err != nil {
			return err
		}
	}
	return nil
}

// set makes the node with all below it the part.
func (c *cutter) set(node int) {
	c.root, c.inner, c.columns = node, appendSplits(c.inner[:0], c.tree, node), c.columns[:0]
	for _, s := range c.way.slots {
		c.columns = append(c.columns, s.feature)
	}
	for _, n := range c.inner {
		if f := c.tree.Feature[n]; !slices.Contains(c.columns, f) {
			c.columns = append(c.columns, f)
		}
	}
}

// countBelow fills below for the tree.
func (c *cutter) countBelow() {
	c.inner = appendSplits(c.inner[:0], c.tree, 0)
	c.below = slices.Grow(c.below[:0], len(c.inner))[:len(c.inner)]
	for _, node := range slices.Backward(c.inner) {
		c.below[node] = 1
		for _, child := range [2]int{c.tree.Left[node], c.tree.Right[node]} {
			if child >= 0 {
				c.below[node] += c.below[child]
			}
		}
	}
}

// appendSplits appends a node, unless it is a leaf, and the splits below it,
// each before those below it.
func appendSplits(nodes []int, t *lgbm.Tree, node int) []int {
	if node >= 0 {
		nodes = append(nodes, node)
	}
	for i := 0; i < len(nodes); i++ {
		for _, child := range [2]int{t.Left[nodes[i]], t.Right[nodes[i]]} {
			if child >= 0 {
				nodes = append(nodes, child)
			}
		}
	}
	return nodes
}
