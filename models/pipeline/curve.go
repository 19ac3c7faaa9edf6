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
		best, rows := 0.0, 0
		for _, m := range curve {
			if m.recipe != recipe {
				continue
			}
			a, err := m.auc(f)
			if err != nil {
				return err
			}
			t.note(fmt.Sprintf("    %s, LightGBM fitted on %d rows: AUC on %d fresh patients", recipe, m.rows, freshPatients), fmt.Sprintf("%.4f", a))
			best, rows = a, m.rows // the last one is fitted on most rows
		}
		if rows == 0 {
			return fmt.Errorf("%s: no model file of %s", folder, recipe)
		}
		if recipe == "v3_causal" {
			truth, err := area(f.truth, f.left)
			if err != nil {
				return err
			}
			t.line(fmt.Sprintf("%s: at least 99 %% of the noise-free AUC, %.4f, with %d rows", recipe, truth, rows),
				fmt.Sprintf("%.2f %%", 100*best/truth), best/truth >= leastShareOfAUC)
			continue
		}
		raw, err := scored(o, f.patients)
		if err != nil {
			return err
		}
		own, err := areaOf(raw, f.left)
		if err != nil {
			return err
		}
		t.line(fmt.Sprintf("%s: at least 99 %% of the AUC of LightGBM fitted on %d rows, %.4f", recipe, rows, best),
			fmt.Sprintf("%.2f %% (%.4f)", 100*own/best, own), own/best >= leastShareOfAUC)
	}
	return nil
}
