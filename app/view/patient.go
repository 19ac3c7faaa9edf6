package view

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/state"
	"retain/core/patient"
)

// patientContent is the form and, beside it, the answer.
func (r *Root) patientContent() []app.UI {
	return []app.UI{r.form(), box("div", "results", r.answer()...)}
}

// form asks for the fields of the contract, in its groups and order.
func (r *Root) form() app.UI {
	var groups []app.UI
	for start := 0; start < len(patient.Fields); {
		name := patient.Fields[start].Group
		var fields []app.UI
		for ; start < len(patient.Fields) && patient.Fields[start].Group == name; start++ {
			fields = append(fields, r.field(patient.Fields[start].Name))
		}
		groups = append(groups, box("fieldset", "",
			text("legend", "", name), box("div", "pair", fields...)))
	}
	return el("form", "card").ID("patient").Aria("label", "Patient").Attr("novalidate", "true").
		Attr("autocomplete", "off").On("submit", r.submitted).Body(append(groups,
		box("div", "buttons",
			text("button", "main", "Assess").Attr("type", "submit").On("mousedown", keepStill),
			&sender{Text: "Clear", Message: state.Cleared{}, Form: r},
		))...)
}

func (r *Root) field(name string) app.UI {
	f := &field{Name: name, Text: r.state.Text(name), Problem: r.state.Shown(name), Unknown: r.state.IsUnknown(name), Form: r}
	if name == patient.PatientID {
		f.Warning = patient.LooksPersonal(f.Text)
	}
	return f
}

func (r *Root) submitted(_ app.Context, e app.Event) {
	e.PreventDefault()
	r.send(state.Asked{At: r.now()})
}

// keepStill leaves the focus where it is while a button is pressed. Otherwise
// the field that loses it may show its problem, which moves the button away
// between press and release, and the click is lost.
func keepStill(_ app.Context, e app.Event) { e.PreventDefault() }
