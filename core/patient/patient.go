package patient

import "encoding/json"

// A Patient is one accepted record. Every value lies inside the contract when
// the record came from [ParseJSON] or [FromText]; [Patient.Validate] checks a
// record made in another way.
type Patient struct {
	PatientID       string `json:"patient_id"`
	Age             int    `json:"age"`              // years, 18 to 85
	Gender          string `json:"gender"`           // not a model feature
	TreatmentGroup  string `json:"treatment_group"`  // Active, Control, Placebo
	TrialPhase      string `json:"trial_phase"`      // Phase I, Phase II, Phase III
	DaysInTrial     int    `json:"days_in_trial"`    // 1 to 1000
	VisitsCompleted int    `json:"visits_completed"` // 0 to 100
	LastVisitDay    int    `json:"last_visit_day"`   // 0 (no visit yet) to DaysInTrial
	AdverseEvents   int    `json:"adverse_events"`   // 0 to 50
}

// Validate reports everything wrong with p at once; the error is [Problems].
func (p Patient) Validate() error {
	_, err := accept(p.answers())
	return err
}

// AppendJSON appends p as one JSON object with the fields in contract order and
// no spaces: the canonical form of a record. [ParseJSON] reads it back.
func (p Patient) AppendJSON(dst []byte) []byte {
	b, err := json.Marshal(p)
	if err != nil {
		panic("patient: internal error: a record of text and numbers did not encode: " + err.Error())
	}
	return append(dst, b...)
}

// answers is p in the order of Fields.
func (p Patient) answers() [fieldCount]answer {
	return [fieldCount]answer{
		{text: p.PatientID}, {number: p.Age}, {text: p.Gender}, {text: p.TreatmentGroup}, {text: p.TrialPhase},
		{number: p.DaysInTrial}, {number: p.VisitsCompleted}, {number: p.LastVisitDay}, {number: p.AdverseEvents},
	}
}

// fromAnswers is the reverse of answers.
func fromAnswers(a [fieldCount]answer) Patient {
	return Patient{
		PatientID: a[0].text, Age: a[1].number, Gender: a[2].text, TreatmentGroup: a[3].text, TrialPhase: a[4].text,
		DaysInTrial: a[5].number, VisitsCompleted: a[6].number, LastVisitDay: a[7].number, AdverseEvents: a[8].number,
	}
}
