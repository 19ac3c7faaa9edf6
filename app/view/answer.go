package view

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/state"
	"retain/core/assess"
	"retain/core/patient"
)

// answer is everything to the right of the form. The output element is always
// there, so that a screen reader hears its changes.
func (r *Root) answer() []app.UI {
	result := r.state.Result
	body := []app.UI{el("output", "").ID("result").Role("status").Body(r.outcome()...)}
	if result == nil {
		if r.state.Engine != nil { // beside the output: it changes with every field
			body = append(body, text("p", "note", r.state.Missing()))
		}
		return []app.UI{el("section", "card").Aria("label", "Result").Body(body...)}
	}
	a := state.Present(*result, r.state.Engine)
	body = append(body,
		app.Raw(scale(a)),
		box("p", "next", text("b", "", a.Action+" "), app.Text(a.Advice)),
	)
	for _, w := range result.Warnings {
		body = append(body, box("p", "caution", text("b", "", "Caution. "), app.Text(w.Message)))
	}
	body = append(body, box("div", "buttons", &printButton{Print: r.page}))
	return []app.UI{
		el("section", "card").Aria("label", "Result").Body(body...),
		meaning(a),
		r.provenance(*result),
	}
}

// outcome is the answer in short, or what is needed to get one.
func (r *Root) outcome() []app.UI {
	switch {
	case r.state.Result != nil:
		a := state.Present(*r.state.Result, r.state.Engine)
		return []app.UI{
			box("p", "", level(a)),
			text("p", "big", a.Sentence),
			text("p", "note", a.Prediction),
			// what Assess changes, so that a screen reader says the answer then
			text("p", "note", "Counted in this session's figures, as of "+state.Moment(r.state.Result.Timestamp)+".").Hidden(!r.state.Recorded),
		}
	case r.state.Refusal != "":
		return []app.UI{text("p", "", "No prediction is possible now. The form keeps what you type.")}
	case r.state.Engine == nil:
		return []app.UI{text("p", "", "The model is being opened and checked.")}
	}
	return []app.UI{text("p", "big", "The answer appears here.")}
}

// meaning says what the number is and is not.
func meaning(a state.Answer) app.UI {
	return el("section", "card").Aria("labelledby", "meaning").Body(
		el("h2", "").ID("meaning").Text("What this means"),
		box("ul", "points", app.Range(a.Meaning).Slice(func(i int) app.UI {
			return text("li", "", a.Meaning[i])
		})),
	)
}

// provenance repeats the inputs beside the result, for paper and for the reader
// who checks what was typed.
func (r *Root) provenance(result assess.Assessment) app.UI {
	facts := make([]app.UI, len(patient.Fields))
	for i, f := range patient.Fields {
		facts[i] = box("div", "", text("dt", "", f.Label), text("dd", "", r.state.Texts[i]))
	}
	return el("section", "card").Aria("labelledby", "inputs").Body(
		el("h2", "").ID("inputs").Text("Computed from"),
		box("dl", "facts", facts...),
		text("p", "note", "As of "+state.Moment(result.Timestamp)+". It follows what you type; Assess counts it in this session's figures."),
	)
}

// A printer prints the page.
type printer interface{ Print() }

type printButton struct {
	app.Compo

	Print printer
}

func (b *printButton) Render() app.UI {
	return button("Print", b.Print.Print)
}
