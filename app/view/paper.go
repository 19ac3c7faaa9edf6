package view

import (
	"strconv"

	"retain/core/note"
	"retain/core/patient"
)

// paper repeats on paper what the screen shows elsewhere: the answers the
// result was made from, and everything that names where it came from.
func (r *Root) paper() string {
	place := "Not counted in this session"
	if n := r.state.Recorded; n > 0 {
		place = "Number " + strconv.Itoa(n) + " of this session"
	}
	return tag(`section aria-labelledby="inputs"`, "card paper",
		tag(`h2 id="inputs"`, "", "Entered"),
		tag("dl", "facts", each(patient.Fields, func(f patient.Field) string {
			return tag("div", "", tag("dt", "", esc(f.Label)), tag("dd", "", esc(r.state.Answered(f.Name))))
		})),
		tag("p", "note", esc("As of "+r.state.Moment()+". "+place+". "+note.Origin(r.state.Engine))))
}
