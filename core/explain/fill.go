package explain

import "slices"

// A filler works out tables. It keeps what one table after the other needs, for
// the reason that a [cutter] does.
type filler struct {
	*cutter
	tables *tables
	rules  rules

	cells []float64 // of the table in hand
	turns []turn    // to the leaf in hand
	place []int     // column of each of the leaf's features

	product, factor, patterns []float64
}

// A turn is the side that a leaf needs at a split inside its part.
type turn struct {
	bit   uint32 // of the index
	right uint32 // what it must be
	slot  uint32 // of the leaf's features, which fails if it is not
}

// add works out the table of the cutter's part.
func (f *filler) add() {
	t, slots := f.tables, len(f.way.slots)
	for _, s := range f.way.steps {
		t.bits = append(t.bits, indexBit{uint32(s.side), uint32(s.slot)})
	}
	for i, node := range f.inner {
		t.bits = append(t.bits, indexBit{uint32(2 * f.splits[node]), uint32(slots + i)})
	}
	for _, column := range f.columns {
		t.columns = append(t.columns, int32(column))
	}
	first := len(t.cells)
	t.each = append(t.each, table{int32(len(t.bits)), int32(len(t.columns)), int32(first)})
	t.cells = t.cells[:first+f.cutter.cells()] // within what New took, zero
	f.cells = t.cells[first:]
	f.walk(f.root, slots)
}

// walk adds the leaves at and below a node of the part. Slots is how many
// features are on the way to the part, which is led on to the node.
func (f *filler) walk(node, slots int) {
	if node < 0 {
		f.leaf(f.tree.LeafValue[^node], uint32(1)<<slots-1)
		return
	}
	at := uint32(slots + slices.Index(f.inner, node))
	for _, right := range [2]bool{false, true} {
		child := f.way.enter(f.tree, f.splits, node, right)
		last := f.way.steps[len(f.way.steps)-1]
		f.turns = append(f.turns, turn{at, uint32(bit(right)), uint32(last.slot)})
		f.walk(child, slots)
		f.turns = f.turns[:len(f.turns)-1]
		f.way.leave()
	}
}

// leaf adds the leaf at the end of the way to every row of the table. Before
// has the index's bits for the way to the part.
func (f *filler) leaf(value float64, before uint32) {
	d, width := len(f.way.slots), len(f.columns)
	f.allPatterns(value)
	f.place = f.place[:0]
	for _, s := range f.way.slots {
		f.place = append(f.place, slices.Index(f.columns, s.feature))
	}
	for index := range uint32(len(f.cells) / width) {
		pattern := index & before
		for _, t := range f.turns {
			pattern |= (index>>(t.bit&31)&1 ^ t.right) << (t.slot & 31)
		}
		row := f.cells[int(index)*width:]
		for j, x := range f.patterns[int(pattern)*d : int(pattern+1)*d] {
			row[f.place[j]] += x
		}
	}
}

// allPatterns sets patterns to the contributions of the leaf at the end of the
// way for each pattern of conditions, d numbers per pattern: bit j of a pattern
// is 1 if the row fails a condition on feature j. This is the formula of the
// package comment, with the products over the features made for all patterns
// at once, and for each contribution the feature's own factor replaced.
func (f *filler) allPatterns(value float64) {
	slots := f.way.slots
	d, r := len(slots), f.rules.of(len(slots))
	n := len(r.node)
	f.product = resize(f.product, n<<d)
	f.factor = resize(f.factor, 2*n)
	f.patterns = resize(f.patterns, d<<d)
	copy(f.product, r.weight)
	for k, s := range slots {
		half := n << k // the products so far; then those where k fails
		for q, t := range r.node {
			met, failed := s.met(t), s.failed(t)
			for i := q; i < half; i += n {
				f.product[half+i] = f.product[i] * failed
				f.product[i] *= met
			}
		}
	}
	for j, s := range slots {
		for q, t := range r.node {
			f.factor[q] = value * (1 - s.share) / s.met(t)
			f.factor[n+q] = -value / (1 - t) // -share/failed: the share cancels
		}
		for pattern := range 1 << d {
			own, product := f.factor[(pattern>>j&1)*n:], f.product[pattern*n:]
			sum := 0.0
			for q := range n {
				sum += float64(product[q] * own[q])
			}
			f.patterns[pattern*d+j] = sum
		}
	}
}

// resize returns a slice of n numbers, of any values, in the place of s if it
// is large enough.
func resize(s []float64, n int) []float64 {
	return slices.Grow(s[:0], n)[:n]
}
