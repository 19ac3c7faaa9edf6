package synth

import (
	"fmt"
	"iter"
	"strings"

	"retain/core/patient"
)

// MaxPatients bounds one simulation; v3_causal, whose columns are drawn one
// after the other, holds all of its patients in memory, about 20 bytes each.
const MaxPatients = 10_000_000

// A Row is one simulated patient, inside the input contract, with the outcome.
type Row struct {
	patient.Patient
	Dropout bool

	// TrueProbability is the probability of dropout before the recipe's own
	// noise, strictly inside (0, 1); 0 where the recipe does not know it.
	TrueProbability float64
}

// A Recipe is one way to make patients.
type Recipe struct {
	Name     string
	Summary  string // part of a sentence
	HasTruth bool   // whether TrueProbability is known

	simulate func(n int, seed uint32) iter.Seq[Row]
}

// Recipes lists all of them.
func Recipes() []*Recipe { return []*Recipe{v3Causal, v4Landmark} }

// Lookup returns the recipe of that name.
func Lookup(name string) (*Recipe, error) {
	var names []string
	for _, r := range Recipes() {
		if r.Name == name {
			return r, nil
		}
		names = append(names, r.Name)
	}
	return nil, fmt.Errorf("synth: recipe %q is not known; allowed: %s", name, strings.Join(names, " or "))
}

// Rows makes n patients, 1 to [MaxPatients]; it panics for other numbers. The
// patients' codes are S, the seed, and their number from 1 on: S42-000001.
//
// With v4_landmark the first patients of a longer simulation are those of a
// shorter one with the same seed. With v3_causal they are not, because the
// recipe draws all ages first.
func (r *Recipe) Rows(n int, seed uint32) iter.Seq[Row] {
	if n < 1 || n > MaxPatients {
		panic("synth: internal error: the number of patients is out of range")
	}
	return func(yield func(Row) bool) {
		i := 0
		for row := range r.simulate(n, seed) {
			i++
			row.PatientID = fmt.Sprintf("S%d-%06d", seed, i)
			if !yield(row) {
				return
			}
		}
	}
}
