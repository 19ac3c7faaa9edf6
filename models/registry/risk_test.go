package registry_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/config"
	"retain/core/patient"
	"retain/core/policy"
	"retain/models/manifest"
	"retain/models/registry"
)

// raw scores patients with a version.
func raw(t *testing.T, o *manifest.Opened, patients []patient.Patient) []float64 {
	t.Helper()
	out := make([]float64, len(patients))
	require.NoError(t, o.Model.Scorer.Score(o.Model.Features.Matrix(patients), out))
	return out
}

// anyone is a patient somewhere in the contract, with a visit and so with room
// for another that changes nothing else.
func anyone(r *rand.Rand) patient.Patient {
	choice := func(field string) string {
		c := patient.Fields[patient.Index(field)].Choices
		return c[r.IntN(len(c))]
	}
	p := patient.Patient{PatientID: "A", Age: 18 + r.IntN(68), Gender: choice(patient.Gender), TreatmentGroup: choice(patient.TreatmentGroup),
		TrialPhase: choice(patient.TrialPhase), DaysInTrial: 1 + r.IntN(1000), VisitsCompleted: 1 + r.IntN(100), AdverseEvents: r.IntN(51)}
	if r.IntN(2) == 0 {
		p.DaysInTrial = 1 + r.IntN(60) // rates move most early on
	}
	p.LastVisitDay = 1 + r.IntN(p.DaysInTrial)
	return p
}

// rises and falls count how often a score moves the wrong way along all adverse
// events, and along all completed visits, of some patients.
func wrongWays(t *testing.T, o *manifest.Opened, patients int) (withEvents, withVisits int) {
	r := rand.New(rand.NewPCG(1, 1))
	events, visits := patient.Fields[patient.Index(patient.AdverseEvents)], patient.Fields[patient.Index(patient.VisitsCompleted)]
	for range patients {
		p := anyone(r)
		var along []patient.Patient
		for x := events.Min; x <= events.Max; x++ {
			q := p
			q.AdverseEvents = x
			along = append(along, q)
		}
		for x := 1; x <= visits.Max; x++ { // with no visit the last visit day would have to change as well
			q := p
			q.VisitsCompleted = x
			along = append(along, q)
		}
		scores := raw(t, o, along)
		middle := events.Max - events.Min + 1
		for i := 1; i < len(scores); i++ {
			switch {
			case i < middle && scores[i] < scores[i-1]:
				withEvents++
			case i > middle && scores[i] > scores[i-1]:
				withVisits++
			}
		}
	}
	return withEvents, withVisits
}

// One more adverse event never lowers the risk, and one more completed visit
// never raises it, everything else being equal: on the inputs, over the whole
// contract, for every version but the baseline's recipe, which is kept as it was
// and breaks both.
func TestRiskIsMonotone(t *testing.T) {
	for _, o := range opened(t) {
		if o.Manifest.Version == "v3_causal" {
			events, visits := wrongWays(t, o, 100)
			require.Positive(t, events, "the exemption is no longer needed")
			require.Positive(t, visits, "the exemption is no longer needed")
			continue
		}
		events, visits := wrongWays(t, o, 2000)
		require.Zero(t, events, o.Manifest.Version)
		require.Zero(t, visits, o.Manifest.Version)
	}
}

// The baseline's acceptance cases (PRODUCT specification, section 12).
func TestAcceptanceCases(t *testing.T) {
	c, err := config.New()
	require.NoError(t, err)
	rule := policy.FromConfig(c)
	high := patient.Patient{PatientID: "HIGH", Age: 72, Gender: "Female", TreatmentGroup: "Placebo", TrialPhase: "Phase III",
		DaysInTrial: 150, VisitsCompleted: 2, LastVisitDay: 90, AdverseEvents: 8}
	low := patient.Patient{PatientID: "LOW", Age: 45, Gender: "Male", TreatmentGroup: "Active", TrialPhase: "Phase I",
		DaysInTrial: 60, VisitsCompleted: 2, LastVisitDay: 55, AdverseEvents: 1}
	for version, want := range map[string][2]int{"v4_landmark": {1, 0}, "v3_causal": {1, 1}} {
		o, err := registry.Open(version, "")
		require.NoError(t, err)
		var got [2]int
		for i, x := range raw(t, o, []patient.Patient{high, low}) {
			got[i] = rule.Decide(o.Model.Calibrator.Probability(x)).Prediction
		}
		require.Equal(t, want, got, version)
	}
}
