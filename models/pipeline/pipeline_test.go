//go:build !js

package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/models/card"
	"retain/models/manifest"
	"retain/models/results"
)

// register runs every stage from calibrate on.
func register(dir, registry string) error {
	for _, args := range [][]string{{"calibrate", dir}, {"evaluate", dir}, {"package", dir, "-registry", registry}, {"index", "-registry", registry}} {
		if err := call(args...); err != nil {
			return err
		}
	}
	return nil
}

func TestStagesRegisterAVersion(t *testing.T) {
	dir, registry := version(t), t.TempDir()
	require.NoError(t, register(dir, registry))

	index, err := os.ReadFile(filepath.Join(registry, "registry.json"))
	require.NoError(t, err)
	x, err := manifest.ParseIndex(index)
	require.NoError(t, err)
	require.Len(t, x.Versions, 1)
	require.Equal(t, "challenger", x.Versions[0].Stage)
	_, o, err := openFolder(filepath.Join(registry, "v9_test"))
	require.NoError(t, err)
	m := o.Manifest
	require.Equal(t, 256, o.References())
	require.Equal(t, 90, o.Model.HorizonDays)
	require.Equal(t, []int{1200, 600, 600, 600}, []int{m.Data.Part("train").Rows, m.Data.Part("calibrate").Rows, m.Data.Part("holdout").Rows, m.Data.Part("test").Rows})
	require.Equal(t, 1200, m.Rates.All.N, "rates are those of the train part")
	require.NotNil(t, m.VennAbers)
	require.Equal(t, 600, m.VennAbers.Cases())
	require.NotNil(t, m.Separation)
	require.Equal(t, m.Support.Ranges(), m.TrainingRanges)
	require.Equal(t, []float64{0.2, 0.35, 0.5}, []float64{m.Test.At[0].Threshold, m.Test.At[1].Threshold, m.Test.At[2].Threshold})
	require.NotNil(t, m.Test.AUC.Low)

	page, err := os.ReadFile(filepath.Join(registry, "v9_test", "card.json"))
	require.NoError(t, err)
	d, err := card.Parse(page)
	require.NoError(t, err)
	text := card.Markdown(d)
	require.Contains(t, text, "Unknown, because this model file with this calibrator was not tried on any real trial.")
	require.Contains(t, text, "| num_leaves | 15 |\n| max_depth | 5 |\n")
	require.Contains(t, text, "one more completed visit never raises the risk")

	// a second run writes the same bytes
	again := t.TempDir()
	require.NoError(t, register(dir, again))
	for _, name := range []string{"registry.json", "v9_test/manifest.json", "v9_test/card.json", "v9_test/card.md", "v9_test/model.txt"} {
		first, err := os.ReadFile(filepath.Join(registry, name))
		require.NoError(t, err)
		second, err := os.ReadFile(filepath.Join(again, name))
		require.NoError(t, err)
		require.Equal(t, string(first), string(second), name)
	}
}

// Rivals are compared at equal thresholds: one that differs from LightGBM only
// in how extreme its scores are has the same figures once both are calibrated.
func TestComparisonIsOfCalibratedScores(t *testing.T) {
	dir := version(t)
	require.NoError(t, call("calibrate", dir))
	require.NoError(t, call("evaluate", dir))
	var r results.Results
	require.NoError(t, readJSON(dir, resultsFile, &r))
	require.Len(t, r.Engines, 3, "no truth: this recipe does not know it")
	own, err := r.Of(results.LightGBM)
	require.NoError(t, err)
	rival, err := r.Of("xgboost")
	require.NoError(t, err)
	const fitted = 1e-6 // two fits of the same curve
	require.Len(t, own.At, 9)
	for i := range own.At {
		require.Equal(t, own.At[i].Flagged, rival.At[i].Flagged)
	}
	require.InDelta(t, *own.CalibrationSlope.Value, *rival.CalibrationSlope.Value, fitted)
	require.InDelta(t, *own.LogLoss.Value, *rival.LogLoss.Value, fitted)
	require.Equal(t, own.AUC, rival.AUC)
	require.Equal(t, events(take(patients(t, filepath.Join(dir, patientsFile)).Left, everyFifth())), r.Sure.Leave.N)
	require.Equal(t, r.Test.Rows, r.Sure.Leave.N+r.Sure.Stay.N)
	require.Len(t, r.Sure.Deciles, 10)
	n, shares := 0, 0.0
	for _, b := range r.Bands {
		n += b.Observed.N
		shares += b.Share
	}
	require.Equal(t, r.Test.Rows, n, "every patient is in one level")
	require.InDelta(t, 1, shares, fitted)
	counts := map[string]int{}
	for _, g := range r.Subgroups {
		counts[g.By] += g.Observed.N
	}
	require.Equal(t, map[string]int{"Gender": 600, "Age": 600, "Trial phase": 600, "Treatment group": 600}, counts)
}

