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

// form is what the fields show now.
func (r *Root) form() app.UI {
	f := &patientForm{Form: r, texts: r.state.Texts}
	problems := r.state.Shown()
	for i, spec := range patient.Fields {
		shown := fieldState{Name: spec.Name, Problem: problems[i], Unknown: r.state.IsUnknown(spec.Name)}
		if spec.Name == patient.PatientID {
			shown.Warning = patient.LooksPersonal(r.state.Text(spec.Name))
		}
		f.Fields = append(f.Fields, shown)
	}
	return f
}

// patientForm asks for the fields of the contract, in its groups and order. It
// is a component of its own, so that a key draws it only where a field has
// something else to show.
type patientForm struct {
	app.Compo

	Fields []fieldState
	Form   form

	texts []string // for controls that are made now
}

func (f *patientForm) Render() app.UI {
	var groups []app.UI
	for start := 0; start < len(patient.Fields); {
		name := patient.Fields[start].Group
		var fields []app.UI
		for ; start < len(patient.Fields) && patient.Fields[start].Group == name; start++ {
			fields = append(fields, &field{State: f.Fields[start], Form: f.Form, start: f.texts[start]})
		}
		groups = append(groups, box("fieldset", "",
			text("legend", "", name), box("div", "pair", fields...)))
	}
	return el("form", "card").ID("patient").Aria("label", "Patient").Attr("novalidate", "true").
		Attr("autocomplete", "off").On("submit", f.submitted).Body(append(groups,
		text("p", "note", "If you do not know an answer, press Not known or type "+state.Unknowing+" there."),
		box("div", "buttons",
			text("button", "main", "Assess").Attr("type", "submit").On("mousedown", keepStill),
			&sender{Text: "Clear", Message: state.Cleared{}, Form: f.Form},
		))...)
}

func (f *patientForm) submitted(_ app.Context, e app.Event) {
	e.PreventDefault()
	f.Form.send(state.Asked{At: f.Form.clock()})
}

// keepStill leaves the focus where it is while a button or a label is pressed.
// Otherwise the field that loses it may show its problem, which moves what is
// pressed away between press and release, and the click is lost.
func keepStill(_ app.Context, e app.Event) { e.PreventDefault() }
