// Package feature turns a patient into the numbers a model was trained on.
//
// Training, evaluation, command line and browser all call this code. A set of
// features has a version name; a registered model names the version it was
// trained on and is refused when the two lists differ. Everything is float64,
// and products stand in explicit conversions, because a processor that fuses a
// multiplication with an addition would give other bits than the browser does.
package feature

import (
	"fmt"
	"slices"

	"retain/core/patient"
)

// A Feature is one number of a version's vector.
type Feature struct {
	Name    string   // as in the model file
	Formula string   // for people, in the names of the contract
	Inputs  []string // contract fields it is computed from
}

// A Version is a named, ordered list of features and the code that computes
// them. Versions never change once a model was trained on them; a new idea is a
// new version beside the old ones.
type Version struct {
	Name     string
	Features []Feature
	compute  func(p patient.Patient, x []float64)
}

// versions lists all of them; a model may name any.
var versions = []*Version{v3Causal}

// Lookup returns the version of that name.
func Lookup(name string) (*Version, error) {
	for _, v := range versions {
		if v.Name == name {
			return v, nil
		}
	}
	return nil, fmt.Errorf("feature: version %q: not known to this program", name)
}

// All returns every version.
func All() []*Version { return slices.Clone(versions) }

// Len is the number of features.
func (v *Version) Len() int { return len(v.Features) }

// Names lists the feature names in order.
func (v *Version) Names() []string {
	names := make([]string, len(v.Features))
	for i, f := range v.Features {
		names[i] = f.Name
	}
	return names
}

// Compute writes the features of p into x, which holds exactly Len values. p
// must be inside the contract. Equal patients give bit-equal features on every
// platform; none of them is NaN or infinite.
func (v *Version) Compute(p patient.Patient, x []float64) {
	if len(x) != len(v.Features) {
		panic(fmt.Sprintf("feature: internal error: %d places for %d features", len(x), len(v.Features)))
	}
	v.compute(p, x)
}

// Matrix returns the features of all patients, row after row, as a scorer
// takes them.
func (v *Version) Matrix(ps []patient.Patient) []float64 {
	n := v.Len()
	rows := make([]float64, n*len(ps))
	for i, p := range ps {
		v.Compute(p, rows[i*n:(i+1)*n])
	}
	return rows
}