// everyFifth are the rows of the test part.
func everyFifth() (rows []int) {
	for i := 4; i < 3000; i += 5 {
		rows = append(rows, i)
	}
	return rows
}

// A version without calibrate and holdout parts, as the baseline's.
func TestWithoutCalibration(t *testing.T) {
	dir, registry := version(t), t.TempDir()
	for _, name := range []string{splitFile, scoresFile} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		put(t, filepath.Join(dir, name), strings.NewReplacer(",calibrate", ",test", ",holdout", ",test").Replace(string(text)))
	}
	replace(t, filepath.Join(dir, fitFile), `"horizon_days":90`, `"horizon_days":null`)
	require.NoError(t, register(dir, registry))
	_, o, err := openFolder(filepath.Join(registry, "v9_test"))
	require.NoError(t, err)
	require.Nil(t, o.Manifest.VennAbers)
	require.Nil(t, o.Manifest.Separation)
	require.False(t, o.Model.Calibrator.Corrected())
	require.Zero(t, o.Model.HorizonDays)
	page, err := os.ReadFile(filepath.Join(registry, "v9_test", "card.md"))
	require.NoError(t, err)
	require.Contains(t, string(page), "It was not calibrated")
	require.Contains(t, string(page), "neither an interval nor a separation can be given")
}

// The card of one's own data does not speak of simulation.
func TestCardOfRealPatients(t *testing.T) {
	dir, registry := version(t), t.TempDir()
	fit := filepath.Join(dir, fitFile)
	replace(t, fit, `"synthetic":true`, `"synthetic":false`)
	replace(t, fit, "Simulated.", "Patients of one site.")
	replace(t, fit, `"horizon_days":90`, `"horizon_days":null`)
	replace(t, fit, "recipe v4_landmark, 3000 patients, seed 7", "own.csv")
	require.NoError(t, register(dir, registry))
	page, err := os.ReadFile(filepath.Join(registry, "v9_test", "card.md"))
	require.NoError(t, err)
	require.NotContains(t, strings.ToLower(string(page)), "simulat")
	require.Contains(t, string(page), "It was trained on the patients of one source.")
	require.Contains(t, string(page), "Not shared: the table belongs to those who recorded it.")
}

