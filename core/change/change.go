// Package change answers "what if": a patient with something changed that a site
// can act on or expects, and the smallest such change that reaches a lower risk
// level.
//
// What one can act on is visits from now on. Events and days are what one
// expects. Nothing here changes age, arm or phase, takes back an event, a visit
// or a day, or moves a visit into the past. What comes out is the model's answer
// to other inputs; that a visit would make the patient stay is not known.
package change

import (
	"errors"
	"fmt"

	"retain/core/assess"
	"retain/core/patient"
	"retain/core/policy"
	"retain/core/words"
)

// An Edit is what is added to a patient's answers; none is below 0.
type Edit struct {
	Visits int // completed, the last of them on the patient's resulting day
	Events int // adverse events
	Days   int // days later
}

// Apply returns p some days later, with visits completed on that day and adverse
// events recorded by then: first the days are added, then the visits, which move
// the last visit to the new day, then the events. P is inside the contract. The
// error is [patient.Problems] where the contract ends.
func Apply(p patient.Patient, e Edit) (patient.Patient, error) {
	if e.Visits < 0 || e.Events < 0 || e.Days < 0 {
		return patient.Patient{}, errors.New("change: visits, events and days can be added, not taken back")
	}
	p.DaysInTrial += e.Days
	if e.Visits > 0 {
		p.VisitsCompleted += e.Visits
		p.LastVisitDay = p.DaysInTrial
	}
	p.AdverseEvents += e.Events
	if err := p.Validate(); err != nil {
		return patient.Patient{}, err
	}
	return p, nil
}

// MaxVisits is the most visits that [Smallest] adds: what a site can arrange in
// the time an answer is good for.
const MaxVisits = 3

// A Step is a change that reaches a lower level.
type Step struct {
	Visits  int             // to be completed, 1 to MaxVisits
	Patient patient.Patient // after it
	Scored  assess.Scored   // of that patient
}

// Smallest returns the least number of visits, completed by today, with which p
// has a lower risk level; false if none of up to [MaxVisits] has, or the level
// is the lowest already. A visit on an earlier day would be a smaller change of
// the answers, but not one that anybody can still make. P is inside the
// contract; where its limits leave no room for a visit, there is none.
func Smallest(e *assess.Engine, p patient.Patient) (Step, bool, error) {
	candidates := []patient.Patient{p}
	for n := 1; n <= MaxVisits; n++ {
		if q, err := Apply(p, Edit{Visits: n}); err == nil {
			candidates = append(candidates, q)
		}
	}
	scored, err := e.Score(candidates)
	if err != nil {
		return Step{}, false, fmt.Errorf("change: %w", err)
	}
	now := rank(e.Policy, scored[0].RiskLevel)
	for n := 1; n < len(scored); n++ {
		if rank(e.Policy, scored[n].RiskLevel) < now {
			return Step{n, candidates[n], scored[n]}, true, nil
		}
	}
	return Step{}, false, nil
}

// rank is the place of a level, lowest first.
func rank(p policy.Policy, level string) int {
	for i, b := range p.Bands {
		if b.Level == level {
			return i
		}
	}
	panic("change: internal error: a level that the policy does not have")
}

// Sentence words what [Smallest] found for a patient at a level.
func Sentence(e *assess.Engine, level string, s Step, found bool) string {
	if level == e.Policy.Bands[0].Level {
		return level + " is the lowest level already."
	}
	if !found {
		return fmt.Sprintf("No change of up to %s more completed visits reaches a lower level.", numbers[MaxVisits])
	}
	visits := "one more completed visit, today"
	if s.Visits > 1 {
		visits = numbers[s.Visits] + " more completed visits, the last of them today"
	}
	return fmt.Sprintf("Smallest change to a lower level: %s. Then %s, no longer %s. %s", visits, s.Scored.RiskLevel, level,
		words.Risk(s.Scored.Probability, e.Policy.Edges(), e.Model.HorizonDays))
}

// numbers up to MaxVisits in words.
var numbers = [MaxVisits + 1]string{"no", "one", "two", "three"}
