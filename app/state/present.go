package state

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"retain/core/assess"
	"retain/core/patient"
	"retain/core/policy"
	"retain/core/words"
)

// An Answer is a result in finished words, ready to be laid out.
type Answer struct {
	Who         string // patient, study day, and the day the risk looks ahead to
	Cautions    []string
	Level       string
	Sentence    string // who, how many, by when
	InHundred   int    // of the sentence, for the icons
	Comparators string // the same number of other groups; "" if unknown
	Prediction  string // 0 or 1, and why at this level
	Scale       Scale
	Action      string
	Advice      string
	NotFor      string // what not to do with it, beside what to do
	Why         Why
	Sure        Sure
	Limits      []string // what the number is not, and is not for
}

// A Scale is where a risk lies among the levels. Its numbers are for drawing
// only; Text and Legend say the same.
type Scale struct {
	Mark              float64 // the probability
	Low, High         float64 // of the interval around it, or of the range in its place; equal if there is none
	WideLow, WideHigh float64 // of a wider range; equal if there is none
	Threshold         float64
	Bands             [4]policy.Band
	Text              string
	Label             string   // of the mark
	Legend            []string // the other numbers
}

// Present words a result of the engine.
func Present(p patient.Patient, a assess.Assessment, e *assess.Engine) Answer {
	edges := e.Policy.Edges()
	band := e.Policy.Decide(a.Probability).Band
	out := Answer{
		Who:         who(p, e.Model.HorizonDays),
		Level:       band.Level,
		Sentence:    words.Risk(a.Probability, edges, e.Model.HorizonDays),
		InHundred:   words.InHundred(a.Probability, edges),
		Comparators: comparators(a),
		Prediction:  prediction(a, e),
		Scale:       scale(a, e),
		Action:      band.Title,
		Advice:      band.Advice,
		NotFor:      "To support the patient; never a reason to exclude or to press anyone.",
		Why:         why(a, e),
		Sure:        sure(a, e),
		Limits:      limits(e),
	}
	for _, w := range a.Warnings {
		out.Cautions = append(out.Cautions, w.Message)
	}
	return out
}

// who says about whom the answer is and when.
func who(p patient.Patient, horizon int) string {
	text := fmt.Sprintf("%s, study day %d", p.PatientID, p.DaysInTrial)
	if horizon > 0 {
		text += fmt.Sprintf(", looking ahead to day %d", p.DaysInTrial+horizon)
	}
	return text
}

// groupNames word the comparators that an assessment may carry.
var groupNames = map[string]string{
	assess.AllTraining:     "All patients of the training data",
	assess.SamePhaseAndArm: "same phase and treatment group",
}

func comparators(a assess.Assessment) string {
	var parts []string
	for _, c := range a.Comparators {
		if name := groupNames[c.Name]; name != "" {
			parts = append(parts, name+": "+words.Observed(c.Rate))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "; ") + "."
}

func prediction(a assess.Assessment, e *assess.Engine) string {
	threshold := words.Share(e.Policy.Threshold)
	text := fmt.Sprintf("Prediction 1: at or above the threshold of %s %%, so flagged for follow-up.", threshold)
	if a.DropoutPrediction == 0 {
		text = fmt.Sprintf("Prediction 0: below the threshold of %s %%, so not flagged.", threshold)
	}
	if e.Policy.Straddles(a.RiskLevel) {
		text += fmt.Sprintf(" The level %s reaches to both sides of it; the action is the same.", a.RiskLevel)
	}
	return text
}

func scale(a assess.Assessment, e *assess.Engine) Scale {
	edges := e.Policy.Edges()
	percent, threshold := words.Percent(a.Probability, edges), words.Share(e.Policy.Threshold)
	s := Scale{
		Mark: a.Probability, Low: a.Probability, High: a.Probability,
		Threshold: e.Policy.Threshold, Bands: e.Policy.Bands,
		Label: percent,
		Text:  fmt.Sprintf("%s on a scale from 0 to 100; the decision threshold is %s %%.", percent, threshold),
	}
	if i := a.Interval; i != nil {
		s.Low, s.High = i.Low, i.High
		s.Text = fmt.Sprintf("%s, calibration allows %s, on a scale from 0 to 100; the decision threshold is %s %%.",
			percent, words.Between(i.Low, i.High), threshold)
	}
	s.Legend = legend(e.Policy)
	return s
}

// EmptyScale shows the levels alone.
func EmptyScale(e *assess.Engine) Scale {
	return Scale{Threshold: e.Policy.Threshold, Bands: e.Policy.Bands, Text: "The levels on a scale from 0 to 100.", Legend: legend(e.Policy)}
}

// legend names the levels and the threshold in percent.
func legend(p policy.Policy) []string {
	b := p.Bands
	return []string{
		fmt.Sprintf("Low under %s", words.Share(b[1].From)),
		fmt.Sprintf("Moderate %s to %s", words.Share(b[1].From), words.Share(b[2].From)),
		fmt.Sprintf("High %s to %s", words.Share(b[2].From), words.Share(b[3].From)),
		fmt.Sprintf("Critical from %s", words.Share(b[3].From)),
		fmt.Sprintf("prediction 1 from %s (thin line)", words.Share(p.Threshold)),
	}
}

// limits says what the number is not.
func limits(e *assess.Engine) []string {
	share := "It speaks of patients with the same answers, not of this one person: nobody knows who of a hundred will leave."
	if !e.Model.Calibrator.Corrected() {
		share = "This model is not calibrated: use the number to put patients in order, do not read it as a share. It does not speak of this one person."
	}
	when := "It counts leaving at any time in the simulated trial; this model has no fixed horizon."
	if h := e.Model.HorizonDays; h > 0 {
		when = "It counts leaving within " + strconv.Itoa(h) + " days of today's study day, not later."
	}
	return []string{
		share,
		when,
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

// Moment writes the time of the answer for people, in UTC.
func (s State) Moment() string { return words.Moment(s.at.UTC().Format(time.RFC3339)) }
