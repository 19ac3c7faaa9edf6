package synth

import (
	"iter"

	"retain/core/patient"
)

// v4Landmark follows patients through trials and looks at each on one landmark
// day L (PRODUCT specification, section 10): the inputs are what was recorded
// up to the end of day L, and the label is 1 exactly if the first thing to
// happen on study days L+1 to L+90 is that the patient leaves. Completion,
// death, an end by the sponsor, and being still there are 0.
var v4Landmark = &Recipe{
	Name:     "v4_landmark",
	Summary:  "simulated trajectories, one landmark day a patient, dropout within 90 days of it",
	simulate: simulateV4,
}

func simulateV4(n int, seed uint32) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for i := range n {
			row, _ := drawLandmarkRow(newStream(seed, uint32(i)))
			if !yield(row) {
				return
			}
		}
	}
}

// An aftermath is how the time after the landmark day went.
type aftermath struct {
	exit exit
	day  int // of the exit, or the last day looked at
}

// drawLandmarkRow draws candidates until one is in the trial at the end of its
// landmark day. The day is drawn without regard to the candidate's fate, and
// those who are gone by then are no patients of whom one could ask. (To draw
// the day from each patient's own time in the trial would look at early leavers
// shortly before they leave, and overstate the risk.)
func drawLandmarkRow(r *stream) (Row, aftermath) {
	for {
		p := drawPerson(r)
		landmark := drawLandmark(r, p.trial)
		c := begin(p, r)
		if c.advance(landmark) != stays {
			continue
		}
		row := Row{Patient: c.record()}
		if row.AdverseEvents > mostEvents {
			continue // the contract, and so the product, knows no such patient
		}
		after := c.advance(landmark + Horizon)
		row.Dropout = after == left
		return row, aftermath{after, c.day}
	}
}

// mostEvents is the contract's limit. That of visits is never reached.
var mostEvents = patient.Fields[patient.Index(patient.AdverseEvents)].Max

// record is what is known of the patient at the end of the day.
func (c *course) record() patient.Patient {
	return patient.Patient{
		Age:             c.age,
		Gender:          genders[c.gender],
		TreatmentGroup:  treatments[c.treatment],
		TrialPhase:      phases[c.phase],
		DaysInTrial:     c.day,
		VisitsCompleted: c.visits,
		LastVisitDay:    c.lastVisit,
		AdverseEvents:   c.events,
	}
}
