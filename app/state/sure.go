package state

import (
	"fmt"
	"strings"

	"retain/core/assess"
	"retain/core/note"
	"retain/core/uncertainty"
	"retain/core/words"
)

// Sure is how far a result can be trusted, as far as that was measured.
type Sure struct {
	Questions []Question
	Note      string // what none of them covers
}

// A Question is about the number, with its answer.
type Question struct{ Text, Answer, Detail string }

func sure(a assess.Assessment, e *assess.Engine) Sure {
	s := Sure{Note: note.NotCovered}
	if a.Interval != nil {
		s.Questions = append(s.Questions, Question{"How exact is the number?", note.Interval(a.Interval),
			fmt.Sprintf("Measured on %s the model had not learned from; it says how exact the scale is, not the patient.",
				words.Count(e.Model.VennAbers.Cases(), "patient"))})
	}
	if label, detail := note.Separation(e, a.Separation); label != "" {
		s.Questions = append(s.Questions, Question{"Told apart from others?", label + ".", detail + others(label, e.Model.Separation)})
	}
	if e.Model.Support != nil || len(e.Model.Ranges) > 0 {
		s.Questions = append(s.Questions, support(a, e.Model.Support != nil))
	}
	if a.Interval == nil && a.Separation == nil {
		s.Note = "No calibration cases were kept for this model, so nothing can be said about how exact its number is. " +
			"Real patients differ from the synthetic training patients besides."
	}
	return s
}

// others says what happened to the patients with the other labels.
func others(label string, s *uncertainty.Separation) string {
	var parts []string
	for _, g := range note.Groups(s) {
		if g.Label != label && g.Left != "" {
			parts = append(parts, strings.ToLower(g.Label)+" "+g.Left)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " Of those called otherwise left: " + strings.Join(parts, ", ") + "."
}

// support says whether the patient is like the training patients.
func support(a assess.Assessment, pairs bool) Question {
	f := Question{"Like the training patients?", "Yes, in every number.", "Each number was looked at by itself."}
	if pairs {
		f = Question{f.Text, "Yes, in every number.", "Each number was looked at, and each two of them together."}
	}
	for _, w := range a.Warnings {
		if w.Code == "outside_training_range" || w.Code == "unusual_combination" {
			f.Answer, f.Detail = "No.", "See the caution above the number."
		}
	}
	return f
}
