package explain

import (
	"cmp"
	"math"
	"sort"

	"retain/core/lgbm"
)

// splits are the different splits of a model, by feature and threshold. Trees
// repeat each other: the 2,282 splits of v3_causal are 571 different ones.
//
// Deciding a row fills a list of sides, two for each split: at 2i, 1 if the row
// does not go left at split i, else 0; at 2i+1, 1 if it does not go right.
type splits struct {
	first     []int // per feature, its first split; then the number of splits
	threshold []float64
	zero, nan []uint8 // the sides of the values 0 and NaN
}

// A split is one of them, as a key. Whatever the missing type is, the answers
// for 0 and NaN do not depend on the row.
type split struct {
	feature   int
	threshold float64
	zero, nan bool // goes left
}

// numberSplits lists the splits of all trees. Nodes has, for each tree and each
// of its nodes, the number of its split.
func numberSplits(trees []lgbm.Tree, features int) (s splits, nodes [][]int) {
	met, nodes := meetSplits(trees)
	order := make([]int, len(met))
	for i := range order {
		order[i] = i
	}
	// not slices.SortFunc, of which each use is more code in the browser's program
	sort.Slice(order, func(a, b int) bool { return compare(&met[order[a]], &met[order[b]]) < 0 })
	place := make([]int, len(met)) // in the list, of each that was met
	s.first = make([]int, features+1)
	for i, at := range order {
		k := met[at]
		place[at] = i
		s.first[k.feature+1] = i + 1
		s.threshold = append(s.threshold, k.threshold)
		s.zero = append(s.zero, bit(!k.zero), bit(k.zero))
		s.nan = append(s.nan, bit(!k.nan), bit(k.nan))
	}
	for f := range features { // a feature without splits begins where it ends
		s.first[f+1] = max(s.first[f+1], s.first[f])
	}
	for _, of := range nodes {
		for node, at := range of {
			of[node] = place[at]
		}
	}
	return s, nodes
}

// meetSplits returns the different splits in the order met, and the place there
// of each node's.
func meetSplits(trees []lgbm.Tree) (met []split, nodes [][]int) {
	number := map[split]int{}
	for i := range trees {
		of := make([]int, len(trees[i].Feature))
		for node := range of {
			k := splitOf(&trees[i], node)
			at, ok := number[k]
			if !ok {
				at = len(met)
				number[k] = at
				met = append(met, k)
			}
			of[node] = at
		}
		nodes = append(nodes, of)
	}
	return met, nodes
}

// compare orders splits by feature and threshold, and then in some fixed way.
func compare(a, b *split) int {
	return cmp.Or(a.feature-b.feature, cmp.Compare(a.threshold, b.threshold),
		int(bit(a.zero))-int(bit(b.zero)), int(bit(a.nan))-int(bit(b.nan)))
}

// splitOf works out where the values 0 and NaN go, by LightGBM's rule
// (NumericalDecision in its include/LightGBM/tree.h; package lgbm tells it in
// words): NaN is 0 unless the missing type is NaN, and the missing value takes
// the default side.
func splitOf(t *lgbm.Tree, node int) split {
	s := split{feature: t.Feature[node], threshold: t.Threshold[node]}
	s.zero = 0 <= s.threshold
	if t.Missing[node] == lgbm.MissingZero {
		s.zero = t.DefaultLeft[node]
	}
	s.nan = s.zero
	if t.Missing[node] == lgbm.MissingNaN {
		s.nan = t.DefaultLeft[node]
	}
	return s
}

func bit(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

// sides returns the length of the list that decide fills.
func (s *splits) sides() int { return 2 * len(s.threshold) }

// decide fills failed with the sides that row does not take.
func (s *splits) decide(row []float64, failed []uint8) {
	for f, x := range row {
		lo, hi := s.first[f], s.first[f+1]
		sides := failed[2*lo : 2*hi]
		switch {
		case math.IsNaN(x):
			copy(sides, s.nan[2*lo:])
		case -lgbm.ZeroBand <= x && x <= lgbm.ZeroBand: // as LightGBM does to every dense row
			copy(sides, s.zero[2*lo:])
		default:
			for i, t := range s.threshold[lo:hi] {
				left := uint8(0)
				if x > t {
					left = 1
				}
				sides[2*i], sides[2*i+1] = left, 1-left
			}
		}
	}
}
