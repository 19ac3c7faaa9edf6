package reason_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/explain"
	"retain/core/feature"
	"retain/core/patient"
	"retain/core/reason"
	"retain/models/registry"
)

func v3(tb testing.TB) *feature.Version {
	tb.Helper()
	v, err := feature.Lookup("v3_causal")
	require.NoError(tb, err)
	return v
}

// Every feature of every version is told, under one of its own inputs, and
// gender is never part of a reason.
func TestEveryFeatureOfEveryVersionIsTold(t *testing.T) {
	p := patient.Patient{Age: 40, TreatmentGroup: "Active", TrialPhase: "Phase I", DaysInTrial: 9}
	for _, v := range feature.All() {
		for _, f := range v.Features {
			require.Contains(t, f.Inputs, reason.Field(f), "%s: %s", v.Name, f.Name)
			require.NotContains(t, f.Inputs, patient.Gender, "%s: %s", v.Name, f.Name)
		}
		ones := slices.Repeat([]float64{1}, v.Len())
		var told []string
		for _, r := range reason.GroupsOf(v).Reasons(p, ones, ones) {
			told = append(told, r.Features...)
			require.NotEmpty(t, r.Headline)
		}
		require.ElementsMatch(t, v.Names(), told, v.Name)
	}
}

func TestGroupsOfV3Causal(t *testing.T) {
	groups := map[string][]string{}
	for _, f := range v3(t).Features {
		groups[reason.Field(f)] = append(groups[reason.Field(f)], f.Name)
	}
	require.Equal(t, map[string][]string{
		patient.Age: {"age"}, patient.DaysInTrial: {"days_in_trial"}, patient.VisitsCompleted: {"visit_rate"},
		patient.AdverseEvents: {"adverse_event_rate", "burden", "age_adverse_risk"},
		patient.LastVisitDay:  {"time_since_last_visit"}, patient.TrialPhase: {"trial_phase_risk"}, patient.TreatmentGroup: {"treatment_risk"},
	}, groups)
}

// The words of every group, as they are shown.
func TestTexts(t *testing.T) {
	usual := patient.Patient{Age: 65, Gender: "Female", TreatmentGroup: "Placebo", TrialPhase: "Phase III",
		DaysInTrial: 120, VisitsCompleted: 3, LastVisitDay: 75, AdverseEvents: 4}
	for _, c := range []struct {
		name  string
		field string
		edit  func(*patient.Patient)
		want  string
	}{
		{"age", patient.Age, nil, "Age 65"},
		{"treatment", patient.TreatmentGroup, nil, "Placebo group"},
		{"phase", patient.TrialPhase, nil, "Phase III"},
		{"days", patient.DaysInTrial, nil, "Day 120 in the trial"},
		{"visits", patient.VisitsCompleted, nil, "3 visits in 120 days"},
		{"one visit", patient.VisitsCompleted, func(p *patient.Patient) { p.VisitsCompleted = 1 }, "1 visit in 120 days"},
		{"no visits", patient.VisitsCompleted, func(p *patient.Patient) { p.VisitsCompleted, p.LastVisitDay = 0, 0 }, "No visits in 120 days"},
		{"a visit on day 1", patient.VisitsCompleted, func(p *patient.Patient) { p.DaysInTrial, p.VisitsCompleted, p.LastVisitDay = 1, 1, 1 }, "1 visit in 1 day"},
		{"last visit", patient.LastVisitDay, nil, "No visit for 45 days, last on day 75, today is day 120"},
		{"last visit yesterday", patient.LastVisitDay, func(p *patient.Patient) { p.LastVisitDay = 119 }, "No visit for 1 day, last on day 119, today is day 120"},
		{"last visit today", patient.LastVisitDay, func(p *patient.Patient) { p.LastVisitDay = 120 }, "Last visit today, day 120"},
		{"no visit yet", patient.LastVisitDay, func(p *patient.Patient) { p.VisitsCompleted, p.LastVisitDay = 0, 0 }, "No visit yet, today is day 120"},
		{"events", patient.AdverseEvents, nil, "4 adverse events in 120 days, together with age 65 and 3 visits"},
		{"one event, one visit", patient.AdverseEvents, func(p *patient.Patient) { p.AdverseEvents, p.VisitsCompleted = 1, 1 },
			"1 adverse event in 120 days, together with age 65 and 1 visit"},
		{"no events, day 1", patient.AdverseEvents, func(p *patient.Patient) {
			p.AdverseEvents, p.DaysInTrial, p.VisitsCompleted, p.LastVisitDay = 0, 1, 0, 0
		}, "No adverse events in 1 day, together with age 65 and no visits"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := usual
			if c.edit != nil {
				c.edit(&p)
			}
			v, only := v3(t), make([]float64, 9) // the group alone contributes
			for i, f := range v.Features {
				if reason.Field(f) == c.field {
					only[i] = 1
				}
			}
			got := reason.GroupsOf(v).Reasons(p, only, only)
			require.Len(t, got, 1, "groups that contribute 0 are left out")
			require.Equal(t, c.want, got[0].Text)
		})
	}
}

