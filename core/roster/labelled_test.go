package roster_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/patient"
	"retain/core/roster"
)

const (
	good  = "A,40,Male,Active,Phase I,30,1,20,0"
	blank = "A,40,Male,Active,Phase I,30,1,20,"
)

func TestReadLabelled(t *testing.T) {
	events := []roster.Assumption{{Field: patient.AdverseEvents, Answer: "0"}}
	for _, c := range []struct {
		name, why, in string
		assumed       []roster.Assumption
		left          []bool
		filled        []int
		refused       int
		problems      []string
	}{
		{"plain", "an outcome a row", head + ",dropout\n" + good + ",1\n" + good + ",0\n", nil, []bool{true, false}, []int{}, 0, nil},
		{"no rows", "an empty export is no error", head + ",dropout\n", nil, nil, []int{}, 0, nil},
		{"first column", "the outcome may stand anywhere", "dropout," + head + ",x\n1," + good + ",y\n", nil, []bool{true}, []int{}, 0, nil},
		{"other outcomes", "nothing but 0 and 1 is an outcome",
			head + ",dropout\n" + good + ",\n" + good + ",2\n" + good + ",yes\n" + good + ", 1\n" + good + ",1.0\n" + good + ",true\n" + good + ",-0\n" + good + ",1\n",
			nil, []bool{true}, []int{}, 7, []string{
				"line 2: dropout: is missing; allowed: 0 or 1",
				"line 3: dropout: is neither 0 nor 1; allowed: 0 or 1",
				"line 4: dropout: is neither 0 nor 1; allowed: 0 or 1",
				"line 5: dropout: is neither 0 nor 1; allowed: 0 or 1",
				"line 6: dropout: is neither 0 nor 1; allowed: 0 or 1",
				"line 7: dropout: is neither 0 nor 1; allowed: 0 or 1",
				"line 8: dropout: is neither 0 nor 1; allowed: 0 or 1",
			}},
		{"all problems of a row", "fields first, then the outcome; one row refused",
			head + ",dropout,dropout_day\n" + strings.Replace(good, "40", "17", 1) + ",x,30\n", nil, nil, []int{}, 1, []string{
				"line 2: age: is out of range; allowed: a whole number of years from 18 to 85",
				"line 2: dropout: is neither 0 nor 1; allowed: 0 or 1",
				"line 2: dropout_day: is not after days_in_trial, so the row already knows the outcome; allowed: a study day after days_in_trial, or blank",
			}},
		{"leakage", "the day before, the same day, the day after, blank, whatever the outcome",
			head + ",dropout,dropout_day\n" + good + ",1,29\n" + good + ",1,30\n" + good + ",1,31\n" + good + ",0,\n" + good + ",0,30.0\n" + good + ",1,-5\n",
			nil, []bool{true, false}, []int{}, 4, []string{
				"line 2: dropout_day: is not after days_in_trial, so the row already knows the outcome; allowed: a study day after days_in_trial, or blank",
				"line 3: dropout_day: is not after days_in_trial, so the row already knows the outcome; allowed: a study day after days_in_trial, or blank",
				"line 6: dropout_day: is not after days_in_trial, so the row already knows the outcome; allowed: a study day after days_in_trial, or blank",
				"line 7: dropout_day: is not after days_in_trial, so the row already knows the outcome; allowed: a study day after days_in_trial, or blank",
			}},
		{"day unreadable", "refused, not taken for blank; a huge one is late",
			head + ",dropout,dropout_day\n" + good + ",1,NA\n" + good + ",1,3.5\n" + good + ",1,99999999999999999999\n" + good + ",1,-99999999999999999999\n",
			nil, []bool{true}, []int{}, 3, []string{
				"line 2: dropout_day: is not a whole number; allowed: a study day after days_in_trial, or blank",
				"line 3: dropout_day: is not a whole number; allowed: a study day after days_in_trial, or blank",
				"line 5: dropout_day: is not after days_in_trial, so the row already knows the outcome; allowed: a study day after days_in_trial, or blank",
			}},
		{"blank cells", "a blank is never 0",
			head + ",dropout\n" + blank + ",1\n", nil, nil, []int{}, 1, []string{
				"line 2: adverse_events: is missing; allowed: a whole number of events from 0 to 50"}},
		{"assumed", "only blank cells take the assumption; those of refused rows are not counted",
			head + ",dropout\n" + blank + ",1\n" + good + ",0\n" + blank + "x,0\n" + strings.Replace(blank, "40", "17", 1) + ",0\n",
			events, []bool{true, false}, []int{1}, 2, []string{
				"line 4: adverse_events: is not a whole number; allowed: a whole number of events from 0 to 50",
				"line 5: age: is out of range; allowed: a whole number of years from 18 to 85"}},
		{"a row of another length", "its cells are not where they seem to be",
			head + ",dropout\n" + good + "\n" + good + ",1,1\n", events, nil, []int{0}, 2, []string{
				"line 2: row: the number of cells is 9; allowed: 10, as in the header",
				"line 3: row: the number of cells is 11; allowed: 10, as in the header (the cells beyond are left out here)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, problems, err := roster.ReadLabelled(strings.NewReader(c.in), c.assumed)
			require.NoError(t, err)
			require.Equal(t, c.left, got.Left, c.why)
			require.Len(t, got.Patients, len(c.left), c.why)
			require.Equal(t, c.filled, got.Filled, c.why)
			require.Equal(t, c.refused, got.Refused, c.why)
			require.Equal(t, c.problems, texts(problems), c.why)
		})
	}
}

