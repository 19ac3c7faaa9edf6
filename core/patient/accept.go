package patient

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fieldCount is len(Fields) as a constant; a test holds the two equal.
const fieldCount = 9

// Positions in Fields that rules between fields refer to.
const (
	iDays   = 5
	iVisits = 6
	iLast   = 7
)

// An answer is what was read for one field: text or number by the field's kind,
// or a reason why nothing usable was read.
type answer struct {
	text   string
	number int
	fault  Reason // "" when read
}

// accept applies the contract to the answers. It reports all problems in field
// order and returns the patient only when there is none.
func accept(answers [fieldCount]answer) (Patient, error) {
	var problems Problems
	for i, f := range Fields {
		reason := answers[i].fault
		if reason == "" {
			reason = f.check(answers[i])
		}
		if reason != "" {
			problems = append(problems, f.problem(reason))
			answers[i].fault = reason
		} else if i == iLast {
			if p, bad := lastVisitConflict(answers); bad {
				problems = append(problems, p)
			}
		}
	}
	if len(problems) > 0 {
		return Patient{}, problems
	}
	return fromAnswers(answers), nil
}

// check tests one answer against the field's own limits.
func (f Field) check(a answer) Reason {
	switch f.Kind {
	case Whole:
		if a.number < f.Min || a.number > f.Max {
			return Range
		}
	case Choice:
		for _, c := range f.Choices {
			if a.text == c {
				return ""
			}
		}
		return Value
	default:
		if a.text == "" {
			return Required
		}
		if n := utf8.RuneCountInString(a.text); n < f.Min || n > f.Max {
			return Range
		}
		if !printable(a.text) {
			return Value
		}
	}
	return ""
}

// printable refuses blanks alone and characters that cannot be seen on paper,
// among them U+FFFD, which stands for bytes that were no text.
func printable(s string) bool {
	for _, r := range s {
		if !unicode.IsPrint(r) || r == utf8.RuneError {
			return false
		}
	}
	return strings.TrimSpace(s) != ""
}

// lastVisitConflict holds last_visit_day against the two fields it depends on,
// as far as those are usable themselves.
func lastVisitConflict(a [fieldCount]answer) (Problem, bool) {
	last, f := a[iLast].number, Fields[iLast]
	daysKnown, visitsKnown := a[iDays].fault == "", a[iVisits].fault == ""
	switch {
	case daysKnown && last > a[iDays].number:
		return f.problem(Range), true
	case visitsKnown && a[iVisits].number == 0 && last > 0:
		return Problem{f.Name, Conflict, "is given although no visit is completed; allowed: 0 while visits completed is 0"}, true
	case visitsKnown && a[iVisits].number > 0 && last == 0:
		return Problem{f.Name, Conflict, "is 0 although visits are completed; allowed: 1 to days in trial, or 0 visits completed"}, true
	}
	return Problem{}, false
}

// problem words a reason for this field.
func (f Field) problem(r Reason) Problem {
	fault := map[Reason]string{
		Required:  "is missing",
		Range:     "is out of range",
		Value:     "is not one of the choices",
		Duplicate: "is given more than once",
	}[r]
	switch {
	case r == Type && f.Kind == Whole:
		fault = "is not a whole number"
	case r == Type:
		fault = "is not text"
	case r == Range && f.Kind == Text:
		fault = "is too long"
	case r == Value && f.Kind == Text:
		fault = "is blank or has characters that cannot be printed"
	}
	return Problem{f.Name, r, fmt.Sprintf("%s; allowed: %s", fault, f.Allowed())}
}
