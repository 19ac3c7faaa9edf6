package assess_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"retain/core/assess"
	"retain/core/config"
	"retain/core/explain"
	"retain/core/patient"
	"retain/core/policy"
	"retain/core/support"
	"retain/core/synth"
	"retain/core/uncertainty"
	"retain/models/registry"
)

// registered is an engine with the registered model v3_causal, and everything
// that can be kept of its recipe's patients beside it.
func registered(tb testing.TB) (*assess.Engine, []patient.Patient) {
	tb.Helper()
	opened, err := registry.Open("v3_causal", "")
	require.NoError(tb, err)
	c, err := config.New()
	require.NoError(tb, err)
	e := &assess.Engine{Model: opened.Model, Policy: policy.FromConfig(c), AppVersion: "1.0.0+test"}
	recipe, err := synth.Lookup("v3_causal")
	require.NoError(tb, err)
	var patients []patient.Patient
	var left []bool
	for row := range recipe.Rows(2000, 1) {
		patients, left = append(patients, row.Patient), append(left, row.Dropout)
	}
	scored, err := e.Score(patients)
	require.NoError(tb, err)
	raw := make([]float64, len(scored))
	for i, s := range scored {
		raw[i] = s.RawScore
	}
	va, err := uncertainty.FitVennAbers(raw[:1000], left[:1000])
	require.NoError(tb, err)
	sep, err := uncertainty.FitSeparation(uncertainty.Sample{Scores: raw[:1000], Left: left[:1000]},
		uncertainty.Sample{Scores: raw[1000:], Left: left[1000:]})
	require.NoError(tb, err)
	rates, err := assess.CountRates(patients, left)
	require.NoError(tb, err)
	table, err := support.Fit(patients)
	require.NoError(tb, err)
	m := opened.Model
	m.VennAbers, m.Separation, m.Rates, m.Support = &va, &sep, &rates, &table
	return e, patients
}

var noon = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

// The promises of section 6 on many patients: scores as Score gives them,
// contributions in feature order that add up, an interval that holds the number,
// a label with its group, comparators that were counted.
func TestAssessInFull(t *testing.T) {
	e, patients := registered(t)
	m := e.Model
	answers, err := e.Assess(patients, noon)
	require.NoError(t, err)
	scored, err := e.Score(patients)
	require.NoError(t, err)
	names := m.Features.Names()
	for i, a := range answers {
		p := patients[i]
		require.Equal(t, scored[i], a.Scored)

		sum, features := 0.0, 0
		for j, c := range a.Contributions {
			require.Equal(t, names[j], c.Feature)
			sum += c.LogOdds
		}
		require.InDelta(t, a.RawScore, sum+*a.BaseValue, explain.Tolerance)
		points := 0.0
		for _, r := range a.Reasons {
			points += r.Points
			features += len(r.Features)
		}
		require.InDelta(t, 100*(a.Probability-m.Calibrator.Probability(*a.BaseValue)), points, 100*explain.Tolerance)
		require.LessOrEqual(t, features, len(names))

		low, high := m.VennAbers.IntervalHolding(a.RawScore, a.Probability)
		require.Equal(t, &assess.Interval{Low: low, High: high, Method: "venn-abers"}, a.Interval)
		require.True(t, low <= a.Probability && a.Probability <= high)

		label, group := m.Separation.Label(a.RawScore)
		require.Equal(t, label, a.Separation.Label)
		require.Equal(t, group.N, a.Separation.N)
		require.Equal(t, float64(group.Events)/float64(group.N), *a.Separation.ObservedRate)

		require.Len(t, a.Comparators, 2)
		require.Equal(t, assess.Comparator{Name: assess.AllTraining, Rate: float64(m.Rates.All.Events) / 2000, N: 2000}, a.Comparators[0])
		for _, g := range m.Rates.Groups {
			if g.TrialPhase == p.TrialPhase && g.TreatmentGroup == p.TreatmentGroup {
				require.Equal(t, assess.Comparator{Name: assess.SamePhaseAndArm, Rate: float64(g.Events) / float64(g.N), N: g.N}, a.Comparators[1])
			}
		}
	}

	// one alone is answered as among others
	alone, err := e.Assess(patients[7:8], noon)
	require.NoError(t, err)
	require.Equal(t, answers[7], alone[0])
}

// The example of the specification's section 6, as JSON.
func TestAssessmentInJSON(t *testing.T) {
	e, _ := registered(t)
	p := patient.Patient{PatientID: "P-1234", Age: 65, Gender: "Female", TreatmentGroup: "Placebo", TrialPhase: "Phase III",
		DaysInTrial: 120, VisitsCompleted: 3, LastVisitDay: 105, AdverseEvents: 4}
	answers, err := e.Assess([]patient.Patient{p}, noon)
	require.NoError(t, err)
	text, err := json.Marshal(answers[0])
	require.NoError(t, err)
	for _, part := range []string{
		`"probability_interval":{"low":`, `,"method":"venn-abers","level":null},"separation":{"label":"`, `"base_value":`,
		`"reasons":[{"features":["`, `"inputs":{"`, `"contributions":{"age":`, `,"comparators":[{"name":"all_training","rate":`,
	} {
		require.Contains(t, string(text), part)
	}
	var order []string
	dec := json.NewDecoder(strings.NewReader(string(text[strings.Index(string(text), `"contributions":`)+len(`"contributions":`):])))
	for range 1 + 2*len(answers[0].Contributions) {
		token, err := dec.Token()
		require.NoError(t, err)
		if name, ok := token.(string); ok {
			order = append(order, name)
		}
	}
	require.Equal(t, e.Model.Features.Names(), order)
}

