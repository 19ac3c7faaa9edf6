package unknown_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/patient"
	"retain/core/unknown"
)

// BenchmarkSearch times whole searches; rows is how many pieces of work they
// had.
func BenchmarkSearch(b *testing.B) {
	e := registered(b)
	p := patient.Patient{PatientID: "P-1", Age: 65, Gender: "Female", TreatmentGroup: "Placebo", TrialPhase: "Phase III",
		DaysInTrial: 360, VisitsCompleted: 8, LastVisitDay: 340, AdverseEvents: 4}
	for _, c := range []struct {
		name    string
		missing []string
	}{
		{"age", fields[:1]},
		{"visits and last visit day", fields[2:4]},
		{"age and adverse events", []string{patient.Age, patient.AdverseEvents}},
		{"visits, last visit day and adverse events", fields[2:]},
		{"age, last visit day and adverse events", []string{patient.Age, patient.LastVisitDay, patient.AdverseEvents}},
		{"age, visits and adverse events", []string{patient.Age, patient.VisitsCompleted, patient.AdverseEvents}},
	} {
		b.Run(c.name, func(b *testing.B) {
			rows := 0
			for b.Loop() {
				s, err := unknown.New(e, p, c.missing)
				require.NoError(b, err)
				_, err = s.Step(math.MaxInt)
				require.NoError(b, err)
				rows, _ = s.Progress()
			}
			b.ReportMetric(float64(rows), "rows")
		})
	}
}
