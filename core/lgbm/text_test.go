package lgbm

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// stump is the text of a model of one feature and one split: a value that goes
// left scores -1, one that goes right scores 1.
func stump(decisionType int, threshold string) []byte {
	return resize(fmt.Sprintf(`tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=0
objective=binary sigmoid:1
feature_names=x
feature_infos=[-1:1]
tree_sizes=0

Tree=0
num_leaves=2
num_cat=0
split_feature=0
threshold=%s
decision_type=%d
left_child=-1
right_child=-2
leaf_value=-1 1
shrinkage=1


end of trees
`, threshold, decisionType))
}

var (
	treeStart = regexp.MustCompile(`(?m)^(Tree=|end of trees)`)
	sizesLine = regexp.MustCompile(`(?m)^tree_sizes=.*$`)
)

// resize writes tree_sizes anew after an edit. Text without trees stays as it is.
func resize(text string) []byte {
	starts := treeStart.FindAllStringIndex(text, -1)
	if len(starts) == 0 {
		return []byte(text)
	}
	var sizes []string
	for i := range starts[1:] {
		sizes = append(sizes, strconv.Itoa(starts[i+1][0]-starts[i][0]))
	}
	return []byte(sizesLine.ReplaceAllLiteralString(text, "tree_sizes="+strings.Join(sizes, " ")))
}

// edit replaces the first occurrence of each old text by the new one that
// follows it. An old text that does not occur is a mistake in the test.
func edit(text string, oldNew ...string) string {
	for i := 0; i < len(oldNew); i += 2 {
		if !strings.Contains(text, oldNew[i]) {
			panic(fmt.Sprintf("lgbm test: %q does not occur", oldNew[i]))
		}
		text = strings.Replace(text, oldNew[i], oldNew[i+1], 1)
	}
	return text
}
