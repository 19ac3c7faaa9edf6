package explain

// tables hold contributions that are worked out beforehand, for parts of trees.
//
// The index of a table has a bit for each feature on the way to its part, 1 if
// the row fails a condition on it, and then a bit for each split inside the
// part, 1 if the row does not go left. A table has a row for each index, and
// in it a cell for each feature of the part: what all leaves of the part add
// to that feature's contribution.
type tables struct {
	each    []table
	bits    []indexBit
	columns []int32 // features, for the cells of a row
	cells   []float64
}

// A table is a piece of each of the lists: to the given end, from where the
// table before it ended; and from the first cell.
type table struct {
	bitsEnd, columnsEnd, cell int32
}

// An indexBit sets a bit of the index from a side of a split.
type indexBit struct{ side, shift uint32 }

// sum adds the contributions of a row that fails the given sides to out.
//
// The loops call no function: a call is dear in WebAssembly, and this is where
// its time goes.
func (t *tables) sum(failed []uint8, out []float64) {
	bits, columns := t.bits, t.columns
	bit, column := int32(0), int32(0)
	for i := range t.each {
		one := &t.each[i]
		index := uint32(0)
		for _, b := range bits[bit:one.bitsEnd] {
			index |= uint32(failed[b.side]) << (b.shift & 31)
		}
		features := columns[column:one.columnsEnd]
		row := t.cells[int(one.cell)+int(index)*len(features):]
		row = row[:len(features)]
		for k, f := range features {
			out[f] += row[k]
		}
		bit, column = one.bitsEnd, one.columnsEnd
	}
}
