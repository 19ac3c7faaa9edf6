package roster_test

import (
	"encoding/csv"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/feature"
	"retain/core/patient"
	"retain/core/roster"
)

const head = "patient_id,age,gender,treatment_group,trial_phase,days_in_trial,visits_completed,last_visit_day,adverse_events"

// read parses a CSV text, every row of which has the length of the header.
func read(tb testing.TB, text string) [][]string {
	tb.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(tb, err)
	return rows
}

func TestScore(t *testing.T) {
	for _, c := range []struct {
		name, why, in string
		cells         []string // of the rows out, from the first column to the last but six, joined by "|"
		problems      []string
	}{
		{"one", "the plain case",
			head + "\nA,40,Male,Active,Phase I,30,1,20,0\n",
			[]string{"A|40|Male|Active|Phase I|30|1|20|0"}, nil},
		{"no rows", "an export of an empty site is no error", head + "\n", nil, nil},
		{"no last line end", "many tools leave it out",
			head + "\nA,40,Male,Active,Phase I,30,1,20,0",
			[]string{"A|40|Male|Active|Phase I|30|1|20|0"}, nil},
		{"any order and more columns", "columns are found by name and copied",
			"note,age,patient_id,gender,treatment_group,adverse_events,trial_phase,days_in_trial,visits_completed,last_visit_day,site\n" +
				"\" a, \"\"b\"\"\",40,A,Male,Active,0,Phase I,30,1,20,é\n",
			[]string{` a, "b"|40|A|Male|Active|0|Phase I|30|1|20|é`}, nil},
		{"mark, CR LF and empty lines", "what spreadsheets on Windows write",
			"\ufeff" + head + "\r\n\r\nA,40,Male,Active,Phase I,30,1,20,0\r\n\r\nB,4,Male,Active,Phase I,30,1,20,0\r\n",
			[]string{"A|40|Male|Active|Phase I|30|1|20|0", "B|4|Male|Active|Phase I|30|1|20|0"},
			[]string{"line 5: age: is out of range; allowed: a whole number of years from 18 to 85"}},
		{"all reasons", "a refused row keeps its place and says everything",
			head + "\nA,,male,Active,Phase I,30,1,31,0\nB,40,Male,Active,Phase I,30,1,20,0\n",
			[]string{"A||male|Active|Phase I|30|1|31|0", "B|40|Male|Active|Phase I|30|1|20|0"},
			[]string{"line 2: age: is missing; allowed: a whole number of years from 18 to 85",
				"line 2: gender: is not one of the choices; allowed: Male, Female or Non-binary",
				"line 2: last_visit_day: is out of range; allowed: a whole number of days from 0 to days in trial (at most 1000); 0 only when no visit is completed"}},
		{"spaces", "nothing is trimmed: that is for an import to do, where people see it",
			head + "\nA, 40,Male,Active,Phase I,30,1,20,0\n",
			[]string{"A| 40|Male|Active|Phase I|30|1|20|0"},
			[]string{"line 2: age: is not a whole number; allowed: a whole number of years from 18 to 85"}},
		{"line ends in cells", "a row's line is where it begins",
			head + ",note\nA,40,Male,Active,Phase I,30,1,20,0,\"one\r\ntwo\"\nB,40,Male,Active,Phase I,30,1,0,0,\n",
			[]string{"A|40|Male|Active|Phase I|30|1|20|0|one\ntwo", "B|40|Male|Active|Phase I|30|1|0|0|"},
			[]string{"line 4: last_visit_day: is 0 although visits are completed; allowed: 1 to days in trial, or 0 visits completed"}},
		{"too few cells", "the result stays a table",
			head + "\nA,40,Male\nB,40,Male,Active,Phase I,30,1,20,0\n",
			[]string{"A|40|Male||||||", "B|40|Male|Active|Phase I|30|1|20|0"},
			[]string{"line 2: row: the number of cells is 3; allowed: 9, as in the header"}},
		{"too many cells", "a comma in a note without quotes",
			head + "\nA,40,Male,Active,Phase I,30,1,20,0,1\n",
			[]string{"A|40|Male|Active|Phase I|30|1|20|0"},
			[]string{"line 2: row: the number of cells is 10; allowed: 9, as in the header (the cells beyond are left out here)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			problems, err := roster.Score(strings.NewReader(c.in), &out, engine(t))
			require.NoError(t, err, c.why)
			require.Equal(t, c.problems, texts(problems), c.why)
			rows := read(t, out.String())
			require.Equal(t, roster.Results, rows[0][len(rows[0])-6:])
			var cells []string
			for _, row := range rows[1:] {
				n := len(row) - 6
				cells = append(cells, strings.Join(row[:n], "|"))
				refused := row[n+5] != ""
				for _, cell := range row[n : n+5] {
					require.Equal(t, refused, cell == "", "a row has a result or an error, never both")
				}
			}
			require.Equal(t, c.cells, cells, c.why)
		})
	}
}

func texts(ps roster.Problems) []string {
	var out []string
	for _, p := range ps {
		out = append(out, p.Error())
	}
	return out
}

