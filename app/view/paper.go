package view

import "retain/core/patient"

// paper repeats on paper what the screen shows elsewhere: the answers the
// result was made from, and everything that names where it came from.
func (r *Root) paper() string {
	m := r.state.Engine.Model
	return tag(`section aria-labelledby="inputs"`, "card paper",
		tag(`h2 id="inputs"`, "", "Computed from"),
		tag("dl", "facts", each(patient.Fields, func(f patient.Field) string {
			return tag("div", "", tag("dt", "", esc(f.Label)), tag("dd", "", esc(r.state.Answered(f.Name))))
		})),
		tag("p", "note", esc("As of "+r.state.Moment()+". Model "+m.Version+", "+m.Stage+", SHA-256 "+m.SHA256+".")))
}
