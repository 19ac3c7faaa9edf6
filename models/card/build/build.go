// Package build makes a model card from what the stages of training measured.
// The page does not link it.
//
// The card of every version has the same sections in the same order: the first
// is for those who use a score, the rest for those who must be able to check it.
// What is not known is said to be unknown, with the reason.
package build

import (
	"fmt"

	"retain/core/feature"
	"retain/models/card"
	"retain/models/manifest"
	"retain/models/results"
)

// An Input is all that a card says something about.
type Input struct {
	Manifest    manifest.Manifest
	Calibration results.Calibration
	Results     results.Results
	Engines     []EngineFit              // how each engine was fitted
	Monotone    bool                     // constrained: never up with a completed visit, never down with an adverse event
	External    *results.ExternalVersion // nil: there are no figures on real trials for this model file
	Sections    []card.Section           // of the Python side, taken over word for word
}

// An EngineFit says how an engine was fitted.
type EngineFit struct {
	Name       string
	Trees      int         // 0: it has none
	Parameters [][2]string // name and value, in the order given
}

// A builder has the input with what most sections need.
type builder struct {
	Input
	features *feature.Version
	model    results.Engine // the registered one
}

// Card builds the card of a version.
func Card(in Input) (card.Document, error) {
	features, err := feature.Lookup(in.Manifest.FeatureVersion)
	if err != nil {
		return card.Document{}, err
	}
	model, err := in.Results.Of(results.LightGBM)
	if err != nil {
		return card.Document{}, err
	}
	b := builder{in, features, model}
	d := card.Document{Title: "Model card: " + in.Manifest.Version}
	d.Sections = append(d.Sections, b.use(), b.data(), b.how(), b.performance(), b.decisions(), b.levels(), b.sure(), b.groups(), b.external())
	d.Sections = append(d.Sections, in.Sections...)
	d.Sections = append(d.Sections, b.limits(), b.again(), b.attributes(), b.tripod())
	if err := d.Check(); err != nil {
		return card.Document{}, fmt.Errorf("build: %w", err)
	}
	return d, nil
}

// calibrated reports whether the score is corrected at all.
func (b *builder) calibrated() bool {
	c, err := b.Calibration.Of(results.LightGBM)
	return err == nil && len(c.Candidates) > 0
}

// outcome is what the risk is the risk of.
func (b *builder) outcome() string {
	if b.Manifest.HorizonDays == nil {
		if b.Manifest.Data.Synthetic {
			return "leaving at any time in the simulated trial"
		}
		return "leaving at any later time"
	}
	return fmt.Sprintf("leaving within %d days of the day the question is asked", *b.Manifest.HorizonDays)
}

// kind is the kind of patients the data are about.
func (b *builder) kind() string {
	if b.Manifest.Data.Synthetic {
		return "simulated patients"
	}
	return "patients"
}