func TestReadLabelledAssumes(t *testing.T) {
	in := head + ",dropout\n" + strings.Replace(blank, "Active", "", 1) + ",1\n"
	got, problems, err := roster.ReadLabelled(strings.NewReader(in), []roster.Assumption{
		{Field: patient.AdverseEvents, Answer: "3"}, {Field: patient.TreatmentGroup, Answer: "Placebo"}})
	require.NoError(t, err)
	require.Nil(t, problems)
	require.Equal(t, 3, got.Patients[0].AdverseEvents)
	require.Equal(t, "Placebo", got.Patients[0].TreatmentGroup)
	require.Equal(t, []int{1, 1}, got.Filled)
}

func TestUnusableLabelledTables(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"no outcome", head + "\n" + good + "\n", "line 1: dropout: is not in the header; allowed: a table with this column, once"},
		{"everything missing is said", "x,dropout_day\n",
			"line 1: patient_id: is not in the header; allowed: every field of the contract, once; "},
		{"a field and the outcome", strings.Replace(head, ",age", "", 1),
			"line 1: age: is not in the header; allowed: every field of the contract, once; line 1: dropout: is not in the header; allowed: a table with this column, once"},
		{"the outcome twice", head + ",dropout,dropout", "line 1: dropout: is in the header more than once; allowed: once"},
		{"empty", "", "line 1: header: the table is empty"},
		{"semicolons", strings.ReplaceAll(head+",dropout", ",", ";"), "line 1: header: the columns are not separated by commas; allowed: commas"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, problems, err := roster.ReadLabelled(strings.NewReader(c.in), nil)
			require.ErrorContains(t, err, c.want)
			require.Nil(t, problems)
			require.Zero(t, got)
		})
	}
	_, _, err := roster.ReadLabelled(closed{}, nil)
	require.ErrorContains(t, err, "closed pipe")
}

func TestParseAssumption(t *testing.T) {
	for _, text := range []string{
		"adverse_events=0", "age=18", "age=65.0", "gender=Non-binary", "trial_phase=Phase II", "days_in_trial=1", "days_in_trial=1000",
		"visits_completed=0", "visits_completed=100", "last_visit_day=0", "last_visit_day=1000",
	} {
		a, err := roster.ParseAssumption(text)
		require.NoError(t, err, text)
		require.Equal(t, text, a.String())
	}
	for text, want := range map[string]string{
		"":                    "allowed: FIELD=ANSWER",
		"adverse_events":      "allowed: FIELD=ANSWER",
		"patient_id=A":        "allowed: FIELD=ANSWER",
		"dropout=1":           "allowed: FIELD=ANSWER",
		"ae=0":                "allowed: FIELD=ANSWER",
		" age=40":             "allowed: FIELD=ANSWER",
		"adverse_events=":     "adverse_events: is missing; allowed: a whole number of events from 0 to 50",
		"adverse_events=51":   "adverse_events: is out of range",
		"adverse_events=none": "adverse_events: is not a whole number",
		"gender=F":            "gender: is not one of the choices",
		"last_visit_day=1001": "last_visit_day: is out of range",
	} {
		_, err := roster.ParseAssumption(text)
		require.ErrorContains(t, err, want, text)
	}
}

// FuzzReadLabelled holds, for any bytes: no panic; every row is accepted or
// refused, and refused rows have problems; accepted patients are inside the
// contract.
func FuzzReadLabelled(f *testing.F) {
	for _, seed := range []string{
		"", "dropout", head, head + ",dropout\n", head + ",dropout\n" + good + ",1\n" + blank + ",0\n",
		head + ",dropout_day,dropout\n" + good + ",31,1\n" + good + ",-,0\n" + good + ",1e3,0\n" + good + ",.0,0\n",
		"\ufeffdropout," + head + "\r\n\r\n1," + good + "\r\n\"", head + ",dropout\n" + good + "\n,,,,,,,,,\n\xff,\x00\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		got, problems, err := roster.ReadLabelled(bytes.NewReader(in), []roster.Assumption{{Field: patient.AdverseEvents, Answer: "0"}})
		if err != nil {
			if problems != nil || got.Patients != nil {
				t.Fatal("an error, and yet rows")
			}
			return
		}
		if n := len(lenient(t, bytes.TrimPrefix(in, []byte("\ufeff")))) - 1; len(got.Patients)+got.Refused != n {
			t.Fatalf("%d accepted and %d refused of %d rows", len(got.Patients), got.Refused, n)
		}
		refused := map[int]bool{}
		for _, p := range problems {
			refused[p.Line] = true
		}
		if len(refused) != got.Refused || len(got.Left) != len(got.Patients) || got.Filled[0] > len(got.Patients) {
			t.Fatal("the counts do not agree")
		}
		for _, p := range got.Patients {
			if p.Validate() != nil {
				t.Fatal("an accepted patient is outside the contract")
			}
		}
	})
}
