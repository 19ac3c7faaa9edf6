// Package state holds what the Patient page knows and how it changes. A State
// is a value, [Update] is a pure function from a state and a message to the
// next state and the effects that are wanted; it never touches the browser.
package state

import (
	"strings"
	"time"

	"retain/app/port"
	"retain/core/assess"
	"retain/core/patient"
	"retain/core/unknown"
)

// A State is everything the page draws from.
type State struct {
	Texts    []string // as typed, one a field in the order of patient.Fields
	touched  []bool   // fields that were left once: their problems are shown
	Engine   *assess.Engine
	Refusal  string // why no model could be opened; "" if one was or may still be
	SelfTest int    // reference patients that passed

	// What follows is set only while every field is answered, and then belongs to
	// exactly the Texts: a number never stands beside inputs it was not made from.
	Patient *patient.Patient   // what is not known holds some answer that fits the others
	Unknown []string           // fields answered "Not known", in contract order
	Result  *assess.Assessment // of a Patient of whom everything is known
	Range   *unknown.Range     // of one of whom something is not
	Search  *unknown.Search    // that works a Range out; nil once it is there
	// Recorded is the number in this session under which Result or Range was
	// counted, because it was asked for with the button; 0 if it was not.
	Recorded int

	WhatIf *WhatIf // open beside a Result; never recorded
	Notice string  // what became of the last thing that was taken away
	Boxed  string  // a text that could not be put on the clipboard

	at     time.Time // of Result, Range or Search
	wanted bool      // "Assess" was pressed while the Search was at work

	Offline  port.Offline
	Requests []port.Request

	Models Models
}

// New is the state of a page that was just opened.
func New() State {
	return State{Texts: make([]string, len(patient.Fields)), touched: make([]bool, len(patient.Fields))}
}

// Messages.
type (
	// Typed carries a field's text after each change.
	Typed struct {
		Field string
		Text  string
		At    time.Time
	}
	// NotKnown says that the button beside a field was pressed.
	NotKnown struct{ Field string }
	// Left says that the focus left a field.
	Left struct{ Field string }
	// Asked says that "Assess" was pressed.
	Asked struct{ At time.Time }
	// Cleared says that "Clear" was pressed.
	Cleared struct{}
	// Counted carries the number of the answer that was to be recorded.
	Counted struct{ Number int }
	// Searched says that a slice of a search is to be worked out now.
	Searched struct {
		Search *unknown.Search
		Rows   int
	}
	// ModelOpened carries the engine once the model is verified.
	ModelOpened struct {
		Engine   *assess.Engine
		SelfTest int
		At       time.Time
	}
	// ModelRefused says why there will be no engine.
	ModelRefused struct{ Reason string }
	// PageChanged carries what the browser reports about itself.
	PageChanged struct {
		Offline  port.Offline
		Requests []port.Request
	}
)

// Effects.
type (
	// Refill writes the Texts into the form's controls, which otherwise hold
	// what was typed into them.
	Refill struct{}
	// Write writes a text into one control, as if it had been typed there.
	Write struct{ Field, Text string }
	// Focus moves the keyboard focus to a field.
	Focus struct{ Field string }
	// Reveal scrolls an element into the window, if it is outside: on a phone the
	// answer is far below the form.
	Reveal struct{ ID string }
	// Record counts the current result in the session; [Counted] answers it.
	Record struct{ Patient patient.Patient }
	// RecordRange counts a range, which is no prediction, likewise.
	RecordRange struct{}
	// Continue asks for a [Searched] after the page had time to draw.
	Continue struct{ Search *unknown.Search }
)

// ResultID is the id of the output element.
const ResultID = "result"

