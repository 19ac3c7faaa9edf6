package unknown

import (
	"fmt"
	"math"

	"retain/core/assess"
	"retain/core/lgbm"
	"retain/core/patient"
)

// A Search is one search, done in steps so that a page can draw between them.
// It is not safe for concurrent use.
type Search struct {
	engine *assess.Engine
	known  patient.Patient // with some admitted answer in each missing place
	parts  []*part
	model  *lgbm.Restricted
	cells  *lgbm.Cells

	done, total int
	counted     bool // every part's answers are in classes
	next        int  // combination of classes to look at
	batch       batch

	contract, training best
	result             *Range

	row []float64 // of features, for classify
	key []byte
}

// A batch is combinations of classes on their way to the model.
type batch struct {
	classes   [][MaxMissing]int32
	rows, raw []float64
}

// batchRows is how many are scored in one call.
const batchRows = 256

// A width is a lowest and a highest probability so far.
type width struct{ low, high float64 }

// nothing is the width of no probability at all.
var nothing = width{math.Inf(1), math.Inf(-1)}

func (w *width) take(p float64) {
	w.low, w.high = math.Min(w.low, p), math.Max(w.high, p)
}

// A best is a width with where its ends were met.
type best struct {
	width
	lowAt, highAt [MaxMissing]int32 // classes
}

func (b *best) take(p float64, at [MaxMissing]int32) {
	if p < b.low {
		b.low, b.lowAt = p, at
	}
	if p > b.high {
		b.high, b.highAt = p, at
	}
}

// Progress returns how much of the work is done. The total falls once, when it
// is known how many answers the model takes alike.
func (s *Search) Progress() (done, total int) { return s.done, s.total }

// Range returns the result. The search must be done.
func (s *Search) Range() Range {
	if s.result == nil {
		panic("unknown: internal error: the search is not done")
	}
	return *s.result
}

// Step does a slice of the work: at most the given number of rows, at least one
// (a thousand take a few milliseconds in a browser). It reports whether the
// search is done. The error means that the model could not score, or that the
// engine gives another score than its trees; then there is no result.
func (s *Search) Step(rows int) (done bool, err error) {
	for range max(1, rows) {
		if s.result != nil {
			return true, nil
		}
		if err := s.one(); err != nil {
			return false, fmt.Errorf("unknown: %s: %w", s.engine.Model.Version, err)
		}
	}
	return s.result != nil, nil
}

// one does the next piece of work.
func (s *Search) one() error {
	for _, p := range s.parts {
		if len(p.classOf) < p.count {
			p.classify(s)
			s.done++
			return nil
		}
	}
	combinations := 1
	for _, p := range s.parts {
		combinations *= len(p.classes)
	}
	if !s.counted {
		s.counted, s.total = true, s.done+combinations
		s.contract.width, s.training.width = nothing, nothing
	}
	s.add(s.next)
	s.next++
	s.done++
	last := s.next == combinations
	if last || len(s.batch.classes) == batchRows {
		if err := s.score(); err != nil {
			return err
		}
	}
	if last {
		return s.finish()
	}
	return nil
}

// add puts a combination of classes into the batch, unless it contradicts the
// contract.
func (s *Search) add(combination int) {
	var at [MaxMissing]int32
	said := notSaid
	for i, p := range s.parts {
		at[i] = int32(combination % len(p.classes))
		combination /= len(p.classes)
		now := p.classes[at[i]].visits
		if !said.agree(now) {
			return
		}
		said = max(said, now)
	}
	b := &s.batch
	row := len(b.rows)
	b.rows = append(b.rows, s.row...) // settled features are not looked at
	for i, p := range s.parts {
		for j, f := range p.features {
			b.rows[row+f] = p.classes[at[i]].values[j]
		}
	}
	b.classes = append(b.classes, at)
}

// score scores the batch and empties it.
func (s *Search) score() error {
	b := &s.batch
	b.raw = append(b.raw[:0], make([]float64, len(b.classes))...)
	if err := s.model.Score(b.rows, b.raw); err != nil {
		return err
	}
	for row, at := range b.classes {
		p := s.engine.Model.Calibrator.Probability(b.raw[row])
		trained := true
		for i, part := range s.parts {
			c := &part.classes[at[i]]
			c.width.take(p)
			trained = trained && c.trained >= 0
		}
		s.contract.take(p, at)
		if trained {
			s.training.take(p, at)
		}
	}
	b.classes, b.rows = b.classes[:0], b.rows[:0]
	return nil
}

// finish makes the result, after the engine itself has scored the patients that
// the ends are told of.
func (s *Search) finish() error {
	var r Range
	var err error
	if r.Contract, err = s.extent(s.contract, func(c class) int { return c.first }); err != nil {
		return err
	}
	if s.training.width != nothing {
		training, err := s.extent(s.training, func(c class) int { return c.trained })
		if err != nil {
			return err
		}
		r.Training = &training
	}
	r.Ask, r.Remaining = s.ask()
	s.result = &r
	return nil
}

// extent fills in the patients of the ends, by one combination of answers of
// each class.
func (s *Search) extent(b best, of func(class) int) (Extent, error) {
	out := Extent{Low: b.low, High: b.high, LowAt: s.known, HighAt: s.known}
	for i, p := range s.parts {
		p.set(&out.LowAt, of(p.classes[b.lowAt[i]]))
		p.set(&out.HighAt, of(p.classes[b.highAt[i]]))
	}
	scored, err := s.engine.Score([]patient.Patient{out.LowAt, out.HighAt})
	if err != nil {
		return out, err
	}
	if scored[0].Probability != b.low || scored[1].Probability != b.high {
		return out, fmt.Errorf("the engine's score is not that of the trees")
	}
	return out, nil
}

// ask chooses the field to ask for: for each answer to it the width of what the
// others leave, and of these the greatest, is to be smallest.
func (s *Search) ask() (field string, remaining float64) {
	remaining = math.Inf(1)
	for _, f := range fields {
		for _, p := range s.parts {
			for i := range p.fields {
				if p.fields[i] != f {
					continue
				}
				if worst := p.worst(i); worst < remaining {
					field, remaining = f, worst
				}
			}
		}
	}
	return field, remaining
}

// worst is the greatest width that an answer to the part's i-th field leaves.
func (p *part) worst(i int) float64 {
	left := make([]width, len(p.answers[i]))
	for at := range left {
		left[at] = nothing
	}
	for combination, class := range p.classOf {
		if class >= 0 {
			w, c := &left[p.answer(combination, i)], p.classes[class].width
			w.take(c.low)
			w.take(c.high)
		}
	}
	worst := 0.0
	for _, w := range left {
		worst = math.Max(worst, w.high-w.low) // nobody has an answer without a width: -Inf
	}
	return worst
}
