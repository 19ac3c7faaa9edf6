package feature

import "retain/core/patient"

// v3Causal is the baseline service's list. Formulas: PRODUCT specification,
// section 4. The weights of phase and treatment are the baseline's as well; a
// tree model uses only their order.
var v3Causal = &Version{
	Name: "v3_causal",
	Features: []Feature{
		{"age", "age", []string{patient.Age}},
		{"days_in_trial", "days_in_trial", []string{patient.DaysInTrial}},
		{"visit_rate", "visits_completed / (days_in_trial/30 + 1)",
			[]string{patient.VisitsCompleted, patient.DaysInTrial}},
		{"adverse_event_rate", "adverse_events / (days_in_trial + 1)",
			[]string{patient.AdverseEvents, patient.DaysInTrial}},
		{"time_since_last_visit", "days_in_trial - last_visit_day",
			[]string{patient.LastVisitDay, patient.DaysInTrial}},
		{"burden", "adverse_event_rate × (1 - visit_rate)",
			[]string{patient.AdverseEvents, patient.VisitsCompleted, patient.DaysInTrial}},
		{"age_adverse_risk", "(age/85) × adverse_event_rate",
			[]string{patient.Age, patient.AdverseEvents, patient.DaysInTrial}},
		{"trial_phase_risk", "Phase I 0.2, Phase II 0.5, Phase III 0.8", []string{patient.TrialPhase}},
		{"treatment_risk", "Active 0.1, Control 0.3, Placebo 0.4", []string{patient.TreatmentGroup}},
	},
	compute: computeV3Causal,
}

var (
	phaseRisk     = map[string]float64{"Phase I": 0.2, "Phase II": 0.5, "Phase III": 0.8}
	treatmentRisk = map[string]float64{"Active": 0.1, "Control": 0.3, "Placebo": 0.4}
)

func computeV3Causal(p patient.Patient, x []float64) {
	age, days := float64(p.Age), float64(p.DaysInTrial)
	visitRate := float64(p.VisitsCompleted) / (float64(days/30) + 1)
	eventRate := float64(p.AdverseEvents) / (days + 1)
	x[0] = age
	x[1] = days
	x[2] = visitRate
	x[3] = eventRate
	x[4] = days - float64(p.LastVisitDay)
	x[5] = float64(eventRate * (1 - visitRate))
	x[6] = float64(float64(age/85) * eventRate)
	x[7] = phaseRisk[p.TrialPhase]
	x[8] = treatmentRisk[p.TreatmentGroup]
}
