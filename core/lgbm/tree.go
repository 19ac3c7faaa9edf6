package lgbm

import "math"

// treeKeys are the keys of a tree, in versions v2 to v4. Those of linear trees
// and categorical splits are known so that they can be refused by name.
var treeKeys = map[string]keyKind{
	"num_leaves":      withValue,
	"num_cat":         withValue,
	"split_feature":   withValue,
	"split_gain":      withValue,
	"threshold":       withValue,
	"decision_type":   withValue,
	"left_child":      withValue,
	"right_child":     withValue,
	"leaf_value":      withValue,
	"leaf_weight":     withValue,
	"leaf_count":      withValue,
	"internal_value":  withValue,
	"internal_weight": withValue,
	"internal_count":  withValue,
	"cat_boundaries":  withValue,
	"cat_threshold":   withValue,
	"is_linear":       withValue,
	"leaf_const":      withValue,
	"num_features":    withValue,
	"leaf_features":   withValue,
	"leaf_coeff":      withValue,
	"shrinkage":       withValue,
}

// readTree reads one tree after its "Tree=" line, with the two blank lines that
// end it.
func readTree(r *lineReader, features int) (Tree, error) {
	b, err := r.block(treeKeys)
	if err != nil {
		return Tree{}, err
	}
	if err := r.expect(""); err != nil {
		return Tree{}, err
	}
	if err := refuseTrees(b); err != nil {
		return Tree{}, err
	}
	leaves, err := b.integer("num_leaves", 1, math.MaxInt32)
	if err != nil {
		return Tree{}, err
	}
	t, err := readSplits(b, leaves-1, features)
	if err != nil {
		return Tree{}, err
	}
	if t.LeafValue, err = b.floats("leaf_value", leaves); err != nil {
		return Tree{}, err
	}
	if !b.absent("leaf_count", leaves) {
		if t.LeafCount, err = b.counts("leaf_count", leaves); err != nil {
			return Tree{}, err
		}
	}
	if !b.absent("internal_count", leaves) {
		if t.InternalCount, err = b.counts("internal_count", leaves-1); err != nil {
			return Tree{}, err
		}
	}
	if err := checkUnused(b, leaves); err != nil {
		return Tree{}, err
	}
	if err := checkShape(b, t); err != nil {
		return Tree{}, err
	}
	return t, nil
}

// refuseTrees names the kinds of tree that are left out on purpose.
func refuseTrees(b block) error {
	if _, ok := b.fields["is_linear"]; ok {
		linear, err := b.integer("is_linear", 0, 1)
		if err != nil {
			return err
		}
		if linear == 1 {
			return unsupported(b.fields["is_linear"].line, "is_linear", "linear trees are not supported")
		}
	}
	for _, key := range []string{"leaf_const", "num_features", "leaf_features", "leaf_coeff"} {
		if f, ok := b.fields[key]; ok {
			return unsupported(f.line, key, "linear trees are not supported")
		}
	}
	cats, err := b.integer("num_cat", 0, math.MaxInt32)
	if err != nil {
		return err
	}
	if cats != 0 {
		return unsupported(b.fields["num_cat"].line, "num_cat", "categorical splits are not supported")
	}
	for _, key := range []string{"cat_boundaries", "cat_threshold"} {
		if f, ok := b.fields[key]; ok {
			return unsupported(f.line, key, "categorical splits are not supported")
		}
	}
	return nil
}

// readSplits reads what a tree states per internal node.
func readSplits(b block, nodes, features int) (t Tree, err error) {
	if t.Feature, err = b.indexes("split_feature", nodes, 0, features-1); err != nil {
		return Tree{}, err
	}
	if t.Threshold, err = list(b, "threshold", nodes, parseThreshold); err != nil {
		return Tree{}, err
	}
	if err := readDecisions(b, nodes, &t); err != nil {
		return Tree{}, err
	}
	// A child is a node, or ^leaf; there is one leaf more than nodes.
	if t.Left, err = b.indexes("left_child", nodes, ^nodes, nodes-1); err != nil {
		return Tree{}, err
	}
	if t.Right, err = b.indexes("right_child", nodes, ^nodes, nodes-1); err != nil {
		return Tree{}, err
	}
	return t, nil
}

// The bits of decision_type: one for a categorical split, one for the default
// side, two for the missing type. LightGBM: include/LightGBM/tree.h.
const (
	categoricalBit = 1 << 0
	defaultLeftBit = 1 << 1
	missingShift   = 2
	maxDecision    = int(MissingNaN)<<missingShift | defaultLeftBit | categoricalBit
)

// readDecisions splits decision_type into its parts.
func readDecisions(b block, nodes int, t *Tree) error {
	types, err := b.integers("decision_type", nodes, 0, maxDecision)
	if err != nil {
		return err
	}
	t.Missing = make([]MissingType, nodes)
	t.DefaultLeft = make([]bool, nodes)
	for i, d := range types {
		if d&categoricalBit != 0 {
			return unsupported(b.fields["decision_type"].line, "decision_type", "value %d: categorical splits are not supported", i)
		}
		t.Missing[i] = MissingType(d >> missingShift)
		t.DefaultLeft[i] = d&defaultLeftBit != 0
	}
	return nil
}

// checkUnused checks the numbers that take no part in a score.
func checkUnused(b block, leaves int) error {
	for _, unused := range []struct {
		key string
		n   int
	}{
		{"split_gain", leaves - 1},
		{"leaf_weight", leaves},
		{"internal_value", leaves - 1},
		{"internal_weight", leaves - 1},
		{"shrinkage", 1},
	} {
		if b.absent(unused.key, leaves) {
			continue
		}
		if _, err := b.floats(unused.key, unused.n); err != nil {
			return err
		}
	}
	return nil
}
