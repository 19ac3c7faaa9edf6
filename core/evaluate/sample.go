package evaluate

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// maxRows is how many rows a sample may have: row counts are kept in 32 bits.
const maxRows = 1 << 30

// A Sample holds outcomes with the probabilities that were predicted for them.
// It does not change; it may be used from several goroutines.
type Sample struct {
	// Rows of equal probability are one group; groups rise with it.
	p      []float64
	logit  []float64 // ln(p/(1−p))
	odds   []float64 // p/(1−p)
	square [2][]float64
	loss   [2][]float64 // squared error and log loss of a row that stayed, that left

	whole weights // every row once
	cells []int32 // of every row, rising; what a draw picks from
}

// weights say how often each kind of row counts: at 2g the rows of group g that
// stayed, at 2g+1 those that left.
type weights struct {
	cells  []int32
	n      int // their sum
	events int // the sum over those that left
}

// NewSample returns the sample of rows i with probability p[i] that left if
// left[i]. Both must have the same length, which may be 0. A probability must
// lie strictly inside (0, 1), as every calibrator's does: 0 and 1 have no
// log-odds.
func NewSample(p []float64, left []bool) (*Sample, error) {
	if len(p) != len(left) {
		return nil, fmt.Errorf("evaluate: %d probabilities and %d outcomes", len(p), len(left))
	}
	if len(p) > maxRows {
		return nil, fmt.Errorf("evaluate: %d rows; allowed: at most %d", len(p), maxRows)
	}
	for i, x := range p {
		if !(x > 0 && x < 1) {
			return nil, fmt.Errorf("evaluate: row %d: the probability is not inside (0, 1)", i)
		}
	}
	order := make([]int32, len(p))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(p[a], p[b]) })
	s := &Sample{whole: weights{n: len(p)}}
	for _, i := range order {
		if last := len(s.p) - 1; last < 0 || s.p[last] != p[i] {
			s.addGroup(p[i])
		}
		s.whole.cells[len(s.whole.cells)-2+outcome(left[i])]++
		s.whole.events += outcome(left[i])
	}
	for cell, count := range s.whole.cells {
		for range count {
			s.cells = append(s.cells, int32(cell))
		}
	}
	return s, nil
}

func outcome(left bool) int {
	if left {
		return 1
	}
	return 0
}

// epsilon is the distance from 1 to the next float64, to which scikit-learn
// clips probabilities before it takes their logarithm.
const epsilon = 0x1p-52

// addGroup opens the group of the next higher probability.
func (s *Sample) addGroup(p float64) {
	q := 1 - p
	s.p = append(s.p, p)
	s.logit = append(s.logit, math.Log(p)-math.Log1p(-p))
	s.odds = append(s.odds, p/q)
	s.square[0] = append(s.square[0], float64(p*p))
	s.square[1] = append(s.square[1], float64(q*q))
	s.loss[0] = append(s.loss[0], -math.Log(clip(q)))
	s.loss[1] = append(s.loss[1], -math.Log(clip(p)))
	s.whole.cells = append(s.whole.cells, 0, 0)
}

func clip(p float64) float64 { return min(max(p, epsilon), 1-epsilon) }

// N is the number of rows.
func (s *Sample) N() int { return s.whole.n }

// Events is the number of rows that left.
func (s *Sample) Events() int { return s.whole.events }

// bothOutcomes reports whether some rows stayed and some left.
func (w weights) bothOutcomes() bool { return 0 < w.events && w.events < w.n }

// mean is the mean over all rows of a value that depends on group and outcome.
func (w weights) mean(value [2][]float64) number {
	if w.n == 0 {
		return number{}
	}
	sum := 0.0
	for g := range value[0] {
		sum += float64(float64(w.cells[2*g])*value[0][g]) + float64(float64(w.cells[2*g+1])*value[1][g])
	}
	return defined(sum / float64(w.n))
}

// A number is a value that may not exist.
type number struct {
	x  float64
	ok bool
}

func defined(x float64) number { return number{x, true} }

// ratio is a/b, which does not exist for b = 0.
func ratio(a, b int) number {
	if b == 0 {
		return number{}
	}
	return defined(float64(a) / float64(b))
}

// pointer is nil for a value that does not exist.
func (v number) pointer() *float64 {
	if !v.ok {
		return nil
	}
	return &v.x
}
