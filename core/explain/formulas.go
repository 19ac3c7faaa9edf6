package explain

// formulas hold the leaves that have no table. Their contributions are worked
// out for each row, d·⌈d/2⌉ products for d features.
type formulas struct {
	each  []formula
	steps []formulaStep
	slots []slot
}

// A formula is a leaf, and a piece of each of the lists: to the given end, from
// where the leaf before it ended.
type formula struct {
	value              float64
	rule               rule
	stepsEnd, slotsEnd int
}

// A formulaStep says which feature of a leaf fails with a side of a split.
type formulaStep struct{ side, slot uint32 }

// add takes the cutter's part, which is a leaf.
func (f *formulas) add(c *cutter, r rules) {
	for _, s := range c.way.steps {
		f.steps = append(f.steps, formulaStep{uint32(s.side), uint32(s.slot)})
	}
	f.slots = append(f.slots, c.way.slots...)
	f.each = append(f.each, formula{
		value: c.tree.LeafValue[^c.root], rule: r.of(len(c.way.slots)),
		stepsEnd: len(f.steps), slotsEnd: len(f.slots),
	})
}

// sum adds the contributions of a row that fails the given sides to out.
func (f *formulas) sum(failed []uint8, out []float64) {
	step, slot := 0, 0
	for i := range f.each {
		one := &f.each[i]
		pattern := uint64(0) // bit j: the row fails a condition on slot j
		for _, s := range f.steps[step:one.stepsEnd] {
			pattern |= uint64(failed[s.side]) << (s.slot & 63)
		}
		one.sum(f.slots[slot:one.slotsEnd], pattern, out)
		step, slot = one.stepsEnd, one.slotsEnd
	}
}

// sum adds the contributions of one leaf: the formula of the package comment,
// with the product over all features divided by the factor of each.
func (f *formula) sum(slots []slot, pattern uint64, out []float64) {
	for q, t := range f.rule.node {
		product := f.value * f.rule.weight[q]
		for j, s := range slots {
			if pattern>>(j&63)&1 == 0 {
				product *= t + float64(s.share*(1-t))
			} else {
				product *= s.share * (1 - t)
			}
		}
		failed := product / (1 - t) // the same for each failed feature
		for j, s := range slots {
			if pattern>>(j&63)&1 == 0 {
				out[s.feature] += float64(product * (1 - s.share) / (t + float64(s.share*(1-t))))
			} else {
				out[s.feature] -= failed
			}
		}
	}
}
