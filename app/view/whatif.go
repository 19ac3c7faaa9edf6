package view

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/state"
	"retain/core/change"
)

// whatIf draws what the answer would be beside what it is. It has an output
// element of its own, so that a screen reader says what a press changed; the
// real answer's stays as it is.
func (r *Root) whatIf() app.UI {
	c := r.state.PresentWhatIf()
	steppers := make([]app.UI, len(c.Steppers))
	for i, s := range c.Steppers {
		steppers[i] = r.stepper(s)
	}
	return el("section", "card what-if").Aria("labelledby", state.WhatIfTitle).Body(
		el("h2", "").ID(state.WhatIfTitle).TabIndex(-1).Text("What if"),
		text("p", "note", "To try out, never counted. It shows what the model answers about such a patient, not what a change would do."),
		text("p", "smallest", c.Smallest),
		box("div", "steppers", steppers...),
		box("div", "compared",
			el("output", "").ID("what-if-result").Role("status").Text(c.Sentence),
			app.Raw(comparison(c))),
		box("div", "buttons", &sender{Text: "Close", Message: state.TryClosed{}, Form: r}),
	)
}

// stepper is one thing that can be changed.
func (r *Root) stepper(s state.Stepper) app.UI {
	return el("div", "stepper").Role("group").Aria("label", s.Text).Body(
		text("span", "", s.Text),
		box("span", "steps",
			r.step("\u2212", s.LessText, s.Less),
			text("b", "", s.Value),
			r.step("+", s.MoreText, s.More)),
	)
}

// step is a button of a stepper. At the end it does nothing, and says so, but
// keeps the focus that is on it.
func (r *Root) step(sign, name string, to *change.Edit) app.UI {
	b := &sender{Text: sign, Name: name, Class: "step", Ended: to == nil, Form: r}
	if to != nil {
		b.Message = state.Tried{Edit: *to}
	}
	return b
}

// comparison is one table of both answers and their reasons.
func comparison(c state.Compared) string {
	if c.Then == nil {
		return tag("div", "")
	}
	row := func(name, now, then string) string {
		return tag("tr", "", tag(`th scope="row"`, "", esc(name)), tag("td", "", now), tag("td", "then", then))
	}
	return tag(`table aria-labelledby="`+state.WhatIfTitle+`"`, "compare",
		tag("thead", "", tag("tr", "", tag("td", ""), tag(`th scope="col"`, "", "Now"), tag(`th scope="col"`, "then", "What if"))),
		tag("tbody", "",
			row("Risk", tag("b", "", esc(c.Now.Risk)), tag("b", "", esc(c.Then.Risk))),
			row("Level", level(c.Now.Level), level(c.Then.Level)),
			each(c.Reasons, func(one state.ComparedReason) string { return row(one.Name, points(one.Now), points(one.Then)) })))
}

// points is a reason in a cell.
func points(b state.Bar) string {
	return tag("b", "", esc(b.Points)) + " " + tagIf("span", "detail", b.Headline)
}
