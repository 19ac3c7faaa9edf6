package assess

import (
	"fmt"

	"retain/core/patient"
)

// warnings lists what stands out about a patient, in field order; never nil.
func (m *Model) warnings(p patient.Patient) []Warning {
	out := []Warning{}
	if message := patient.LooksPersonal(p.PatientID); message != "" {
		out = append(out, Warning{"personal_identifier", patient.PatientID, message})
	}
	numbers := map[string]int{
		patient.Age: p.Age, patient.DaysInTrial: p.DaysInTrial, patient.VisitsCompleted: p.VisitsCompleted,
		patient.LastVisitDay: p.LastVisitDay, patient.AdverseEvents: p.AdverseEvents,
	}
	for _, f := range patient.Fields {
		known, limited := m.Ranges[f.Name]
		if x := numbers[f.Name]; limited && (x < known[0] || x > known[1]) {
			out = append(out, Warning{"outside_training_range", f.Name,
				fmt.Sprintf("%s: the training patients had %d to %d; outside this range the number is a guess.",
					f.Label, known[0], known[1])})
		}
	}
	return out
}
