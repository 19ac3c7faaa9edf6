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
)

// A State is everything the page draws from.
type State struct {
	Texts    []string // as typed, one a field in the order of patient.Fields
	touched  []bool   // fields that were left once: their problems are shown
	Engine   *assess.Engine
	Refusal  string // why no model could be opened; "" if one was or may still be
	SelfTest int    // reference patients that passed

	// Patient and Result are set only while every field is usable, and then
	// belong to exactly the Texts: a number never stands beside inputs it was
	// not made from.
	Patient *patient.Patient
	Result  *assess.Assessment
	// Recorded says that the Result was asked for with the button, and counted.
	Recorded bool

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
	// Left says that the focus left a field.
	Left struct{ Field string }
	// Asked says that "Assess" was pressed.
	Asked struct{ At time.Time }
	// Cleared says that "Clear" was pressed.
	Cleared struct{}
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
	// Focus moves the keyboard focus to a field.
	Focus struct{ Field string }
	// Record counts the current result in the session.
	Record struct{ Patient patient.Patient }
)

// Update returns the state after a message, and what is to be done. The given
// state is not changed.
func Update(s State, message any) (State, []any) {
	switch m := message.(type) {
	case Typed:
		s.Texts = with(s.Texts, m.Field, m.Text)
		return s.assess(m.At), nil
	case Left:
		if s.Text(m.Field) != "" { // an empty field is no mistake yet
			s.touched = with(s.touched, m.Field, true)
		}
	case Asked:
		return s.asked(m.At)
	case Cleared:
		empty := New()
		s.Texts, s.touched = empty.Texts, empty.touched
		s.Patient, s.Result, s.Recorded = nil, nil, false
		return s, []any{Refill{}, Focus{patient.Fields[0].Name}}
	case ModelOpened:
		s.Engine, s.SelfTest, s.Refusal = m.Engine, m.SelfTest, ""
		return s.assess(m.At), nil
	case ModelRefused:
		s.Engine, s.Patient, s.Result, s.Refusal = nil, nil, nil, m.Reason
	case PageChanged:
		s.Offline, s.Requests = m.Offline, m.Requests
	default:
		var effects []any
		s.Models, effects = s.Models.update(message)
		return s, effects
	}
	return s, nil
}

// asked shows all problems and goes to the first, or records the result.
func (s State) asked(at time.Time) (State, []any) {
	for i := range s.touched {
		s.touched = with(s.touched, patient.Fields[i].Name, true)
	}
	if problems := s.Problems(); len(problems) > 0 {
		return s, []any{Focus{problems[0].Field}}
	}
	s = s.assess(at)
	if s.Result == nil {
		return s, nil
	}
	s.Recorded = true
	return s, []any{Record{*s.Patient}}
}

// assess makes patient and result anew from the texts.
func (s State) assess(at time.Time) State {
	s.Patient, s.Result, s.Recorded = nil, nil, false
	p, err := patient.FromText(s.read())
	if err != nil || s.Engine == nil {
		return s
	}
	answers, err := s.Engine.Assess([]patient.Patient{p}, at)
	if err != nil {
		s.Engine, s.Refusal = nil, err.Error()
		return s
	}
	s.Patient, s.Result = &p, &answers[0]
	return s
}

// read is the texts as they are judged: without the spaces around them, which
// nobody sees.
func (s State) read() []string {
	out := make([]string, len(s.Texts))
	for i, t := range s.Texts {
		out[i] = strings.TrimSpace(t)
	}
	return out
}

// Problems are all things wrong with what is typed, whether shown or not.
func (s State) Problems() patient.Problems {
	_, err := patient.FromText(s.read())
	problems, _ := err.(patient.Problems)
	return problems
}

// Shown is the problem that stands at a field, or "". A field says nothing
// while it is filled in for the first time.
func (s State) Shown(field string) string {
	i := patient.Index(field)
	p, bad := s.Problems().Of(field)
	if !bad || !s.touched[i] {
		return ""
	}
	return sentence(p)
}

// sentence words a problem for the one who types: what is wrong, then what is
// allowed.
func sentence(p patient.Problem) string {
	fault, allowed, _ := strings.Cut(p.Message, "; allowed: ")
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