// A model that never uses the burden says nothing of visits beside the events.
func TestOnlyWhatEnteredIsNamed(t *testing.T) {
	p := patient.Patient{Age: 65, TreatmentGroup: "Placebo", TrialPhase: "Phase III",
		DaysInTrial: 120, VisitsCompleted: 3, LastVisitDay: 75, AdverseEvents: 4}
	v := v3(t)
	for _, c := range []struct {
		features []string
		text     string
		inputs   []string
	}{
		{[]string{"adverse_event_rate"}, "4 adverse events in 120 days", []string{patient.DaysInTrial, patient.AdverseEvents}},
		{[]string{"adverse_event_rate", "age_adverse_risk"}, "4 adverse events in 120 days, together with age 65",
			[]string{patient.Age, patient.DaysInTrial, patient.AdverseEvents}},
		{[]string{"burden"}, "4 adverse events in 120 days, together with 3 visits",
			[]string{patient.DaysInTrial, patient.VisitsCompleted, patient.AdverseEvents}},
	} {
		only := make([]float64, v.Len())
		for i, f := range v.Features {
			if slices.Contains(c.features, f.Name) {
				only[i] = 1
			}
		}
		got := reason.GroupsOf(v).Reasons(p, only, only)
		require.Len(t, got, 1)
		require.Equal(t, c.text, got[0].Text)
		var inputs []string
		for _, in := range got[0].Inputs {
			inputs = append(inputs, in.Field)
		}
		require.Equal(t, c.inputs, inputs)
		require.Equal(t, []string{"adverse_event_rate", "burden", "age_adverse_risk"}, got[0].Features, "the group stays the same")
	}
}

func TestJSON(t *testing.T) {
	p := patient.Patient{PatientID: "P", Age: 65, Gender: "Female", TreatmentGroup: "Placebo", TrialPhase: "Phase III",
		DaysInTrial: 120, VisitsCompleted: 3, LastVisitDay: 105, AdverseEvents: 4}
	c := []float64{0, 0, 0.5, 0.25, 0, -1, 0.25, 0, 0.75}
	points := make([]float64, len(c))
	for i := range c {
		points[i] = 8 * c[i]
	}
	got, err := json.Marshal(reason.GroupsOf(v3(t)).Reasons(p, c, points))
	require.NoError(t, err)
	require.Equal(t, `[{"features":["treatment_risk"],"inputs":{"treatment_group":"Placebo"},"contribution":0.75,"points":6,"text":"Placebo group"},`+
		`{"features":["visit_rate"],"inputs":{"days_in_trial":120,"visits_completed":3},"contribution":0.5,"points":4,"text":"3 visits in 120 days"},`+
		`{"features":["adverse_event_rate","burden","age_adverse_risk"],"inputs":{"age":65,"days_in_trial":120,"visits_completed":3,"adverse_events":4},`+
		`"contribution":-0.5,"points":-4,"text":"4 adverse events in 120 days, together with age 65 and 3 visits"}]`, string(got))
}

// With the registered model: reasons hold every feature once, add up to the
// score and to the distance of the risks, and stand in order.
func TestReasonsOfTheRegisteredModel(t *testing.T) {
	opened, err := registry.Open("v3_causal", "")
	require.NoError(t, err)
	e, err := explain.New(opened.Trees)
	require.NoError(t, err)
	v, probability := opened.Model.Features, opened.Model.Calibrator.Probability
	groups := reason.GroupsOf(v)
	r := rand.New(rand.NewPCG(1, 2))
	row, raw, c, points := make([]float64, v.Len()), make([]float64, 1), make([]float64, v.Len()), make([]float64, v.Len())
	reached := map[string]bool{}
	for range 2000 {
		p := anyone(r)
		v.Compute(p, row)
		require.NoError(t, opened.Trees.Score(row, raw))
		require.NoError(t, e.Contributions(row, c))
		require.NoError(t, explain.Points(c, e.Base(), raw[0], probability, points))
		score, distance, before := e.Base(), 0.0, math.Inf(1)
		for _, one := range groups.Reasons(p, c, points) {
			score += one.Contribution
			distance += one.Points
			require.NotZero(t, one.Contribution)
			require.LessOrEqual(t, math.Abs(one.Contribution), before)
			before = math.Abs(one.Contribution)
			for _, in := range one.Inputs {
				require.Equal(t, p.Answer(in.Field), in.Text)
				reached[in.Field] = true
			}
		}
		require.InDelta(t, raw[0], score, explain.Tolerance)
		require.InDelta(t, 100*(probability(raw[0])-probability(e.Base())), distance, 100*explain.Tolerance)
	}
	for _, f := range patient.Fields {
		require.Equal(t, f.Name != patient.PatientID && f.Name != patient.Gender, reached[f.Name], f.Name)
	}
}

// anyone draws from the whole contract.
func anyone(r *rand.Rand) patient.Patient {
	choice := func(field string) string {
		c := patient.Fields[patient.Index(field)].Choices
		return c[r.IntN(len(c))]
	}
	p := patient.Patient{PatientID: "P", Age: 18 + r.IntN(68), Gender: choice(patient.Gender),
		TreatmentGroup: choice(patient.TreatmentGroup), TrialPhase: choice(patient.TrialPhase),
		DaysInTrial: 1 + r.IntN(1000), VisitsCompleted: r.IntN(101), AdverseEvents: r.IntN(51)}
	if p.VisitsCompleted > 0 {
		p.LastVisitDay = 1 + r.IntN(p.DaysInTrial)
	}
	return p
}