// Update returns the state after a message, and what is to be done. The given
// state is not changed.
func Update(s State, message any) (State, []any) {
	switch m := message.(type) {
	case Typed:
		s.Texts = with(s.Texts, m.Field, m.Text)
		return s.assess(m.At)
	case NotKnown:
		return s, []any{Write{m.Field, notKnown}, Focus{m.Field}}
	case Left:
		if s.Text(m.Field) != "" { // an empty field is no mistake yet
			s.touched = with(s.touched, m.Field, true)
		}
	case Asked:
		return s.asked(m.At)
	case Counted:
		s.Recorded = m.Number
	case Searched:
		if m.Search == s.Search { // else something was typed since
			return s.search(m.Rows)
		}
	case Copy, Copied, Save, Printed:
		return s.take(m)
	case TryOpened, Tried, TryClosed:
		return s.try(m)
	case Cleared:
		empty := New()
		s.Texts, s.touched = empty.Texts, empty.touched
		return s.nothing(), []any{Refill{}, Focus{patient.Fields[0].Name}}
	case ModelOpened:
		s.Engine, s.SelfTest, s.Refusal = m.Engine, m.SelfTest, ""
		return s.assess(m.At)
	case ModelRefused:
		return s.refuse(m.Reason), nil
	case PageChanged:
		s.Offline, s.Requests = m.Offline, m.Requests
	default:
		var effects []any
		s.Models, effects = s.Models.update(message)
		return s, effects
	}
	return s, nil
}

// asked shows all problems and goes to the first, or records the answer.
func (s State) asked(at time.Time) (State, []any) {
	for i := range s.touched {
		s.touched = with(s.touched, patient.Fields[i].Name, true)
	}
	if problems := s.Problems(); len(problems) > 0 {
		return s, []any{Focus{problems[0].Field}}
	}
	switch {
	case s.Range != nil:
		return s, []any{RecordRange{}, Reveal{ResultID}}
	case s.Search != nil:
		s.wanted = true
		return s, nil
	}
	open := s.WhatIf
	s, effects := s.assess(at)
	if s.Result == nil {
		return s, effects
	}
	s.WhatIf = open // nothing was typed
	return s, []any{Record{*s.Patient}, Reveal{ResultID}}
}

// nothing is the state without any answer.
func (s State) nothing() State {
	s.Patient, s.Unknown, s.Result, s.Range, s.Search, s.Recorded = nil, nil, nil, nil, nil, 0
	s.WhatIf, s.Notice, s.Boxed, s.wanted = nil, "", "", false
	return s
}

// refuse is the state in which nothing can be answered, for a reason.
func (s State) refuse(reason string) State {
	s = s.nothing()
	s.Engine, s.Refusal = nil, reason
	return s
}

// assess makes the answer anew from the texts.
func (s State) assess(at time.Time) (State, []any) {
	s = s.nothing()
	p, missing, err := s.read()
	if err != nil || s.Engine == nil {
		return s, nil
	}
	s.at, s.Patient, s.Unknown = at, &p, missing
	if len(missing) > 0 {
		return s.begin()
	}
	answers, err := s.Engine.Assess([]patient.Patient{p}, at)
	if err != nil {
		return s.refuse(err.Error()), nil
	}
	s.Result = &answers[0]
	return s, nil
}

// Problems are all things wrong with what is typed, whether shown or not.
func (s State) Problems() patient.Problems {
	_, _, err := s.read()
	problems, _ := err.(patient.Problems)
	return problems
}

// Shown are the problems that stand at the fields, in the order of
// patient.Fields, "" where none does. A field says nothing while it is filled in
// for the first time.
func (s State) Shown() []string {
	shown := make([]string, len(patient.Fields))
	if s.Patient != nil {
		return shown // all are answered
	}
	problems := s.Problems()
	for i, f := range patient.Fields {
		if p, bad := problems.Of(f.Name); bad && s.touched[i] {
			shown[i] = sentence(p)
		}
	}
	return shown
}

// sentence words a problem for the one who types: what is wrong, then what is
// allowed, of a number in the few words of the hint that it replaces.
func sentence(p patient.Problem) string {
	fault, allowed, _ := strings.Cut(p.Message, "; allowed: ")
	if f := patient.Fields[patient.Index(p.Field)]; f.Kind == patient.Whole && p.Reason != patient.Conflict {
		allowed = f.Short
	}
	if unknown.May(p.Field) {
		allowed += ", or " + notKnown
	}
	return "This " + fault + ". Allowed: " + allowed + "."
}

// Text is what stands in a field.
func (s State) Text(field string) string { return s.Texts[patient.Index(field)] }

// with is a copy of list in which the field's place holds v.
func with[T any](list []T, field string, v T) []T {
	out := append([]T(nil), list...)
	out[patient.Index(field)] = v
	return out
}
