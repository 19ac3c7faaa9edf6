package main

import (
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/explain"
	"retain/core/roster"
	"retain/models/registry"
)

func TestSelfTest(t *testing.T) {
	want := result{0, "v3_causal: 256 of 256 reference patients exact, with 2 evaluators\n", ""}
	require.Equal(t, want, world{}.call("self-test -model v3_causal"))
	require.Equal(t, want, world{env: map[string]string{"MODEL_VERSION": "v3_causal"}}.call("self-test"))
	all := world{}.call("self-test")
	require.Equal(t, 0, all.code)
	require.Contains(t, all.stdout, want.stdout)
}

func TestModelInfo(t *testing.T) {
	got := world{}.call("model info -model v3_causal")
	require.Equal(t, 0, got.code, got.stderr)
	place := -1
	for _, part := range []string{
		"v3_causal (challenger): ", "SHA-256 ", "200 trees", "features", "v3_causal: age, days_in_trial, visit_rate", "horizon", "none: at any time in the simulated trial",
		"calibrator", "logistic: the raw score as it is", "data", "synthetic: ", "recipe v3_causal, 1000 patients, seed 42; 1000 patients, 525 dropouts",
		"train: 800 patients, 420 dropouts", "test: 200 patients, 105 dropouts", "SHA-256 ", ", split ",
		"training ranges", "age 18 to 84, days_in_trial 30 to 364", "compared with", "420 of 800 training patients who left",
		"interval", "none: no calibration patients", "separation", "none: no calibration patients", "thresholds", "prediction 1 from 0.35 (default), Moderate from 0.10 (default)",
		"libraries", "lightgbm 4.7.0", "seed 42", "card", "SHA-256 ", "self-test", "256 of 256 reference patients exact",
		"on the test part", "value (95 % interval)", "AUC", "0.622 (0.544 to 0.697)", "Brier score", "0.274 (", "calibration slope", "0.264 (",
		"threshold", "recall", "precision", "F1", "0.2 ", "0.848 (", "0.35 ", "0.724 (", "decision threshold", "0.5 ", "0.619 (",
	} {
		at := strings.Index(got.stdout[place+1:], part)
		require.GreaterOrEqual(t, at, 0, "%q is not there, or not in its place", part)
		place += 1 + at
	}
	require.Equal(t, got, world{}.call("model info -model v3_causal"), "the order is fixed")
	calibrated := world{}.call("model info -model v4_landmark")
	for _, part := range []string{"within 90 days", "Venn-Abers, from 200000 calibration patients", "conformal at 90 %: separable_stay ", "holdout: 50000 patients"} {
		require.Contains(t, calibrated.stdout, part)
	}
	moved := world{env: map[string]string{"DECISION_THRESHOLD": "0.2"}}.call("model info -model v3_causal")
	require.Contains(t, moved.stdout, "prediction 1 from 0.2 (environment)")
}

// modelFile writes the registered model to a file.
func modelFile(t *testing.T) string {
	t.Helper()
	data, err := registry.Files.ReadFile("v3_causal/model.txt")
	require.NoError(t, err)
	return file(t, "model.txt", string(data))
}

// The features of the reference patients give the raw scores that LightGBM gave.
func TestModelRawExact(t *testing.T) {
	o, err := registry.Open("v3_causal", "")
	require.NoError(t, err)
	var table strings.Builder
	table.WriteString(head + "\n")
	for i, p := range o.Manifest.Reference.Patients { // age, arm, phase, days, visits, last, events
		cell := func(j int) string { return strings.Trim(string(p[j]), `"`) }
		fmt.Fprintf(&table, "R%d,%s,Female,%s,%s,%s,%s,%s,%s\n", i, cell(0), cell(1), cell(2), cell(3), cell(4), cell(5), cell(6))
	}
	var features, rows strings.Builder
	require.NoError(t, roster.Features(strings.NewReader(table.String()), &features, o.Model.Features))
	for _, line := range strings.Split(strings.TrimSpace(features.String()), "\n")[1:] {
		_, row, _ := strings.Cut(line, ",")
		rows.WriteString(row + "\n")
	}
	got := world{stdin: rows.String()}.call("model raw", modelFile(t), "-")
	require.Equal(t, 0, got.code, got.stderr)
	lines := strings.Split(strings.TrimSpace(got.stdout), "\n")
	require.Len(t, lines, len(o.Manifest.Reference.Raw))
	for i, want := range o.Manifest.Reference.Raw {
		x, err := strconv.ParseFloat(lines[i], 64)
		require.NoError(t, err)
		require.Equal(t, math.Float64bits(want), math.Float64bits(x))
		require.Equal(t, strconv.FormatFloat(want, 'g', -1, 64), lines[i])
	}
}

