package view

import (
	"bytes"
	"encoding/json"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/port"
	"retain/app/session"
	"retain/core/patient"
)

// A call is one function of window.retain, documented.
type call struct {
	name, takes, gives string
	// try answers the call for the page's own trial, from the text typed there;
	// nil if there is nothing to try.
	try func(r *Root, input []byte) (any, error)
}

var calls = []call{
	{"version", "", "The app version, a text.", nil},
	{"ready", "", "A promise: fulfilled when predictions can be made, rejected with model_refused when the model failed its checks.", nil},
	{"predict(patient)", "One patient.", "The four keys of the baseline's contract.",
		func(r *Root, in []byte) (any, error) { return r.session.Predict(in) }},
	{"assess(patient)", "One patient.", "The full assessment: probability, raw score, thresholds, versions.",
		func(r *Root, in []byte) (any, error) { return r.session.AssessRecord(in) }},
	{"scoreAll(patients)", "An array of patients.", "An array of the same length and order; a refused patient is {patient_id, error}.",
		func(r *Root, in []byte) (any, error) {
			if in = bytes.TrimSpace(in); !bytes.HasPrefix(in, []byte("[")) {
				in = append(append([]byte("["), in...), ']') // the example is one patient
			}
			return r.session.ScoreAll(in, func() error { return nil })
		}},
	{"health()", "", "Status, versions, whether everything is stored offline, the self-test.",
		func(r *Root, _ []byte) (any, error) {
			return r.session.Health(r.page.Offline().State == port.OfflineReady), nil
		}},
	{"stats()", "", "Figures of this session: predictions, positive rate, mean probability, mean latency.",
		func(r *Root, _ []byte) (any, error) { return r.session.Stats(), nil }},
	{"selfTest()", "", "Runs the reference patients again, with both evaluators.",
		func(r *Root, _ []byte) (any, error) { return r.session.SelfTest() }},
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
	rows := make([][]string, len(calls))
	var buttons []app.UI
	for i, c := range calls {
		rows[i] = []string{c.name, c.takes, c.gives}
		if c.try != nil {
			buttons = append(buttons, &tryButton{Name: c.name, Root: r})
		}
	}
	return []app.UI{
		section("calls", "Calls of window.retain",
			paragraph("Each returns a promise. A rejection is an Error with code (invalid_input, model_refused, not_ready) and "+
				"fields: a list of {field, reason, message}. A patient is an object with exactly the fields of the schema below."),
			table("Calls", []string{"Call", "Takes", "Gives"}, rows),
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

// tryButton runs one call.
type tryButton struct {
	app.Compo

	Name string
	Root *Root
}

func (b *tryButton) Render() app.UI {
	return button(b.Name, func() { b.Root.try(b.Name) })
}

// try answers a call as window.retain would and keeps the text of the answer.
func (r *Root) try(name string) {
	for _, c := range calls {
		if c.name != name {
			continue
		}
		answer, err := c.try(r, []byte(r.trial.input))
		if failure, ok := err.(*session.Failure); ok {
			answer = failure
		}
		r.trial.output = name + "\n" + indented(answer)
	}
}
