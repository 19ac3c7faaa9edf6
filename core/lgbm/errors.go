package lgbm

import (
	"errors"
	"fmt"
	"strconv"
)

// ErrUnsupported is wrapped by the errors for models that are well-formed as
// far as read, but use a part of LightGBM that this package leaves out on
// purpose. The message names the part.
var ErrUnsupported = errors.New("not supported")

// A ParseError says where a model file is wrong, and how. It holds text of the
// model only, shortened, so it may be logged.
type ParseError struct {
	Line int    // counted from 1; the last line if something is missing at the end
	Key  string // the key concerned, or "" if there is none
	Fact string

	unsupported bool
}

// Error gives for instance "lgbm: line 41: left_child: node 3: index 90 outside -63..61".
func (e *ParseError) Error() string {
	if e.Key == "" {
		return fmt.Sprintf("lgbm: line %d: %s", e.Line, e.Fact)
	}
	return fmt.Sprintf("lgbm: line %d: %s: %s", e.Line, e.Key, e.Fact)
}

// Is reports whether target is [ErrUnsupported] and e names an unsupported part.
func (e *ParseError) Is(target error) bool {
	return target == ErrUnsupported && e.unsupported
}

// malformed returns the error for a file that breaks the format.
func malformed(line int, key, format string, args ...any) *ParseError {
	return &ParseError{Line: line, Key: key, Fact: fmt.Sprintf(format, args...)}
}

// unsupported returns the error for a file that uses a part left out on purpose.
func unsupported(line int, key, format string, args ...any) *ParseError {
	e := malformed(line, key, format, args...)
	e.unsupported = true
	return e
}

// maxQuoted bounds the text of the file that an error repeats, in bytes.
const maxQuoted = 40

// quote shows text of the file in an error.
func quote(b []byte) string {
	if len(b) > maxQuoted {
		return strconv.Quote(string(b[:maxQuoted])) + "..."
	}
	return strconv.Quote(string(b))
}