func TestModelRawRows(t *testing.T) {
	model := modelFile(t)
	good := "65,120,0.6,0.033,15,0.013,0.025,0.8,0.4"
	want := world{stdin: good}.call("model raw", model, "-")
	require.Equal(t, 0, want.code, want.stderr)
	for _, c := range []struct {
		name, in string
		lines    int
		stderr   string
	}{
		{"CR LF, an empty line, spaces", good + "\r\n\r\n" + strings.ReplaceAll(good, ",", " , ") + "\r\n", 2, ""},
		{"a missing value in every spelling", ",nan,NaN,NAN,,,,,\n,,,,,,,,", 2, ""},
		{"infinite values", strings.Replace(good, "65", "inf", 1) + "\n" + strings.Replace(good, "65", "-Infinity", 1), 2, ""},
		{"too few and too many", "1,2\n" + good + "\n" + good + ",1\n", 1,
			"-:1: row: the number of cells is 2; allowed: 9, as the model has features\n" +
				"-:3: row: the number of cells is 10; allowed: 9, as the model has features\n"},
		{"no number", good + "\n\n1,x,1,1,1,1,1,1,1\n" + good, 2,
			"-:3: column 2: is not a number; allowed: a number that a float64 can hold, nan, or nothing\n"},
		{"too large a number", strings.Replace(good, "65", "1e999", 1), 0,
			"-:1: column 1: is not a number; allowed: a number that a float64 can hold, nan, or nothing\n"},
		{"nothing", "", 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := world{stdin: c.in}.call("model raw", model, "-")
			require.Equal(t, c.stderr, got.stderr)
			require.Equal(t, c.stderr != "", got.code == 1)
			require.Equal(t, c.lines, strings.Count(got.stdout, "\n"))
		})
	}
}

// oneFeature is a model of one split at 0.5, with missing values to the right:
// 25 training rows score -1 and 75 score 2, in the mean 1.25.
func oneFeature(counts string) string {
	tree := "Tree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nsplit_gain=1\nthreshold=0.5\ndecision_type=8\nleft_child=-1\nright_child=-2\n" +
		"leaf_value=-1 2\n" + counts + "is_linear=0\nshrinkage=1\n\n\n"
	return "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=0\nobjective=binary sigmoid:1\n" +
		"feature_names=x\nfeature_infos=[0:1]\ntree_sizes=" + strconv.Itoa(len(tree)) + "\n\n" + tree +
		"end of trees\n\nfeature_importances:\nx=1\n\nparameters:\nend of parameters\n\npandas_categorical:null\n"
}

const someCounts = "leaf_count=25 75\ninternal_count=100\n"

// One empty line is one missing value where a row has one cell.
func TestModelRawOneFeature(t *testing.T) {
	got := world{stdin: "\ufeff0\n\n1\n"}.call("model raw", file(t, "one.txt", oneFeature(someCounts)), "-")
	require.Equal(t, result{0, "-1\n2\n2\n", ""}, got)
}

func TestModelRawContributions(t *testing.T) {
	model := file(t, "one.txt", oneFeature(someCounts))
	const left, right = "-1,-2.25,1.25\n", "2,0.75,1.25\n" // score, contribution, base
	for _, args := range [][]string{{"-contrib", model, "-"}, {model, "-", "--contrib"}} {
		got := world{stdin: "0\n\n0.75\n"}.call("model raw", args...)
		require.Equal(t, result{0, left + right + right, ""}, got)
	}
	got := world{stdin: "0\nx\n1,2\n1\n"}.call("model raw", model, "-", "-contrib")
	require.Equal(t, 1, got.code)
	require.Equal(t, left+right, got.stdout, "good rows are explained although others are not")
	require.Equal(t, 2, strings.Count(got.stderr, "\n"))
}

// The registered model's contributions, one a feature and then the base, add up
// to the score that stands before them; without -contrib it stands there alone.
func TestModelRawContributionsAddUp(t *testing.T) {
	const rows = "65,120,0.6,0.033,15,0.013,0.025,0.8,0.4\n18,1,0,0,1,0,0,0.2,0.1\n,,,,,,,,\n"
	model := modelFile(t)
	plain := strings.Fields(world{stdin: rows}.call("model raw", model, "-").stdout)
	got := world{stdin: rows}.call("model raw", model, "-", "-contrib")
	require.Equal(t, 0, got.code, got.stderr)
	lines := strings.Fields(got.stdout)
	require.Len(t, lines, 3)
	for i, line := range lines {
		cells := strings.Split(line, ",")
		require.Len(t, cells, 1+9+1)
		require.Equal(t, plain[i], cells[0])
		values := make([]float64, len(cells))
		for j, cell := range cells {
			var err error
			values[j], err = strconv.ParseFloat(cell, 64)
			require.NoError(t, err)
			require.Equal(t, strconv.FormatFloat(values[j], 'g', -1, 64), cell)
		}
		require.NoError(t, explain.Check(values[1:10], values[10], values[0]))
	}
}

// A model without counts scores, and is refused where it cannot be explained.
func TestModelRawWithoutCounts(t *testing.T) {
	model := file(t, "bare.txt", oneFeature(""))
	require.Equal(t, result{0, "-1\n", ""}, world{stdin: "0\n"}.call("model raw", model, "-"))
	want := result{1, "", "retain: " + model + ": explain: tree 0: leaf_count: missing; without counts of training rows a model can score but not explain\n"}
	require.Equal(t, want, world{stdin: "0\n"}.call("model raw", model, "-", "-contrib"))
}

func TestModelRawRefuses(t *testing.T) {
	for text, problem := range map[string]string{
		"tree\nversion=v5\n\n": `:2: version: "v5" is not supported; v2, v3 and v4 are`,
		"a,b\n1,2\n":           `:1: model: "a,b" where "tree" must stand`,
	} {
		bad := file(t, "bad.txt", text)
		require.Equal(t, result{1, "", bad + problem + "\n"}, world{stdin: "1\n"}.call("model raw", bad, "-"))
	}
	require.Equal(t, 2, world{}.call("model raw", filepath.Join(t.TempDir(), "none"), "-").code)
}
