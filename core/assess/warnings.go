package assess

import (
	"fmt"
	"strings"

	"retain/core/patient"
	"retain/core/support"
	"retain/core/words"
)

// A Warning is something to know before a number is believed.
type Warning struct {
	// personal_identifier, outside_training_range, unusual_combination,
	// not_explained
	Code    string `json:"code"`
	Field   string `json:"field"` // the first that is meant; "" if the answer as a whole is
	Message string `json:"message"`
}

var notExplained = Warning{"not_explained", "",
	"The reasons for this number could not be worked out exactly, so none are shown."}

// warnings lists what stands out about a patient: the code, then single fields in
// their order, then the rarest combination, the first of equals; never nil. One
// odd answer makes several combinations rare, and to say it once is enough.
func (m *Model) warnings(p patient.Patient) []Warning {
	out := []Warning{}
	if message := patient.LooksPersonal(p.PatientID); message != "" {
		out = append(out, Warning{"personal_identifier", patient.PatientID, message})
	}
	found := support.Outside(m.Ranges, p)
	if m.Support != nil {
		found = m.Support.Check(p)
	}
	rarest := -1
	for i, f := range found {
		switch {
		case len(f.Fields) == 1:
			out = append(out, outside(f))
		case rarest < 0 || f.Count < found[rarest].Count:
			rarest = i
		}
	}
	if rarest >= 0 {
		out = append(out, unusual(found[rarest]))
	}
	return out
}

// outside words a finding of one field.
func outside(f support.Finding) Warning {
	field := patient.Fields[patient.Index(f.Fields[0])]
	return Warning{"outside_training_range", field.Name,
		fmt.Sprintf("The number is a guess: all training patients had %s %s.", strings.ToLower(field.Label), span(f.Ranges[0]))}
}

// unusual words a finding of two fields.
func unusual(f support.Finding) Warning {
	first, second := patient.Fields[patient.Index(f.Fields[0])], patient.Fields[patient.Index(f.Fields[1])]
	few := "none"
	if f.Count > 0 {
		few = "only " + words.Whole(f.Count)
	}
	return Warning{"unusual_combination", first.Name,
		fmt.Sprintf("The number is a guess: %s of %s had %s %s together with %s %s.", few, words.Count(f.Of, "training patient"),
			strings.ToLower(first.Label), span(f.Ranges[0]), strings.ToLower(second.Label), span(f.Ranges[1]))}
}

// span writes a range.
func span(limits [2]int) string {
	if limits[0] == limits[1] {
		return fmt.Sprint(limits[0])
	}
	return fmt.Sprintf("%d to %d", limits[0], limits[1])
}
