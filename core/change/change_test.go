package change_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/assess"
	"retain/core/assess/assesstest"
	"retain/core/change"
	"retain/core/config"
	"retain/core/patient"
	"retain/core/policy"
	"retain/models/registry"
)

var usual = patient.Patient{PatientID: "P-1", Age: 65, Gender: "Female", TreatmentGroup: "Placebo", TrialPhase: "Phase III",
	DaysInTrial: 120, VisitsCompleted: 3, LastVisitDay: 105, AdverseEvents: 4}

func TestApply(t *testing.T) {
	for _, c := range []struct {
		name string
		edit change.Edit
		want func(*patient.Patient)
	}{
		{"nothing", change.Edit{}, func(p *patient.Patient) {}},
		{"a visit today", change.Edit{Visits: 1}, func(p *patient.Patient) { p.VisitsCompleted, p.LastVisitDay = 4, 120 }},
		{"an event", change.Edit{Events: 1}, func(p *patient.Patient) { p.AdverseEvents = 5 }},
		{"later", change.Edit{Days: 30}, func(p *patient.Patient) { p.DaysInTrial = 150 }},
		{"all: the visits are on the later day", change.Edit{Visits: 2, Events: 3, Days: 30},
			func(p *patient.Patient) {
				p.DaysInTrial, p.VisitsCompleted, p.LastVisitDay, p.AdverseEvents = 150, 5, 150, 7
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := usual
			c.want(&want)
			got, err := change.Apply(usual, c.edit)
			require.NoError(t, err)
			require.Equal(t, want, got)
		})
	}
}

func TestApplyRefuses(t *testing.T) {
	for _, e := range []change.Edit{{Visits: -1}, {Events: -1}, {Days: -1}} {
		_, err := change.Apply(usual, e)
		require.ErrorContains(t, err, "not taken back")
	}
	for field, e := range map[string]change.Edit{
		patient.DaysInTrial: {Days: 881}, patient.VisitsCompleted: {Visits: 98}, patient.AdverseEvents: {Events: 47},
	} {
		_, err := change.Apply(usual, e)
		var problems patient.Problems
		require.ErrorAs(t, err, &problems)
		require.Len(t, problems, 1)
		require.Equal(t, field, problems[0].Field)
		require.Equal(t, patient.Range, problems[0].Reason)
	}
}

func engines(tb testing.TB, r *rand.Rand) []*assess.Engine {
	tb.Helper()
	opened, err := registry.Open("v3_causal", "")
	require.NoError(tb, err)
	c, err := config.New()
	require.NoError(tb, err)
	all := []*assess.Engine{{Model: opened.Model, Policy: policy.FromConfig(c)}}
	for range 8 {
		all = append(all, assesstest.Engine(tb, 1+r.IntN(6), r.IntN))
	}
	return all
}

// By trying every number of visits: what is found reaches a lower level and
// nothing smaller does; where nothing is found, none of them does. Only visits
// and the last visit day differ, and the day is today.
func TestSmallest(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	found, none := 0, 0
	for _, e := range engines(t, r) {
		level := func(p patient.Patient) int {
			scored, err := e.Score([]patient.Patient{p})
			require.NoError(t, err)
			return slices.IndexFunc(e.Policy.Bands[:], func(b policy.Band) bool { return b.Level == scored[0].RiskLevel })
		}
		for range 600 {
			p := assesstest.Anyone(r.IntN)
			want := 0
			for n := 1; n <= change.MaxVisits && want == 0 && p.VisitsCompleted+n <= 100; n++ {
				q := p
				q.VisitsCompleted, q.LastVisitDay = p.VisitsCompleted+n, p.DaysInTrial
				if level(q) < level(p) {
					want = n
				}
			}
			step, ok, err := change.Smallest(e, p)
			require.NoError(t, err)
			require.Equal(t, want > 0, ok)
			if !ok {
				require.Equal(t, change.Step{}, step)
				none++
				continue
			}
			found++
			require.Equal(t, want, step.Visits)
			q := p
			q.VisitsCompleted, q.LastVisitDay = p.VisitsCompleted+want, p.DaysInTrial
			require.Equal(t, q, step.Patient)
			scored, err := e.Score([]patient.Patient{q})
			require.NoError(t, err)
			require.Equal(t, scored[0], step.Scored)
		}
	}
	t.Logf("%d found, %d times none", found, none)
	require.Greater(t, found, 100)
	require.Greater(t, none, 100)
}

func TestSentence(t *testing.T) {
	e := engines(t, rand.New(rand.NewPCG(3, 4)))[0]
	step := func(visits int, p float64) change.Step {
		return change.Step{Visits: visits, Scored: assess.Scored{Prediction: assess.Prediction{RiskLevel: "Moderate"}, Probability: p}}
	}
	for _, c := range []struct {
		name, level, want string
		step              change.Step
		found             bool
	}{
		{"one", "High", "Smallest change to a lower level: one more completed visit, today. Then Moderate, no longer High. " +
			"About 18 in 100 such patients leave at any time in the simulated trial.", step(1, 0.18), true},
		{"three, just below the line", "Critical", "Smallest change to a lower level: three more completed visits, the last of them today. Then Moderate, no longer Critical. " +
			"About 19 in 100 such patients leave at any time in the simulated trial.", step(3, 0.1999), true},
		{"none", "High", "No change of up to three more completed visits reaches a lower level.", change.Step{}, false},
		{"lowest", "Low", "Low is the lowest level already.", change.Step{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, change.Sentence(e, c.level, c.step, c.found))
		})
	}
}
