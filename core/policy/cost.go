package policy

// Costs of acting and of not acting, in US dollars.
type Costs struct {
	Intervention  float64 // a contacted patient
	Missed        float64 // a dropout that was not prevented
	Effectiveness float64 // share of contacted dropouts that an intervention keeps, 0 to 1
}

// Total is what a group costs: interventions for everyone contacted, and the
// full cost of the dropouts that were missed or not kept.
//
//	cost = intervention·contacted + missed cost·(missed + (1 - effectiveness)·caught)
//
// PRODUCT specification, section 5. contacted counts all who were contacted,
// caught those of them who would have left, missed those who left uncontacted.
func (c Costs) Total(contacted, caught, missed int) float64 {
	lost := float64(missed) + float64((1-c.Effectiveness)*float64(caught))
	return float64(c.Intervention*float64(contacted)) + float64(c.Missed*lost)
}
