package view

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/state"
)

// boxID is the box with a text that could not be put on the clipboard.
const boxID = "copy-box"

// take offers what can be taken away and tried. The buttons are always there,
// so that nothing moves; without an answer they cannot be pressed.
type take struct {
	app.Compo

	Predicted bool // there is a prediction
	Answered  bool // there is one, or a range
	Notice    string
	Boxed     string
	Form      form
}

func (r *Root) take() app.UI {
	predicted := r.state.Result != nil
	return &take{Predicted: predicted, Answered: predicted || r.state.Range != nil,
		Notice: r.state.Notice, Boxed: r.state.Boxed, Form: r}
}

func (t *take) Render() app.UI {
	give := func(text, class string, message any, can bool) app.HTMLElem {
		return button(text, func() { t.Form.send(message) }).Class(class).Attr("disabled", !can).On("mousedown", keepStill)
	}
	return box("div", "take",
		box("div", "buttons",
			give("Copy for the note", "", state.Copy{}, t.Answered),
			give("Print", "", state.Printed{}, t.Answered),
			give("What if…", "", state.TryOpened{}, t.Predicted).ID(state.WhatIfButton)),
		box("div", "links",
			give("Copy in full", "link", state.Copy{Full: true}, t.Answered),
			give("Download JSON", "link", state.Save{Format: state.JSON}, t.Predicted),
			give("Download FHIR", "link", state.Save{Format: state.FHIR}, t.Predicted)),
		el("p", "note").Role("status").Text(t.Notice),
		el("textarea", "").ID(boxID).Attr("rows", "6").Attr("readonly", true).Aria("label", "Text to copy").
			Text(t.Boxed).Hidden(t.Boxed == ""),
	)
}
