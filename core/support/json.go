package support

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"retain/core/patient"
)

// A tableJSON is a [Table] as a manifest carries it.
type tableJSON struct {
	Patients int        `json:"patients"`
	Fields   []axisJSON `json:"fields"`
	Counts   [][]int    `json:"counts"`
}

type axisJSON struct {
	Field string `json:"field"`
	From  []int  `json:"from"`
	To    int    `json:"to"`
}

// MarshalJSON writes the number of training patients; for each whole-number
// field, in contract order, where its bins begin and where the last one ends;
// and for each two fields, the first with every later one and so on, the
// training patients in each cell, the second field's bins next to each other.
// Reading it back gives the same table. The zero Table is an error.
func (t Table) MarshalJSON() ([]byte, error) {
	if t.patients == 0 {
		return nil, errors.New("support: not fitted")
	}
	out := tableJSON{Patients: t.patients, Counts: t.counts}
	for _, a := range t.axes {
		out.Fields = append(out.Fields, axisJSON{a.field, a.from, a.to})
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses, and then leaves t
// unchanged: other members; other fields than the contract's whole-number ones,
// or in another order; bins that do not rise inside the contract's limits; and
// counts that are not one list for each two fields, one number a cell, adding up
// to the patients.
func (t *Table) UnmarshalJSON(data []byte) error {
	var in tableJSON
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(&in)
	if err == nil {
		if _, after := d.Token(); after != io.EOF {
			err = errors.New("something follows the JSON value")
		}
	}
	var out Table
	if err == nil {
		out, err = in.table()
	}
	if err != nil {
		return fmt.Errorf("support: %w", err)
	}
	*t = out
	return nil
}

func (in tableJSON) table() (Table, error) {
	t := Table{patients: in.Patients, counts: in.Counts}
	numbers := patient.Numbers()
	if in.Patients < 1 || len(in.Fields) != len(numbers) {
		return t, fmt.Errorf("%d patients and %d fields; allowed: at least 1 and exactly %d", in.Patients, len(in.Fields), len(numbers))
	}
	for i, f := range numbers {
		a := in.Fields[i]
		if a.Field != f.Name {
			return t, fmt.Errorf("fields: %q in the place of %s", a.Field, f.Name)
		}
		if len(a.From) == 0 || len(a.From) > len(lines)+1 {
			return t, fmt.Errorf("%s: %d bins; allowed: 1 to %d", f.Name, len(a.From), len(lines)+1)
		}
		before := f.Min - 1
		for _, at := range a.From {
			if at <= before {
				return t, fmt.Errorf("%s: a bin that begins at %d follows %d", f.Name, at, before)
			}
			before = at
		}
		if a.To < before || a.To > f.Max {
			return t, fmt.Errorf("%s: the last bin ends at %d; allowed: %d to %d", f.Name, a.To, before, f.Max)
		}
		t.axes = append(t.axes, axis{a.Field, a.From, a.To})
	}
	pair := 0
	for first, second := range t.pairs {
		if pair == len(in.Counts) || len(in.Counts[pair]) != t.cells(first, second) {
			return t, fmt.Errorf("counts: list %d is missing or does not have a number a cell", pair)
		}
		if !addUp(in.Counts[pair], in.Patients) {
			return t, fmt.Errorf("counts: list %d does not add up to %d patients", pair, in.Patients)
		}
		pair++
	}
	if pair != len(in.Counts) {
		return t, fmt.Errorf("counts: %d lists; allowed: %d", len(in.Counts), pair)
	}
	return t, nil
}

// addUp reports whether counts are shares of a whole. It takes them off it one
// by one, so that no sum can overflow.
func addUp(counts []int, whole int) bool {
	for _, n := range counts {
		if n < 0 || n > whole {
			return false
		}
		whole -= n
	}
	return whole == 0
}
