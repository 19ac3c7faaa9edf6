package unknown_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/assess"
	"retain/core/assess/assesstest"
	"retain/core/config"
	"retain/core/patient"
	"retain/core/policy"
	"retain/core/unknown"
	"retain/models/registry"
)

var fields = []string{patient.Age, patient.TreatmentGroup, patient.VisitsCompleted, patient.LastVisitDay, patient.AdverseEvents}

func registered(tb testing.TB) *assess.Engine {
	tb.Helper()
	opened, err := registry.Open("v3_causal", "")
	require.NoError(tb, err)
	c, err := config.New()
	require.NoError(tb, err)
	return &assess.Engine{Model: opened.Model, Policy: policy.FromConfig(c)}
}

// search runs a search in slices of the given size.
func search(tb testing.TB, e *assess.Engine, known patient.Patient, slice int, missing ...string) unknown.Range {
	tb.Helper()
	s, err := unknown.New(e, known, missing)
	require.NoError(tb, err)
	for before := -1; ; {
		finished, err := s.Step(slice)
		require.NoError(tb, err)
		done, total := s.Progress()
		require.Greater(tb, done, before)
		require.LessOrEqual(tb, done, total)
		before = done
		require.Equal(tb, finished, done == total)
		if finished {
			return s.Range()
		}
	}
}

// choices lists all ways to leave out n of the fields.
func choices(n int) (out [][]string) {
	for set := range 1 << len(fields) {
		var missing []string
		for i, f := range fields {
			if set>>i&1 == 1 {
				missing = append(missing, f)
			}
		}
		if len(missing) == n {
			out = append(out, missing)
		}
	}
	return out
}

// someone draws a patient whose days in trial are few enough to try everything.
func someone(r *rand.Rand, days int) patient.Patient {
	p := assesstest.Anyone(r.IntN)
	p.DaysInTrial = 1 + r.IntN(days)
	p.LastVisitDay = min(p.LastVisitDay, p.DaysInTrial)
	return p
}

// Exact for one and two missing fields, each of them, on the registered model
// and on random ones: nobody whom the contract admits is outside the range, and
// its ends are met. Also where the known answers say that there was no visit.
func TestExactForOneAndTwo(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	engines := []*assess.Engine{registered(t)}
	for range 4 {
		engines = append(engines, assesstest.Engine(t, 1+r.IntN(12), r.IntN))
	}
	for i, e := range engines {
		for n := 1; n <= 2; n++ {
			for _, missing := range choices(n) {
				p := someone(r, 30)
				if i == 1 {
					p.VisitsCompleted, p.LastVisitDay = 0, 0
				}
				hold(t, e, p, missing)
			}
		}
	}
}

// The largest case of two: every number of visits with every day of a long
// trial.
func TestExactForVisitsAndLastVisitDay(t *testing.T) {
	p := patient.Patient{PatientID: "P-1", Age: 65, Gender: "Female", TreatmentGroup: "Placebo", TrialPhase: "Phase III",
		DaysInTrial: 1000, AdverseEvents: 4}
	hold(t, registered(t), p, []string{patient.VisitsCompleted, patient.LastVisitDay})
}

// Exact for three where trying everything is feasible: few days, or fields of
// few values.
func TestExactForThree(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, e := range []*assess.Engine{registered(t), assesstest.Engine(t, 8, r.IntN)} {
		for _, missing := range choices(3) {
			if slices.Contains(missing, patient.Age) && slices.Contains(missing, patient.AdverseEvents) && !slices.Contains(missing, patient.TreatmentGroup) {
				continue // 68 · 51 · 100: below
			}
			hold(t, e, someone(r, 6), missing)
		}
	}
}

