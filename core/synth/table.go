package synth

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"retain/core/patient"
)

// Columns that a table has beside the contract's.
const (
	ColumnDropout         = "dropout"          // 1 or 0
	ColumnTrueProbability = "true_probability" // only of a recipe that knows it
)

// WriteCSV writes a table of n patients to w: the columns of the input contract
// in its order, then dropout and, if the recipe knows it, true_probability in
// the shortest form that reads back as the same float64. Lines end in LF. n is
// 1 to [MaxPatients]. An error is one of writing.
func (r *Recipe) WriteCSV(w io.Writer, n int, seed uint32) error {
	header := append(patient.Names(), ColumnDropout)
	if r.HasTruth {
		header = append(header, ColumnTrueProbability)
	}
	line := append([]byte(strings.Join(header, ",")), '\n')
	_, err := w.Write(line)
	for row := range r.Rows(n, seed) {
		if err != nil {
			break
		}
		line = appendRow(line[:0], row, r.HasTruth)
		_, err = w.Write(line)
	}
	if err != nil {
		return fmt.Errorf("synth: writing: %w", err)
	}
	return nil
}

// appendRow appends one line. No text of a simulated patient needs quotes.
func appendRow(line []byte, row Row, truth bool) []byte {
	line = append(line, row.PatientID...)
	line = appendWhole(line, row.Age)
	for _, text := range []string{row.Gender, row.TreatmentGroup, row.TrialPhase} {
		line = append(append(line, ','), text...)
	}
	for _, number := range []int{row.DaysInTrial, row.VisitsCompleted, row.LastVisitDay, row.AdverseEvents, outcome(row)} {
		line = appendWhole(line, number)
	}
	if truth {
		line = strconv.AppendFloat(append(line, ','), row.TrueProbability, 'g', -1, 64)
	}
	return append(line, '\n')
}

func appendWhole(line []byte, n int) []byte {
	return strconv.AppendInt(append(line, ','), int64(n), 10)
}

// outcome is the label as a number.
func outcome(row Row) int {
	if row.Dropout {
		return 1
	}
	return 0
}
