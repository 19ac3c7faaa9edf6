package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"retain/core/evaluate"
	"retain/core/feature"
	"retain/core/lgbm"
	"retain/core/words"
	"retain/models/manifest"
)

// A fitted model of a learning curve.
type fitted struct {
	recipe string
	rows   int
	file   string
}

// readCurve lists the model files RECIPE-ROWS.txt of a folder, by recipe, then
// by rows.
func readCurve(folder string) ([]fitted, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil {
		return nil, err
	}
	var out []fitted
	for _, name := range names {
		recipe, number, ok := strings.Cut(strings.TrimSuffix(filepath.Base(name), ".txt"), "-")
		rows, err := strconv.Atoi(number)
		if !ok || err != nil {
			return nil, fmt.Errorf("%s: allowed: RECIPE-ROWS.txt", name)
		}
		out = append(out, fitted{recipe, rows, name})
	}
	if len(out) == 0 {
		return nil, errors.New(folder + ": no model file")
	}
	slices.SortFunc(out, func(a, b fitted) int {
		if c := strings.Compare(a.recipe, b.recipe); c != 0 {
			return c
		}
		return a.rows - b.rows
	})
	return out, nil
}

// auc is the area under the ROC curve of a model file on fresh patients.
func (m fitted) auc(f fresh) (float64, error) {
	text, err := os.ReadFile(m.file)
	if err != nil {
		return 0, err
	}
	trees, err := lgbm.Parse(text)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", m.file, err)
	}
	version, err := feature.Lookup("v3_causal")
	if err != nil {
		return 0, err
	}
	if !slices.Equal(trees.FeatureNames(), version.Names()) {
		return 0, fmt.Errorf("%s: the features are not those of %s", m.file, version.Name)
	}
	engine, err := lgbm.NewLeaves(trees)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", m.file, err)
	}
	raw := make([]float64, len(f.patients))
	if err := engine.Score(version.Matrix(f.patients), raw); err != nil {
		return 0, err
	}
	return areaOf(raw, f.left)
}

// areaOf is the AUC of raw scores.
func areaOf(raw []float64, left []bool) (float64, error) {
	p, err := probabilities(asItIs, raw)
	if err != nil {
		return 0, err
	}
	return area(p, left)
}

func area(p []float64, left []bool) (float64, error) {
	s, err := evaluate.NewSample(p, left)
	if err != nil {
		return 0, err
	}
	r, err := s.Values(nil, costs)
	if err != nil {
		return 0, err
	}
	if r.AUC.Value == nil {
		return 0, errors.New("no AUC: all outcomes are the same")
	}
	return *r.AUC.Value, nil
}

// discrimination compares the models of the curve with the noise-free truth, and
// the registered version with the reference fitted on most rows.
func (t targets) discrimination(o *manifest.Opened, folder string) error {
	curve, err := readCurve(folder)
	if err != nil {
		return err
	}
	for _, recipe := range []string{"v3_causal", o.Manifest.Version} {
		f, err := draw(recipe, freshPatients, freshSeed)
		if err != nil {
			return err
		}
		who := "LightGBM with the parameters of " + o.Manifest.Version
		if recipe == o.Manifest.Version {
			who = recipe + " and of a larger reference"
		}
		t.heading(fmt.Sprintf("Discrimination of %s on %s fresh patients of %s (seed %d)", who, words.Whole(freshPatients), recipe, freshSeed))
		var rows []int
		var areas []float64
		for _, m := range curve {
			if m.recipe != recipe {
				continue
			}
			a, err := m.auc(f)
			if err != nil {
				return err
			}
			t.note(fmt.Sprintf("AUC fitted on %s rows", words.Whole(m.rows)), fmt.Sprintf("%.4f", a))
			rows, areas = append(rows, m.rows), append(areas, a)
		}
		if len(rows) == 0 {
			return fmt.Errorf("%s: no model file of %s", folder, recipe)
		}
		if recipe == "v3_causal" {
			err = t.againstTruth(f, rows, areas)
		} else {
			err = t.againstReference(o, f, rows[len(rows)-1], areas[len(areas)-1])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t targets) againstTruth(f fresh, rows []int, areas []float64) error {
	truth, err := area(f.truth, f.left)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("at least 99 %% of the noise-free AUC, %.4f", truth)
	for i, a := range areas {
		if a/truth >= leastShareOfAUC {
			t.line(what, fmt.Sprintf("%.2f %% with %s rows, the fewest that do", 100*a/truth, words.Whole(rows[i])), true)
			return nil
		}
	}
	t.line(what, "with none of these numbers of rows", false)
	return nil
}

// referenceRows is what the reference of the target is fitted on.
const referenceRows = 1_000_000

func (t targets) againstReference(o *manifest.Opened, f fresh, rows int, reference float64) error {
	if rows != referenceRows {
		return fmt.Errorf("the largest model of %s is fitted on %s rows; the reference has %s", o.Manifest.Version, words.Whole(rows), words.Whole(referenceRows))
	}
	raw, err := scored(o, f.patients)
	if err != nil {
		return err
	}
	own, err := areaOf(raw, f.left)
	if err != nil {
		return err
	}
	t.line(fmt.Sprintf("%s: at least 99 %% of the AUC of the model fitted on %s rows", o.Manifest.Version, words.Whole(rows)),
		fmt.Sprintf("%.2f %% (%.4f)", 100*own/reference, own), own/reference >= leastShareOfAUC)
	return nil
}
