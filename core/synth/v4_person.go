package synth

import (
	"math"

	"retain/core/patient"
	"retain/core/synth/elementary"
)

// A trial is what a protocol fixes. Every candidate comes from a trial of its
// own, so that patients are independent of each other.
type trial struct {
	phase       int     // index into v4Phases
	planned     int     // study day on which a patient completes
	interval    int     // days between planned visits
	firstVisit  int     // planned day of the first one
	episodeRate float64 // episodes of adverse events a day, early on
}

func drawTrial(r *stream) trial {
	phase := r.pick([]float64{v4Phases[0].share, v4Phases[1].share, v4Phases[2].share})
	kind := &v4Phases[phase]
	t := trial{
		phase:       phase,
		planned:     int(r.logUniform(kind.shortest, kind.longest)),
		interval:    kind.intervals[r.pick(kind.intervalShares)],
		firstVisit:  1,
		episodeRate: float64(episodeRate * elementary.Exp(float64(trialSpread*r.normal()))),
	}
	if !r.chance(dayOneCounts) {
		t.firstVisit += t.interval
	}
	return t
}

// A person is a candidate: what is fixed before study day 1. Rates and odds
// hold everything that does not change during the trial.
type person struct {
	trial
	age, gender, treatment int     // the last two index the contract's choices
	leaving                float64 // hazard of leaving a day, without what changes
	dying                  float64 // hazard of death a day
	missing                float64 // odds of missing a visit after one made
	episodes               float64 // episodes of adverse events a day, early on
}

func drawPerson(r *stream) person {
	t := drawTrial(r)
	kind := &v4Phases[t.phase]
	p := person{
		trial:     t,
		age:       drawAge(r, kind.meanAge, kind.spreadAge),
		gender:    r.pick(genderShares),
		treatment: r.pick([]float64{v4Arms[0].share, v4Arms[1].share, v4Arms[2].share}),
	}
	arm := &v4Arms[p.treatment]
	frailty := r.normal()
	logLeaving := float64(leaveFrailty * (float64(math.Sqrt(sharedFrailty)*frailty) + float64(math.Sqrt(1-sharedFrailty)*r.normal())))
	logEpisodes := float64(eventFrailty*frailty) + float64(patientSpread*r.normal())

	p.leaving = float64(float64(float64(leaveRate*kind.leaving)*float64(arm.leaving*ageFactor(p.age))) * elementary.Exp(logLeaving))
	p.dying = float64(deathRate * elementary.Exp(float64((float64(p.age)-deathAge)*(math.Ln2/deathDoubles))))
	p.missing = float64(missOdds * elementary.Exp(float64(missFrailty*frailty)))
	p.episodes = float64(float64(t.episodeRate*arm.events) * elementary.Exp(logEpisodes))
	return p
}

// drawAge is normal within the contract's ages, in completed years.
func drawAge(r *stream, mean, spread float64) int {
	limits := &patient.Fields[patient.Index(patient.Age)]
	for {
		age := int(math.Floor(mean + float64(spread*r.normal())))
		if age >= limits.Min && age <= limits.Max {
			return age
		}
	}
}

// ageFactor is the factor of age in the hazard of leaving.
func ageFactor(age int) float64 {
	x := (float64(age) - ageCentre) / ageUnit
	return 1 + float64(ageCurve*float64(x*x))
}
