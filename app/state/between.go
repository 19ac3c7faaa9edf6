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
	Contract  string // over everything the form allows
	NotKnown  string // what is missing, and that this is no prediction
	Ask       string // which field to ask for
	Ends      string // which answers lead to the ends
	Scale     Scale
	Limits    []string // what the numbers are not
}

// PresentRange words a range.
func PresentRange(p patient.Patient, missing []string, r unknown.Range, e *assess.Engine) Between {
	wide, horizon := r.Contract, e.Model.HorizonDays
	const all = "This covers every answer the form allows"
	near, contract := r.Training, all+"."
	if near == nil {
		near, contract = &wide, all+". No training patient had one that fits, so any number here is a guess."
	} else if seen, allowed := words.Between(near.Low, near.High), words.Between(wide.Low, wide.High); seen != allowed {
		contract = "This covers the answers of the training patients. With every answer the form allows it is " + allowed + "."
	}
	low, high := e.Policy.Decide(wide.Low).Band.Level, e.Policy.Decide(wide.High).Band.Level
	b := Between{
		Who:      who(p, horizon),
		Levels:   low + " to " + high + " risk",
		Sentence: words.RiskBetween(near.Low, near.High, horizon),
		Contract: contract,
		NotKnown: "A range, not a prediction: " + labels(missing) + " " + areOrIs(len(missing)) + " not known.",
		Ask:      "Find out " + label(r.Ask) + " first. Then lowest and highest are at most " + words.Width(r.Remaining) + " in 100 apart.",
		Ends:     fmt.Sprintf("Lowest: %s. Highest: %s.", ends(near.LowAt, missing), ends(near.HighAt, missing)),
		Limits:   limits(e),
		Scale: Scale{
			Low: near.Low, High: near.High, WideLow: wide.Low, WideHigh: wide.High,
			Threshold: e.Policy.Threshold, Bands: e.Policy.Bands, Legend: legend(e.Policy),
			Text: words.Between(near.Low, near.High) + " on this scale:",
		},
	}
	b.Low, b.High = words.Outwards(near.Low, near.High)
	if low == high {
		b.Level, b.Levels = low, low+" risk, whatever the answer"
	}
	if len(missing) == 1 {
		b.Ask = "Find out " + label(r.Ask) + ". Then there is a prediction."
	}
	if message := patient.LooksPersonal(p.PatientID); message != "" {
		b.Cautions = []string{message}
	}
	b.Cautions = append(b.Cautions, uncalibrated(e)...)
	return b
}

// ends lists a patient's answers to the missing fields.
func ends(p patient.Patient, missing []string) string {
	var parts []string
	for _, name := range missing {
		parts = append(parts, label(name)+" "+p.Answer(name))
	}
	return strings.Join(parts, ", ")
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
	return fmt.Sprintf("%d answers are not known. With more than %d the range would say almost nothing. Find out one of these: %s.",
		len(s.Unknown), unknown.MaxMissing, labels(s.Unknown))
}
