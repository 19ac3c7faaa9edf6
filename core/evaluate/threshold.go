package evaluate

import (
	"fmt"
	"sort"

	"retain/core/policy"
)

// A Decision is what contacting some of the rows comes to. Thresholds concern
// who is contacted and how net benefit weighs a contact.
type Decision struct {
	Flagged    int    // rows contacted
	Recall     Figure // share of those who left that is contacted; needs an event
	Precision  Figure // share of those contacted that left; needs a contact
	F1         Figure // 2·TP/(2·TP+FP+FN); needs an event or a contact
	NetBenefit Figure // TP/n − FP/n·t/(1−t), per row; needs a row
	Cost       Figure // of all rows together, in the unit of the costs
}

// At compares three ways to decide at one threshold: contact those whose
// probability is at or above it, contact everyone, contact no one.
type At struct {
	Threshold               float64
	Model, Everyone, Nobody Decision
}

// A cut is a threshold and the first group at or above it.
type cut struct {
	threshold float64
	group     int
}

// cuts finds where the thresholds lie. They must lie inside (0, 1).
func (s *Sample) cuts(thresholds []float64) ([]cut, error) {
	out := make([]cut, len(thresholds))
	for i, t := range thresholds {
		if !(t > 0 && t < 1) {
			return nil, fmt.Errorf("evaluate: threshold %v: allowed: a number above 0 and below 1", t)
		}
		rule := policy.Policy{Threshold: t} // the one place that compares
		out[i] = cut{t, sort.Search(len(s.p), func(g int) bool { return rule.Decide(s.p[g]).Prediction == 1 })}
	}
	return out, nil
}

// Places of the figures of a decision.
const (
	recall = iota
	precision
	f1
	netBenefit
	cost
	decisionFigures
)

// decide returns the figures of contacting flagged rows, caught of which left.
func (w weights) decide(threshold float64, flagged, caught int, c policy.Costs) (out [decisionFigures]number) {
	out[recall] = ratio(caught, w.events)
	out[precision] = ratio(caught, flagged)
	out[f1] = ratio(2*caught, flagged+w.events) // 2·TP+FP+FN = (TP+FP) + (TP+FN)
	if w.n > 0 {
		n := float64(w.n)
		harm := float64(float64(flagged-caught) / n * threshold / (1 - threshold))
		out[netBenefit] = defined(float64(caught)/n - harm)
	}
	out[cost] = defined(c.Total(flagged, caught, w.events-caught))
	return out
}

// decideAll returns the figures of all cuts, three decisions each.
func (w weights) decideAll(cuts []cut, c policy.Costs, out []number) []number {
	for _, at := range cuts {
		flagged, caught := 0, 0
		for _, i := range []int{0, 1} {
			for cell := 2*at.group + i; cell < len(w.cells); cell += 2 {
				flagged += int(w.cells[cell])
				caught += i * int(w.cells[cell])
			}
		}
		for _, d := range [][2]int{{flagged, caught}, {w.n, w.events}, {0, 0}} {
			figures := w.decide(at.threshold, d[0], d[1], c)
			out = append(out, figures[:]...)
		}
	}
	return out
}
