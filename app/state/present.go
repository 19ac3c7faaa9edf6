package state

import (
	"fmt"
	"strings"
	"time"

	"retain/core/assess"
	"retain/core/patient"
	"retain/core/policy"
	"retain/core/words"
)

// An Answer is a result in finished words, ready to be laid out.
type Answer struct {
	Level       string
	Sentence    string // who, how many, by when
	Prediction  string // 0 or 1, and why at this level
	Percent     string
	Probability float64 // for the chart only
	Threshold   float64 // for the chart only
	Bands       [4]policy.Band
	ScaleText   string   // the chart in words
	ScaleLegend []string // the chart's numbers
	Action      string
	Advice      string
	Meaning     []string
}

// Present words a result of the engine.
func Present(a assess.Assessment, e *assess.Engine) Answer {
	p, edges := a.Probability, e.Policy.Edges()
	band := e.Policy.Decide(p).Band
	percent, threshold := words.Percent(p, edges), words.Share(e.Policy.Threshold)
	return Answer{
		Level:       band.Level,
		Sentence:    words.Risk(p, edges, e.Model.HorizonDays),
		Prediction:  prediction(a, e, threshold),
		Percent:     percent,
		Probability: p,
		Threshold:   e.Policy.Threshold,
		Bands:       e.Policy.Bands,
		ScaleText:   fmt.Sprintf("%s on a scale from 0 to 100; the decision threshold is %s %%.", percent, threshold),
		ScaleLegend: legend(e.Policy, threshold),
		Action:      band.Title,
		Advice:      band.Advice,
		Meaning:     meaning(e),
	}
}

func prediction(a assess.Assessment, e *assess.Engine, threshold string) string {
	text := fmt.Sprintf("Prediction 1: at or above the threshold of %s %%, so flagged for follow-up.", threshold)
	if a.DropoutPrediction == 0 {
		text = fmt.Sprintf("Prediction 0: below the threshold of %s %%, so not flagged.", threshold)
	}
	if e.Policy.Straddles(a.RiskLevel) {
		text += fmt.Sprintf(" The level %s reaches to both sides of the threshold, so such patients can be answered 0 or 1; the action is the same.", a.RiskLevel)
	}
	return text
}

func legend(p policy.Policy, threshold string) []string {
	b := p.Bands
	return []string{
		fmt.Sprintf("Low under %s", words.Share(b[1].From)),
		fmt.Sprintf("Moderate %s to %s", words.Share(b[1].From), words.Share(b[2].From)),
		fmt.Sprintf("High %s to %s", words.Share(b[2].From), words.Share(b[3].From)),
		fmt.Sprintf("Critical from %s", words.Share(b[3].From)),
		fmt.Sprintf("prediction 1 from %s (thin line)", threshold),
	}
}

func meaning(e *assess.Engine) []string {
	when := "The number counts leaving at any time in the simulated trial; this model has no fixed horizon."
	if e.Model.HorizonDays > 0 {
		when = fmt.Sprintf("The number counts leaving within %d days from today's study day.", e.Model.HorizonDays)
	}
	share := "Of 100 patients with the same answers, about so many left in the data the model learned from. It is not a statement about this one person."
	if !e.Model.Calibrator.Corrected() {
		share = "This model is not calibrated: use the number to put patients in order, do not read it as a share. It is not a statement about this one person."
	}
	return []string{
		share,
		when,
		"The data were synthetic. Real trials differ from them by more than any figure here shows.",
		"It helps to decide whom to support first. It is never a reason to exclude a patient or to press one to stay: withdrawing is their right.",
	}
}

// Missing says what is still needed for an answer.
func (s State) Missing() string {
	var labels []string
	for _, p := range s.Problems() {
		labels = append(labels, patient.Fields[patient.Index(p.Field)].Label)
	}
	if len(labels) == len(patient.Fields) {
		return "Fill in the form; it follows as you type. Nothing you type leaves this device."
	}
	return "Still needed: " + strings.Join(labels, ", ") + "."
}

// Moment writes a time stamp of an assessment for people, in UTC.
func Moment(stamp string) string {
	t, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return stamp
	}
	return t.Format("2 Jan 2006, 15:04 UTC")
}
