package main

import (
	"fmt"
	"math"

	"retain/core/config"
	"retain/core/evaluate"
	"retain/core/patient"
	"retain/core/policy"
	"retain/models/results"
)

// ageBands part the contract's ages for the subgroup table, from the first age
// to the last: about a quarter of adults each.
var ageBands = [][2]int{{18, 34}, {35, 49}, {50, 64}, {65, 85}}

// groupings are the ways in which the test patients are parted. The groups of
// each hold every patient once.
func groupings() []grouping {
	byChoice := func(by, field string, of func(patient.Patient) string) grouping {
		return grouping{by, patient.Fields[patient.Index(field)].Choices, of}
	}
	ages := grouping{by: "Age", of: func(p patient.Patient) string {
		for _, b := range ageBands {
			if p.Age <= b[1] {
				return ageBand(b)
			}
		}
		panic("pipeline: internal error: an age outside the contract")
	}}
	for _, b := range ageBands {
		ages.groups = append(ages.groups, ageBand(b))
	}
	return []grouping{
		byChoice("Gender", patient.Gender, func(p patient.Patient) string { return p.Gender }), ages,
		byChoice("Trial phase", patient.TrialPhase, func(p patient.Patient) string { return p.TrialPhase }),
		byChoice("Treatment group", patient.TreatmentGroup, func(p patient.Patient) string { return p.TreatmentGroup }),
	}
}

type grouping struct {
	by     string
	groups []string
	of     func(patient.Patient) string
}

func ageBand(b [2]int) string { return fmt.Sprintf("%d to %d", b[0], b[1]) }

// subgroups takes the figures of each group.
func subgroups(patients []patient.Patient, p []float64, left []bool) ([]results.Subgroup, error) {
	settings, err := config.New()
	if err != nil {
		return nil, err
	}
	at := []float64{settings.Number(config.DecisionThreshold)}
	var out []results.Subgroup
	for _, g := range groupings() {
		for _, name := range g.groups {
			var rows []int
			for i := range patients {
				if g.of(patients[i]) == name {
					rows = append(rows, i)
				}
			}
			if len(rows) == 0 {
				continue
			}
			risks, outcomes := take(p, rows), take(left, rows)
			sample, err := evaluate.NewSample(risks, outcomes)
			if err != nil {
				return nil, err
			}
			report, err := sample.Report(at, costs)
			if err != nil {
				return nil, err
			}
			out = append(out, results.Subgroup{
				By: g.by, Group: name, Observed: share(report.Events, report.N), Mean: *significant(mean(risks)),
				Figures: figures(report, sample), At: point(report.At[0]),
			})
		}
	}
	return out, nil
}

// bands says who is in each risk level, by the default policy.
func bands(p []float64, left []bool) ([]results.Band, error) {
	settings, err := config.New()
	if err != nil {
		return nil, err
	}
	rule := policy.FromConfig(settings)
	var out []results.Band
	for i, b := range rule.Bands {
		band := results.Band{Level: b.Level, From: b.From, To: 1}
		if i+1 < len(rule.Bands) {
			band.To = rule.Bands[i+1].From
		}
		n, events := 0, 0
		for j := range p {
			if rule.Decide(p[j]).Band.Level == b.Level {
				n++
				if left[j] {
					events++
				}
			}
		}
		band.Share = *significant(float64(n) / float64(len(p)))
		band.Observed = share(events, n)
		out = append(out, band)
	}
	return out, nil
}

// share is a share with Wilson's interval, see [results.Share].
func share(events, n int) results.Share {
	s := results.Share{Events: events, N: n}
	if n == 0 {
		return s
	}
	const z = 1.959963984540054 // the normal distribution's 97.5th percentile
	rate, count := float64(events)/float64(n), float64(n)
	scale := 1 + z*z/count
	middle := (rate + z*z/(2*count)) / scale
	half := z / scale * math.Sqrt(rate*(1-rate)/count+z*z/(4*count*count))
	s.Rate, s.Low, s.High = significant(rate), significant(max(0, middle-half)), significant(min(1, middle+half))
	return s
}
