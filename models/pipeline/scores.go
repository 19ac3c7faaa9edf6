package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"retain/core/feature"
	"retain/core/lgbm"
	"retain/core/patient"
	"retain/models/card/build"
	"retain/models/manifest"
	"retain/models/results"
)

// A fit is what Python says about a version: fit/fit.json. Members that it does
// not name are Python's own.
type fit struct {
	Version        string               `json:"version"`
	Title          string               `json:"title"`
	Description    string               `json:"description"`
	Source         string               `json:"source"`
	Synthetic      *bool                `json:"synthetic"`
	HorizonDays    *int                 `json:"horizon_days"`
	FeatureVersion string               `json:"feature_version"`
	Seed           *int                 `json:"seed"`
	Libraries      map[string]string    `json:"libraries"`
	Engines        map[string]engineFit `json:"engines"`
	Constraints    map[string]int       `json:"constraints"` // by feature: 1 never falls, -1 never rises; none: unconstrained
}

type engineFit struct {
	Trees      int             `json:"trees"`
	Parameters json.RawMessage `json:"parameters"` // an object of texts; its order is kept
}

// readFit reads fit/fit.json and refuses one that leaves something out.
func readFit(dir string) (fit, error) {
	var f fit
	data, err := os.ReadFile(filepath.Join(dir, fitFile))
	if err != nil {
		return f, err
	}
	if err := json.Unmarshal(data, &f); err != nil {
		return f, fmt.Errorf("%s: %w", fitFile, err)
	}
	for name, missing := range map[string]bool{
		"version": f.Version == "", "title": f.Title == "", "description": f.Description == "", "source": f.Source == "",
		"synthetic": f.Synthetic == nil, "feature_version": f.FeatureVersion == "", "seed": f.Seed == nil,
		"libraries": len(f.Libraries) == 0,
	} {
		if missing {
			return f, fmt.Errorf("%s: %s: missing", fitFile, name)
		}
	}
	return f, nil
}

// engineFits are what the card says of each engine, in the order of names.
func (f fit) engineFits(names []string) ([]build.EngineFit, error) {
	var out []build.EngineFit
	for _, name := range names {
		e := build.EngineFit{Name: name, Trees: f.Engines[name].Trees}
		if raw := f.Engines[name].Parameters; len(raw) > 0 {
			dec := json.NewDecoder(bytes.NewReader(raw))
			if open, err := dec.Token(); err != nil || open != json.Delim('{') {
				return nil, fmt.Errorf("%s: engines: %s: parameters: not an object", fitFile, name)
			}
			for dec.More() {
				parameter, value := must(dec.Token()), ""
				if err := dec.Decode(&value); err != nil {
					return nil, fmt.Errorf("%s: engines: %s: parameters: %v: not text", fitFile, name, parameter)
				}
				e.Parameters = append(e.Parameters, [2]string{parameter.(string), value})
			}
		}
		out = append(out, e)
	}
	return out, nil
}

// monotone reports whether the fit was constrained in both features that say
// what happened at the site. (burden must not be used then; the registry's test
// on the inputs finds it if it is.)
func (f fit) monotone() bool {
	return f.Constraints["visit_rate"] == -1 && f.Constraints["adverse_event_rate"] == 1
}

// scores are the raw scores (log-odds) that the fitted engines gave to every
// patient outside the train part.
type scores struct {
	engines []string             // LightGBM first
	raw     map[string][]float64 // by engine, a score for each row of the data; NaN for the train part
}

// readScores reads fit/scores.csv: patient_id, part, then a column an engine,
// in the order of the patients.
func readScores(dir string, d *dataset) (*scores, error) {
	table, err := os.ReadFile(filepath.Join(dir, scoresFile))
	if err != nil {
		return nil, err
	}
	s, err := parseScores(table, d)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", scoresFile, err)
	}
	return s, nil
}

func parseScores(table []byte, d *dataset) (*scores, error) {
	header, _, _ := bytes.Cut(table, []byte("\n"))
	names := strings.Split(strings.TrimSuffix(string(header), "\r"), ",")
	if len(names) < 3 || names[0] != patient.PatientID || names[1] != "part" || names[2] != results.LightGBM {
		return nil, fmt.Errorf("the header is not patient_id,part,%s and then the other engines", results.LightGBM)
	}
	columns, err := readColumns(table, names...)
	if err != nil {
		return nil, err
	}
	var rows []int
	for i, part := range d.part {
		if part != manifest.Train {
			rows = append(rows, i)
		}
	}
	// Python may write the train rows as well; they are not looked at
	if len(columns[0]) == len(d.part) {
		for i := range columns {
			columns[i] = take(columns[i], rows)
		}
	}
	if len(columns[0]) != len(rows) {
		return nil, fmt.Errorf("%d rows; %d patients are not for training", len(columns[0]), len(rows))
	}
	for i, row := range rows {
		if columns[0][i] != d.patients[row].PatientID || columns[1][i] != d.part[row] {
			return nil, fmt.Errorf("row %d is of another patient or part than in %s", i+1, splitFile)
		}
	}
	s := &scores{engines: names[2:], raw: map[string][]float64{}}
	for j, engine := range s.engines {
		values, err := numbers(columns[2+j])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", engine, err)
		}
		if results.Titles[engine] == "" || s.raw[engine] != nil {
			return nil, fmt.Errorf("engine %q is not known, or there twice", engine)
		}
		all := slices.Repeat([]float64{math.NaN()}, len(d.part))
		for i, row := range rows {
			all[row] = values[i]
		}
		s.raw[engine] = all
	}
	return s, nil
}

// checkLightGBM scores every patient outside the train part with this program,
// from the answers on, and compares every bit with what LightGBM gave Python:
// one pipeline for training and for prediction.
func (s *scores) checkLightGBM(dir, featureVersion string, d *dataset) error {
	version, err := feature.Lookup(featureVersion)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(dir, modelFile))
	if err != nil {
		return err
	}
	trees, err := lgbm.Parse(text)
	if err != nil {
		return fmt.Errorf("%s: %w", modelFile, err)
	}
	engine, err := lgbm.NewLeaves(trees)
	if err != nil {
		return fmt.Errorf("%s: %w", modelFile, err)
	}
	const batch = 1000 // rows at a time, so that their features stay in the processor's cache
	raw := make([]float64, batch)
	for from := 0; from < len(d.patients); from += batch {
		some := d.patients[from:min(from+batch, len(d.patients))]
		if err := engine.Score(version.Matrix(some), raw[:len(some)]); err != nil {
			return err
		}
		for i := range some {
			want := s.raw[results.LightGBM][from+i]
			if d.part[from+i] != manifest.Train && math.Float64bits(want) != math.Float64bits(raw[i]) {
				return fmt.Errorf("%s: row %d: LightGBM gave %v, this program gives %v", scoresFile, from+i+1, want, raw[i])
			}
		}
	}
	return nil
}
