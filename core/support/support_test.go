package support_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/patient"
	"retain/core/support"
	"retain/core/synth"
)

func simulated(tb testing.TB, recipe string, n int, seed uint32) (out []patient.Patient) {
	tb.Helper()
	r, err := synth.Lookup(recipe)
	require.NoError(tb, err)
	for row := range r.Rows(n, seed) {
		out = append(out, row.Patient)
	}
	return out
}

func fit(tb testing.TB, patients []patient.Patient) *support.Table {
	tb.Helper()
	table, err := support.Fit(patients)
	require.NoError(tb, err)
	return &table
}

// The package comment's shares, as fresh patients of the same recipe meet them.
func TestWarningsAreRareAtHome(t *testing.T) {
	for _, c := range []struct {
		recipe    string
		training  int
		low, high float64 // of the share called unusual
	}{{"v3_causal", 800, 0.010, 0.020}, {"v4_landmark", 20_000, 0.004, 0.010}} {
		table := fit(t, simulated(t, c.recipe, c.training, 42))
		fresh, unusual := simulated(t, c.recipe, 20_000, 7), 0
		for _, p := range fresh {
			if found := table.Check(p); len(found) > 0 && len(found[0].Fields) == 2 {
				unusual++
			}
		}
		share := float64(unusual) / float64(len(fresh))
		t.Logf("%s: %.2f %%", c.recipe, 100*share)
		require.True(t, c.low < share && share < c.high, "%s: %v", c.recipe, share)
	}
}

// What no patient of the recipe is like is named by its two fields.
func TestUnusualCombinations(t *testing.T) {
	table := fit(t, simulated(t, "v3_causal", 800, 42))
	usual := patient.Patient{Age: 50, DaysInTrial: 120, VisitsCompleted: 3, LastVisitDay: 105, AdverseEvents: 1}
	require.Empty(t, table.Check(usual))
	for _, c := range []struct {
		name string
		edit func(*patient.Patient)
		want []string // fields of the findings, joined
	}{
		{"no visit in most of a year", func(p *patient.Patient) { p.DaysInTrial, p.VisitsCompleted, p.LastVisitDay = 330, 0, 0 },
			[]string{"days_in_trial visits_completed", "days_in_trial last_visit_day"}},
		{"five visits in forty days", func(p *patient.Patient) { p.DaysInTrial, p.VisitsCompleted, p.LastVisitDay = 40, 5, 38 },
			[]string{"days_in_trial visits_completed"}},
		{"older than all", func(p *patient.Patient) { p.Age = 85 }, []string{"age"}},
		{"older than all, and five visits in forty days",
			func(p *patient.Patient) { p.Age, p.DaysInTrial, p.VisitsCompleted, p.LastVisitDay = 85, 40, 5, 38 },
			[]string{"age", "days_in_trial visits_completed"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := usual
			c.edit(&p)
			var got []string
			for _, f := range table.Check(p) {
				got = append(got, strings.Join(f.Fields, " "))
			}
			require.Equal(t, c.want, got)
		})
	}
}

// A finding's count is that of the training patients inside its ranges, and
// every pair of fields that is not found has enough of them.
func TestCountsAreThoseOfTheTrainingPatients(t *testing.T) {
	training := simulated(t, "v4_landmark", 3000, 1)
	table := fit(t, training)
	found := 0
	for _, p := range append(simulated(t, "v3_causal", 300, 2), training[:300]...) {
		for _, f := range table.Check(p) {
			require.Len(t, f.Ranges, len(f.Fields))
			inside := 0
			for _, q := range training {
				if within(f, q) {
					inside++
				}
			}
			if len(f.Fields) == 1 {
				require.False(t, within(f, p), "a value inside the range")
				require.Equal(t, len(training), inside)
				continue
			}
			found++
			require.True(t, within(f, p), "the cell does not hold the patient")
			require.Equal(t, len(training), f.Of)
			require.Equal(t, inside, f.Count)
			require.Less(t, float64(f.Count), support.UnusualShare*float64(f.Of))
		}
	}
	require.Greater(t, found, 20)
}

