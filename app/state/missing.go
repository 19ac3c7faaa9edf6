package state

import (
	"strconv"
	"strings"

	"retain/core/patient"
	"retain/core/unknown"
)

// notKnown is the answer of someone who does not know; Unknowing is the same as
// a key to press, and as the value of an option.
const (
	notKnown  = "Not known"
	Unknowing = "?"
)

// saysUnknown reports whether a text says that the answer to a field is not
// known, and the field allows that.
func saysUnknown(field, text string) bool {
	return unknown.May(field) && (text == Unknowing || strings.EqualFold(text, notKnown))
}

// IsUnknown reports whether a field is answered "Not known".
func (s State) IsUnknown(field string) bool {
	return saysUnknown(field, strings.TrimSpace(s.Text(field)))
}

// Answered is what stands in a field, in words.
func (s State) Answered(field string) string {
	if s.IsUnknown(field) {
		return notKnown
	}
	return s.Text(field)
}

// read judges the texts, without the spaces around them, which nobody sees. What
// is not known holds an answer that fits the others, and is listed. The error is
// [patient.Problems].
func (s State) read() (p patient.Patient, missing []string, err error) {
	texts := make([]string, len(s.Texts))
	for i, f := range patient.Fields {
		texts[i] = strings.TrimSpace(s.Texts[i])
		if saysUnknown(f.Name, texts[i]) {
			missing = append(missing, f.Name)
		}
	}
	// 0 visits go with last visit day 0, and any number of visits with day 1
	for _, guess := range []string{"0", "1"} {
		for _, name := range missing {
			texts[patient.Index(name)] = standIn(name, guess)
		}
		if p, err = patient.FromText(texts); !conflicts(err) {
			break
		}
	}
	return p, missing, err
}

// standIn is an answer that fits, for one that is not known.
func standIn(field, visitOrDay string) string {
	f := patient.Fields[patient.Index(field)]
	switch {
	case f.Kind == patient.Choice:
		return f.Choices[0]
	case field == patient.VisitsCompleted || field == patient.LastVisitDay:
		return visitOrDay
	}
	return strconv.Itoa(f.Min)
}

func conflicts(err error) bool {
	problems, _ := err.(patient.Problems)
	for _, p := range problems {
		if p.Reason == patient.Conflict {
			return true
		}
	}
	return false
}

// firstRows is the slice of a search that is worked out at once, so that a small
// search shows its range without a word about being at work.
const firstRows = 150

// begin starts to work out the range.
func (s State) begin() (State, []any) {
	if len(s.Unknown) > unknown.MaxMissing {
		return s, nil
	}
	search, err := unknown.New(s.Engine, *s.Patient, s.Unknown)
	if err != nil {
		return s.refuse(err.Error()), nil
	}
	s.Search = search
	return s.search(firstRows)
}

// search works out a slice of the range, and asks for the next.
func (s State) search(rows int) (State, []any) {
	done, err := s.Search.Step(rows)
	if err != nil {
		return s.refuse(err.Error()), nil
	}
	if !done {
		return s, []any{Continue{s.Search}}
	}
	found := s.Search.Range()
	s.Range, s.Search = &found, nil
	if s.wanted {
		return s, []any{RecordRange{}, Reveal{ResultID}}
	}
	return s, nil
}
