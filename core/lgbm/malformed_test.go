package lgbm

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A badModel is an edit of plain/three-missing.txt (two trees of five leaves on
// three features) that Parse must refuse.
type badModel struct {
	name string
	why  string
	edit []string // old, new, old, new; first occurrences
	want string   // the whole error
}

// badModels are files that break the format. tree_sizes is written anew after
// each edit.
var badModels = []badModel{
	{"first line", "another kind of file", []string{"tree\nversion", "trees\nversion"}, `lgbm: line 1: "trees" where "tree" must stand`},
	{"carriage returns", "a file that went through a Windows editor", []string{"tree\nversion=v4\n", "tree\r\nversion=v4\r\n"}, `lgbm: line 1: carriage return; lines must end in LF alone`},
	{"control character", "damage, and text that hides", []string{"num_class=1", "num_class=\x001"}, `lgbm: line 3: control character 0x00`},
	{"not UTF-8", "damage", []string{"Column_0", "Column_\xff"}, `lgbm: line 8: not UTF-8 text`},
	{"unknown header key", "a format we do not know", []string{"label_index=0", "label_index=0\nfuture=1"}, `lgbm: line 6: unknown key "future"`},
	{"unknown tree key", "a format we do not know", []string{"shrinkage=1", "shrinkage=1\nfuture=1"}, `lgbm: line 29: unknown key "future"`},
	{"repeated header key", "readers may take the first or the last", []string{"num_class=1", "num_class=1\nnum_class=1"}, `lgbm: line 4: num_class: appears twice`},
	{"repeated tree key", "readers may take the first or the last", []string{"num_cat=0", "num_cat=0\nnum_cat=0"}, `lgbm: line 15: num_cat: appears twice`},
	{"key without value", "half a line", []string{"version=v4", "version"}, `lgbm: line 2: version: not in the form key=value`},
	{"missing header key", "nothing is guessed", []string{"max_feature_idx=2\n", ""}, `lgbm: line 10: max_feature_idx: missing`},
	{"missing tree key", "nothing is guessed", []string{"decision_type=8 10 2 10\n", ""}, `lgbm: line 28: decision_type: missing`},
	{"missing tree sizes", "LightGBM jumps by them", []string{"tree_sizes=659 662\n", ""}, `lgbm: line 10: tree_sizes: missing`},
	{"number with a sign", "not a canonical number", []string{"num_class=1", "num_class=+1"}, `lgbm: line 3: num_class: "+1" is not a whole number`},
	{"number with a leading zero", "not a canonical number", []string{"num_leaves=5", "num_leaves=05"}, `lgbm: line 13: num_leaves: "05" is not a whole number`},
	{"minus zero", "not a canonical number", []string{"num_cat=0", "num_cat=-0"}, `lgbm: line 14: num_cat: "-0" is not a whole number`},
	{"huge number", "memory is not taken on a claim", []string{"num_leaves=5", "num_leaves=99999999999999999999"}, `lgbm: line 13: num_leaves: "99999999999999999999" outside 1..2147483647`},
	{"no leaves", "a tree has at least one", []string{"num_leaves=5", "num_leaves=0"}, `lgbm: line 13: num_leaves: "0" outside 1..2147483647`},
	{"many leaves claimed", "memory is not taken on a claim", []string{"num_leaves=5", "num_leaves=2147483647"}, `lgbm: line 15: split_feature: 4 values, expected 2147483646`},
	{"one leaf claimed", "the lists say five", []string{"num_leaves=5", "num_leaves=1"}, `lgbm: line 15: split_feature: 4 values, expected 0`},
	{"feature count", "names and index must agree", []string{"max_feature_idx=2", "max_feature_idx=3"}, `lgbm: line 8: feature_names: 3 values, expected 4`},
	{"feature infos", "infos and index must agree", []string{"] [-2:7] [", "] ["}, `lgbm: line 9: feature_infos: 2 values, expected 3`},
	{"empty feature info", "two spaces", []string{"[-2:7] ", " "}, `lgbm: line 9: feature_infos: value 1: empty entry`},
	{"repeated feature name", "a name must mean one column", []string{"Column_0 Column_1", "Column_0 Column_0"}, `lgbm: line 8: feature_names: value 1: "Column_0" appears twice`},
	{"empty feature name", "two spaces", []string{"Column_0 Column_1", "Column_0 "}, `lgbm: line 8: feature_names: value 1: empty name`},
	{"monotone constraints", "one per feature", []string{"feature_infos", "monotone_constraints=1 0\nfeature_infos"}, `lgbm: line 9: monotone_constraints: 2 values, expected 3`},
	{"monotone constraint", "-1, 0 or 1", []string{"feature_infos", "monotone_constraints=1 0 2\nfeature_infos"}, `lgbm: line 9: monotone_constraints: value 2: "2" outside -1..1`},
	{"sigmoid", "a probability needs its slope", []string{"sigmoid:1", "sigmoid"}, `lgbm: line 7: objective: "sigmoid" where "sigmoid:" and a number must stand`},
	{"sigmoid 0", "a probability of one half for everyone", []string{"sigmoid:1", "sigmoid:0"}, `lgbm: line 7: objective: sigmoid: "0" is not above 0`},
	{"sigmoid NaN", "not a number", []string{"sigmoid:1", "sigmoid:nan"}, `lgbm: line 7: objective: sigmoid: "nan" is not a finite decimal number`},
	{"split feature", "index of a feature that is not there", []string{"split_feature=0 2", "split_feature=0 3"}, `lgbm: line 15: split_feature: node 1: index 3 outside 0..2`},
	{"negative split feature", "index of a feature that is not there", []string{"split_feature=0 2", "split_feature=0 -1"}, `lgbm: line 15: split_feature: node 1: index -1 outside 0..2`},
	{"fewer thresholds", "lists must agree", []string{" -2.5959557830267288", ""}, `lgbm: line 17: threshold: 3 values, expected 4`},
	{"NaN threshold", "no value is <= NaN", []string{"3.5000000000000004", "nan"}, `lgbm: line 17: threshold: value 2: "nan" is not a finite decimal number`},
	{"minus infinite threshold", "LightGBM writes inf only", []string{"3.5000000000000004", "-inf"}, `lgbm: line 17: threshold: value 2: "-inf" is not a finite decimal number`},
	{"threshold overflow", "would be read as infinity", []string{"3.5000000000000004", "1e999"}, `lgbm: line 17: threshold: value 2: "1e999" is too large for a float64`},
	{"hexadecimal threshold", "strconv reads it, LightGBM does not write it", []string{"3.5000000000000004", "0x1p3"}, `lgbm: line 17: threshold: value 2: "0x1p3" is not a finite decimal number`},
	{"infinite leaf", "a score must be a number", []string{"leaf_value=0.057299074016908494", "leaf_value=inf"}, `lgbm: line 21: leaf_value: value 0: "inf" is not a finite decimal number`},
	{"fewer leaves", "lists must agree", []string{"leaf_value=0.057299074016908494 ", "leaf_value="}, `lgbm: line 21: leaf_value: 4 values, expected 5`},
	{"trailing space", "an empty value", []string{"decision_type=8 10 2 10", "decision_type=8 10 2 "}, `lgbm: line 18: decision_type: value 3: "" is not a whole number`},
	{"missing type 3", "there are three missing types, 0 to 2", []string{"decision_type=8", "decision_type=12"}, `lgbm: line 18: decision_type: value 0: "12" outside 0..11`},
	{"unknown decision bits", "a format we do not know", []string{"decision_type=8", "decision_type=24"}, `lgbm: line 18: decision_type: value 0: "24" outside 0..11`},
	{"child too large", "outside the tree", []string{"left_child=2 -2", "left_child=2 4"}, `lgbm: line 19: left_child: node 1: index 4 outside -5..3`},
	{"leaf too large", "outside the tree", []string{"right_child=1 -3 -4 -5", "right_child=1 -3 -4 -6"}, `lgbm: line 20: right_child: node 3: index -6 outside -5..3`},
	{"shared leaf", "two paths, one rule", []string{"right_child=1 -3 -4 -5", "right_child=1 -3 -4 -4"}, `lgbm: line 20: right_child: leaf 3 is reached twice`},
	{"shared node", "leaves never ends on it", []string{"left_child=2 -2", "left_child=2 3"}, `lgbm: line 19: left_child: node 3 is reached twice`},
	{"root as child", "scoring would never end", []string{"left_child=2 -2 3 -1", "left_child=2 -2 0 -1"}, `lgbm: line 19: left_child: node 0 is reached twice`},
	{"cycle", "scoring would never end", []string{"left_child=2 -2 3 -1", "left_child=2 -2 3 2"}, `lgbm: line 19: left_child: node 2 is reached twice`},
	{"cycle out of reach", "a part no row comes to", []string{"left_child=2 -2 3 -1", "left_child=-1 -2 3 2"}, `lgbm: line 19: left_child: node 2 is not reached from the root`},
	{"leaf weights", "lists must agree", []string{"leaf_weight=17.739775657653809 ", "leaf_weight="}, `lgbm: line 22: leaf_weight: 4 values, expected 5`},
	{"leaf counts", "explanations divide by them", []string{"leaf_count=71 135", "leaf_count=71 -1"}, `lgbm: line 23: leaf_count: value 1: "-1" outside 0..2147483647`},
	{"internal counts", "lists must agree", []string{"internal_count=500 ", "internal_count="}, `lgbm: line 26: internal_count: 3 values, expected 4`},
	{"split gain", "every number is finite", []string{"split_gain=62.9661", "split_gain=-nan"}, `lgbm: line 16: split_gain: value 0: "-nan" is not a finite decimal number`},
	{"shrinkage", "every number is finite", []string{"shrinkage=1\n", "shrinkage=\n"}, `lgbm: line 28: shrinkage: 0 values, expected 1`},
	{"tree number", "trees in another order are another model", []string{"Tree=1", "Tree=2"}, `lgbm: line 31: "Tree=2" where "Tree=1" must stand`},
	{"one blank line", "trees end with two", []string{"shrinkage=1\n\n\n", "shrinkage=1\n\n"}, `lgbm: line 30: "Tree=1" where "" must stand`},
	{"end mark", "the file may be cut", []string{"end of trees", "end of tree"}, `lgbm: line 50: "end of tree" where "end of trees" must stand`},
	{"unknown section", "a format we do not know", []string{"\nparameters:\n", "\nfuture:\n"}, `lgbm: line 57: unknown section "future"`},
	{"section without end", "the file may be cut", []string{"end of parameters\n", ""}, `lgbm: line 181: parameters: "pandas_categorical:null" is not in the form [key: value]`},
	{"importance of nothing", "a feature that is not there", []string{"Column_1=2", "Column_9=2"}, `lgbm: line 55: feature_importances: unknown feature "Column_9"`},
	{"importance", "not a count", []string{"Column_1=2", "Column_1=many"}, `lgbm: line 55: feature_importances: "many" is not a count`},
	{"text after a section's name", "a format we do not know", []string{"\nparameters:\n", "\nparameters: new\n"}, `lgbm: line 57: parameters: " new" after the colon`},
	{"repeated section", "a file glued to another", []string{"\npandas_categorical:null", "\npandas_categorical:null\npandas_categorical:null"}, `lgbm: line 183: pandas_categorical: appears twice`},
}

// unsupportedModels use parts of LightGBM that are left out on purpose.
var unsupportedModels = []badModel{
	{"version 5", "a format we do not know", []string{"version=v4", "version=v5"}, `lgbm: line 2: version: "v5" is not supported; v2, v3 and v4 are`},
	{"version 1", "too old to have missing types", []string{"version=v4", "version=v1"}, `lgbm: line 2: version: "v1" is not supported; v2, v3 and v4 are`},
	{"several classes", "one score per class", []string{"num_class=1", "num_class=3"}, `lgbm: line 3: num_class: 3: several classes are not supported`},
	{"several trees a round", "one score per class", []string{"iteration=1", "iteration=3"}, `lgbm: line 4: num_tree_per_iteration: 3: several classes are not supported`},
	{"random forest", "its score is a mean", []string{"feature_names", "average_output\nfeature_names"}, `lgbm: line 8: average_output: random forest averaging is not supported`},
	{"regression", "its score is no log-odds", []string{"binary sigmoid:1", "regression"}, `lgbm: line 7: objective: "regression" is not supported; binary is`},
	{"cross-entropy", "labels that are probabilities", []string{"binary sigmoid:1", "cross_entropy"}, `lgbm: line 7: objective: "cross_entropy" is not supported; binary is`},
	{"custom objective", "what the score means is not in the file", []string{"objective=binary sigmoid:1\n", ""}, `lgbm: line 10: objective: missing; models of a custom objective are not supported`},
	{"linear trees", "leaves are formulas", []string{"is_linear=0", "is_linear=1"}, `lgbm: line 27: is_linear: linear trees are not supported`},
	{"linear leaves", "leaves are formulas", []string{"is_linear=0\n", "is_linear=0\nleaf_const=1 2 3 4 5\n"}, `lgbm: line 28: leaf_const: linear trees are not supported`},
	{"categorical tree", "bit sets instead of thresholds", []string{"num_cat=0", "num_cat=1"}, `lgbm: line 14: num_cat: categorical splits are not supported`},
	{"categories", "bit sets instead of thresholds", []string{"is_linear=0", "cat_boundaries=0 1\nis_linear=0"}, `lgbm: line 27: cat_boundaries: categorical splits are not supported`},
	{"categorical split", "bit sets instead of thresholds", []string{"decision_type=8", "decision_type=9"}, `lgbm: line 18: decision_type: value 0: categorical splits are not supported`},
	{"categorical columns", "numbers that stand for words we do not have", []string{"categorical:null", `categorical:[["a", "b"]]`}, `lgbm: line 182: pandas_categorical: categorical columns are not supported`},
	{"custom parser", "columns made by code we do not have", []string{"\npandas_categorical", "\nparser:\n{}\nend of parser\n\npandas_categorical"}, `lgbm: line 182: parser: custom parsers are not supported`},
}

// apply returns the edited text.
func (c badModel) apply(base string) []byte {
	text := edit(base, c.edit...)
	if !strings.Contains(text, "end of trees") || !strings.Contains(text, "\ntree_sizes=") {
		return []byte(text)
	}
	return resize(text)
}

func TestMalformed(t *testing.T) {
	base := string(plain(t, "three-missing.txt"))
	seen := map[string]bool{}
	for i, c := range append(slices.Clone(badModels), unsupportedModels...) {
		t.Run(c.name, func(t *testing.T) {
			require.NotEmpty(t, c.why)
			require.False(t, seen[c.name], "appears twice")
			seen[c.name] = true
			m, err := Parse(c.apply(base))
			require.EqualError(t, err, c.want)
			require.Nil(t, m)
			require.Equal(t, i >= len(badModels), errors.Is(err, ErrUnsupported))
			var parse *ParseError
			require.ErrorAs(t, err, &parse)
			require.Positive(t, parse.Line)
		})
	}
}

// TestTreeSizes: LightGBM jumps by tree_sizes, so they must be right to the byte.
func TestTreeSizes(t *testing.T) {
	base := string(plain(t, "three-missing.txt"))
	for _, c := range []struct{ sizes, want string }{
		{"658 662", "lgbm: line 10: tree_sizes: tree 0 has 659 bytes, not 658"},
		{"660 662", "lgbm: line 10: tree_sizes: tree 0 has 659 bytes, not 660"},
		{"659 663", "lgbm: line 10: tree_sizes: tree 1 has 662 bytes, not 663"},
		{"659", `lgbm: line 31: "Tree=1" where "end of trees" must stand`},
		{"659 662 662", `lgbm: line 50: "end of trees" where "Tree=2" must stand`},
		{"659 662 ", `lgbm: line 10: tree_sizes: value 2: "" is not a whole number`},
		{"659 99999999999", `lgbm: line 10: tree_sizes: value 1: "99999999999" outside 1..67108864`},
		{"0 662", `lgbm: line 10: tree_sizes: value 0: "0" outside 1..67108864`},
		{"", "lgbm: line 10: tree_sizes: a model without trees is not supported"},
	} {
		m, err := Parse([]byte(edit(base, "659 662", c.sizes)))
		require.EqualError(t, err, c.want)
		require.Nil(t, m)
	}
}

// TestTruncated cuts a file after every byte. No part of it is a model, up to
// the mark that ends the trees; what follows takes no part in a score.
func TestTruncated(t *testing.T) {
	text := plain(t, "three-missing.txt")
	mark := strings.Index(string(text), "end of trees\n") + len("end of trees\n")
	for n := range text {
		m, err := Parse(text[:n])
		if n < mark {
			require.Error(t, err, "%d bytes", n)
		}
		require.Equal(t, err != nil, m == nil, "%d bytes", n)
	}
}

// TestLongErrors: an error repeats only a little of the file.
func TestLongErrors(t *testing.T) {
	base := string(plain(t, "three-missing.txt"))
	_, err := Parse([]byte(edit(base, "version=v4", "version="+strings.Repeat("4", 10_000))))
	require.ErrorContains(t, err, `4444"... is not supported`)
	require.Less(t, len(err.Error()), 200)
}

// TestTooLong: a file beyond the limit is refused before it is read.
func TestTooLong(t *testing.T) {
	_, err := Parse(make([]byte, maxText+1))
	require.EqualError(t, err, "lgbm: line 1: 67108865 bytes, at most 67108864 are read")
}
