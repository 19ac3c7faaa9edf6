// Package support says where a patient lies outside what a model was trained
// on, so that a person is warned before a number is believed.
//
// It measures two things about the whole-number fields:
//
//   - whether each value lies inside the range of the training patients;
//   - for each two fields whose values do, how many training patients fell into
//     the same cell of a coarse grid. The grid's lines are the training
//     patients' own quantiles ([lines]), close together at the ends, where an
//     unusual patient is. A combination is unusual if fewer than [UnusualShare]
//     of the training patients were in its cell.
//
// Of fresh patients of the recipes v3_causal (800 training patients) and
// v4_landmark (20,000), 1.4 and 0.7 % are called unusual: a warning is rare
// where the model is at home. Not measured: combinations of three or more
// fields, and whether a trial is like those of training in what no field says.
package support

import (
	"errors"
	"slices"
	"sort"

	"retain/core/patient"
)

// UnusualShare is the share of the training patients below which a cell of two
// fields is unusual: fewer than 1 in 1,000.
const UnusualShare = 0.001

// lines are the shares of the training patients below the grid's inner lines.
var lines = []float64{0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98}

// A Table holds what training patients were like. [Fit] and JSON make one; it is
// never changed after.
type Table struct {
	patients int
	axes     []axis  // one a whole-number field, in contract order
	counts   [][]int // one list for each two axes, in order of [Table.pairs]
}

// An axis is one field's range, in bins: bin i begins at from[i] and ends before
// the next begins, the last at to.
type axis struct {
	field string
	from  []int
	to    int
}

// bin returns the bin of x, which is inside the range.
func (a axis) bin(x int) int { return sort.SearchInts(a.from, x+1) - 1 }

// limits returns the lowest and the highest value of a bin.
func (a axis) limits(bin int) [2]int {
	if bin+1 < len(a.from) {
		return [2]int{a.from[bin], a.from[bin+1] - 1}
	}
	return [2]int{a.from[bin], a.to}
}

func (a axis) extent() [2]int { return [2]int{a.from[0], a.to} }

// Fit counts training patients, who must be inside the contract. None at all is
// an error.
func Fit(patients []patient.Patient) (Table, error) {
	if len(patients) == 0 {
		return Table{}, errors.New("support: fit: no training patients")
	}
	t := Table{patients: len(patients)}
	values := make([]int, len(patients))
	for _, f := range patient.Numbers() {
		for i := range patients {
			values[i] = *patients[i].Number(f.Name)
		}
		slices.Sort(values)
		a := axis{field: f.Name, from: []int{values[0]}, to: values[len(values)-1]}
		for _, share := range lines {
			if at := values[int(share*float64(len(values)))]; at > a.from[len(a.from)-1] {
				a.from = append(a.from, at)
			}
		}
		t.axes = append(t.axes, a)
	}
	for first, second := range t.pairs {
		counts := make([]int, t.cells(first, second))
		for i := range patients {
			counts[t.cell(first, second, &patients[i])]++
		}
		t.counts = append(t.counts, counts)
	}
	return t, nil
}

// pairs yields each two axes: the first with every later one, and so on.
func (t *Table) pairs(yield func(first, second int) bool) {
	for first := range t.axes {
		for second := first + 1; second < len(t.axes); second++ {
			if !yield(first, second) {
				return
			}
		}
	}
}

// cells is the number of cells of two axes.
func (t *Table) cells(first, second int) int {
	return len(t.axes[first].from) * len(t.axes[second].from)
}

// cell is the place of p in the counts of two axes, in whose ranges p is.
func (t *Table) cell(first, second int, p *patient.Patient) int {
	a, b := t.axes[first], t.axes[second]
	return a.bin(*p.Number(a.field))*len(b.from) + b.bin(*p.Number(b.field))
}

// Ranges holds, by contract field, the lowest and the highest value among the
// training patients.
func (t *Table) Ranges() map[string][2]int {
	out := map[string][2]int{}
	for _, a := range t.axes {
		out[a.field] = a.extent()
	}
	return out
}

// A Finding is one way in which a patient is unlike the training patients: one
// field is outside their range, or the combination of two is unusual.
type Finding struct {
	Fields []string // one or two, in contract order
	Ranges [][2]int // of each field: the training range, or where the cell lies
	Count  int      // training patients in the cell; 0 for one field
	Of     int      // all training patients; 0 for one field
}

// Check returns what stands out about p: first the fields outside their range,
// then the unusual combinations of others, both in contract order. Nil if
// nothing does.
func (t *Table) Check(p patient.Patient) []Finding {
	var found []Finding
	inside := make([]bool, len(t.axes))
	for i, a := range t.axes {
		if inside[i] = within(a.extent(), *p.Number(a.field)); !inside[i] {
			found = append(found, Finding{Fields: []string{a.field}, Ranges: [][2]int{a.extent()}})
		}
	}
	pair := -1
	for first, second := range t.pairs {
		pair++
		if !inside[first] || !inside[second] {
			continue
		}
		n := t.counts[pair][t.cell(first, second, &p)]
		if float64(n) >= UnusualShare*float64(t.patients) {
			continue
		}
		a, b := t.axes[first], t.axes[second]
		found = append(found, Finding{
			Fields: []string{a.field, b.field},
			Ranges: [][2]int{a.limits(a.bin(*p.Number(a.field))), b.limits(b.bin(*p.Number(b.field)))},
			Count:  n, Of: t.patients,
		})
	}
	return found
}

// Outside returns the fields of p outside the given ranges, in contract order:
// what can be said where no table was kept. Fields without a range pass.
func Outside(ranges map[string][2]int, p patient.Patient) []Finding {
	var found []Finding
	for _, f := range patient.Fields {
		if known, limited := ranges[f.Name]; limited && !within(known, *p.Number(f.Name)) {
			found = append(found, Finding{Fields: []string{f.Name}, Ranges: [][2]int{known}})
		}
	}
	return found
}

func within(limits [2]int, x int) bool { return limits[0] <= x && x <= limits[1] }
