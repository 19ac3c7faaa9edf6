package unknown_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/assess"
	"retain/core/patient"
	"retain/core/unknown"
)

// everyone lists all patients that the contract admits with the known answers:
// every value of every missing field, kept if the whole record is valid.
func everyone(known patient.Patient, missing []string) []patient.Patient {
	all := []patient.Patient{known}
	for _, field := range missing {
		f := patient.Fields[patient.Index(field)]
		var next []patient.Patient
		for _, p := range all {
			for _, choice := range f.Choices {
				p.TreatmentGroup = choice
				next = append(next, p)
			}
			for x := f.Min; x <= f.Max && f.Kind == patient.Whole && (field != patient.LastVisitDay || x <= p.DaysInTrial); x++ {
				*p.Number(field) = x
				next = append(next, p)
			}
		}
		all = next
	}
	return slices.DeleteFunc(all, func(p patient.Patient) bool { return p.Validate() != nil })
}

// seen reports whether the missing answers of p are in the training ranges.
func seen(e *assess.Engine, p patient.Patient, missing []string) bool {
	for _, field := range missing {
		if limits, limited := e.Model.Ranges[field]; limited && (*p.Number(field) < limits[0] || *p.Number(field) > limits[1]) {
			return false
		}
	}
	return true
}

// byTrying is the range by scoring everyone with the engine.
func byTrying(t *testing.T, e *assess.Engine, known patient.Patient, missing []string) (contract, training [2]float64, ask string, remaining float64) {
	t.Helper()
	all := everyone(known, missing)
	scored, err := e.Score(all)
	require.NoError(t, err)
	nothing := [2]float64{math.Inf(1), math.Inf(-1)}
	take := func(w [2]float64, p float64) [2]float64 { return [2]float64{min(w[0], p), max(w[1], p)} }
	contract, training = nothing, nothing
	left := map[string]map[string][2]float64{} // by field and answer
	for i, p := range all {
		contract = take(contract, scored[i].Probability)
		if seen(e, p, missing) {
			training = take(training, scored[i].Probability)
		}
		for _, field := range missing {
			if left[field] == nil {
				left[field] = map[string][2]float64{}
			}
			w, ok := left[field][p.Answer(field)]
			if !ok {
				w = nothing
			}
			left[field][p.Answer(field)] = take(w, scored[i].Probability)
		}
	}
	remaining = math.Inf(1)
	for _, field := range fields {
		worst := 0.0
		for _, w := range left[field] {
			worst = max(worst, w[1]-w[0])
		}
		if left[field] != nil && worst < remaining {
			ask, remaining = field, worst
		}
	}
	return contract, training, ask, remaining
}

// hold compares a search with trying everything.
func hold(t *testing.T, e *assess.Engine, known patient.Patient, missing []string) {
	t.Helper()
	got := search(t, e, known, 777, missing...)
	contract, training, ask, remaining := byTrying(t, e, known, missing)
	require.Equal(t, contract, [2]float64{got.Contract.Low, got.Contract.High}, "%v of %+v", missing, known)
	if training[0] > training[1] {
		require.Nil(t, got.Training)
	} else {
		require.Equal(t, training, [2]float64{got.Training.Low, got.Training.High}, "%v of %+v", missing, known)
	}
	require.Equal(t, ask, got.Ask, "%v of %+v", missing, known)
	require.Equal(t, remaining, got.Remaining)
	holdExtents(t, e, known, missing, got)
}

// holdExtents checks that each end is the probability of the patient it is told
// of, who differs from the known one in the missing fields only.
func holdExtents(t *testing.T, e *assess.Engine, known patient.Patient, missing []string, got unknown.Range) {
	t.Helper()
	extents := []unknown.Extent{got.Contract}
	if got.Training != nil {
		require.True(t, seen(e, got.Training.LowAt, missing) && seen(e, got.Training.HighAt, missing))
		extents = append(extents, *got.Training)
	}
	for _, x := range extents {
		for _, end := range []struct {
			at patient.Patient
			p  float64
		}{{x.LowAt, x.Low}, {x.HighAt, x.High}} {
			require.NoError(t, end.at.Validate())
			scored, err := e.Score([]patient.Patient{end.at})
			require.NoError(t, err)
			require.Equal(t, end.p, scored[0].Probability)
			for _, f := range patient.Fields {
				if !slices.Contains(missing, f.Name) {
					require.Equal(t, known.Answer(f.Name), end.at.Answer(f.Name))
				}
			}
		}
	}
}