func TestStagesRefuse(t *testing.T) {
	bit := func(t *testing.T, name string) { // the first score, to the float64 next to it
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		lines := strings.Split(string(text), "\n")
		cells := strings.Split(lines[1], ",")
		place := min(2, len(cells)-1)
		x, err := strconv.ParseFloat(cells[place], 64)
		require.NoError(t, err)
		cells[place] = strconv.FormatFloat(math.Nextafter(x, 9), 'g', -1, 64)
		lines[1] = strings.Join(cells, ",")
		put(t, name, strings.Join(lines, "\n"))
	}
	for _, c := range []struct {
		name   string
		damage func(t *testing.T, at func(string) string)
		want   string
	}{
		{"a score that is not this program's", func(t *testing.T, at func(string) string) { bit(t, at(scoresFile)) }, "fit/scores.csv: row 3: LightGBM gave"},
		{"a reference that is not LightGBM's", func(t *testing.T, at func(string) string) { bit(t, at(refRawFile)) }, "self-test: engine: row 0"},
		{"scores of another order", func(t *testing.T, at func(string) string) { replace(t, at(scoresFile), "S7-000003", "S7-000004") }, "row 1 is of another patient or part than in split.csv"},
		{"scores of another part", func(t *testing.T, at func(string) string) { replace(t, at(scoresFile), ",calibrate,", ",test,") }, "row 1 is of another patient or part"},
		{"a score that is no number", func(t *testing.T, at func(string) string) { replace(t, at(scoresFile), ",0.", ",x0.") }, "is not a finite number"},
		{"an engine that is not known", func(t *testing.T, at func(string) string) { replace(t, at(scoresFile), "xgboost", "catboost") }, `engine "catboost" is not known`},
		{"no LightGBM", func(t *testing.T, at func(string) string) { replace(t, at(scoresFile), "lightgbm", "lgbm") }, "the header is not patient_id,part,lightgbm"},
		{"a part that is not known", func(t *testing.T, at func(string) string) { replace(t, at(splitFile), ",holdout", ",valid") }, `row 4: part "valid" is not known`},
		{"a split of other patients", func(t *testing.T, at func(string) string) { replace(t, at(splitFile), "S7-000001", "S7-1") }, "row 1 is of another patient than in patients.csv"},
		{"a split too short", func(t *testing.T, at func(string) string) { replace(t, at(splitFile), "S7-003000,test\n", "") }, "2999 rows for 3000 patients"},
		{"a row that the contract refuses", func(t *testing.T, at func(string) string) { replace(t, at(patientsFile), "Female", "F") }, "line 2: gender: is not one of the choices"},
		{"words left out", func(t *testing.T, at func(string) string) { replace(t, at(fitFile), `"title"`, `"headline"`) }, "fit/fit.json: title: missing"},
		{"a parameter that is no text", func(t *testing.T, at func(string) string) { replace(t, at(fitFile), `"15"`, `15`) }, "lightgbm: parameters: num_leaves: not text"},
		{"an unknown feature version", func(t *testing.T, at func(string) string) { replace(t, at(fitFile), `"v3_causal"`, `"v8"`) }, `version "v8": not known`},
		{"a model of other features", func(t *testing.T, at func(string) string) {
			replace(t, at(modelFile), "feature_names=age days_in_trial", "feature_names=days_in_trial age")
		}, "the model file's features are not those of v3_causal"},
		{"a section that cannot be drawn", func(t *testing.T, at func(string) string) {
			put(t, at(sectionsFile), `{"sections":[{"id":"use","title":"again"}]}`)
		}, `id "use" is not usable, or there twice`},
		{"a section with a member unknown", func(t *testing.T, at func(string) string) { put(t, at(sectionsFile), `{"sections":[{"name":"x"}]}`) }, `unknown field "name"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, registry := version(t), t.TempDir()
			put(t, filepath.Join(registry, "registry.json"), "as it was")
			c.damage(t, func(name string) string { return filepath.Join(dir, name) })
			require.ErrorContains(t, register(dir, registry), c.want)
			left, err := os.ReadDir(registry)
			require.NoError(t, err)
			require.Len(t, left, 1, "nothing is registered")
			text, err := os.ReadFile(filepath.Join(registry, "registry.json"))
			require.NoError(t, err)
			require.Equal(t, "as it was", string(text))
		})
	}
}

// Features are all or nothing, as roster computes them.
func TestFeatures(t *testing.T) {
	folder := t.TempDir()
	in, out := filepath.Join(folder, "in.csv"), filepath.Join(folder, "out.csv")
	const head = "patient_id,age,gender,treatment_group,trial_phase,days_in_trial,visits_completed,last_visit_day,adverse_events,dropout\n"
	put(t, in, head+"P-1234,65,Female,Placebo,Phase III,120,3,105,4,1\n")
	require.NoError(t, call("features", in, "-feature-version", "v3_causal", "-o", out))
	want := "patient_id,age,days_in_trial,visit_rate,adverse_event_rate,time_since_last_visit,burden,age_adverse_risk,trial_phase_risk,treatment_risk\n" +
		"P-1234,65,120,0.6,0.03305785123966942,15,0.01322314049586777,0.025279533300923675,0.8,0.4\n"
	got, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, want, string(got))

	put(t, in, head+"P-1234,17,Female,Placebo,Phase III,120,3,105,4,1\n")
	require.ErrorContains(t, call("features", in, "-feature-version", "v3_causal", "-o", out), "in.csv: line 2: age: is out of range")
	got, err = os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, want, string(got), "the file is as it was")
}

func TestCalls(t *testing.T) {
	for args, want := range map[string]string{
		"":                                "a stage is missing",
		"train":                           `there is no stage "train"`,
		"calibrate":                       "calibrate: 0 arguments",
		"calibrate a b":                   "calibrate: 2 arguments",
		"calibrate -fast a":               "flag provided but not defined: -fast",
		"simulate -recipe v5 -n 1 -o x":   `recipe "v5" is not known`,
		"simulate -recipe v3_causal -o x": "-n: allowed: 1 to 10000000",
		"simulate -recipe v3_causal -n 1": "-o: a file to write is needed",
		"features -feature-version v9 x":  `version "v9": not known`,
		"calibrate no/such/folder":        "fit.json: no such file",
	} {
		require.ErrorContains(t, call(strings.Fields(args)...), want, args)
	}
}

// A manifest is written over many lines and reads back the same.
func TestManifestText(t *testing.T) {
	text, err := os.ReadFile("../registry/v4_landmark/manifest.json")
	require.NoError(t, err)
	var m manifest.Manifest
	require.NoError(t, json.Unmarshal(text, &m))
	again, err := manifestText(m)
	require.NoError(t, err)
	require.Equal(t, string(text), string(again))
}