// For the large ones nobody drawn at random is outside the range, whose ends are
// met.
func TestThreeWithManyValues(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	e := registered(t)
	for _, missing := range [][]string{
		{patient.Age, patient.VisitsCompleted, patient.AdverseEvents},
		{patient.VisitsCompleted, patient.LastVisitDay, patient.AdverseEvents},
		{patient.Age, patient.LastVisitDay, patient.AdverseEvents},
	} {
		known := someone(r, 400)
		got := search(t, e, known, 100_000, missing...)
		holdExtents(t, e, known, missing, got)
		var drawn []patient.Patient
		for len(drawn) < 5000 {
			p := assesstest.Anyone(r.IntN)
			q := known
			for _, field := range missing {
				*q.Number(field) = *p.Number(field)
			}
			if q.Validate() == nil {
				drawn = append(drawn, q)
			}
		}
		scored, err := e.Score(drawn)
		require.NoError(t, err)
		for i, s := range scored {
			require.True(t, got.Contract.Low <= s.Probability && s.Probability <= got.Contract.High, "%v", drawn[i])
			if seen(e, drawn[i], missing) {
				require.True(t, got.Training.Low <= s.Probability && s.Probability <= got.Training.High, "%v", drawn[i])
			}
		}
	}
}

// What stands in the missing places, the order of the fields and the size of the
// slices change nothing.
func TestWhatDoesNotMatter(t *testing.T) {
	e := registered(t)
	p := patient.Patient{PatientID: "P-1", Age: 40, Gender: "Male", TreatmentGroup: "Active", TrialPhase: "Phase I",
		DaysInTrial: 50, VisitsCompleted: 2, LastVisitDay: 45, AdverseEvents: 1}
	want := search(t, e, p, 1, patient.VisitsCompleted, patient.LastVisitDay)
	other := p
	other.VisitsCompleted, other.LastVisitDay = -7, 5000
	require.Equal(t, want, search(t, e, other, 1_000_000, patient.LastVisitDay, patient.VisitsCompleted))
}

// Where training never saw an answer that fits the known ones, no training range
// is made up.
func TestNothingSeenInTraining(t *testing.T) {
	e := registered(t)
	m := *e.Model
	m.Ranges = map[string][2]int{patient.VisitsCompleted: {1, 11}}
	p := patient.Patient{PatientID: "P-1", Age: 40, Gender: "Male", TreatmentGroup: "Active", TrialPhase: "Phase I", DaysInTrial: 50}
	got := search(t, &assess.Engine{Model: &m, Policy: e.Policy}, p, 100, patient.VisitsCompleted)
	require.Nil(t, got.Training)
	require.Equal(t, got.Contract.Low, got.Contract.High, "day 0 leaves 0 visits as the only answer")
}

func TestRefused(t *testing.T) {
	e := registered(t)
	good := patient.Patient{PatientID: "P-1", Age: 40, Gender: "Male", TreatmentGroup: "Active", TrialPhase: "Phase I",
		DaysInTrial: 50, VisitsCompleted: 2, LastVisitDay: 45, AdverseEvents: 1}
	for _, c := range []struct {
		name    string
		missing []string
		want    string
	}{
		{"none", nil, "0 missing fields"},
		{"four", fields[:4], "4 missing fields"},
		{"days", []string{patient.DaysInTrial}, `"days_in_trial" cannot be missing`},
		{"twice", []string{patient.Age, patient.Age}, "is named twice"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := unknown.New(e, good, c.missing)
			require.ErrorContains(t, err, c.want)
		})
	}
	bad := good
	bad.DaysInTrial, bad.Age = 0, 17
	_, err := unknown.New(e, bad, []string{patient.LastVisitDay})
	var problems patient.Problems
	require.ErrorAs(t, err, &problems)
	require.Len(t, problems, 2)

	m := *e.Model
	m.Trees = nil
	_, err = unknown.New(&assess.Engine{Model: &m}, good, []string{patient.Age})
	require.ErrorContains(t, err, "the trees of the model are not known")

	// an engine that does not score as its trees do gives no range at all
	m.Trees = assesstest.Engine(t, 3, rand.New(rand.NewPCG(7, 8)).IntN).Model.Trees
	s, err := unknown.New(&assess.Engine{Model: &m, Policy: e.Policy}, good, []string{patient.Age})
	require.NoError(t, err)
	_, err = s.Step(1_000_000)
	require.ErrorContains(t, err, "not that of the trees")
	require.Panics(t, func() { s.Range() })

	for _, f := range patient.Fields {
		require.Equal(t, slices.Contains(fields, f.Name), unknown.May(f.Name), f.Name)
	}
}
