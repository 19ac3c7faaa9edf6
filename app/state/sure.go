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
	Note      string // what none of the answers covers
}

// A Question is about the number, with its answer.
type Question struct{ Text, Answer, Detail string }

func sure(a assess.Assessment, e *assess.Engine) Sure {
	s := Sure{Note: note.NotCovered}
	if a.Interval == nil {
		s.Questions = append(s.Questions, Question{howExact, "Not known.", "No calibration cases were kept for this model."})
	} else {
		s.Questions = append(s.Questions, Question{howExact, words.Between(a.Interval.Low, a.Interval.High) + ".",
			fmt.Sprintf("That is the calibration uncertainty: how exact the average over such patients is, measured on %s the model had not learned from.",
				words.Count(e.Model.VennAbers.Cases(), "synthetic patient"))})
	}
	if label, meaning, detail := note.Separation(e, a.Separation); label != "" {
		s.Questions = append(s.Questions, Question{"Is it a clear case?", label + ": " + meaning + ".", detail + others(label, e.Model.Separation)})
	}
	if e.Model.Support != nil || len(e.Model.Ranges) > 0 {
		s.Questions = append(s.Questions, support(a, e.Model.Support != nil))
	}
	return s
}

const howExact = "How exact is the number?"

// others says what happened to the test patients with the other labels.
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
	return " In the other groups: " + strings.Join(parts, ", ") + "."
}

// support says whether the patient is like the training patients.
func support(a assess.Assessment, pairs bool) Question {
	f := Question{"Like the training patients?", "Yes.", "Each number is in their range."}
	if pairs {
		f.Detail = "Each number is in their range, and no two of them together are rare among them."
	}
	for _, w := range a.Warnings {
		if w.Code == "outside_training_range" || w.Code == "unusual_combination" {
			f.Answer, f.Detail = "No.", "See the caution above the number."
		}
	}
	return f
}
