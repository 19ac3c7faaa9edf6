package unknown

import (
	"encoding/binary"
	"slices"

	"retain/core/assess"
	"retain/core/patient"
)

// A part is missing fields that some feature computes from together, and the
// features that compute from them. Its answers fall into classes: those of one
// class give every feature a value that the model takes alike.
type part struct {
	fields   []string
	answers  [][]int  // by field: whole numbers, or places among the choices
	trained  [][2]int // by field: lowest and highest answer seen in training
	features []int    // places in the version
	count    int      // combinations of answers

	classOf []int32 // of each combination so far; -1: it contradicts itself
	byCells map[string]int32
	classes []class
}

// A class is answers that the model cannot tell apart.
type class struct {
	values  []float64 // of the part's features, for the first of its answers
	first   int       // combination of answers
	trained int       // the first that was seen in training; -1: none
	visits  started   // what the answers say about visits
	width   width     // over everything the other parts can be
}

// started says whether the patient had a visit, for the rule that visits and
// last visit day are both 0 or neither. The answers of a class agree on it.
type started uint8

const (
	notSaid started = iota
	noVisit
	someVisit
)

// agree reports whether two parts can be true together.
func (a started) agree(b started) bool { return a == b || a == notSaid || b == notSaid }

// split puts missing fields that meet in a feature into one part.
func split(m *assess.Model, known patient.Patient, missing []string) []*part {
	var parts []*part
	for _, f := range patient.Fields { // contract order
		if slices.Contains(missing, f.Name) {
			parts = append(parts, &part{fields: []string{f.Name}})
		}
	}
	for i, f := range m.Features.Features {
		var met *part
		var rest []*part
		for _, p := range parts {
			switch uses := slices.ContainsFunc(p.fields, func(field string) bool { return slices.Contains(f.Inputs, field) }); {
			case !uses:
				rest = append(rest, p)
			case met == nil:
				met = p
				rest = append(rest, p)
			default:
				met.fields = append(met.fields, p.fields...)
				met.features = append(met.features, p.features...)
			}
		}
		if parts = rest; met != nil {
			met.features = append(met.features, i)
		}
	}
	for _, p := range parts {
		p.byCells, p.count = map[string]int32{}, 1
		for _, field := range p.fields {
			list := admitted(known, field, missing)
			limits, limited := m.Ranges[field]
			if !limited {
				limits = [2]int{list[0], list[len(list)-1]}
			}
			p.answers, p.trained = append(p.answers, list), append(p.trained, limits)
			p.count *= len(list)
		}
	}
	return parts
}

// admitted lists the answers to a missing field that no known one contradicts.
func admitted(known patient.Patient, field string, missing []string) []int {
	f := patient.Fields[patient.Index(field)]
	low, high := f.Min, f.Max
	if f.Kind == patient.Choice {
		low, high = 0, len(f.Choices)-1
	}
	var other int
	switch field {
	case patient.VisitsCompleted:
		other = known.LastVisitDay
	case patient.LastVisitDay:
		other, high = known.VisitsCompleted, known.DaysInTrial
	}
	bothMissing := slices.Contains(missing, patient.VisitsCompleted) && slices.Contains(missing, patient.LastVisitDay)
	if (field == patient.VisitsCompleted || field == patient.LastVisitDay) && !bothMissing {
		if other == 0 {
			high = 0
		} else {
			low = 1
		}
	}
	list := make([]int, 0, high-low+1)
	for x := low; x <= high; x++ {
		list = append(list, x)
	}
	return list
}

// answer is what a combination says about the part's i-th field, as a place in
// its list of answers.
func (p *part) answer(combination, i int) int {
	for _, list := range p.answers[:i] {
		combination /= len(list)
	}
	return combination % len(p.answers[i])
}

// set writes a combination of answers into a patient.
func (p *part) set(q *patient.Patient, combination int) {
	for i, field := range p.fields {
		x := p.answers[i][p.answer(combination, i)]
		if n := q.Number(field); n != nil {
			*n = x
		} else {
			q.TreatmentGroup = patient.Fields[patient.Index(field)].Choices[x]
		}
	}
}

// seen reports whether every answer of a combination was seen in training.
func (p *part) seen(combination int) bool {
	for i, limits := range p.trained {
		if x := p.answers[i][p.answer(combination, i)]; x < limits[0] || x > limits[1] {
			return false
		}
	}
	return true
}

// visits is what the part's answers, written into q, say about visits; ok is
// false if they contradict each other.
func (p *part) visits(q *patient.Patient) (said started, ok bool) {
	for _, field := range p.fields {
		if field != patient.VisitsCompleted && field != patient.LastVisitDay {
			continue
		}
		now := someVisit
		if *q.Number(field) == 0 {
			now = noVisit
		}
		if !said.agree(now) {
			return said, false
		}
		said = now
	}
	return said, true
}

// classify puts the next combination of answers into its class.
func (p *part) classify(s *Search) {
	combination, q := len(p.classOf), s.known
	p.set(&q, combination)
	said, ok := p.visits(&q)
	if !ok {
		p.classOf = append(p.classOf, -1)
		return
	}
	s.engine.Model.Features.Compute(q, s.row)
	s.key = append(s.key[:0], byte(said))
	for _, f := range p.features {
		s.key = binary.LittleEndian.AppendUint32(s.key, uint32(s.cells.Of(f, s.row[f])))
	}
	at, met := p.byCells[string(s.key)]
	if !met {
		at = int32(len(p.classes))
		p.byCells[string(s.key)] = at
		c := class{first: combination, trained: -1, visits: said, width: nothing}
		for _, f := range p.features {
			c.values = append(c.values, s.row[f])
		}
		p.classes = append(p.classes, c)
	}
	if c := &p.classes[at]; c.trained < 0 && p.seen(combination) {
		c.trained = combination
	}
	p.classOf = append(p.classOf, at)
}