func TestUnusableTables(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", "line 1: header: the table is empty; allowed: a first line that names the columns"},
		{"only empty lines", "\n\r\n\n", "line 1: header: the table is empty; allowed: a first line that names the columns"},
		{"a field missing", strings.Replace(head, "age,", "", 1),
			"line 1: age: is not in the header; allowed: every field of the contract, once"},
		{"another case", strings.Replace(head, "age,", "Age,", 1),
			"line 1: age: is not in the header; allowed: every field of the contract, once"},
		{"a field twice", head + ",age", "line 1: age: is in the header more than once; allowed: once"},
		{"another column twice", "x," + head + ",x", "line 1: x: is in the header more than once; allowed: once"},
		{"two columns without a name", head + ",,", "line 1: column without a name: is in the header more than once; allowed: once"},
		{"a column of the result", head + ",risk_level,error",
			"line 1: risk_level: is a column of the result; allowed: a table without it; " +
				"line 1: error: is a column of the result; allowed: a table without it"},
		{"semicolons", "\n" + strings.ReplaceAll(head, ",", ";"),
			"line 2: header: the columns are not separated by commas; allowed: commas"},
		{"a quote never closed", head + "\nA,40,Male,Active,Phase I,30,1,20,0\n\"B,40\nC\n",
			`line 3: row: a quote is out of place or never closed; allowed: "…" around a whole cell, "" for a quote in it`},
		{"a quote inside a cell", head + "\nA\"B,40\n",
			`line 2: row: a quote is out of place or never closed; allowed: "…" around a whole cell, "" for a quote in it`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			problems, err := roster.Score(strings.NewReader(c.in), &out, engine(t))
			require.EqualError(t, err, c.want)
			require.Nil(t, problems)
			require.Empty(t, out.String(), "nothing is written")
			var whole roster.Problems
			require.ErrorAs(t, err, &whole)
		})
	}
}

// A first line that is a patient must not be repeated as if it were a header.
func TestNoPatientInMessages(t *testing.T) {
	_, err := roster.Score(strings.NewReader("Jane Roe,40,40,Female\n"), io.Discard, engine(t))
	require.Error(t, err)
	require.NotContains(t, err.Error(), "Jane")
}

func TestScoreErrors(t *testing.T) {
	in := head + "\nA,40,Male,Active,Phase I,30,1,20,0\n"
	e := engine(t)
	e.Model.Scorer = fails{sums{e.Model.Features.Len()}}
	var out strings.Builder
	_, err := roster.Score(strings.NewReader(in), &out, e)
	require.ErrorContains(t, err, "no score today")
	require.Empty(t, out.String())

	_, err = roster.Score(strings.NewReader(in), closed{}, engine(t))
	require.ErrorIs(t, err, io.ErrClosedPipe)
	_, err = roster.Score(closed{}, io.Discard, engine(t))
	require.ErrorIs(t, err, io.ErrClosedPipe)
}

// closed is a pipe whose other end is gone.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
func (closed) Read([]byte) (int, error)  { return 0, io.ErrClosedPipe }

// A row of a table and the same record as JSON get the same answer, in every
// bit, wherever the row stands in its batch.
func TestScoreIsAssess(t *testing.T) {
	const n = 2500 // three batches, the last one not full
	text, patients := table(rand.New(rand.NewPCG(1, 2)), n)
	e := engine(t)
	var out strings.Builder
	problems, err := roster.Score(strings.NewReader(text), &out, e)
	require.NoError(t, err)
	require.Len(t, problems, (n+3)/7)
	rows := read(t, out.String())[1:]
	require.Len(t, rows, n)
	for i, p := range patients {
		record, err := patient.ParseJSON(p.AppendJSON(nil))
		if p.Age == 17 {
			require.Equal(t, []string{"", "", "", "", "", err.Error()}, rows[i][9:])
			continue
		}
		require.NoError(t, err)
		answers, err := e.Score([]patient.Patient{record})
		require.NoError(t, err)
		a := answers[0]
		require.Equal(t, a.PatientID, rows[i][0])
		require.Equal(t, []string{strconv.Itoa(a.DropoutPrediction), a.RiskLevel, a.RecommendedAction, ""}, rows[i][11:])
		for j, want := range []float64{a.Probability, a.RawScore} {
			got, err := strconv.ParseFloat(rows[i][9+j], 64)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
	}
}

func TestFeatures(t *testing.T) {
	v, err := feature.Lookup("v3_causal")
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(3, 4))
	patients := []patient.Patient{anyPatient(r, "A"), anyPatient(r, "B")}
	in := head + ",dropout\n" + row(patients[0]) + ",1\n" + row(patients[1]) + ",0\n"
	var out strings.Builder
	require.NoError(t, roster.Features(strings.NewReader(in), &out, v))
	rows := read(t, out.String())
	require.Equal(t, append([]string{"patient_id"}, v.Names()...), rows[0])
	x := make([]float64, v.Len())
	for i, p := range patients {
		v.Compute(p, x)
		require.Equal(t, p.PatientID, rows[1+i][0])
		for j, want := range x {
			got, err := strconv.ParseFloat(rows[1+i][1+j], 64)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
	}
}

func TestFeaturesRefuse(t *testing.T) {
	v, err := feature.Lookup("v3_causal")
	require.NoError(t, err)
	in := head + "\nA,17,Male,Active,Phase I,30,1,20,0\nB,40,Male,Active,Phase I,30,1,20,0\nC,40\n"
	var out strings.Builder
	require.EqualError(t, roster.Features(strings.NewReader(in), &out, v),
		"line 2: age: is out of range; allowed: a whole number of years from 18 to 85; "+
			"line 4: row: the number of cells is 2; allowed: 9, as in the header")
	require.Empty(t, out.String(), "nothing is written")
	require.Error(t, roster.Features(strings.NewReader("x\n"), &out, v))
	require.NoError(t, roster.Features(strings.NewReader(head+",error\n"), &out, v), "only score adds columns of that name")
}

func BenchmarkScore(b *testing.B) {
	text, _ := table(rand.New(rand.NewPCG(5, 6)), 100_000)
	e := engine(b)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := roster.Score(strings.NewReader(text), io.Discard, e); err != nil {
			b.Fatal(err)
		}
	}
}
