package view

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/port"
	"retain/app/session"
	"retain/core/patient"
)

// constants are what window.retain has beside its calls.
var constants = [][]string{
	{"version", "", "The app version, a text."},
	{"ready", "", "A promise: fulfilled when predictions can be made, rejected with model_refused when the model failed its checks."},
}

// calls are those of window.retain itself, for the page's own trial.
func (r *Root) calls() []session.Call {
	return r.session.Calls(
		func() bool { return r.page.Offline().State == port.OfflineReady },
		func() error { return nil }) // the trial has one patient or few
}

// trial is what was tried on the API screen.
type trial struct {
	input, output string
}

func newTrial() trial {
	example := patient.Patient{PatientID: "P-1234", Age: 65, Gender: "Female", TreatmentGroup: "Placebo",
		TrialPhase: "Phase III", DaysInTrial: 120, VisitsCompleted: 3, LastVisitDay: 105, AdverseEvents: 4}
	return trial{input: indented(example)}
}

// indented writes a value for reading.
func indented(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err.Error()
	}
	return b.String()
}

func (r *Root) apiContent() []app.UI {
	rows := slices.Clone(constants)
	var buttons []app.UI
	for _, c := range r.calls() {
		rows = append(rows, []string{c.Signature(), takes[c.Takes], c.Gives})
		buttons = append(buttons, &tryButton{Call: c, Root: r})
	}
	return []app.UI{
		section("calls", "Calls of window.retain",
			paragraph("Each returns a promise. A rejection is an Error with code (invalid_input, model_refused, not_ready) and "+
				"fields: a list of {field, reason, message}. A patient is an object with exactly the fields of the schema below."),
			table("Calls", []string{"Name", "Takes", "Gives"}, rows),
		),
		section("try", "Try it",
			paragraph("Runs here, with what stands in the box. It counts in the session's figures as any call does."),
			text("label", "", "Input (JSON)").Attr("for", "try-input"),
			text("textarea", "", r.trial.input).ID("try-input").Attr("rows", "12").Attr("spellcheck", "false").On("input", r.trialTyped),
			box("div", "buttons", buttons...),
			box("output", "", text("pre", "", r.trial.output).TabIndex(0).Hidden(r.trial.output == "")).
				ID("try-output").Role("status").Aria("label", "Answer"),
		),
		section("schema", "Schema of a patient",
			paragraph("JSON Schema, made from the same table as the form. Rules between fields are in the descriptions."),
			box("details", "", text("summary", "", "Show the schema"), text("pre", "", string(patient.Schema())).TabIndex(0)),
		),
	}
}

func (r *Root) trialTyped(ctx app.Context, _ app.Event) {
	r.trial.input = ctx.JSSrc().Get("value").String()
}

// takes words the arguments of calls.
var takes = map[string]string{"patient": "One patient.", "patients": "An array of patients."}

// tryButton runs one call.
type tryButton struct {
	app.Compo

	Call session.Call
	Root *Root
}

func (b *tryButton) Render() app.UI {
	return button(b.Call.Signature(), func() { b.Root.try(b.Call) })
}

// try answers a call as window.retain would and keeps the text of the answer.
func (r *Root) try(c session.Call) {
	input := bytes.TrimSpace([]byte(r.trial.input))
	if c.Takes == "patients" && !bytes.HasPrefix(input, []byte("[")) {
		input = slices.Concat([]byte("["), input, []byte("]")) // the example is one patient
	}
	answer, err := c.Answer(input)
	if failure, ok := err.(*session.Failure); ok {
		answer = failure
	}
	r.trial.output = c.Signature() + "\n" + indented(answer)
}
