package patient_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/patient"
)

// What Answer gives for each field is what FromText reads the same patient from,
// and Number reaches exactly the whole-number fields.
func TestAnswersByName(t *testing.T) {
	p, err := patient.ParseJSON(record())
	require.NoError(t, err)
	var texts []string
	for _, f := range patient.Fields {
		texts = append(texts, p.Answer(f.Name))
		require.Equal(t, f.Kind == patient.Whole, p.Number(f.Name) != nil, f.Name)
	}
	got, err := patient.FromText(texts)
	require.NoError(t, err)
	require.Equal(t, p, got)
	require.Empty(t, p.Answer("weight"))

	for i, f := range patient.Numbers() {
		*p.Number(f.Name) = 20 + i
		require.NotEqual(t, got, p, f.Name)
		require.Equal(t, 20+i, *p.Number(f.Name))
	}
	require.Equal(t, patient.Patient{PatientID: "P-1234", Age: 20, Gender: "Female", TreatmentGroup: "Placebo", TrialPhase: "Phase III",
		DaysInTrial: 21, VisitsCompleted: 22, LastVisitDay: 23, AdverseEvents: 24}, p)
}
