package explain

import (
	"errors"
	"fmt"
	"math"

	"retain/core/lgbm"
)

// Bounds of what is explained. LightGBM's own trees are far inside: its default
// is 31 leaves, and a path tests each of its features a few times at most.
const (
	maxDepth    = 1024    // splits on the way to a leaf
	maxFeatures = 64      // different features on the way to a leaf
	maxSteps    = 1 << 23 // conditions on the ways to all tables and leaves
)

// checkCounts refuses a tree whose counts can not divide: there must be at
// least one training row in each leaf, and as many below each split as below
// its two children together. A tree of one leaf needs none.
func checkCounts(t *lgbm.Tree) error {
	if len(t.Feature) == 0 {
		return nil
	}
	if t.LeafCount == nil {
		return errors.New("leaf_count: missing; without counts of training rows a model can score but not explain")
	}
	if t.InternalCount == nil {
		return errors.New("internal_count: missing; without counts of training rows a model can score but not explain")
	}
	for i, n := range t.LeafCount {
		if n < 1 {
			return fmt.Errorf("leaf_count: leaf %d has %d training rows, at least 1 is needed", i, n)
		}
	}
	for i, n := range t.InternalCount {
		if left, right := count(t, t.Left[i]), count(t, t.Right[i]); left+right != n {
			return fmt.Errorf("internal_count: node %d has %d training rows, its children %d and %d", i, n, left, right)
		}
	}
	return nil
}

// count returns the training rows in a child: a node, or ^leaf.
func count(t *lgbm.Tree, child int) int64 {
	if child < 0 {
		return t.LeafCount[^child]
	}
	return t.InternalCount[child]
}

// checkSize refuses leaf values whose sum is not finite. No sum of an
// explanation is larger than the sum of all of them without their signs, twice:
// a contribution is a mean of differences of two outputs.
func checkSize(trees []lgbm.Tree) error {
	sum := 0.0
	for i, t := range trees {
		for _, v := range t.LeafValue {
			sum += math.Abs(v)
		}
		if sum > math.MaxFloat64/4 {
			return fmt.Errorf("tree %d: leaf_value: the leaf values add up to more than a float64 can hold safely", i)
		}
	}
	return nil
}
