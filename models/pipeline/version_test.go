//go:build !js

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/lgbm"
	"retain/core/roster"
	"retain/models/manifest"
)

// call runs a stage and returns its error.
func call(args ...string) error { return run(args, io.Discard) }

// A version is a folder as the steps before calibrate leave it: 3,000 simulated
// patients, the registered model file in the place of a fitted one, and rivals
// that are made up. It is made once; each test has a copy.
func version(t *testing.T) string {
	t.Helper()
	if made == nil {
		folder, err := os.MkdirTemp("", "pipeline")
		require.NoError(t, err)
		defer os.RemoveAll(folder)
		makeVersion(t, folder)
		made = map[string][]byte{}
		for _, name := range []string{patientsFile, splitFile, modelFile, fitFile, scoresFile, refRawFile, referenceFile} {
			made[name], err = os.ReadFile(filepath.Join(folder, name))
			require.NoError(t, err)
		}
	}
	dir := filepath.Join(t.TempDir(), "v9_test")
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "fit"), 0o755))
	for name, text := range made {
		put(t, filepath.Join(dir, name), string(text))
	}
	return dir
}

var made map[string][]byte

func makeVersion(t *testing.T, dir string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "fit"), 0o755))
	at := func(name string) string { return filepath.Join(dir, name) }
	require.NoError(t, call("simulate", "-recipe", "v4_landmark", "-n", "3000", "-seed", "7", "-o", at(patientsFile)))
	rows := patients(t, at(patientsFile))
	parts := []string{manifest.Train, manifest.Train, manifest.Calibrate, manifest.Holdout, manifest.TestPart}
	split := "patient_id,part\n"
	for i, p := range rows.Patients {
		split += p.PatientID + "," + parts[i%len(parts)] + "\n"
	}
	put(t, at(splitFile), split)
	require.NoError(t, call("features", "-feature-version", "v3_causal", "-o", at("features.csv"), at(patientsFile)))
	require.NoError(t, call("reference", dir, "-feature-version", "v3_causal"))

	model, err := os.ReadFile("../registry/v4_landmark/model.txt")
	require.NoError(t, err)
	put(t, at(modelFile), string(model))
	raw := predict(t, model, at("features.csv"))
	scores := "patient_id,part,lightgbm,xgboost,logistic\n"
	for i, p := range rows.Patients {
		if part := parts[i%len(parts)]; part != manifest.Train {
			scores += fmt.Sprintf("%s,%s,%v,%v,%v\n", p.PatientID, part, raw[i], 0.5*raw[i]+0.1, float64(p.Age-40)/40)
		}
	}
	put(t, at(scoresFile), scores)
	reference := "raw\n"
	for _, x := range predict(t, model, at(refFeaturesFile)) {
		reference += strconv.FormatFloat(x, 'g', -1, 64) + "\n"
	}
	put(t, at(refRawFile), reference)
	put(t, at(fitFile), `{"version":"v9_test","title":"A test","description":"Simulated.","source":"recipe v4_landmark, 3000 patients, seed 7",
		"synthetic":true,"horizon_days":90,"feature_version":"v3_causal","seed":42,"libraries":{"lightgbm":"4.7.0"},
		"engines":{"lightgbm":{"trees":100,"parameters":{"num_leaves":"15","max_depth":"5"}}},"constraints":{"visit_rate":-1,"adverse_event_rate":1}}`)
}

func patients(t *testing.T, name string) roster.Labelled {
	t.Helper()
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	rows, problems, err := roster.ReadLabelled(f, nil)
	require.NoError(t, err)
	require.Empty(t, problems)
	return rows
}

// predict scores a table of features with the evaluator, which is not the engine
// that the stages use.
func predict(t *testing.T, model []byte, features string) []float64 {
	t.Helper()
	trees, err := lgbm.Parse(model)
	require.NoError(t, err)
	text, err := os.ReadFile(features)
	require.NoError(t, err)
	var rows []float64
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")[1:]
	for _, line := range lines {
		for _, cell := range strings.Split(line, ",")[1:] {
			x, err := strconv.ParseFloat(cell, 64)
			require.NoError(t, err)
			rows = append(rows, x)
		}
	}
	raw := make([]float64, len(lines))
	require.NoError(t, trees.Score(rows, raw))
	return raw
}

func put(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
}

// replace changes text of a file that must be there.
func replace(t *testing.T, name, old, new string) {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Contains(t, string(text), old)
	put(t, name, strings.Replace(string(text), old, new, 1))
}
