package patient

import "strconv"

// Number points to p's answer to a whole-number field, for those who read or
// change fields by name. It is nil for every other name.
func (p *Patient) Number(field string) *int {
	switch field {
	case Age:
		return &p.Age
	case DaysInTrial:
		return &p.DaysInTrial
	case VisitsCompleted:
		return &p.VisitsCompleted
	case LastVisitDay:
		return &p.LastVisitDay
	case AdverseEvents:
		return &p.AdverseEvents
	}
	return nil
}

// Answer returns p's answer to the named field as text, whole numbers in digits:
// what [FromText] reads. It is "" for a name that is no field.
func (p Patient) Answer(field string) string {
	switch field {
	case PatientID:
		return p.PatientID
	case Gender:
		return p.Gender
	case TreatmentGroup:
		return p.TreatmentGroup
	case TrialPhase:
		return p.TrialPhase
	}
	if n := p.Number(field); n != nil {
		return strconv.Itoa(*n)
	}
	return ""
}

// Numbers returns the whole-number fields in contract order.
func Numbers() []Field {
	var out []Field
	for _, f := range Fields {
		if f.Kind == Whole {
			out = append(out, f)
		}
	}
	return out
}
