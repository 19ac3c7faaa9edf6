package explain

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"retain/core/lgbm"
)

// modelText writes trees as LightGBM does, for models that it has not made.
func modelText(features int, trees ...lgbm.Tree) []byte {
	var names, infos, sizes, body []string
	for f := range features {
		names, infos = append(names, "x"+strconv.Itoa(f)), append(infos, "none")
	}
	for i, t := range trees {
		text := treeText(i, t)
		body, sizes = append(body, text), append(sizes, strconv.Itoa(len(text)))
	}
	return fmt.Appendf(nil, `tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=%d
objective=binary sigmoid:1
feature_names=%s
feature_infos=%s
tree_sizes=%s

%send of trees
`, features-1, strings.Join(names, " "), strings.Join(infos, " "), strings.Join(sizes, " "), strings.Join(body, ""))
}

func treeText(number int, t lgbm.Tree) string {
	decisions := make([]int, len(t.Feature))
	for i := range decisions {
		decisions[i] = int(t.Missing[i])<<2 | int(bit(t.DefaultLeft[i]))<<1
	}
	text := fmt.Sprintf("Tree=%d\nnum_leaves=%d\nnum_cat=0\n", number, len(t.LeafValue)) +
		line("split_feature", t.Feature) + line("threshold", t.Threshold) + line("decision_type", decisions) +
		line("left_child", t.Left) + line("right_child", t.Right) + line("leaf_value", t.LeafValue)
	if t.LeafCount != nil {
		text += line("leaf_count", t.LeafCount)
	}
	if t.InternalCount != nil {
		text += line("internal_count", t.InternalCount)
	}
	return text + "shrinkage=1\n\n\n"
}

func line[T any](key string, values []T) string {
	return key + "=" + strings.Trim(strings.ToLower(strings.ReplaceAll(fmt.Sprint(values), "+Inf", "inf")), "[]") + "\n"
}

// randomTree grows a tree by splitting a leaf at random, 1 to 40 training rows
// in each leaf. Features repeat on a path, and the missing type of a feature is
// as mixed as no training makes it.
func randomTree(r *rand.Rand, leaves, features int) lgbm.Tree {
	t := lgbm.Tree{LeafValue: make([]float64, leaves), LeafCount: make([]int64, leaves)}
	for i := range leaves {
		t.LeafValue[i], t.LeafCount[i] = r.NormFloat64(), 1+r.Int64N(40)
	}
	for node := range leaves - 1 { // splits leaf ^split into itself and a new one
		split := ^r.IntN(node + 1)
		for i := range node {
			for _, child := range []*int{&t.Left[i], &t.Right[i]} {
				if *child == split {
					*child = node
				}
			}
		}
		t.Left, t.Right = append(t.Left, split), append(t.Right, ^(node+1))
		t.Feature = append(t.Feature, r.IntN(features))
		t.Threshold = append(t.Threshold, []float64{-1, 0, 0.5, 1, 2, lgbm.ZeroBand, math.Inf(1)}[r.IntN(7)])
		t.Missing = append(t.Missing, lgbm.MissingType(r.IntN(3)))
		t.DefaultLeft = append(t.DefaultLeft, r.IntN(2) == 0)
	}
	return counted(t)
}

// randomModel is several random trees.
func randomModel(seed uint64, trees, leaves, features int) []byte {
	r := rand.New(rand.NewPCG(seed, 0))
	grown := make([]lgbm.Tree, trees)
	for i := range grown {
		grown[i] = randomTree(r, leaves, features)
	}
	return modelText(features, grown...)
}

// counted sets the counts of the nodes from those of the leaves. A child has a
// greater number than its node here.
func counted(t lgbm.Tree) lgbm.Tree {
	t.InternalCount = make([]int64, len(t.Feature))
	for i := len(t.Feature) - 1; i >= 0; i-- {
		t.InternalCount[i] = count(&t, t.Left[i]) + count(&t, t.Right[i])
	}
	return t
}

// chain is a tree of the deepest kind: every right child splits again, on the
// feature that feature gives for its depth.
func chain(splits int, feature func(depth int) int) lgbm.Tree {
	t := lgbm.Tree{LeafValue: []float64{0.5}, LeafCount: []int64{3}}
	for i := range splits {
		right := i + 1
		if i == splits-1 {
			right = ^0
		}
		t.Left, t.Right = append(t.Left, ^(i+1)), append(t.Right, right)
		t.Feature, t.Threshold = append(t.Feature, feature(i)), append(t.Threshold, float64(i))
		t.Missing, t.DefaultLeft = append(t.Missing, lgbm.MissingNone), append(t.DefaultLeft, true)
		t.LeafValue, t.LeafCount = append(t.LeafValue, float64(i%3)-1), append(t.LeafCount, 2)
	}
	return counted(t)
}

// randomRows are values at, between and beside the thresholds of randomTree,
// and those that packages like this one get wrong.
func randomRows(r *rand.Rand, rows, features int) []float64 {
	values := []float64{
		-2, -1, -0.5, 0, math.Copysign(0, -1), 0.25, 0.5, 1, 1.5, 2, 3, math.NaN(), math.Inf(1), math.Inf(-1),
		lgbm.ZeroBand, -lgbm.ZeroBand, math.Nextafter(lgbm.ZeroBand, 1), 5e-324, math.MaxFloat64,
	}
	x := make([]float64, rows*features)
	for i := range x {
		x[i] = values[r.IntN(len(values))]
	}
	return x
}
