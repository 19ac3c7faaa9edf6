package view

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/core/note"
	"retain/core/patient"
)

// paper repeats on paper what the screen shows elsewhere: the answers the
// result was made from, and everything that names where it came from.
func (r *Root) paper() app.UI {
	place := "Not counted in this session"
	if n := r.state.Recorded; n > 0 {
		place = "Number " + strconv.Itoa(n) + " of this session"
	}
	entered := make([]app.UI, len(patient.Fields))
	for i, f := range patient.Fields {
		entered[i] = app.Raw(tag("div", "", tag("dt", "", esc(f.Label)), tag("dd", "", esc(r.state.Answered(f.Name)))))
	}
	return el("section", "card paper").Aria("labelledby", "inputs").Body(
		app.Raw(tag(`h2 id="inputs"`, "", "Entered")),
		box("dl", "facts", entered...),
		app.Raw(tag("p", "note", esc("As of "+r.state.Moment()+". "+place+". "+note.Origin(r.state.Engine)))))
}
