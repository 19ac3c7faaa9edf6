package synth

import (
	"iter"
	"math"

	"retain/core/feature"
	"retain/core/patient"
	"retain/core/synth/elementary"
	"retain/core/synth/legacy"
)

// v3Causal is the baseline's recipe (PRODUCT specification, section 12). Every
// constant and the order of every operation are the baseline's, so that the
// same patients come out: seed 42 and 1,000 patients give 525 dropouts.
var v3Causal = &Recipe{
	Name:     "v3_causal",
	Summary:  "the baseline's recipe, with the probability it had before its noise",
	HasTruth: true,
	simulate: simulateV3,
}

// A v3Draft is one patient while columns are drawn, as small as possible
// because all of them are held.
type v3Draft struct {
	age, gender, treatment, phase uint8 // the last three index the contract's choices
	visits, events                uint8
	days, lastVisit               uint16
	noise                         float64
}

func simulateV3(n int, seed uint32) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		g := legacy.New(seed)
		drafts := drawV3(g, n)
		for _, d := range drafts {
			p := d.patient()
			risk := v3Risk(p)
			row := Row{
				Patient:         p,
				Dropout:         g.Random() < v3Probability(risk+d.noise),
				TrueProbability: v3Probability(risk),
			}
			if !yield(row) {
				return
			}
		}
	}
}

// drawV3 makes the draws 1 to 5 of the recipe but the last, a column at a time.
func drawV3(g *legacy.Generator, n int) []v3Draft {
	ds := make([]v3Draft, n)
	for i := range ds {
		ds[i].age = uint8(g.RandInt(18, 85))
	}
	for i := range ds {
		ds[i].gender = uint8(g.RandInt(0, len(genders)))
	}
	for i := range ds {
		ds[i].treatment = uint8(g.RandInt(0, len(treatments)))
	}
	for i := range ds {
		ds[i].phase = uint8(g.RandInt(0, len(phases)))
	}
	for i := range ds {
		ds[i].days = uint16(g.RandInt(30, 365))
	}
	for i := range ds {
		compliance := g.Beta(5, 2)
		ds[i].visits = uint8(math.Floor(float64(float64(ds[i].days) / 30 * compliance))) // at most 12
	}
	for i := range ds {
		if d := &ds[i]; d.visits > 0 {
			d.lastVisit = uint16(g.RandInt(max(1, int(d.days)-60), int(d.days)+1))
		}
	}
	for i := range ds {
		ds[i].events = uint8(min(g.Poisson(v3EventMean(ds[i])), math.MaxUint8))
	}
	for i := range ds {
		ds[i].noise = g.Normal(0, 0.15)
	}
	return ds
}

// v3EventMean is the mean number of adverse events, 0.9 to 1.62, in the
// baseline's order of operations: 3 · 0.3 is not 0.9 in float64.
func v3EventMean(d v3Draft) float64 {
	three, rate := 3.0, 0.3
	age := v3Age(int(d.age))
	days := float64(d.days) / 365
	return float64(float64(three*rate) * (1 + float64(0.5*age) + float64(0.3*days)))
}

// v3Age is age as the recipe counts it, 0 to 1.
func v3Age(years int) float64 { return float64(years-18) / 67 }

// patient is the draft as the contract has it.
func (d v3Draft) patient() patient.Patient {
	return patient.Patient{
		Age:             int(d.age),
		Gender:          genders[d.gender],
		TreatmentGroup:  treatments[d.treatment],
		TrialPhase:      phases[d.phase],
		DaysInTrial:     int(d.days),
		VisitsCompleted: int(d.visits),
		LastVisitDay:    int(d.lastVisit),
		AdverseEvents:   int(d.events),
	}
}

// v3Features are those of the same name that models are trained on.
var v3Features = mustFeatures("v3_causal")

func mustFeatures(name string) *feature.Version {
	v, err := feature.Lookup(name)
	if err != nil {
		panic("synth: internal error: " + err.Error())
	}
	return v
}

// v3Risk is the recipe's sum before the noise.
func v3Risk(p patient.Patient) float64 {
	var x [9]float64
	v3Features.Compute(p, x[:])
	visitRate, eventRate, phase, treatment := x[2], x[3], x[7], x[8]
	risk := float64(0.35*100*eventRate) + float64(0.30*(1-visitRate)) + float64(0.20*phase) + float64(0.10*treatment)
	if v3Age(p.Age) < 0.3 {
		return risk + 0.05
	}
	return risk
}

// v3Probability turns the risk into a probability.
func v3Probability(risk float64) float64 {
	return 1 / (1 + elementary.Exp(float64(-3*(risk-0.5))))
}
