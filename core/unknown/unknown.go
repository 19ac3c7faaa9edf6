// Package unknown answers for a patient of whom one to three things are not
// known: the exact lowest and highest risk over everything the missing answers
// could be, and which of them to ask for first. It never puts a value in the
// place of a missing one.
//
// Two sets of possible answers are searched: those seen in training (for each
// missing field the range of the training patients; all treatment groups), and
// all that the input contract admits with the known answers, its rule between
// visits and last visit day included. The search is complete, not a sample. It
// is fast because a model of trees tells few values apart: answers that lead to
// the same side of every split are taken together, and splits on what is known
// are decided once.
//
// Fields that no feature computes from together (for v3_causal the last visit
// day and all others) are taken together separately; every combination of what
// is left is scored.
package unknown

import (
	"errors"
	"fmt"
	"slices"

	"retain/core/assess"
	"retain/core/patient"
)

// MaxMissing is the most fields of one patient that may be missing.
const MaxMissing = 3

// fields are those of which "Not known" may be answered.
var fields = []string{patient.Age, patient.TreatmentGroup, patient.VisitsCompleted, patient.LastVisitDay, patient.AdverseEvents}

// May reports whether "Not known" may be answered to a field.
func May(field string) bool { return slices.Contains(fields, field) }

// A Range is the result of a search.
type Range struct {
	Training *Extent // nil: no answer seen in training fits the known ones
	Contract Extent

	// Ask is the missing field whose answer narrows the range most: the one with
	// the smallest Remaining, the first in contract order of equals.
	Ask string
	// Remaining is the greatest width of the range over the contract that can be
	// left when Ask is answered; 0 if nothing else is missing.
	Remaining float64
}

// An Extent is a lowest and a highest probability, each with a patient it is
// that of: the known answers and one choice of the missing ones. Others may have
// the same.
type Extent struct {
	Low, High     float64
	LowAt, HighAt patient.Patient
}

// New begins a search. What stands in the missing fields of known does not
// matter. The error is [patient.Problems] if the known answers are outside the
// contract; otherwise it says what cannot be missing, or that the model does not
// let anyone look inside.
func New(e *assess.Engine, known patient.Patient, missing []string) (*Search, error) {
	if len(missing) < 1 || len(missing) > MaxMissing {
		return nil, fmt.Errorf("unknown: %d missing fields; allowed: 1 to %d", len(missing), MaxMissing)
	}
	for i, field := range missing {
		if !May(field) || slices.Contains(missing[:i], field) {
			return nil, fmt.Errorf("unknown: %q cannot be missing, or is named twice", field)
		}
	}
	m := e.Model
	if m.Trees == nil {
		return nil, errors.New("unknown: the trees of the model are not known")
	}
	s := &Search{engine: e, known: placeholder(known, missing), cells: m.Trees.Cells()}
	if err := s.known.Validate(); err != nil {
		return nil, err
	}
	s.row = make([]float64, m.Features.Len())
	m.Features.Compute(s.known, s.row)
	s.parts = split(m, s.known, missing)
	free, combinations := make([]bool, len(s.row)), 1
	for _, p := range s.parts {
		s.total, combinations = s.total+p.count, combinations*p.count
		for _, f := range p.features {
			free[f] = true
		}
	}
	s.total += combinations
	var err error
	s.model, err = m.Trees.Restrict(s.row, free)
	return s, err
}

// placeholder is known with an answer in each missing place that contradicts no
// known one.
func placeholder(known patient.Patient, missing []string) patient.Patient {
	lacks := func(field string) bool { return slices.Contains(missing, field) }
	for _, field := range missing {
		switch field {
		case patient.Age:
			known.Age = patient.Fields[patient.Index(field)].Min
		case patient.TreatmentGroup:
			known.TreatmentGroup = patient.Fields[patient.Index(field)].Choices[0]
		case patient.AdverseEvents:
			known.AdverseEvents = 0
		case patient.VisitsCompleted:
			known.VisitsCompleted = 0
			if !lacks(patient.LastVisitDay) {
				known.VisitsCompleted = min(1, max(0, known.LastVisitDay))
			}
		case patient.LastVisitDay:
			known.LastVisitDay = 0
			if !lacks(patient.VisitsCompleted) {
				known.LastVisitDay = min(1, max(0, known.VisitsCompleted))
			}
		}
	}
	return known
}
