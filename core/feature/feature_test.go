package feature_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/feature"
	"retain/core/patient"
)

func TestLookup(t *testing.T) {
	v, err := feature.Lookup("v3_causal")
	require.NoError(t, err)
	require.Equal(t, []string{"age", "days_in_trial", "visit_rate", "adverse_event_rate", "time_since_last_visit",
		"burden", "age_adverse_risk", "trial_phase_risk", "treatment_risk"}, v.Names())
	for _, f := range v.Features {
		for _, input := range f.Inputs {
			require.GreaterOrEqual(t, patient.Index(input), 0, "%s: %s", f.Name, input)
		}
	}
	_, err = feature.Lookup("v9")
	require.ErrorContains(t, err, `"v9"`)
}

// Expected values: the formulas of the specification worked out by hand for
// denominators that are powers of two or small, so that each is exact.
func TestV3Causal(t *testing.T) {
	v, err := feature.Lookup("v3_causal")
	require.NoError(t, err)
	p := patient.Patient{Age: 85, TreatmentGroup: "Placebo", TrialPhase: "Phase III",
		DaysInTrial: 30, VisitsCompleted: 1, LastVisitDay: 12, AdverseEvents: 31}
	x := make([]float64, v.Len())
	v.Compute(p, x)
	require.Equal(t, []float64{85, 30, 0.5, 1, 18, 0.5, 1, 0.8, 0.4}, x)
	require.Equal(t, append(x, x...), v.Matrix([]patient.Patient{p, p}))
}

// Inside the contract every feature is a finite number and depends on nothing
// but its stated inputs.
func TestFeaturesAreFiniteAndDependOnTheirInputs(t *testing.T) {
	v, err := feature.Lookup("v3_causal")
	require.NoError(t, err)
	base := patient.Patient{Age: 50, TreatmentGroup: "Active", TrialPhase: "Phase II",
		DaysInTrial: 100, VisitsCompleted: 4, LastVisitDay: 90, AdverseEvents: 2}
	changed := map[string]patient.Patient{}
	for _, f := range []struct {
		name string
		edit func(*patient.Patient)
	}{
		{patient.Age, func(p *patient.Patient) { p.Age = 18 }},
		{patient.TreatmentGroup, func(p *patient.Patient) { p.TreatmentGroup = "Control" }},
		{patient.TrialPhase, func(p *patient.Patient) { p.TrialPhase = "Phase I" }},
		{patient.DaysInTrial, func(p *patient.Patient) { p.DaysInTrial = 1000 }},
		{patient.VisitsCompleted, func(p *patient.Patient) { p.VisitsCompleted = 100 }},
		{patient.LastVisitDay, func(p *patient.Patient) { p.LastVisitDay = 1 }},
		{patient.AdverseEvents, func(p *patient.Patient) { p.AdverseEvents = 50 }},
	} {
		p := base
		f.edit(&p)
		changed[f.name] = p
	}
	before, after := make([]float64, v.Len()), make([]float64, v.Len())
	v.Compute(base, before)
	for input, p := range changed {
		v.Compute(p, after)
		for i, f := range v.Features {
			require.False(t, math.IsNaN(after[i]) || math.IsInf(after[i], 0), f.Name)
			moved := math.Float64bits(before[i]) != math.Float64bits(after[i])
			require.Equal(t, contains(f.Inputs, input), moved, "%s when %s changes", f.Name, input)
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
