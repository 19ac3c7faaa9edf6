package assess

import (
	"fmt"

	"retain/core/patient"
)

// Rates are observed shares of the training patients who left: what a risk is
// compared with.
type Rates struct {
	All    Group       `json:"all"`
	Groups []RateGroup `json:"groups"` // the nine combinations of phase and arm, in contract order, phase by phase
}

// A Group counts patients, and those of them who left.
type Group struct {
	N      int `json:"n"`
	Events int `json:"events"`
}

// A RateGroup counts the patients of one phase and arm.
type RateGroup struct {
	TrialPhase     string `json:"trial_phase"`
	TreatmentGroup string `json:"treatment_group"`
	Group
}

// Names of the comparators.
const (
	AllTraining     = "all_training"
	SamePhaseAndArm = "same_phase_and_arm"
)

// A Comparator is an observed share that a risk is shown beside.
type Comparator struct {
	Name string  `json:"name"`
	Rate float64 `json:"rate"`
	N    int     `json:"-"` // patients it was observed in
}

// CountRates counts training patients, who must be inside the contract; left[i]
// is true if patients[i] left. It is an error if the lengths differ or there is
// nobody.
func CountRates(patients []patient.Patient, left []bool) (Rates, error) {
	r := Rates{Groups: emptyGroups()}
	if len(patients) != len(left) {
		return Rates{}, fmt.Errorf("assess: rates: %d patients and %d outcomes", len(patients), len(left))
	}
	for i, p := range patients {
		g := r.of(p)
		g.N++
		r.All.N++
		if left[i] {
			g.Events++
			r.All.Events++
		}
	}
	return r, r.Check()
}

// emptyGroups are the nine combinations in order.
func emptyGroups() []RateGroup {
	var groups []RateGroup
	for _, phase := range patient.Fields[patient.Index(patient.TrialPhase)].Choices {
		for _, arm := range patient.Fields[patient.Index(patient.TreatmentGroup)].Choices {
			groups = append(groups, RateGroup{TrialPhase: phase, TreatmentGroup: arm})
		}
	}
	return groups
}

// of is the group of a patient.
func (r *Rates) of(p patient.Patient) *RateGroup {
	for i := range r.Groups {
		if g := &r.Groups[i]; g.TrialPhase == p.TrialPhase && g.TreatmentGroup == p.TreatmentGroup {
			return g
		}
	}
	panic("assess: internal error: a patient of no known phase and arm")
}

// Check refuses rates that cannot have been counted: nobody at all, other groups
// than the nine, events beyond the patients, groups that do not add up to all.
func (r Rates) Check() error {
	want := emptyGroups()
	if r.All.N < 1 || len(r.Groups) != len(want) {
		return fmt.Errorf("assess: rates: %d patients in %d groups; allowed: at least 1 in %d", r.All.N, len(r.Groups), len(want))
	}
	rest := r.All
	for i, g := range r.Groups {
		if g.TrialPhase != want[i].TrialPhase || g.TreatmentGroup != want[i].TreatmentGroup {
			return fmt.Errorf("assess: rates: group %d is not %s, %s", i, want[i].TrialPhase, want[i].TreatmentGroup)
		}
		if g.Events < 0 || g.N < g.Events || g.N > rest.N || g.Events > rest.Events {
			return fmt.Errorf("assess: rates: group %d: %d of %d cannot be", i, g.Events, g.N)
		}
		rest.N, rest.Events = rest.N-g.N, rest.Events-g.Events
	}
	if rest != (Group{}) {
		return fmt.Errorf("assess: rates: the groups do not add up to %d of %d", r.All.Events, r.All.N)
	}
	return nil
}

// comparators are the shares to show beside a patient's risk; never nil. A group
// without training patients has none.
func (r *Rates) comparators(p patient.Patient) []Comparator {
	out := []Comparator{}
	if r == nil {
		return out
	}
	for _, c := range []struct {
		name string
		of   Group
	}{{AllTraining, r.All}, {SamePhaseAndArm, r.of(p).Group}} {
		if c.of.N > 0 {
			out = append(out, Comparator{c.name, float64(c.of.Events) / float64(c.of.N), c.of.N})
		}
	}
	return out
}
