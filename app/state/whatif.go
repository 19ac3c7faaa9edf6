package state

import (
	"slices"
	"strconv"

	"retain/core/assess"
	"retain/core/change"
	"retain/core/feature"
	"retain/core/patient"
	"retain/core/reason"
	"retain/core/words"
)

// A WhatIf is what the answer would be if some things were different. It stands
// beside the real answer, is never recorded, and ends with it.
type WhatIf struct {
	Edit     change.Edit
	Result   *assess.Assessment // nil if the form would not admit such a patient
	Problem  string             // why not
	Smallest string             // the least change that reaches a lower level, in words
}

// Messages. TryOpened opens a what-if with nothing changed, Tried changes it,
// TryClosed ends it.
type (
	TryOpened struct{}
	Tried     struct{ Edit change.Edit }
	TryClosed struct{}
)

// IDs of what takes the focus when a what-if opens and closes.
const (
	WhatIfTitle  = "what-if"
	WhatIfButton = "what-if-open"
)

// try answers the messages above.
func (s State) try(message any) (State, []any) {
	if s.Result == nil {
		return s, nil
	}
	switch m := message.(type) {
	case TryOpened:
		smallest, err := s.smallest()
		if err != nil {
			return s.refuse(err.Error()), nil
		}
		s.WhatIf = &WhatIf{Smallest: smallest}
		return s.edit(change.Edit{}, []any{FocusOn{WhatIfTitle}})
	case Tried:
		if s.WhatIf != nil {
			return s.edit(m.Edit, nil)
		}
	case TryClosed:
		s.WhatIf = nil
		return s, []any{FocusOn{WhatIfButton}}
	}
	return s, nil
}

// edit works the what-if out anew.
func (s State) edit(e change.Edit, effects []any) (State, []any) {
	w := WhatIf{Edit: e, Smallest: s.WhatIf.Smallest}
	s.WhatIf = &w
	p, err := change.Apply(*s.Patient, e)
	if problems, outside := err.(patient.Problems); outside {
		w.Problem = "The form does not allow that: " + label(problems[0].Field) + " " + problems[0].Message + "."
		return s, effects
	} else if err != nil {
		return s.refuse(err.Error()), nil
	}
	answers, err := s.Engine.Assess([]patient.Patient{p}, s.at)
	if err != nil {
		return s.refuse(err.Error()), nil
	}
	w.Result = &answers[0]
	return s, effects
}

// smallest words the least change that reaches a lower level.
func (s State) smallest() (string, error) {
	step, found, err := change.Smallest(s.Engine, *s.Patient)
	if err != nil {
		return "", err
	}
	return change.Sentence(s.Engine, s.Result.RiskLevel, step, found), nil
}

// A Compared is a what-if in finished words, beside the real answer.
type Compared struct {
	Steppers []Stepper
	Sentence string // the what-if's number, or why there is none
	Now      Column
	Then     *Column // nil if there is none
	Reasons  []ComparedReason
	Smallest string
}

// A Column is one side of the comparison.
type Column struct{ Level, Risk string }

// A ComparedReason is what one answer contributes now and then.
type ComparedReason struct {
	Name      string
	Now, Then Bar
}

// A Stepper changes one thing about a what-if by fixed steps.
type Stepper struct {
	Text       string
	Value      string
	Less, More *change.Edit // nil where the end is reached
	LessText   string       // what the buttons do, in words
	MoreText   string
}

// PresentWhatIf words what is open beside the real answer.
func (s State) PresentWhatIf() Compared {
	w := *s.WhatIf
	c := Compared{Steppers: s.steppers(w.Edit), Smallest: w.Smallest, Now: s.column(*s.Result)}
	if w.Result == nil {
		c.Sentence = w.Problem
		return c
	}
	then := s.column(*w.Result)
	c.Then = &then
	c.Sentence = words.Risk(w.Result.Probability, s.Engine.Policy.Edges(), s.Engine.Model.HorizonDays)
	if w.Edit == (change.Edit{}) {
		c.Sentence = "Nothing is changed yet."
	}
	c.Reasons = compare(s.Engine.Model.Features, s.Result.Reasons, w.Result.Reasons)
	return c
}

func (s State) column(a assess.Assessment) Column {
	return Column{a.RiskLevel, words.InHundreds(a.Probability, s.Engine.Policy.Edges())}
}

// compare sets reasons of the same features side by side, in the order of the
// real ones.
func compare(v *feature.Version, now, then []reason.Reason) []ComparedReason {
	var out []ComparedReason
	at := map[string]int{}
	place := func(r reason.Reason) *ComparedReason {
		i, known := at[r.Features[0]]
		if !known {
			i = len(out)
			at[r.Features[0]] = i
			nothing := Bar{Points: words.Points(0)}
			out = append(out, ComparedReason{told(v, r), nothing, nothing})
		}
		return &out[i]
	}
	for _, r := range now {
		place(r).Now = Bar{Headline: r.Headline, Points: words.Points(r.Points)}
	}
	for _, r := range then {
		place(r).Then = Bar{Headline: r.Headline, Points: words.Points(r.Points)}
	}
	return out
}

// told is the label of the field under which a reason is told.
func told(v *feature.Version, r reason.Reason) string {
	i := slices.IndexFunc(v.Features, func(f feature.Feature) bool { return f.Name == r.Features[0] })
	return patient.Fields[patient.Index(reason.Field(v.Features[i]))].Label
}

// later is how many days one step of the calendar is.
const later = 30

func (s State) steppers(e change.Edit) []Stepper {
	return []Stepper{
		s.stepper(e, "More visits, last on day "+strconv.Itoa(s.Patient.DaysInTrial+e.Days), "visit", 1, func(e *change.Edit) *int { return &e.Visits }),
		s.stepper(e, "More adverse events", "adverse event", 1, func(e *change.Edit) *int { return &e.Events }),
		s.stepper(e, "Days later", "day", later, func(e *change.Edit) *int { return &e.Days }),
	}
}

func (s State) stepper(e change.Edit, text, noun string, step int, part func(*change.Edit) *int) Stepper {
	out := Stepper{Text: text, Value: strconv.Itoa(*part(&e)),
		LessText: words.Count(step, noun) + " fewer", MoreText: words.Count(step, noun) + " more"}
	if less := e; *part(&less) > 0 {
		*part(&less) -= step
		out.Less = &less
	}
	more := e
	*part(&more) += step
	if _, err := change.Apply(*s.Patient, more); err == nil {
		out.More = &more
	}
	return out
}
