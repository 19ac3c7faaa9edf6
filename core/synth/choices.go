package synth

import "retain/core/patient"

// The contract's choices. The recipes draw indexes into them, so their order is
// part of the recipes; a test holds it.
var (
	genders    = choices(patient.Gender)
	treatments = choices(patient.TreatmentGroup)
	phases     = choices(patient.TrialPhase)
)

func choices(field string) []string { return patient.Fields[patient.Index(field)].Choices }
