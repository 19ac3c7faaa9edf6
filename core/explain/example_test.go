package explain_test

import (
	"fmt"
	"math"

	"retain/core/explain"
	"retain/core/lgbm"
)

// A tree with one split: 30 training rows with x <= 0.5 score -1, 70 score 2.
const modelText = `tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=0
objective=binary sigmoid:1
feature_names=x
feature_infos=[0:1]
tree_sizes=171

Tree=0
num_leaves=2
num_cat=0
split_feature=0
threshold=0.5
decision_type=2
left_child=-1
right_child=-2
leaf_value=-1 2
leaf_count=30 70
internal_count=100
shrinkage=1


end of trees
`

// A model is prepared once. Each row then has its contributions in log-odds,
// from the base to the raw score, and in points, from the base risk to its own.
func Example() {
	m, err := lgbm.Parse([]byte(modelText))
	if err != nil {
		fmt.Println(err)
		return
	}
	e, err := explain.New(m)
	if err != nil {
		fmt.Println(err)
		return
	}
	row, raw, contributions := []float64{0.25}, make([]float64, 1), make([]float64, 1)
	if err := m.Score(row, raw); err != nil {
		fmt.Println(err)
		return
	}
	if err := e.Contributions(row, contributions); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f = %.3f + %.3f\n", raw[0], contributions[0], e.Base())

	logistic := func(raw float64) float64 { return 1 / (1 + math.Exp(-raw)) }
	points := make([]float64, 1)
	if err := explain.Points(contributions, e.Base(), raw[0], logistic, points); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f %% = %.1f points + %.1f %%\n", 100*logistic(raw[0]), points[0], 100*logistic(e.Base()))
	// Output:
	// -1.000 = -2.100 + 1.100
	// 26.9 % = -48.1 points + 75.0 %
}
