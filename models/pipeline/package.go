package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"retain/core/config"
	"retain/core/feature"
	"retain/core/patient"
	"retain/models/card"
	"retain/models/card/build"
	"retain/models/manifest"
	"retain/models/results"
)

var packageStage = stage{
	name: "package", synopsis: "DIR -stage STAGE [-registry FOLDER] [-external FILE]",
	summary: "write the version's folder in the registry, once it has been opened and verified",
	min:     1, max: 1,
	flags: func(set *flag.FlagSet, o *options) {
		set.StringVar(&o.stage, "stage", "challenger", "stage of the version")
		set.StringVar(&o.external, "external", "models/external.json", "figures on real trials, if there are any")
		registryFlag(set, o)
	},
	run: func(o options, out io.Writer) error { return runPackage(o, out) },
}

func registryFlag(set *flag.FlagSet, o *options) {
	set.StringVar(&o.registry, "registry", "models/registry", "folder of the registry")
}

// An entry is what the registry holds of a version, as files by their name.
type entry map[string][]byte

func runPackage(o options, out io.Writer) error {
	e, index, err := makeEntry(o.args[0], o.stage, o.external)
	if err != nil {
		return err
	}
	if _, err := manifest.Open(index, e["manifest.json"], e["model.txt"]); err != nil {
		return err
	}
	folder := filepath.Join(o.registry, index.Version)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	// model.txt and card.json first: a manifest never names files that are not there yet
	for _, name := range []string{"model.txt", "card.json", "card.md", "manifest.json"} {
		if err := write(filepath.Join(folder, name), e[name]); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "%s (%s): model %.12s…, manifest %d bytes, card %d bytes\n", index.Version, index.Stage,
		sha(e["model.txt"]), len(e["manifest.json"]), len(e["card.json"]))
	return nil
}

// makeEntry makes the files of a version.
func makeEntry(dir, stage, external string) (entry, manifest.IndexEntry, error) {
	fail := func(err error) (entry, manifest.IndexEntry, error) { return nil, manifest.IndexEntry{}, err }
	in, err := readInput(dir)
	if err != nil {
		return fail(err)
	}
	model, err := os.ReadFile(filepath.Join(dir, modelFile))
	if err != nil {
		return fail(err)
	}
	in.Manifest.Stage, in.Manifest.ModelSHA256 = stage, sha(model)
	if in.External, err = readExternal(external, in.Manifest); err != nil {
		return fail(err)
	}
	document, err := build.Card(in)
	if err != nil {
		return fail(err)
	}
	page, err := json.Marshal(document)
	if err != nil {
		return fail(err)
	}
	in.Manifest.CardSHA256 = sha(page)
	text, err := manifestText(in.Manifest)
	if err != nil {
		return fail(err)
	}
	files := entry{"model.txt": model, "card.json": page, "card.md": []byte(card.Markdown(document)), "manifest.json": text}
	return files, manifest.IndexEntry{Version: in.Manifest.Version, Stage: stage, ManifestSHA256: sha(text)}, nil
}

// readInput joins what the other stages wrote.
func readInput(dir string) (in build.Input, err error) {
	f, err := readFit(dir)
	if err != nil {
		return in, err
	}
	d, err := readData(dir)
	if err != nil {
		return in, err
	}
	if err := readJSON(dir, calibrationFile, &in.Calibration); err != nil {
		return in, err
	}
	if err := readJSON(dir, resultsFile, &in.Results); err != nil {
		return in, err
	}
	if in.Sections, err = readSections(dir); err != nil {
		return in, err
	}
	var engines []string
	for _, e := range in.Calibration.Engines {
		engines = append(engines, e.Name)
	}
	if in.Engines, err = f.engineFits(engines); err != nil {
		return in, err
	}
	in.Monotone = f.monotone()
	in.Manifest, err = describe(f, d, in.Calibration, in.Results)
	if err != nil {
		return in, err
	}
	in.Manifest.Reference, err = readReference(dir)
	return in, err
}

