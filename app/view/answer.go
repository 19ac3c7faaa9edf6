package view

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/state"
)

// answer is everything to the right of the form.
func (r *Root) answer() []app.UI {
	s := r.state
	switch {
	case s.Result != nil:
		return r.result(state.Present(*s.Patient, *s.Result, s.Engine))
	case s.Range != nil:
		return r.between(state.PresentRange(*s.Patient, s.Unknown, *s.Range, s.Engine))
	case s.Search != nil:
		return []app.UI{r.first(first{title: "Answer", outcome: none("Working out the range."), next: progress(s)})}
	case s.Refusal != "":
		return r.nothing("No prediction is possible now. The form keeps what you type.", "")
	case s.Engine == nil:
		return r.nothing("The model is being opened and checked.", "")
	case s.TooManyUnknown() != "":
		return r.nothing("Too little is known.", s.TooManyUnknown())
	}
	return r.nothing("The answer appears here.", s.Missing())
}

// nothing is the first card without an answer, and why there is none.
func (r *Root) nothing(outcome, next string) []app.UI {
	return []app.UI{r.first(first{title: "Answer", outcome: none(outcome), next: tagIf("p", "", next)})}
}

func none(text string) string { return tag("p", "big none", esc(text)) }

// A first is what the first card holds, finished HTML but for the title.
type first struct {
	title, outcome, next string

	out, maybe int // of a hundred people
	level      string
	scale      state.Scale
}

// first draws the first card: an answer, or the same frame without one, so that
// nothing moves when an answer comes or goes while someone types. The output
// element is always there: a screen reader hears its changes.
func (r *Root) first(f first) app.UI {
	if f.scale.Legend == nil && r.state.Engine != nil {
		f.scale = state.EmptyScale(r.state.Engine)
	}
	return el("section", "card result").Aria("labelledby", "who").Body(
		app.Raw(tag(`h2 id="who"`, "who", esc(f.title))),
		box("div", "answer",
			el("output", "").ID(state.ResultID).Role("status").Body(app.Raw(tag("div", "", f.outcome))),
			app.Raw(people(f.out, f.maybe, f.level)),
			app.Raw(hundred),
		),
		scale(f.scale),
		app.Raw(tag("div", "next", f.next)),
		text("p", "note", "Use it to support, never to exclude or pressure anyone: withdrawing is their right."),
		r.take(),
	)
}

// result is a prediction with everything that belongs to it.
func (r *Root) result(a state.Answer) []app.UI {
	counted := ""
	if n := r.state.Recorded; n > 0 { // so that a screen reader says the answer when Assess is pressed
		counted = "Counted in this session as answer " + strconv.Itoa(n) + ", " + r.state.Moment() + "."
	}
	cards := []app.UI{r.first(first{
		title: a.Who,
		// what to know before the number is believed stands above it
		outcome: cautions(a.Cautions) +
			tag("p", "", level(a.Level)) +
			tag("p", "big", esc(a.Sentence)) +
			tagIf("p", "quiet", a.Comparators) +
			tag("p", "quiet", esc(a.Prediction)) +
			tagIf("p", "quiet", counted),
		out: a.InHundred, maybe: a.InHundred, level: a.Level, scale: a.Scale,
		next: tag("p", "", tag("b", "", esc(a.Action)), " ", esc(a.Advice)),
	})}
	if r.state.WhatIf != nil {
		cards = append(cards, r.whatIf())
	}
	return append(cards, r.why(a.Why), sure(a.Sure), app.Raw(bounds(a.Limits)), r.paper())
}

// between is a range of risk, while something is not known.
func (r *Root) between(b state.Between) []app.UI {
	counted := ""
	if r.state.Recorded > 0 {
		counted = "Counted as a range, not as a prediction, " + r.state.Moment() + "."
	}
	return []app.UI{
		r.first(first{
			title: b.Who,
			outcome: cautions(b.Cautions) +
				tag("p", "", levels(b)) +
				tag("p", "big", esc(b.Sentence)) +
				tag("p", "quiet", esc(b.Contract)) +
				tag("p", "quiet", esc(b.NotKnown)) +
				tagIf("p", "quiet", counted),
			out: b.Low, maybe: b.High, level: b.Level, scale: b.Scale,
			next: tag("p", "", tag("b", "", esc(b.Ask))) + tag("p", "quiet", esc(b.Ends)),
		}),
		app.Raw(bounds(b.Limits)),
		r.paper(),
	}
}

func cautions(messages []string) string {
	return each(messages, func(m string) string { return tag("p", "caution", tag("b", "", "Caution."), " ", esc(m)) })
}

// progress shows how far a search is. It is not part of the output element: a
// screen reader says that it began and what came of it, not every step.
func progress(s state.State) string {
	done, total := s.Search.Progress()
	return tag(`progress aria-label="Working out the range" max="`+strconv.Itoa(total)+`" value="`+strconv.Itoa(done)+`"`, "")
}

// bounds says what the number is not.
func bounds(lines []string) string {
	return tag(`section aria-labelledby="bounds"`, "card",
		tag(`h2 id="bounds"`, "", "What the number is not"),
		tag("ul", "points", each(lines, func(l string) string { return tag("li", "", esc(l)) })))
}

// sure says how far the result can be trusted.
func sure(s state.Sure) app.UI {
	facts := make([]app.UI, len(s.Questions))
	for i, q := range s.Questions {
		facts[i] = app.Raw(tag("div", "", tag("dt", "", esc(q.Text)), tag("dd", "", esc(q.Answer)), tagIf("dd", "detail", q.Detail)))
	}
	return el("section", "card").Aria("labelledby", "sure").Body(
		app.Raw(tag(`h2 id="sure"`, "", "How sure")),
		app.Raw(tag("p", "note", esc(s.Note))),
		box("dl", "rows", facts...))
}
