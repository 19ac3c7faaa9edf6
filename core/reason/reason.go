// Package reason tells a model's explanation in what was entered: it joins the
// contributions of features that describe one thing a person recognises, and
// words each in the patient's own answers.
//
// # Which features are told together
//
// A feature belongs to the first of its inputs in this order: adverse events,
// last visit day, visits completed, treatment group, trial phase, age, days in
// trial. So visit_rate is told as visits, time_since_last_visit as the last
// visit, and all features that adverse events enter as adverse events, because
// without events each of them is 0: the rate, its product with age, and the
// burden, which visits enter as well. What else entered is said beside it, and
// is listed among the inputs, if a feature with it contributed something: a model
// that never uses the burden does not look at visits here. Days in trial is last,
// as it only sets the scale of the others.
//
// Features that are told together share their contribution anyway: TreeSHAP
// divides it between them by the trees that happened to use one or the other.
//
// # What a reason is not
//
// See [Meaning]. Nothing is said about what was expected of the patient: the
// visit schedule of the trial is not known.
package reason

import (
	"encoding/json"
	"math"
	"slices"

	"retain/core/feature"
	"retain/core/patient"
)

// Meaning says what reasons are, for those who never heard of contributions.
const Meaning = "Each line is an answer, and how many in 100 the model adds for it (+) or takes off (\u2212). " +
	"It shows what goes together with leaving in the training data, not what causes it."

// A Reason is a group of features and what they contributed together.
type Reason struct {
	Features     []string `json:"features"`
	Inputs       Inputs   `json:"inputs"`       // of the Features that contributed something, contract order
	Contribution float64  `json:"contribution"` // log-odds, sum over Features
	Points       float64  `json:"points"`       // percentage points, sum over Features
	Text         string   `json:"text"`         // Headline, then Detail, in one line
	Headline     string   `json:"-"`            // "No visit for 45 days"
	Detail       string   `json:"-"`            // "last on day 75, today is day 120"; may be ""
}

// Inputs are the answers that a reason was computed from.
type Inputs []Input

// An Input is one answer, as text.
type Input struct{ Field, Text string }

// MarshalJSON writes an object of fields in their order, whole numbers as
// numbers.
func (in Inputs) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, one := range in {
		if i > 0 {
			out = append(out, ',')
		}
		value := []byte(one.Text)
		if patient.Fields[patient.Index(one.Field)].Kind != patient.Whole {
			var err error
			if value, err = json.Marshal(one.Text); err != nil {
				return nil, err
			}
		}
		out = append(append(append(out, '"'), one.Field...), `":`...)
		out = append(out, value...)
	}
	return append(out, '}'), nil
}

// order ranks the contract's fields; see the package comment.
var order = []string{patient.AdverseEvents, patient.LastVisitDay, patient.VisitsCompleted,
	patient.TreatmentGroup, patient.TrialPhase, patient.Age, patient.DaysInTrial}

// Field returns the contract field under which a feature is told, "" if it has
// no input that can be told.
func Field(f feature.Feature) string {
	for _, field := range order {
		if slices.Contains(f.Inputs, field) {
			return field
		}
	}
	return ""
}

// Groups are the groups of one feature version, in the order in which its
// features first name them.
type Groups []group

// A group is the features that are told under one field.
type group struct {
	field  string
	at     []int    // places in the version
	names  []string // of the features
	inputs []input  // in contract order
}

// An input is a contract field, with the places of the group's features that are
// computed from it.
type input struct {
	field string
	at    []int
}

// GroupsOf groups the features of a version.
func GroupsOf(v *feature.Version) Groups {
	var groups Groups
	for i, f := range v.Features {
		field := Field(f)
		at := 0
		for at < len(groups) && groups[at].field != field {
			at++
		}
		if at == len(groups) {
			groups = append(groups, group{field: field})
		}
		groups[at].at, groups[at].names = append(groups[at].at, i), append(groups[at].names, f.Name)
	}
	for i := range groups {
		for _, f := range patient.Fields {
			in := input{field: f.Name}
			for _, at := range groups[i].at {
				if slices.Contains(v.Features[at].Inputs, f.Name) {
					in.at = append(in.at, at)
				}
			}
			if in.at != nil {
				groups[i].inputs = append(groups[i].inputs, in)
			}
		}
	}
	return groups
}

// entered reports whether a feature that is computed from the input contributed
// something.
func (in *input) entered(contributions []float64) bool {
	for _, at := range in.at {
		if contributions[at] != 0 {
			return true
		}
	}
	return false
}

// Reasons returns the reasons of one patient, never nil, the largest in
// magnitude first; of equals, the one whose feature comes first. Contributions
// are an explanation's log-odds, in the order of the version's features, and
// points the same in percentage points. The sums over all reasons are those over
// all features, but for rounding: what contributes exactly 0 is left out.
func (groups Groups) Reasons(p patient.Patient, contributions, points []float64) []Reason {
	list := make([]Reason, 0, len(groups))
	for i := range groups {
		g := &groups[i]
		r := Reason{Features: g.names}
		for _, at := range g.at {
			r.Contribution += contributions[at]
			r.Points += points[at]
		}
		if r.Contribution == 0 {
			continue
		}
		for i := range g.inputs {
			if in := &g.inputs[i]; in.entered(contributions) {
				r.Inputs = append(r.Inputs, Input{in.field, p.Answer(in.field)})
			}
		}
		r.Headline, r.Detail = tell(g.field, &p, r.Inputs)
		r.Text = join(r.Headline, r.Detail)
		list = append(list, r)
		// sorted by hand: they are few, and package slices would add more code
		for at := len(list) - 1; at > 0 && math.Abs(list[at-1].Contribution) < math.Abs(r.Contribution); at-- {
			list[at-1], list[at] = list[at], list[at-1]
		}
	}
	return list
}
