// Package roster decides for a table of patients what assess decides for one.
//
// A table is CSV with a header that names every field of the contract once, in
// any order; other columns are carried along untouched. Cells are taken exactly
// as they stand: no spaces are trimmed and no synonyms known, which is the
// business of an import. A row that the contract refuses keeps its place and
// says why. A table that cannot be read as a whole is refused as a whole, and
// then nothing is written.
//
// Read with tolerance: a byte order mark at the start, lines that end in CR LF,
// empty lines (they are no rows). Written are lines that end in LF, also for
// line ends inside a quoted cell.
package roster

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"

	"retain/core/assess"
	"retain/core/feature"
	"retain/core/patient"
)

// Results are the columns that [Score] adds, in order.
var Results = []string{
	"dropout_probability", "raw_score", "dropout_prediction", "risk_level", "recommended_action", "error",
}

// batch is how many rows go to the model in one call: enough that the call
// costs nothing beside them, few enough that they stay in the processor's cache.
const batch = 1000

// Score copies the table from in to out and adds the columns of [Results] to
// each row: the answer, or all reasons for refusing the row in the last one. It
// returns the problems of the refused rows, in the order of the lines, all of
// one row together; nil if every row was answered.
//
// The error is [Problems] if the table as a whole is unusable (its header, or a
// quote that is never closed); otherwise it concerns reading, scoring or
// writing. Only an error of writing leaves part of a table in out.
func Score(in io.Reader, out io.Writer, e *assess.Engine) (Problems, error) {
	t, err := readTable(in, nil, Results)
	if err != nil {
		return nil, err
	}
	results, problems, err := t.score(e)
	if err != nil {
		return nil, err
	}
	w := csv.NewWriter(out)
	err = w.Write(slices.Concat(t.header, Results))
	for i := 0; i < len(t.rows) && err == nil; i++ {
		err = w.Write(append(t.rows[i].cells, results[i][:]...))
	}
	return problems, finish(w, err)
}

// A result holds the cells of [Results] for one row.
type result [6]string

// score answers all rows, in batches.
func (t *table) score(e *assess.Engine) ([]result, Problems, error) {
	results := make([]result, len(t.rows))
	texts := make([]string, len(patient.Fields))
	var problems Problems
	for start := 0; start < len(t.rows); start += batch {
		var good []patient.Patient
		var places []int
		for i := start; i < min(start+batch, len(t.rows)); i++ {
			p, wrong := t.patient(t.rows[i], texts)
			if wrong != nil {
				results[i][5] = wrong.Error()
				problems = problems.add(t.rows[i].line, wrong)
				continue
			}
			good, places = append(good, p), append(places, i)
		}
		answers, err := e.Score(good)
		if err != nil {
			return nil, nil, fmt.Errorf("roster: %w", err)
		}
		for j, a := range answers {
			results[places[j]] = result{number(a.Probability), number(a.RawScore),
				strconv.Itoa(a.DropoutPrediction), a.RiskLevel, a.RecommendedAction, ""}
		}
	}
	return results, problems, nil
}

// Features writes patient_id and the features of version v for every row of the
// table: what a model is trained on. Unlike [Score] it does not go on without
// the refused rows: their problems are the error, all of them, and nothing is
// written.
func Features(in io.Reader, out io.Writer, v *feature.Version) error {
	t, err := readTable(in, nil, nil)
	if err != nil {
		return err
	}
	var problems Problems
	patients := make([]patient.Patient, len(t.rows))
	texts := make([]string, len(patient.Fields))
	for i, r := range t.rows {
		var wrong patient.Problems
		patients[i], wrong = t.patient(r, texts)
		problems = problems.add(r.line, wrong)
	}
	if len(problems) > 0 {
		return problems
	}
	w := csv.NewWriter(out)
	err = w.Write(slices.Concat([]string{patient.PatientID}, v.Names()))
	x := make([]float64, v.Len())
	cells := make([]string, 1+v.Len())
	for i := 0; i < len(patients) && err == nil; i++ {
		v.Compute(patients[i], x)
		cells[0] = patients[i].PatientID
		for j, value := range x {
			cells[1+j] = number(value)
		}
		err = w.Write(cells)
	}
	return finish(w, err)
}

// finish writes what w still holds and returns the first error of writing.
func finish(w *csv.Writer, err error) error {
	w.Flush()
	if err == nil {
		err = w.Error()
	}
	if err != nil {
		return fmt.Errorf("roster: writing: %w", err)
	}
	return nil
}

// add appends the problems of one row.
func (ps Problems) add(line int, row patient.Problems) Problems {
	for _, p := range row {
		ps = append(ps, Problem{line, p})
	}
	return ps
}

// number writes the shortest text that reads back as the same float64.
func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
