package explain

import "retain/core/lgbm"

// A way leads from a root to a node.
type way struct {
	slots []slot
	steps []step
}

// A slot is one feature on the way.
type slot struct {
	feature int
	share   float64 // of the training rows, at the splits on this feature: z
}

// A step is one condition on the way.
type step struct {
	slot int // which must hold it
	side int // in the list of splits.decide, 1 where a row fails it

	before float64 // the slot's share without it
	first  bool    // of its slot
}

// enter leads the way on to the right or left child of a node of t, and returns
// the child. Splits has the number of each node's split.
func (w *way) enter(t *lgbm.Tree, splits []int, node int, right bool) (child int) {
	child = t.Left[node]
	side := 2 * splits[node]
	if right {
		child, side = t.Right[node], side+1
	}
	at := 0
	for at < len(w.slots) && w.slots[at].feature != t.Feature[node] {
		at++
	}
	first := at == len(w.slots)
	if first {
		w.slots = append(w.slots, slot{t.Feature[node], 1})
	}
	w.steps = append(w.steps, step{at, side, w.slots[at].share, first})
	w.slots[at].share *= float64(count(t, child)) / float64(t.InternalCount[node])
	return child
}

// leave takes back the last step.
func (w *way) leave() {
	last := w.steps[len(w.steps)-1]
	w.steps = w.steps[:len(w.steps)-1]
	w.slots[last.slot].share = last.before
	if last.first {
		w.slots = w.slots[:last.slot]
	}
}

// met returns the slot's factor of the integrand where the row meets all its
// conditions.
func (s slot) met(t float64) float64 { return t + float64(s.share*(1-t)) }

// failed returns the slot's factor where the row fails one.
func (s slot) failed(t float64) float64 { return s.share * (1 - t) }