func within(f support.Finding, p patient.Patient) bool {
	for i, field := range f.Fields {
		if x := *p.Number(field); x < f.Ranges[i][0] || x > f.Ranges[i][1] {
			return false
		}
	}
	return true
}

// Ranges alone find what a table finds in single fields.
func TestOutside(t *testing.T) {
	table := fit(t, simulated(t, "v3_causal", 800, 42))
	for _, p := range simulated(t, "v4_landmark", 500, 3) {
		var single []support.Finding
		for _, f := range table.Check(p) {
			if len(f.Fields) == 1 {
				single = append(single, f)
			}
		}
		require.Equal(t, single, support.Outside(table.Ranges(), p))
	}
	require.Nil(t, support.Outside(nil, patient.Patient{}))
}

func TestNobodyToFit(t *testing.T) {
	_, err := support.Fit(nil)
	require.ErrorContains(t, err, "no training patients")
	_, err = json.Marshal(support.Table{})
	require.ErrorContains(t, err, "not fitted")
}

func TestJSON(t *testing.T) {
	const fewKB = 6000
	for _, patients := range [][]patient.Patient{
		simulated(t, "v4_landmark", 20_000, 1), simulated(t, "v3_causal", 800, 42),
		{{Age: 18, DaysInTrial: 1}}, // one patient: one bin a field
	} {
		table := fit(t, patients)
		text, err := json.Marshal(table)
		require.NoError(t, err)
		require.Less(t, len(text), fewKB)
		var back support.Table
		require.NoError(t, json.Unmarshal(text, &back))
		require.Equal(t, *table, back)
	}
}

func TestJSONRefuses(t *testing.T) {
	table := fit(t, []patient.Patient{
		{Age: 30, DaysInTrial: 40, VisitsCompleted: 1, LastVisitDay: 35}, {Age: 30, DaysInTrial: 40, VisitsCompleted: 1, LastVisitDay: 35}})
	good, err := json.Marshal(table)
	require.NoError(t, err)
	for _, c := range []struct{ name, old, new, want string }{
		{"an unknown member", `{"patients"`, `{"x":1,"patients"`, `unknown field "x"`},
		{"no patients", `"patients":2`, `"patients":0`, "0 patients and 5 fields"},
		{"a field too few", `{"field":"age","from":[30],"to":30},`, ``, "2 patients and 4 fields"},
		{"another field", `"field":"age"`, `"field":"gender"`, `fields: "gender" in the place of age`},
		{"no bins", `"from":[30]`, `"from":[]`, "age: 0 bins"},
		{"too many bins", `"from":[30]`, `"from":[20,21,22,23,24,25,26,27,28]`, "age: 9 bins"},
		{"a bin below the contract", `"from":[30]`, `"from":[17]`, "age: a bin that begins at 17"},
		{"bins that do not rise", `"from":[30]`, `"from":[30,30]`, "begins at 30 follows 30"},
		{"an end before the last bin", `"to":30`, `"to":29`, "age: the last bin ends at 29"},
		{"an end beyond the contract", `"to":30`, `"to":86`, "age: the last bin ends at 86"},
		{"a list too few", `[2],[2],`, `[2],`, "counts: list 9 is missing"},
		{"a list too many", `[2],[2],`, `[2],[2],[2],`, "counts: 11 lists"},
		{"a cell too many", `"counts":[[2]`, `"counts":[[2,0]`, "counts: list 0 is missing or does not"},
		{"a count below 0", `"counts":[[2]`, `"counts":[[-2]`, "counts: list 0 does not add up to 2 patients"},
		{"a patient too few", `"counts":[[2]`, `"counts":[[1]`, "counts: list 0 does not add up to 2 patients"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, string(good), c.old)
			text := strings.Replace(string(good), c.old, c.new, 1)
			var got support.Table
			require.ErrorContains(t, json.Unmarshal([]byte(text), &got), c.want)
			require.Equal(t, support.Table{}, got)
		})
	}
	var got support.Table
	require.ErrorContains(t, got.UnmarshalJSON(append(good, "{}"...)), "something follows")
}
