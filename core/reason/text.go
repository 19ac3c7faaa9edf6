package reason

import (
	"strconv"

	"retain/core/patient"
	"retain/core/words"
)

// tell words the answer to the field under which a group is told, what helps to
// read it, and which other answers entered.
func tell(field string, p *patient.Patient, entered Inputs) (headline, detail string) {
	switch headline = phrase(field, p); field {
	case patient.AdverseEvents, patient.VisitsCompleted:
		headline += " in " + words.Count(p.DaysInTrial, "day")
	case patient.LastVisitDay:
		detail = "today is day " + strconv.Itoa(p.DaysInTrial)
		switch p.LastVisitDay {
		case 0:
		case p.DaysInTrial:
			detail = "day " + strconv.Itoa(p.DaysInTrial)
		default:
			detail = "last on day " + strconv.Itoa(p.LastVisitDay) + ", " + detail
		}
	}
	return capital(headline), join(detail, others(field, p, entered))
}

// phrase words one answer as part of a sentence. It begins with ASCII.
func phrase(field string, p *patient.Patient) string {
	switch field {
	case patient.AdverseEvents:
		return several(p.AdverseEvents, "adverse event")
	case patient.LastVisitDay:
		switch {
		case p.LastVisitDay == 0:
			return "no visit yet"
		case p.LastVisitDay == p.DaysInTrial:
			return "last visit today"
		}
		return "no visit for " + words.Count(p.DaysInTrial-p.LastVisitDay, "day")
	case patient.VisitsCompleted:
		return several(p.VisitsCompleted, "visit")
	case patient.TreatmentGroup:
		return p.TreatmentGroup + " group"
	case patient.TrialPhase:
		return p.TrialPhase
	case patient.Age:
		return "age " + strconv.Itoa(p.Age)
	case patient.DaysInTrial:
		return "day " + strconv.Itoa(p.DaysInTrial) + " in the trial"
	}
	panic("reason: internal error: no words for " + field)
}

// several is "no visits", "1 visit", "2 visits".
func several(n int, noun string) string {
	if n == 0 {
		return "no " + noun + "s"
	}
	return words.Count(n, noun)
}

// others names the answers that entered beside the one to field. Days in trial is
// left out: it sets the scale, and the headline has it.
func others(field string, p *patient.Patient, entered Inputs) string {
	text := ""
	for _, in := range entered {
		if in.Field == field || in.Field == patient.DaysInTrial {
			continue
		}
		if text == "" {
			text = "together with "
		} else {
			text += " and "
		}
		text += phrase(in.Field, p)
	}
	return text
}

// join puts a comma between two parts, of which either may be "".
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}

// capital is s with a capital letter first.
func capital(s string) string {
	if 'a' <= s[0] && s[0] <= 'z' {
		return string(s[0]-0x20) + s[1:]
	}
	return s
}
