package view

import (
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/state"
	"retain/core/patient"
	"retain/core/unknown"
)

// A form receives what happens at a field.
type form interface {
	send(message any)
	clock() time.Time
}

func (r *Root) clock() time.Time { return r.now() }

// fieldID is the id of a field's control.
func fieldID(name string) string { return "f-" + name }

// A fieldState is what a field shows beside what is typed into it.
type fieldState struct {
	Name    string // of the contract
	Problem string // shown instead of the hint; "" if fine
	Warning string // shown beside the hint
	Unknown bool   // answered "Not known"
}

// field asks for one answer. Each field is a component of its own: go-app takes
// two handlers from one source line of one component for the same.
type field struct {
	app.Compo

	State fieldState
	Form  form

	// start is the text the control was made with. It is not written again: the
	// browser holds what is typed, and go-app, which cuts spaces off the ends of
	// attributes, would take one away from under a fast typist.
	start string
}

func (f *field) Render() app.UI {
	spec := patient.Fields[patient.Index(f.State.Name)]
	id := fieldID(f.State.Name)
	warning := el("p", "hint caution").ID(id + "-warning").Text(f.State.Warning).Hidden(f.State.Warning == "")
	return box("div", "field",
		box("div", "label",
			el("label", "").ID(id+"-label").Attr("for", id).Text(spec.Label).On("mousedown", keepStill),
			f.notKnown(spec, id)),
		f.control(spec, id),
		f.hint(spec).ID(id+"-hint"),
		warning,
	)
}

// hint says what is wrong or what is allowed. That a key says "not known" stands
// once below the form; a screen reader hears it at each field.
func (f *field) hint(spec patient.Field) app.HTMLElem {
	switch {
	case f.State.Problem != "":
		return text("p", "hint wrong", f.State.Problem)
	case f.State.Unknown:
		return text("p", "hint", "Not known: gives a range")
	case mayBeUnknown(spec):
		return box("p", "hint", app.Text(spec.Short), text("span", "visually-hidden", unknowing))
	}
	return text("p", "hint", spec.Short)
}

const unknowing = ", or " + state.Unknowing + " if not known"

// mayBeUnknown reports whether a number may be answered with "Not known". A
// choice has an option for it.
func mayBeUnknown(spec patient.Field) bool {
	return spec.Kind == patient.Whole && unknown.May(spec.Name)
}

// notKnown is the button beside the label. Tab passes it by, because a key does
// the same: so Tab goes from field to field.
func (f *field) notKnown(spec patient.Field, id string) app.UI {
	if !mayBeUnknown(spec) {
		return nil
	}
	return &sender{Text: "Not known", Class: "small", ID: id + "-unknown", About: id + "-label", Unlisted: true,
		Message: state.NotKnown{Field: f.State.Name}, Form: f.Form}
}

func (f *field) control(spec patient.Field, id string) app.UI {
	invalid, described := "false", id+"-hint"
	if f.State.Problem != "" {
		invalid = "true"
	}
	if f.State.Warning != "" {
		described += " " + id + "-warning"
	}
	if spec.Kind == patient.Choice {
		options := []app.UI{el("option", "").Attr("value", "").Text("Choose").Attr("selected", f.start == "")}
		for _, c := range spec.Choices {
			options = append(options, el("option", "").Attr("value", c).Text(c).Attr("selected", f.start == c))
		}
		if unknown.May(spec.Name) {
			options = append(options, el("option", "").Attr("value", state.Unknowing).Text("Not known (blinded)").
				Attr("selected", f.start == state.Unknowing))
		}
		return el("select", "").ID(id).Aria("required", "true").
			Aria("invalid", invalid).Aria("describedby", described).
			OnChange(f.typed).OnBlur(f.left).Body(options...)
	}
	// text rather than number: a number input hides what was typed when it is
	// not a number, and changes it when the wheel turns
	input := el("input", "").Attr("type", "text").ID(id).Attr("value", f.start).
		Attr("autocomplete", "off").Attr("spellcheck", "false").Aria("required", "true").
		Aria("invalid", invalid).Aria("describedby", described).
		On("input", f.typed).OnBlur(f.left)
	if spec.Kind == patient.Whole {
		return input.Attr("inputmode", "numeric")
	}
	return input
}

// The page draws what an answer changes; go-app need not draw the field and all
// that is around it on top.

func (f *field) typed(ctx app.Context, _ app.Event) {
	ctx.PreventUpdate()
	f.Form.send(state.Typed{Field: f.State.Name, Text: ctx.JSSrc().Get("value").String(), At: f.Form.clock()})
}

func (f *field) left(ctx app.Context, _ app.Event) {
	ctx.PreventUpdate()
	f.Form.send(state.Left{Field: f.State.Name})
}
