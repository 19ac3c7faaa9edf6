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
	Prediction  string // flagged or not, and why at this level
	Scale       Scale
	Action      string
	Advice      string
	Why         Why
	Sure        Sure
	Limits      []string // what the number is not
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
	Legend            []string // what each band is, then the threshold; nil while no levels are known
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
		Why:         why(a, e),
		Sure:        sure(a, e),
		Limits:      limits(e),
	}
	for _, w := range a.Warnings {
		out.Cautions = append(out.Cautions, w.Message)
	}
	out.Cautions = append(out.Cautions, uncalibrated(e)...)
	return out
}

// uncalibrated is the caution beside every number of a model that was not
// calibrated.
func uncalibrated(e *assess.Engine) []string {
	if e.Model.Calibrator.Corrected() {
		return nil
	}
	return []string{"This model is not calibrated: its numbers put patients in order, and are no shares."}
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
	assess.AllTraining:     "All training patients",
	assess.SamePhaseAndArm: "Same phase and group",
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
	return strings.Join(parts, ". ") + "."
}

func prediction(a assess.Assessment, e *assess.Engine) string {
	threshold := words.Share(e.Policy.Threshold)
	text := fmt.Sprintf("Flagged for follow-up: %s in 100 or more (prediction 1).", threshold)
	if a.DropoutPrediction == 0 {
		text = fmt.Sprintf("Not flagged: below %s in 100 (prediction 0).", threshold)
	}
	if e.Policy.Straddles(a.RiskLevel) {
		text += fmt.Sprintf(" Some %s patients are flagged and some are not; what to do is the same.", a.RiskLevel)
	}
	return text
}

func scale(a assess.Assessment, e *assess.Engine) Scale {
	s := EmptyScale(e)
	s.Mark, s.Low, s.High = a.Probability, a.Probability, a.Probability
	s.Text = words.InHundreds(a.Probability, e.Policy.Edges()) + " on this scale:"
	if i := a.Interval; i != nil {
		s.Low, s.High = i.Low, i.High
	}
	return s
}

// EmptyScale shows the levels alone.
func EmptyScale(e *assess.Engine) Scale {
	return Scale{Threshold: e.Policy.Threshold, Bands: e.Policy.Bands, Text: "The levels, in 100 patients:", Legend: legend(e.Policy)}
}

// legend names the levels and the threshold, in 100.
func legend(p policy.Policy) []string {
	b := p.Bands
	return []string{
		b[0].Level,
		b[1].Level + " from " + words.Share(b[1].From),
		b[2].Level + " from " + words.Share(b[2].From),
		b[3].Level + " from " + words.Share(b[3].From),
		"Flagged from " + words.Share(p.Threshold),
	}
}

// limits says what the number is not.
func limits(e *assess.Engine) []string {
	when := "Not about a set time: it counts leaving at any time in the simulated trial."
	if h := e.Model.HorizonDays; h > 0 {
		when = "Not about later: it counts leaving within " + strconv.Itoa(h) + " days of the study day that was entered."
	}
	return []string{
		"Not about this one person: it is about all patients with the same answers. Nobody knows which of them will leave.",
		when,
		"Not a decision: it helps to see whom to support first.",
	}
}

// Missing says what is still needed for an answer.
func (s State) Missing() string {
	var needed, wrong []string
	for _, p := range s.Problems() {
		label := patient.Fields[patient.Index(p.Field)].Label
		if p.Reason == patient.Required {
			needed = append(needed, label)
		} else {
			wrong = append(wrong, label)
		}
	}
	if len(needed) == len(patient.Fields) {
		return "Fill in the form: the answer follows as you type. Nothing you type leaves this device."
	}
	var text []string
	if wrong != nil {
		text = append(text, "Please correct: "+strings.Join(wrong, ", ")+".")
	}
	if needed != nil {
		text = append(text, "Still needed: "+strings.Join(needed, ", ")+".")
	}
	return strings.Join(text, " ")
}

// Moment writes the time of the answer for people, in UTC.
func (s State) Moment() string { return words.Moment(s.at.UTC().Format(time.RFC3339)) }
