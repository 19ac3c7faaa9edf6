package manifest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"retain/core/assess"
	"retain/core/calibrate"
	"retain/core/explain"
	"retain/core/feature"
	"retain/core/lgbm"
	"retain/core/patient"
)

// ErrSelfTest means that a score differs from LightGBM's own.
var ErrSelfTest = errors.New("self-test failed")

// MinReferences is the least number of reference patients a manifest must have.
const MinReferences = 200

// An Opened version is verified and ready to score.
type Opened struct {
	Manifest Manifest
	Model    *assess.Model
	Trees    *lgbm.Model // our own reading of the model file: the second evaluator

	references []patient.Patient
}

// Open checks an entry's manifest and model file against each other and against
// this program, and scores the reference patients with both evaluators. It
// returns nothing when anything differs.
func Open(e IndexEntry, manifestFile, modelFile []byte) (*Opened, error) {
	fail := func(format string, args ...any) (*Opened, error) {
		return nil, fmt.Errorf("manifest: version %s: %w", e.Version, fmt.Errorf(format, args...))
	}
	m, err := parse(e, manifestFile)
	if err != nil {
		return fail("%w", err)
	}
	if got := hash(modelFile); got != m.ModelSHA256 {
		return fail("model.txt is not the one the manifest describes: SHA-256 %.12s…, want %.12s…", got, m.ModelSHA256)
	}
	trees, err := lgbm.Parse(modelFile)
	if err != nil {
		return fail("model.txt: %w", err)
	}
	model, err := m.model(trees)
	if err != nil {
		return fail("%w", err)
	}
	references, err := m.Reference.patients()
	if err != nil {
		return fail("reference patients: %w", err)
	}
	o := &Opened{Manifest: m, Model: model, Trees: trees, references: references}
	if err := o.SelfTest(); err != nil {
		return fail("%w: %w", ErrSelfTest, err)
	}
	return o, nil
}

// parse reads an entry's manifest, which must be the one the registry lists.
func parse(e IndexEntry, file []byte) (Manifest, error) {
	if got := hash(file); got != e.ManifestSHA256 {
		return Manifest{}, fmt.Errorf("manifest.json is not the one the registry lists: SHA-256 %.12s…, want %.12s…", got, e.ManifestSHA256)
	}
	var m Manifest
	if err := decode(file, &m); err != nil {
		return Manifest{}, fmt.Errorf("manifest.json: %w", err)
	}
	if m.Version != e.Version || m.Stage != e.Stage {
		return Manifest{}, fmt.Errorf("manifest.json is of version %q in stage %q, the registry lists stage %q", m.Version, m.Stage, e.Stage)
	}
	if err := m.check(); err != nil {
		return Manifest{}, fmt.Errorf("manifest.json: %w", err)
	}
	return m, nil
}

// References is the number of reference patients.
func (o *Opened) References() int { return len(o.references) }

// SelfTest scores the reference patients, from their answers on, with the
// scoring engine and with the independent evaluator, and compares every bit
// with what LightGBM returned.
func (o *Opened) SelfTest() error {
	return lgbm.SelfTest(o.Manifest.Reference.Raw, o.Model.Features.Matrix(o.references),
		lgbm.Named{Name: "engine", Scorer: o.Model.Scorer}, lgbm.Named{Name: "evaluator", Scorer: o.Trees})
}

// model joins what the manifest and the model file say.
func (m Manifest) model(trees *lgbm.Model) (*assess.Model, error) {
	features, err := feature.Lookup(m.FeatureVersion)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(m.Features, features.Names()) {
		return nil, fmt.Errorf("the manifest's features are not those of %s", features.Name)
	}
	if !slices.Equal(trees.FeatureNames(), features.Names()) {
		return nil, fmt.Errorf("the model file's features are not those of %s", features.Name)
	}
	if trees.Sigmoid() != 1 {
		return nil, fmt.Errorf("the model file scales its log-odds by %v; only 1 is supported", trees.Sigmoid())
	}
	calibrator, err := calibrate.New(m.Calibrator)
	if err != nil {
		return nil, err
	}
	for name := range m.TrainingRanges {
		if i := patient.Index(name); i < 0 || patient.Fields[i].Kind != patient.Whole {
			return nil, fmt.Errorf("training_ranges: %q is not a whole-number field", name)
		}
	}
	if m.Support != nil && !maps.Equal(m.Support.Ranges(), m.TrainingRanges) {
		return nil, errors.New("support: its ranges are not the training_ranges")
	}
	if m.Rates != nil {
		if err := m.Rates.Check(); err != nil {
			return nil, err
		}
	}
	horizon := 0
	if m.HorizonDays != nil {
		if horizon = *m.HorizonDays; horizon <= 0 {
			return nil, fmt.Errorf("horizon_days: %d is not a number of days", horizon)
		}
	}
	engine, err := lgbm.NewLeaves(trees)
	if err != nil {
		return nil, err
	}
	return &assess.Model{
		Version: m.Version, Stage: m.Stage, SHA256: m.ModelSHA256,
		Features: features, HorizonDays: horizon, Calibrator: calibrator,
		Scorer: engine, Trees: trees, Ranges: m.TrainingRanges,
		Explainer: sync.OnceValues(func() (*explain.Explainer, error) { return explain.New(trees) }),
		VennAbers: m.VennAbers, Separation: m.Separation, Rates: m.Rates, Support: m.Support,
	}, nil
}

// patients reads the reference patients through the contract, so that a
// manifest cannot smuggle in what the form would refuse.
func (r Reference) patients() ([]patient.Patient, error) {
	if len(r.Patients) < MinReferences || len(r.Raw) != len(r.Patients) {
		return nil, fmt.Errorf("%d patients and %d raw scores; at least %d of each are needed",
			len(r.Patients), len(r.Raw), MinReferences)
	}
	out := make([]patient.Patient, len(r.Patients))
	for i, values := range r.Patients {
		if len(values) != len(r.Fields) {
			return nil, fmt.Errorf("row %d has %d values for %d fields", i, len(values), len(r.Fields))
		}
		// fields that no feature reads are left out of the file
		record := map[string]json.RawMessage{patient.PatientID: []byte(`"reference"`), patient.Gender: []byte(`"Female"`)}
		for j, name := range r.Fields {
			record[name] = values[j]
		}
		text, err := json.Marshal(record)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", i, err)
		}
		if out[i], err = patient.ParseJSON(text); err != nil {
			return nil, fmt.Errorf("row %d: %w", i, err)
		}
	}
	return out, nil
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
