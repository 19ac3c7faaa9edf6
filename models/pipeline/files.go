package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"retain/models/results"
)

// Names of the files of a version's folder; models/train/README.md says who
// writes which.
const (
	patientsFile    = "patients.csv"
	splitFile       = "split.csv"
	referenceFile   = "reference.csv"
	refFeaturesFile = "reference_features.csv"
	modelFile       = "fit/model.txt"
	fitFile         = "fit/fit.json"
	scoresFile      = "fit/scores.csv"
	refRawFile      = "fit/reference_raw.csv"
	sectionsFile    = "fit/sections.json"
	calibrationFile = "calibration.json"
	resultsFile     = "results.json"
)

// write replaces a file: it is complete or as it was before.
func write(name string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close() // closing twice does no harm
			os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(data); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// writeJSON writes v as one of the files of folder dir.
func writeJSON(dir, name string, v any) error {
	data, err := results.Text(v)
	if err != nil {
		return err
	}
	return write(filepath.Join(dir, name), data)
}

// readJSON reads one of the files of folder dir into v.
func readJSON(dir, name string, v any) error {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	if err := results.Read(data, v); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func sha(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
