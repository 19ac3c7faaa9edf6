//go:build e2e

package browser

import (
	"encoding/json"
	"fmt"
)

// An Answer is one field of the form by its visible label.
type Answer struct{ Label, Text string }

// choices are the labels of the native lists.
var choices = map[string]bool{"Gender": true, "Treatment group": true, "Trial phase": true}

// A Patient is nine answers, in the order of the form.
type Patient []Answer

// The patients of the product specification, section 12.
var (
	HighRisk = NewPatient("P-HIGH", "72", "Female", "Placebo", "Phase III", "150", "2", "90", "8")
	LowRisk  = NewPatient("P-LOW", "45", "Male", "Active", "Phase I", "60", "2", "55", "1")
	Example  = NewPatient("P-1234", "65", "Female", "Placebo", "Phase III", "120", "3", "105", "4")
)

// HighAnswer and ExampleAnswer are what the page says of HighRisk and Example with
// the production version.
const (
	HighAnswer    = "59 in 100"
	ExampleAnswer = "53 in 100"
)

// Labels of the form in the order of the product specification, section 7.
var Labels = []string{"Patient ID", "Age", "Gender", "Treatment group", "Trial phase", "Days in trial",
	"Visits completed", "Last visit day", "Adverse events"}

// keys of the contract, in the same order.
var keys = []string{"patient_id", "age", "gender", "treatment_group", "trial_phase", "days_in_trial",
	"visits_completed", "last_visit_day", "adverse_events"}

// NewPatient gives each answer its label.
func NewPatient(texts ...string) Patient {
	p := make(Patient, len(Labels))
	for i, text := range texts {
		p[i] = Answer{Labels[i], text}
	}
	return p
}

// JSON is the patient as the contract takes it.
func (p Patient) JSON() string {
	out := "{"
	for i, a := range p {
		value, _ := json.Marshal(a.Text) // a text always has a JSON form
		if a.Label != "Patient ID" && !choices[a.Label] {
			value = []byte(a.Text)
		}
		out += fmt.Sprintf("%q:%s,", keys[i], value)
	}
	return out[:len(out)-1] + "}"
}

// Fill fills in the form by hand.
func (p *Page) Fill(patient Patient) {
	p.judge.Helper()
	for _, a := range patient {
		if choices[a.Label] {
			p.Choose(a.Label, a.Text)
		} else {
			p.Type(a.Label, a.Text)
		}
	}
}

// Typed is what stands in the form now.
func (p *Page) Typed() Patient {
	p.judge.Helper()
	out := make(Patient, len(Labels))
	for i, label := range Labels {
		out[i] = Answer{label, Eval[string](p, Control(label)+".value")}
	}
	return out
}

// WaitReady waits until the app can predict.
func (p *Page) WaitReady() {
	p.judge.Helper()
	p.Wait("window.retain", "window.retain")
	p.Do("retain.ready")
	p.Wait("the form", "document.querySelector('main h1')")
}

// WaitOffline waits until the whole site is on the device, by what the page
// says and by what retain.health() says.
func (p *Page) WaitOffline() {
	p.judge.Helper()
	p.WaitReady()
	p.WaitText("#offline-state", "Ready offline")
	if !Eval[bool](p, "retain.health().then((h) => h.offline_ready)") {
		p.judge.Fatalf("the page says Ready offline, health() does not%s", p.described())
	}
}

// Assess asks window.retain for a patient and returns the answer's fields.
func (p *Page) Assess(patient Patient) map[string]any {
	p.judge.Helper()
	return Eval[map[string]any](p, "retain.assess("+patient.JSON()+")")
}
