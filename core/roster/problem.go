package roster

import (
	"fmt"
	"strings"

	"retain/core/patient"
)

// A Problem is one thing wrong with a table, at the physical line on which the
// row begins; the header is on line 1. Field is "header" when the header is
// meant, "row" when a row as a whole is.
type Problem struct {
	Line int
	patient.Problem
}

// Error is "line 3: field: message".
func (p Problem) Error() string { return fmt.Sprintf("line %d: %s", p.Line, p.Problem.Error()) }

// Problems are all things found wrong with a table, in the order of its lines.
// Never empty when returned as an error.
type Problems []Problem

// Error joins the problems with "; ".
func (ps Problems) Error() string {
	parts := make([]string, len(ps))
	for i, p := range ps {
		parts[i] = p.Error()
	}
	return strings.Join(parts, "; ")
}

// Names that stand in the place of a field.
const (
	header = "header"
	row    = "row"
)