// Without a sound explanation there are no reasons, and a warning says so;
// the number itself is answered all the same.
func TestExplanationsThatFail(t *testing.T) {
	e, patients := registered(t)
	want, err := e.Score(patients[:1])
	require.NoError(t, err)
	sound, err := e.Model.Explainer()
	require.NoError(t, err)
	for _, c := range []struct {
		name      string
		explainer func() (*explain.Explainer, error)
		raw       float64 // added to every score
		warned    bool
	}{
		{"no explainer", nil, 0, false},
		{"an explainer that cannot be made", func() (*explain.Explainer, error) { return nil, errors.New("no counts") }, 0, true},
		{"contributions of another score", func() (*explain.Explainer, error) { return sound, nil }, 1e-6, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := *e.Model
			m.Explainer, m.Scorer = c.explainer, shifted{m.Scorer, c.raw}
			answers, err := (&assess.Engine{Model: &m, Policy: e.Policy}).Assess(patients[:1], noon)
			require.NoError(t, err)
			a := answers[0]
			require.Equal(t, want[0].PatientID, a.PatientID)
			require.InDelta(t, want[0].RawScore, a.RawScore, 1e-5)
			require.NotNil(t, a.Reasons)
			require.Empty(t, a.Reasons)
			require.Nil(t, a.Contributions)
			require.Nil(t, a.BaseValue)
			require.Equal(t, c.warned, len(a.Warnings) == 1 && a.Warnings[0].Code == "not_explained")
		})
	}
}

// shifted adds to the scores of another model.
type shifted struct {
	scorer interface {
		NumFeatures() int
		Score(rows, raw []float64) error
	}
	by float64
}

func (s shifted) NumFeatures() int { return s.scorer.NumFeatures() }

func (s shifted) Score(rows, raw []float64) error {
	err := s.scorer.Score(rows, raw)
	for i := range raw {
		raw[i] += s.by
	}
	return err
}

// The words and places of what is unlike the training patients.
func TestUnlikeTraining(t *testing.T) {
	e, _ := registered(t)
	for _, c := range []struct {
		name string
		p    patient.Patient
		want []assess.Warning
	}{
		{"usual", patient.Patient{Age: 50, DaysInTrial: 120, VisitsCompleted: 3, LastVisitDay: 105, AdverseEvents: 1}, nil},
		{"older, and few visits for the day", patient.Patient{Age: 85, DaysInTrial: 300, VisitsCompleted: 1, LastVisitDay: 290, AdverseEvents: 1},
			[]assess.Warning{
				{"outside_training_range", patient.Age, "The number is a guess: all training patients had age 18 to 84."},
				{"unusual_combination", patient.DaysInTrial, "The number is a guess: only 1 of 2000 training patients had " +
					"days in trial 262 to 329 together with visits completed 1."},
			}},
		{"no visit in a year", patient.Patient{Age: 50, DaysInTrial: 340, AdverseEvents: 1},
			[]assess.Warning{
				{"unusual_combination", patient.DaysInTrial, "The number is a guess: none of 2000 training patients had " +
					"days in trial 330 to 357 together with visits completed 0."},
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.p.PatientID, c.p.TreatmentGroup, c.p.TrialPhase = "P-1", "Active", "Phase I"
			answers, err := e.Assess([]patient.Patient{c.p}, noon)
			require.NoError(t, err)
			require.Equal(t, append([]assess.Warning{}, c.want...), answers[0].Warnings)
		})
	}
}

func TestRatesRefused(t *testing.T) {
	_, err := assess.CountRates(nil, nil)
	require.ErrorContains(t, err, "0 patients")
	_, err = assess.CountRates(make([]patient.Patient, 2), make([]bool, 1))
	require.ErrorContains(t, err, "2 patients and 1 outcomes")
	p := patient.Patient{TreatmentGroup: "Control", TrialPhase: "Phase I"}
	good, err := assess.CountRates([]patient.Patient{p, p, p}, []bool{true, false, false})
	require.NoError(t, err)
	require.Equal(t, assess.Group{N: 3, Events: 1}, good.Groups[1].Group)
	for _, c := range []struct {
		name string
		edit func(*assess.Rates)
		want string
	}{
		{"a group too few", func(r *assess.Rates) { r.Groups = r.Groups[1:] }, "3 patients in 8 groups"},
		{"another order", func(r *assess.Rates) { r.Groups[0], r.Groups[1] = r.Groups[1], r.Groups[0] }, "group 0 is not Phase I, Active"},
		{"more events than patients", func(r *assess.Rates) { r.Groups[1].Group = assess.Group{N: 0, Events: 1} }, "group 1: 1 of 0"},
		{"too many", func(r *assess.Rates) { r.Groups[1].N = math.MaxInt }, "group 1: 1 of"},
		{"too few", func(r *assess.Rates) { r.Groups[1].N = 2 }, "do not add up to 1 of 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := assess.Rates{All: good.All, Groups: append([]assess.RateGroup{}, good.Groups...)}
			require.NoError(t, r.Check())
			c.edit(&r)
			require.ErrorContains(t, r.Check(), c.want)
		})
	}
}

// BenchmarkAssess is one patient in full, BenchmarkScore the decision alone.
func BenchmarkAssess(b *testing.B) {
	e, patients := registered(b)
	at := 0
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Assess(patients[at:at+1], noon); err != nil {
			b.Fatal(err)
		}
		at = (at + 1) % len(patients)
	}
}

func BenchmarkScore(b *testing.B) {
	e, patients := registered(b)
	at := 0
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Score(patients[at : at+1]); err != nil {
			b.Fatal(err)
		}
		at = (at + 1) % len(patients)
	}
}
