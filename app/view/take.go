package view

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/state"
)

// boxID is the box with a text that could not be put on the clipboard.
const boxID = "copy-box"

// take offers what can be taken away and tried. The buttons are always there,
// so that nothing moves; without an answer they cannot be pressed.
func (r *Root) take() app.UI {
	predicted := r.state.Result != nil
	answered := predicted || r.state.Range != nil
	give := func(text, class string, message any, can bool) app.HTMLElem {
		return button(text, func() { r.send(message) }).Class(class).Attr("disabled", !can).On("mousedown", keepStill)
	}
	return box("div", "take",
		box("div", "buttons",
			give("Copy for the note", "", state.Copy{}, answered),
			give("Print", "", state.Printed{}, answered),
			give("What if…", "", state.TryOpened{}, predicted).ID(state.WhatIfButton)),
		box("div", "links",
			give("Copy in full", "link", state.Copy{Full: true}, answered),
			give("Download JSON", "link", state.Save{Format: state.JSON}, predicted),
			give("Download FHIR", "link", state.Save{Format: state.FHIR}, predicted)),
		el("p", "note").Role("status").Text(r.state.Notice),
		el("textarea", "").ID(boxID).Attr("rows", "6").Attr("readonly", true).Aria("label", "Text to copy").
			Text(r.state.Boxed).Hidden(r.state.Boxed == ""),
	)
}
