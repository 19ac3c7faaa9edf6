package state

import (
	"fmt"
	"strings"

	"retain/core/assess"
	"retain/core/patient"
	"retain/core/unknown"
	"retain/core/words"
)

// A Between is a range of risk in finished words: what is said while an answer
// is not known. It is no prediction, and names none.
type Between struct {
	Who       string
	Cautions  []string
	Levels    string // the level or levels it spans
	Level     string // the one level, if every answer leads to it; else ""
	Low, High int    // in 100, for the icons
	Sentence  string // over the values seen in training, if there are any that fit
	Contract  string // over everything the form admits
	NotKnown  string // what is missing, and that this is no prediction
	Ask       string // which field to ask for
	Ends      string // which answers lead to the ends
	Scale     Scale
	Limits    []string // what the numbers are not
}

// PresentRange words a range.
func PresentRange(p patient.Patient, missing []string, r unknown.Range, e *assess.Engine) Between {
	wide, horizon := r.Contract, e.Model.HorizonDays
	near, contract := r.Training, "That is over the values seen in training. Over everything the form admits it is "+words.Between(wide.Low, wide.High)+"."
	if near == nil {
		near, contract = &wide, "That is over everything the form admits. No answer seen in training fits the others, so any number here is a guess."
	}
	low, high := e.Policy.Decide(wide.Low).Band.Level, e.Policy.Decide(wide.High).Band.Level
	b := Between{
		Who:      who(p, horizon),
		Levels:   low + " to " + high + " risk",
		Sentence: words.RiskBetween(near.Low, near.High, horizon),
		Contract: contract,
		NotKnown: "A range and not a prediction: " + labels(missing) + " " + areOrIs(len(missing)) + " not known.",
		Ask:      "Ask for " + label(r.Ask) + ". Then at most " + words.Width(r.Remaining) + " points are left between lowest and highest.",
		Ends:     fmt.Sprintf("Lowest with %s, highest with %s.", ends(near.LowAt, missing), ends(near.HighAt, missing)),
		Scale: Scale{
			Low: near.Low, High: near.High, WideLow: wide.Low, WideHigh: wide.High,
			Threshold: e.Policy.Threshold, Bands: e.Policy.Bands, Legend: legend(e.Policy),
			Label: words.Between(near.Low, near.High),
			Text: fmt.Sprintf("%s, and %s over everything the form admits, on a scale from 0 to 100.",
				words.Between(near.Low, near.High), words.Between(wide.Low, wide.High)),
		},
	}
	b.Limits = limits(e)
	b.Low, b.High = words.Outwards(near.Low, near.High)
	if low == high {
		b.Level, b.Levels = low, low+" risk, whatever the answer"
	}
	if len(missing) == 1 {
		b.Ask = "Ask for " + label(r.Ask) + ". Then there is a prediction."
	}
	if message := patient.LooksPersonal(p.PatientID); message != "" {
		b.Cautions = []string{message}
	}
	return b
}

// ends lists a patient's answers to the missing fields.
func ends(p patient.Patient, missing []string) string {
	var parts []string
	for _, name := range missing {
		parts = append(parts, label(name)+" "+p.Answer(name))
	}
	return strings.Join(parts, " and ")
}

// label is a field's label within a sentence.
func label(field string) string {
	return strings.ToLower(patient.Fields[patient.Index(field)].Label)
}

// labels joins the labels of fields: "age", "age and last visit day".
func labels(fields []string) string {
	var parts []string
	for _, f := range fields {
		parts = append(parts, label(f))
	}
	last := len(parts) - 1
	if last == 0 {
		return parts[0]
	}
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
}

func areOrIs(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// TooManyUnknown says why there is no range, or "" if that is not the reason.
func (s State) TooManyUnknown() string {
	if len(s.Unknown) <= unknown.MaxMissing {
		return ""
	}
	return fmt.Sprintf("%d answers are not known. With more than %d a range would say next to nothing: ask for one of %s.",
		len(s.Unknown), unknown.MaxMissing, labels(s.Unknown))
}