// describe makes the manifest, but the hashes and the reference patients.
func describe(f fit, d *dataset, c results.Calibration, r results.Results) (manifest.Manifest, error) {
	fail := func(err error) (manifest.Manifest, error) { return manifest.Manifest{}, err }
	settings, err := config.New()
	if err != nil {
		return fail(err)
	}
	features, err := feature.Lookup(f.FeatureVersion)
	if err != nil {
		return fail(err)
	}
	calibrator, err := c.Of(results.LightGBM)
	if err != nil {
		return fail(err)
	}
	engine, err := r.Of(results.LightGBM)
	if err != nil {
		return fail(err)
	}
	data := manifest.Data{
		Description: f.Description, Source: f.Source, Synthetic: *f.Synthetic, SHA256: d.sha256, SplitSHA256: d.splitSHA256,
		Parts: d.parts(),
	}
	for _, p := range data.Parts {
		data.Rows += p.Rows
		data.Events += p.Events
	}
	test := manifest.Test{Figures: engine.Figures}
	for _, at := range engine.At {
		if slices.Contains(published, at.Threshold) {
			test.At = append(test.At, at.Point)
		}
	}
	return manifest.Manifest{
		Version: f.Version, Title: f.Title, FeatureVersion: features.Name, Features: features.Names(), HorizonDays: f.HorizonDays,
		Calibrator: calibrator.Calibrator,
		Thresholds: manifest.Thresholds{
			Decision: settings.Number(config.DecisionThreshold), Moderate: settings.Number(config.RiskModerate),
			High: settings.Number(config.RiskHigh), Critical: settings.Number(config.RiskCritical),
		},
		TrainingRanges: c.TrainingRanges, VennAbers: c.VennAbers, Separation: c.Separation, Rates: c.Rates, Support: c.Support,
		Data: data, Test: test, Seed: *f.Seed, Libraries: f.Libraries,
	}, nil
}

// published are the thresholds of the baseline's tables: those whose figures a
// manifest carries.
var published = []float64{0.20, 0.35, 0.50}

// readSections reads what the Python side adds to the card, if it adds anything.
func readSections(dir string) ([]card.Section, error) {
	var added struct {
		Sections []card.Section `json:"sections"`
	}
	err := readJSON(dir, sectionsFile, &added)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return added.Sections, err
}

// readExternal reads the figures on real trials that belong to this model file
// with this calibrator; nil if there are none.
func readExternal(name string, m manifest.Manifest) (*results.ExternalVersion, error) {
	var all results.External
	err := readJSON(filepath.Dir(name), filepath.Base(name), &all)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for i, v := range all.Versions {
		if v.Version == m.Version && v.ModelSHA256 == m.ModelSHA256 && reflect.DeepEqual(v.Calibrator, m.Calibrator) {
			return &all.Versions[i], nil
		}
	}
	return nil, nil
}

// readReference joins the reference patients with LightGBM's raw scores. Fields
// that no feature reads are left out.
func readReference(dir string) (manifest.Reference, error) {
	ref := manifest.Reference{Fields: referenceFields}
	table, err := os.ReadFile(filepath.Join(dir, referenceFile))
	if err != nil {
		return ref, err
	}
	columns, err := readColumns(table, referenceFields...)
	if err != nil {
		return ref, fmt.Errorf("%s: %w", referenceFile, err)
	}
	for i := range columns[0] {
		values := make([]json.RawMessage, len(referenceFields))
		for j, name := range referenceFields {
			values[j] = json.RawMessage(columns[j][i])
			if patient.Fields[patient.Index(name)].Kind != patient.Whole {
				if values[j], err = json.Marshal(columns[j][i]); err != nil {
					return ref, err
				}
			}
		}
		ref.Patients = append(ref.Patients, values)
	}
	if table, err = os.ReadFile(filepath.Join(dir, refRawFile)); err != nil {
		return ref, err
	}
	raw, err := readColumns(table, "raw")
	if err != nil {
		return ref, fmt.Errorf("%s: %w", refRawFile, err)
	}
	if ref.Raw, err = numbers(raw[0]); err != nil {
		return ref, fmt.Errorf("%s: %w", refRawFile, err)
	}
	return ref, nil
}

// referenceFields are those that features are computed from.
var referenceFields = []string{
	patient.Age, patient.TreatmentGroup, patient.TrialPhase, patient.DaysInTrial,
	patient.VisitsCompleted, patient.LastVisitDay, patient.AdverseEvents,
}
