// Package note words an assessment for people: the sentences that stand beside a
// number, and what is copied into the source record. Every function is a pure
// one of the answer and the engine that gave it. Numbers are formatted by package
// words; sentences speak of what was seen together, never of causes.
package note

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"retain/core/assess"
	"retain/core/patient"
	"retain/core/uncertainty"
	"retain/core/words"
)

// NotCovered says what interval, separation and support do not cover.
const NotCovered = "The model learned from synthetic patients and was tested on synthetic patients. How far this holds for real ones is not known."

// Interval words the calibration interval, "" if there is none.
func Interval(i *assess.Interval) string {
	if i == nil {
		return ""
	}
	return "Calibration uncertainty alone: " + words.Between(i.Low, i.High) + "."
}

// separationWords are a label, and what a score with it has to do with others.
var separationWords = map[string][2]string{
	uncertainty.SeparableLeave: {"Clearly above those who stay", "at least 9 in 10 of them had a lower number"},
	uncertainty.SeparableStay:  {"Clearly below those who leave", "at least 9 in 10 of them had a higher number"},
	uncertainty.NotSeparable:   {"Not separable", "patients who left and patients who stayed both had numbers like this"},
}

// Separation words the label of a score, what it means, and what happened to the
// held-out patients with the same label. All are "" if there is none.
func Separation(e *assess.Engine, s *assess.Separation) (label, meaning, detail string) {
	if s == nil {
		return "", "", ""
	}
	label, meaning = separationWords[s.Label][0], separationWords[s.Label][1]
	if s.ObservedRate == nil {
		return label, meaning, "No test patient was in the same group, so nothing was observed."
	}
	return label, meaning, fmt.Sprintf("Of %s in the same group, %s left %s.",
		words.Count(s.N, "test patient"), counted(*s.ObservedRate, s.N), words.Horizon(e.Model.HorizonDays))
}

// A Group is what happened to the held-out patients of one label.
type Group struct {
	Label string // in words
	Left  string // how many of them left, in 100 or in all; "" if they were none
}

// Groups words all labels of a separation, the highest risk first.
func Groups(s *uncertainty.Separation) []Group {
	var out []Group
	groups := s.Groups()
	for i := len(groups) - 1; i >= 0; i-- {
		g := Group{Label: separationWords[uncertainty.Labels[i]][0]}
		if rate, ok := groups[i].Rate(); ok {
			g.Left = counted(rate, groups[i].N)
		}
		out = append(out, g)
	}
	return out
}

// Comparison words one comparator of a patient.
func Comparison(e *assess.Engine, p patient.Patient, c assess.Comparator) string {
	who := "all " + words.Count(c.N, "training patient")
	if c.Name == assess.SamePhaseAndArm {
		who = fmt.Sprintf("the %s in %s, %s group,", words.Count(c.N, "training patient"), p.TrialPhase, p.TreatmentGroup)
	}
	return fmt.Sprintf("Of %s %s left %s.", who, counted(c.Rate, c.N), words.Horizon(e.Model.HorizonDays))
}

// counted is an observed share of n patients: in 100 where there were as many,
// else how many it were.
func counted(rate float64, n int) string {
	if n < 100 {
		return strconv.Itoa(int(math.Round(rate * float64(n))))
	}
	return words.Observed(rate)
}

// Action returns what is recommended, in two words, and the advice.
func Action(e *assess.Engine, a assess.Assessment) (title, advice string) {
	for _, b := range e.Policy.Bands {
		if b.Level == a.RiskLevel {
			return b.Title, b.Advice
		}
	}
	panic("note: internal error: a level that the policy does not have")
}

// Reasons names the largest reasons with their points, at most that many, as one
// sentence; "" if there are none.
func Reasons(a assess.Assessment, most int) string {
	var parts []string
	for _, r := range a.Reasons[:min(most, len(a.Reasons))] {
		parts = append(parts, r.Headline+" "+words.Points(r.Points))
	}
	if len(parts) == 0 {
		return ""
	}
	return "Main reasons, and how many in 100 each adds or takes off: " +
		strings.Join(parts, "; ") + ". They go together with leaving in the training data; they need not cause it."
}

// Inputs names what was entered, without the patient's code.
func Inputs(p patient.Patient) string {
	var parts []string
	for _, f := range patient.Fields[1:] {
		parts = append(parts, strings.ToLower(f.Label)+" "+p.Answer(f.Name))
	}
	return "Entered: " + strings.Join(parts, ", ") + "."
}

// Limits says what the number must not be taken for.
func Limits(e *assess.Engine) string {
	text := "The model was trained on synthetic patients and not validated on a real trial; it is not a medical device. "
	if !e.Model.Calibrator.Corrected() {
		text += "It is not calibrated: the number puts patients in order and is no share. "
	}
	return text + "It is no statement about this one person, and never a reason to exclude a patient or to press one to stay."
}

// Origin names the model, its file and everything else that e answers with.
func Origin(e *assess.Engine) string {
	m := e.Model
	return fmt.Sprintf("Model %s (%s), SHA-256 %s, features %s, policy %s, Retain %s.",
		m.Version, m.Stage, m.SHA256, m.Features.Name, e.Policy.Version, e.AppVersion)
}

// Line is an answer in one line, for a source note.
func Line(e *assess.Engine, a assess.Assessment, p patient.Patient) string {
	heading, _ := Action(e, a)
	return fmt.Sprintf("%s, study day %d, as of %s: dropout risk %s. Level %s, prediction %d (threshold %s in 100); suggested: %s "+
		"Retain, model %s, SHA-256 %.12s…; synthetic training data; it supports people and does not decide.",
		p.PatientID, p.DaysInTrial, words.Moment(a.Timestamp), risk(e, a), a.RiskLevel, a.DropoutPrediction,
		words.Share(a.ThresholdUsed), lower(heading), a.ModelVersion, a.ModelSHA256)
}

// Paragraph is an answer in full sentences, for a source note.
func Paragraph(e *assess.Engine, a assess.Assessment, p patient.Patient) string {
	heading, advice := Action(e, a)
	parts := []string{
		fmt.Sprintf("Dropout risk of %s, estimated by Retain as of %s.", p.PatientID, words.Moment(a.Timestamp)),
		Inputs(p),
		words.Risk(a.Probability, e.Policy.Edges(), e.Model.HorizonDays),
		Interval(a.Interval),
		fmt.Sprintf("Risk level %s; prediction %d (threshold %s in 100).", a.RiskLevel, a.DropoutPrediction, words.Share(a.ThresholdUsed)),
	}
	for _, c := range a.Comparators {
		parts = append(parts, Comparison(e, p, c))
	}
	parts = append(parts, Reasons(a, 3))
	for _, w := range a.Warnings {
		parts = append(parts, "Caution. "+w.Message)
	}
	parts = append(parts, "Suggested: "+lower(heading)+" "+advice, Limits(e), Origin(e))
	text := ""
	for _, part := range parts {
		if part != "" && text != "" {
			text += " "
		}
		text += part
	}
	return text
}

// risk is the number with its interval and its time.
func risk(e *assess.Engine, a assess.Assessment) string {
	text := words.InHundreds(a.Probability, e.Policy.Edges()) + " " + words.Horizon(e.Model.HorizonDays)
	if a.Interval != nil {
		text += " (calibration uncertainty alone: " + words.Between(a.Interval.Low, a.Interval.High) + ")"
	}
	return text
}

// lower begins a text that begins with an ASCII letter in lower case.
func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }
