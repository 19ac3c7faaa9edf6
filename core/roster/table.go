package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"retain/core/patient"
)

// A table is a CSV file that was read to its end.
type table struct {
	header []string
	place  []int // for each field of the contract, then for each column needed, its place in a row
	rows   []tableRow
}

// A tableRow is one row as it stands in the file.
type tableRow struct {
	line  int
	cells []string // as many as the header has
	wrong string   // why the number of cells was another one, or ""
}

// readTable reads a whole table, so that nothing is written for a file whose
// end turns out to be broken. needed lists columns that must be there beside the
// fields, taken names that no column may have. The error is [Problems] or an
// error of in.
func readTable(in io.Reader, needed, taken []string) (*table, error) {
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("roster: reading: %w", err)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	r.FieldsPerRecord = -1 // a row of another length is refused alone, not with the file
	names, err := r.Read()
	switch {
	case err == io.EOF:
		return nil, Problems{at(1, header, patient.Required, "the table is empty; allowed: a first line that names the columns")}
	case err != nil:
		return nil, broken(err)
	}
	line, _ := r.FieldPos(0)
	place, err := findColumns(names, needed, taken, line)
	if err != nil {
		return nil, err
	}
	t := &table{header: names, place: place}
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return t, nil
		}
		if err != nil {
			return nil, broken(err)
		}
		line, _ := r.FieldPos(0)
		t.rows = append(t.rows, fit(line, cells, len(names)))
	}
}

// findColumns returns the column of each field, then of each name needed. It
// reports everything wrong with the header at once. Names beyond those are
// repeated in a message only when all are there: otherwise the line may be no
// header at all, but a patient.
func findColumns(names, needed, taken []string, line int) ([]int, error) {
	var missing, others Problems
	wanted := slices.Concat(patient.Names(), needed)
	place := make([]int, len(wanted))
	for i, name := range wanted {
		if place[i] = slices.Index(names, name); place[i] < 0 {
			allowed := "every field of the contract, once"
			if i >= len(patient.Fields) {
				allowed = "a table with this column, once"
			}
			missing = append(missing, at(line, name, patient.Required, "is not in the header; allowed: "+allowed))
		}
	}
	if len(missing) > 0 {
		if len(names) == 1 && strings.ContainsAny(names[0], ";\t") {
			return nil, Problems{at(line, header, patient.Type, "the columns are not separated by commas; allowed: commas")}
		}
		return nil, missing
	}
	seen := make(map[string]bool, len(names))
	for _, name := range names {
		switch {
		case seen[name]:
			others = append(others, at(line, title(name), patient.Duplicate, "is in the header more than once; allowed: once"))
		case slices.Contains(taken, name):
			others = append(others, at(line, name, patient.Conflict, "is a column of the result; allowed: a table without it"))
		}
		seen[name] = true
	}
	if len(others) > 0 {
		return nil, others
	}
	return place, nil
}

// title is a column's name in a message.
func title(name string) string {
	if name == "" {
		return "column without a name"
	}
	return name
}

// fit brings a row to the width of the header, so that the result stays a table
// when the row is refused for its length.
func fit(line int, cells []string, width int) tableRow {
	n := len(cells)
	switch {
	case n < width:
		cells = append(cells, make([]string, width-n)...)
	case n > width:
		cells = cells[:width]
	default:
		return tableRow{line, cells, ""}
	}
	wrong := fmt.Sprintf("the number of cells is %d; allowed: %d, as in the header", n, width)
	if n > width {
		wrong += " (the cells beyond are left out here)"
	}
	return tableRow{line, cells, wrong}
}

// patient reads the row through the contract. texts is room for one text a
// field.
func (t *table) patient(r tableRow, texts []string) (patient.Patient, patient.Problems) {
	if r.wrong != "" {
		return patient.Patient{}, patient.Problems{{Field: row, Reason: patient.Type, Message: r.wrong}}
	}
	for i := range patient.Fields {
		texts[i] = r.cells[t.place[i]]
	}
	return fromTexts(texts)
}

// fromTexts reads one text a field.
func fromTexts(texts []string) (patient.Patient, patient.Problems) {
	p, err := patient.FromText(texts)
	var problems patient.Problems
	errors.As(err, &problems)
	return p, problems
}

// broken turns an error of the CSV syntax, which makes all that follows
// unreadable, into a problem of the line on which its row begins.
func broken(err error) error {
	var syntax *csv.ParseError
	if !errors.As(err, &syntax) {
		return fmt.Errorf("roster: reading: %w", err)
	}
	return Problems{at(syntax.StartLine, row, patient.Type,
		`a quote is out of place or never closed; allowed: "…" around a whole cell, "" for a quote in it`)}
}

func at(line int, field string, reason patient.Reason, message string) Problem {
	return Problem{line, patient.Problem{Field: field, Reason: reason, Message: message}}
}
