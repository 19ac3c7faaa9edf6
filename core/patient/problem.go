package patient

import "strings"

// Reason is the machine-readable kind of a problem.
type Reason string

const (
	Required  Reason = "required"  // no answer
	Type      Reason = "type"      // an answer of the wrong sort, such as text for a number
	Range     Reason = "range"     // a number or a length outside the limits
	Value     Reason = "value"     // not one of the choices, or unusable text
	Unknown   Reason = "unknown"   // a field the contract does not have
	Duplicate Reason = "duplicate" // a field given more than once
	Conflict  Reason = "conflict"  // two fields contradict each other
)

// A Problem is one thing wrong with a record. Message is a sentence part that
// follows the field's name, says what is allowed, and never repeats the answer.
type Problem struct {
	Field   string `json:"field"` // "" when the record as a whole is meant
	Reason  Reason `json:"reason"`
	Message string `json:"message"`
}

// Error is "field: message", for logs and the command line.
func (p Problem) Error() string {
	if p.Field == "" {
		return p.Message
	}
	return p.Field + ": " + p.Message
}

// Problems are all things wrong with one record, in field order; problems of
// the record as a whole and of unknown fields come last. Never empty when
// returned as an error.
type Problems []Problem

// Error joins the problems with "; ".
func (ps Problems) Error() string {
	parts := make([]string, len(ps))
	for i, p := range ps {
		parts[i] = p.Error()
	}
	return strings.Join(parts, "; ")
}

// Of returns the first problem of the named field, if there is one.
func (ps Problems) Of(field string) (Problem, bool) {
	for _, p := range ps {
		if p.Field == field {
			return p, true
		}
	}
	return Problem{}, false
}
