// Package manifest reads the registry of models and refuses whatever does not
// fit together.
//
// The registry is a folder: registry.json lists the versions with their stage
// and the hash of each manifest; a version's manifest.json states everything
// about its model, among it the hash of model.txt and reference patients with
// the raw scores that LightGBM itself gave them. [Open] checks all of it before
// anything can be scored. This package takes bytes; the binary has them
// embedded, the page fetches them.
package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"retain/core/assess"
	"retain/core/calibrate"
	"retain/core/support"
	"retain/core/uncertainty"
)

// IndexPath is the registry's list, relative to the registry's folder.
const IndexPath = "registry.json"

// An Index is the registry's list of versions.
type Index struct {
	Versions []IndexEntry `json:"versions"`
}

// An IndexEntry names one version.
type IndexEntry struct {
	Version        string `json:"version"`
	Stage          string `json:"stage"` // production, challenger or archived
	ManifestSHA256 string `json:"manifest_sha256"`
}

// Paths of the entry's files, relative to the registry's folder.
func (e IndexEntry) ManifestPath() string { return e.Version + "/manifest.json" }
func (e IndexEntry) ModelPath() string    { return e.Version + "/model.txt" }
func (e IndexEntry) CardPath() string     { return e.Version + "/card.json" }

// A Manifest states everything about one version.
type Manifest struct {
	Version        string            `json:"version"`
	Stage          string            `json:"stage"`
	Title          string            `json:"title"`
	ModelSHA256    string            `json:"model_sha256"`
	CardSHA256     string            `json:"card_sha256"`
	FeatureVersion string            `json:"feature_version"`
	Features       []string          `json:"features"`
	HorizonDays    *int              `json:"horizon_days"` // null: no horizon
	Calibrator     calibrate.Spec    `json:"calibrator"`
	Thresholds     Thresholds        `json:"thresholds"`
	TrainingRanges map[string][2]int `json:"training_ranges"` // lowest and highest value by contract field

	// counted on training and calibration patients; null where they were not
	VennAbers  *uncertainty.VennAbers  `json:"venn_abers"`
	Separation *uncertainty.Separation `json:"separation"`
	Rates      *assess.Rates           `json:"rates"`
	Support    *support.Table          `json:"support"`

	Data      Data              `json:"data"`
	Test      Test              `json:"test"`
	Seed      int               `json:"seed"`
	Libraries map[string]string `json:"libraries"`
	Reference Reference         `json:"reference"`
}

// LibraryList is the libraries the model was trained with, "name version", by
// name.
func (m Manifest) LibraryList() []string {
	var list []string
	for name, version := range m.Libraries {
		entry, i := name+" "+version, 0
		for i < len(list) && list[i] < entry {
			i++
		}
		list = slices.Insert(list, i, entry) // slices.Sort would cost a first visit 4 kB
	}
	return list
}

// Thresholds are those at which the figures of the manifest were taken.
type Thresholds struct {
	Decision float64 `json:"decision"`
	Moderate float64 `json:"moderate"`
	High     float64 `json:"high"`
	Critical float64 `json:"critical"`
}

// Reference are patients with the raw scores LightGBM gave them. A patient is
// written as the values of Fields in order, choices as text.
type Reference struct {
	Fields   []string            `json:"fields"`
	Patients [][]json.RawMessage `json:"patients"`
	Raw      []float64           `json:"raw"`
}

// ParseIndex reads registry.json. Versions must be named and unique, stages
// known, and at most one version may be in production.
func ParseIndex(data []byte) (Index, error) {
	var x Index
	if err := decode(data, &x); err != nil {
		return Index{}, fmt.Errorf("manifest: %s: %w", IndexPath, err)
	}
	named, inProduction := map[string]bool{}, 0
	for _, e := range x.Versions {
		switch {
		case e.Version == "" || named[e.Version]:
			return Index{}, fmt.Errorf("manifest: %s: version %q: empty or listed twice", IndexPath, e.Version)
		case e.Stage != "production" && e.Stage != "challenger" && e.Stage != "archived":
			return Index{}, fmt.Errorf("manifest: %s: version %q: stage %q is not known", IndexPath, e.Version, e.Stage)
		case e.Stage == "production":
			inProduction++
		}
		named[e.Version] = true
	}
	if inProduction > 1 {
		return Index{}, fmt.Errorf("manifest: %s: %d versions in production; at most one can be", IndexPath, inProduction)
	}
	return x, nil
}

// Choose returns the entry that a configuration asks for. A version asks by
// name; without one, stage asks, and without that the production version is
// meant. A named version must be in the stage asked for, if one is.
func (x Index) Choose(version, stage string) (IndexEntry, error) {
	wanted := stage
	if version == "" && stage == "" {
		wanted = "production"
	}
	var found []IndexEntry
	for _, e := range x.Versions {
		switch {
		case version == "" && e.Stage == wanted:
			found = append(found, e)
		case version != "" && e.Version == version && wanted != "" && e.Stage != wanted:
			return IndexEntry{}, fmt.Errorf("manifest: version %q: is in stage %s, and %s is asked for", e.Version, e.Stage, stage)
		case version != "" && e.Version == version:
			return e, nil
		}
	}
	switch {
	case version != "":
		return IndexEntry{}, fmt.Errorf("manifest: version %q: not in the registry", version)
	case len(found) == 0:
		return IndexEntry{}, fmt.Errorf("manifest: %s: no version is in stage %s", IndexPath, wanted)
	case len(found) > 1:
		return IndexEntry{}, fmt.Errorf("manifest: %s: %d versions are in stage %s: name one", IndexPath, len(found), wanted)
	}
	return found[0], nil
}

// decode reads exactly one JSON value and refuses unknown members.
func decode(data []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return fmt.Errorf("something follows the JSON value")
	}
	return nil
}
