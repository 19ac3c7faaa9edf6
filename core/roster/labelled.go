package roster

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"retain/core/patient"
)

// Columns of a labelled table beside the fields.
const (
	Dropout    = "dropout"     // required: 1 if the patient left, 0 if not
	DropoutDay = "dropout_day" // optional: the study day on which the patient left, or blank
)

// Labelled are the accepted rows of a table of patients whose outcome is known.
type Labelled struct {
	Patients []patient.Patient
	Left     []bool // of each patient
	Refused  int    // rows
	Filled   []int  // for each assumption, how many accepted rows it completed
}

// ReadLabelled reads a table with the columns of the contract and [Dropout],
// which is exactly 0 or 1. Blank cells of a field that is assumed take the
// assumed answer; a cell with anything in it stays as it is.
//
// A row whose [DropoutDay] is not after its days_in_trial is refused: that
// patient had left when the row was written, so the row knows the outcome it is
// to predict. A blank day says nothing, and the column may be missing.
//
// The problems are those of the refused rows, in the order of the lines, fields
// first, then Dropout and DropoutDay; the accepted rows are returned all the
// same. The error is [Problems] if the table as a whole is unusable, or an error
// of in.
func ReadLabelled(in io.Reader, assumed []Assumption) (Labelled, Problems, error) {
	t, err := readTable(in, []string{Dropout}, nil)
	if err != nil {
		return Labelled{}, nil, err
	}
	var problems Problems
	l := Labelled{Filled: make([]int, len(assumed))}
	day := slices.Index(t.header, DropoutDay)
	texts := make([]string, len(patient.Fields))
	for _, r := range t.rows {
		filled := t.fill(&r, assumed)
		p, wrong := t.patient(r, texts)
		left := false
		if r.wrong == "" {
			left, wrong = readOutcome(r.cells[t.place[len(patient.Fields)]], wrong)
			if day >= 0 {
				wrong = checkDay(r.cells[day], texts[patient.Index(patient.DaysInTrial)], wrong)
			}
		}
		if len(wrong) > 0 {
			problems = problems.add(r.line, wrong)
			l.Refused++
			continue
		}
		l.Patients, l.Left = append(l.Patients, p), append(l.Left, left)
		for i, yes := range filled {
			if yes {
				l.Filled[i]++
			}
		}
	}
	return l, problems, nil
}

// fill puts assumed answers into blank cells and says which were.
func (t *table) fill(r *tableRow, assumed []Assumption) []bool {
	filled := make([]bool, len(assumed))
	for i, a := range assumed {
		cell := &r.cells[t.place[patient.Index(a.Field)]]
		if *cell == "" {
			*cell, filled[i] = a.Answer, true
		}
	}
	return filled
}

// readOutcome reads a cell of [Dropout] and adds what is wrong with it.
func readOutcome(cell string, wrong patient.Problems) (left bool, all patient.Problems) {
	switch cell {
	case "0", "1":
		return cell == "1", wrong
	case "":
		return false, append(wrong, patient.Problem{Field: Dropout, Reason: patient.Required,
			Message: "is missing; allowed: 0 or 1"})
	}
	return false, append(wrong, patient.Problem{Field: Dropout, Reason: patient.Value,
		Message: "is neither 0 nor 1; allowed: 0 or 1"})
}

// checkDay adds what is wrong with a cell of [DropoutDay], given that of
// days_in_trial.
func checkDay(cell, days string, wrong patient.Problems) patient.Problems {
	if cell == "" {
		return wrong
	}
	left, ok := wholeNumber(cell)
	if !ok {
		return append(wrong, patient.Problem{Field: DropoutDay, Reason: patient.Type,
			Message: "is not a whole number; allowed: a study day after days_in_trial, or blank"})
	}
	if now, ok := wholeNumber(days); ok && left <= now {
		return append(wrong, patient.Problem{Field: DropoutDay, Reason: patient.Conflict,
			Message: "is not after days_in_trial, so the row already knows the outcome; allowed: a study day after days_in_trial, or blank"})
	}
	return wrong
}

// wholeNumber reads digits with or without a minus sign, and ".0" after them, as
// the contract does. Numbers too large for any study are held at the largest.
func wholeNumber(s string) (n int64, ok bool) {
	whole, zeros, dot := strings.Cut(s, ".")
	digits := strings.TrimPrefix(whole, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" || dot && (zeros == "" || strings.Trim(zeros, "0") != "") {
		return 0, false
	}
	n, _ = strconv.ParseInt(whole, 10, 64) // out of range gives the end of the range
	return n, true
}

// An Assumption is an answer for a field where a table has none.
type Assumption struct{ Field, Answer string }

// String is "field=answer".
func (a Assumption) String() string { return a.Field + "=" + a.Answer }

// ParseAssumption reads "field=answer". The field must be one of the contract
// and not patient_id, which no two rows share; the answer must be one that the
// field takes by itself. That it contradicts another field shows row by row.
func ParseAssumption(text string) (Assumption, error) {
	name, answer, ok := strings.Cut(text, "=")
	i := patient.Index(name)
	if !ok || i <= 0 {
		return Assumption{}, fmt.Errorf("roster: assumption: allowed: FIELD=ANSWER with one of the fields %s",
			strings.Join(patient.Names()[1:], ", "))
	}
	texts := slices.Clone(sample)
	texts[i] = answer
	_, problems := fromTexts(texts)
	if p, wrong := problems.Of(name); wrong && p.Reason != patient.Conflict {
		return Assumption{}, fmt.Errorf("roster: assumption: %w", p)
	}
	return Assumption{name, answer}, nil
}

// sample is a patient that the contract takes, with the widest room for any one
// answer to be changed.
var sample = []string{"A", "40", "Male", "Active", "Phase I", "1000", "1", "1", "0"}
