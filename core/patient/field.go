// Package patient defines the input contract: what is asked about a person in a
// trial, which answers are usable, and what is said about an answer that is not.
//
// [Fields] is the one table from which parsing, validation, messages, the JSON
// schema, the form and the help are derived. The package refuses and never
// guesses: spellings that merely resemble an allowed value are errors here, and
// all problems of a record are reported together, in field order. Messages say
// what is allowed and never repeat the answer, so they may be logged.
package patient

import (
	"fmt"
	"strings"
)

// Kind says what sort of answer a field takes.
type Kind int

const (
	Text   Kind = iota // free text; Min and Max bound its length in characters
	Whole              // a whole number from Min to Max
	Choice             // exactly one of Choices
)

// Names of the fields, as they stand in JSON and in table headers.
const (
	PatientID       = "patient_id"
	Age             = "age"
	Gender          = "gender"
	TreatmentGroup  = "treatment_group"
	TrialPhase      = "trial_phase"
	DaysInTrial     = "days_in_trial"
	VisitsCompleted = "visits_completed"
	LastVisitDay    = "last_visit_day"
	AdverseEvents   = "adverse_events"
)

// A Field is one row of the contract.
type Field struct {
	Name    string // key in JSON and in table headers
	Label   string // visible label, without the unit
	Group   string // heading under which a form asks for it
	Kind    Kind
	Min     int      // inclusive, in Unit (Text: characters)
	Max     int      // inclusive, in Unit (Text: characters)
	Unit    string   // plural noun of what is counted
	Choices []string // permitted answers of a Choice, in the order shown
	Short   string   // what a form prints under the field
	Help    string   // one or two sentences for people who meet it first
}

// Fields is the contract in its fixed order. Limits: PRODUCT specification,
// section 3 (ages and choices are the baseline service's; the upper limits of
// days, visits and events are Retain's own, so that a typing slip is caught).
var Fields = []Field{
	{Name: PatientID, Label: "Patient ID", Group: "Who", Kind: Text, Min: 1, Max: 64, Unit: "characters",
		Short: "Study code, no name",
		Help:  "The study's code for this person. Never a name, an e-mail address or a phone number."},
	{Name: Age, Label: "Age", Group: "Who", Kind: Whole, Min: 18, Max: 85, Unit: "years",
		Short: "18 to 85 years",
		Help:  "Completed years on the day of the assessment."},
	{Name: Gender, Label: "Gender", Group: "Who", Kind: Choice, Choices: []string{"Male", "Female", "Non-binary"},
		Short: "Not used in the score",
		Help:  "Recorded to check that the score treats groups alike. The model does not see it."},
	{Name: TreatmentGroup, Label: "Treatment group", Group: "Trial", Kind: Choice, Choices: []string{"Active", "Control", "Placebo"},
		Help: "The arm the person was assigned to."},
	{Name: TrialPhase, Label: "Trial phase", Group: "Trial", Kind: Choice, Choices: []string{"Phase I", "Phase II", "Phase III"},
		Help: "The phase of the trial."},
	{Name: DaysInTrial, Label: "Days in trial", Group: "Trial", Kind: Whole, Min: 1, Max: 1000, Unit: "days",
		Short: "1 to 1000 days",
		Help:  "Study day today; the day of the first dose or of enrolment is day 1."},
	{Name: VisitsCompleted, Label: "Visits completed", Group: "Follow-up so far", Kind: Whole, Min: 0, Max: 100, Unit: "visits",
		Short: "0 to 100",
		Help:  "Visits that took place on study day 1 or later. Screening does not count."},
	{Name: LastVisitDay, Label: "Last visit day", Group: "Follow-up so far", Kind: Whole, Min: 0, Max: 1000, Unit: "days",
		Short: "0 to days in trial; 0 = no visit yet",
		Help:  "Study day of the latest of these visits, at most days in trial; 0 when there was none yet."},
	{Name: AdverseEvents, Label: "Adverse events", Group: "Follow-up so far", Kind: Whole, Min: 0, Max: 50, Unit: "events",
		Short: "0 to 50",
		Help:  "Adverse events recorded since study day 1, of any severity."},
}

// Index returns the position of the named field in [Fields], or -1.
func Index(name string) int {
	for i := range Fields {
		if Fields[i].Name == name {
			return i
		}
	}
	return -1
}

// Names lists the field names in contract order.
func Names() []string {
	names := make([]string, len(Fields))
	for i, f := range Fields {
		names[i] = f.Name
	}
	return names
}

// Allowed says which answers the field takes, as the end of a sentence that
// begins with "allowed:".
func (f Field) Allowed() string {
	switch f.Kind {
	case Text:
		return fmt.Sprintf("%d to %d %s", f.Min, f.Max, f.Unit)
	case Whole:
		if f.Name == LastVisitDay {
			return "a whole number of days from 0 to days in trial (at most 1000); 0 only when no visit is completed"
		}
		return fmt.Sprintf("a whole number of %s from %d to %d", f.Unit, f.Min, f.Max)
	default:
		last := len(f.Choices) - 1
		return strings.Join(f.Choices[:last], ", ") + " or " + f.Choices[last]
	}
}
