// Package assesstest makes engines with small random models and patients from
// the whole contract, for tests that prove a search against trying everything.
// It is for tests only; no program links it.
package assesstest

import (
	"fmt"
	"strings"
	"testing"

	"retain/core/assess"
	"retain/core/calibrate"
	"retain/core/config"
	"retain/core/feature"
	"retain/core/lgbm"
	"retain/core/patient"
	"retain/core/policy"
)

// Pick returns a whole number from 0 to n-1; math/rand's IntN is one.
type Pick func(n int) int

// Anyone draws a patient from the whole contract, its rule between visits and
// last visit day included.
func Anyone(pick Pick) patient.Patient {
	choice := func(field string) string {
		c := patient.Fields[patient.Index(field)].Choices
		return c[pick(len(c))]
	}
	p := patient.Patient{
		PatientID: "P-1", Age: 18 + pick(68), Gender: choice(patient.Gender),
		TreatmentGroup: choice(patient.TreatmentGroup), TrialPhase: choice(patient.TrialPhase),
		DaysInTrial: 1 + pick(1000), VisitsCompleted: pick(101), AdverseEvents: pick(51),
	}
	if p.VisitsCompleted > 0 {
		p.LastVisitDay = 1 + pick(p.DaysInTrial)
	}
	return p
}

// Engine returns an engine whose model is that many random trees of one to
// seven splits on the features of v3_causal. Thresholds are values that patients
// have, leaves whole multiples of 1/8, so that equal scores are common. The
// training ranges hold part of the contract.
func Engine(tb testing.TB, trees int, pick Pick) *assess.Engine {
	tb.Helper()
	must := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatalf("assesstest: %v", err)
		}
	}
	features, err := feature.Lookup("v3_causal")
	must(err)
	model, err := lgbm.Parse(text(features, trees, pick))
	must(err)
	scorer, err := lgbm.NewLeaves(model)
	must(err)
	calibrator, err := calibrate.New(calibrate.Spec{Method: "logistic"})
	must(err)
	c, err := config.New()
	must(err)
	return &assess.Engine{AppVersion: "1.0.0+test", Policy: policy.FromConfig(c), Model: &assess.Model{
		Version: "random", Stage: "archived", SHA256: strings.Repeat("0", 64), Features: features,
		Calibrator: calibrator, Scorer: scorer, Trees: model,
		Ranges: map[string][2]int{patient.Age: {20, 70}, patient.DaysInTrial: {5, 400}, patient.VisitsCompleted: {0, 12},
			patient.LastVisitDay: {0, 380}, patient.AdverseEvents: {0, 9}},
	}}
}

// text writes a model file.
func text(v *feature.Version, trees int, pick Pick) []byte {
	var all strings.Builder
	var sizes []string
	row := make([]float64, v.Len())
	for t := range trees {
		splits := 1 + pick(7)
		var b strings.Builder
		fmt.Fprintf(&b, "Tree=%d\nnum_leaves=%d\nnum_cat=0\n", t, splits+1)
		var feature, threshold, decision, left, right, value, leaves, nodes []string
		// a chain: each split has a leaf on one side, the next split on the other
		for i := range splits {
			v.Compute(Anyone(pick), row)
			f := pick(v.Len())
			if row[f] == 0 {
				row[f] = lgbm.ZeroBand // what LightGBM writes for it
			}
			feature, threshold = append(feature, fmt.Sprint(f)), append(threshold, fmt.Sprint(row[f]))
			decision = append(decision, "2")
			a, b := fmt.Sprint(-1-i), fmt.Sprint(i+1)
			if i == splits-1 {
				b = fmt.Sprint(-1 - splits)
			}
			if pick(2) == 0 {
				a, b = b, a
			}
			left, right = append(left, a), append(right, b)
			nodes = append(nodes, fmt.Sprint(splits+1-i))
		}
		for range splits + 1 {
			value, leaves = append(value, fmt.Sprint(float64(pick(33)-16)/8)), append(leaves, "1")
		}
		for _, line := range []struct {
			key    string
			values []string
		}{{"split_feature", feature}, {"threshold", threshold}, {"decision_type", decision}, {"left_child", left},
			{"right_child", right}, {"leaf_value", value}, {"leaf_count", leaves}, {"internal_count", nodes}} {
			fmt.Fprintf(&b, "%s=%s\n", line.key, strings.Join(line.values, " "))
		}
		b.WriteString("shrinkage=1\n\n\n")
		sizes = append(sizes, fmt.Sprint(b.Len()))
		all.WriteString(b.String())
	}
	infos := strings.TrimSuffix(strings.Repeat("[0:1000] ", v.Len()), " ")
	return fmt.Appendf(nil, "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=%d\n"+
		"objective=binary sigmoid:1\nfeature_names=%s\nfeature_infos=%s\ntree_sizes=%s\n\n%send of trees\n",
		v.Len()-1, strings.Join(v.Names(), " "), infos, strings.Join(sizes, " "), all.String())
}
