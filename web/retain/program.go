package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"retain/core/config"
	"retain/core/roster"
)

// A program is one run of the binary with everything it touches outside itself
// but named files and the .env file of the working folder. Tests run it as a
// value.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	env            func(name string) (text string, ok bool)
	now            func() time.Time
	site           fs.FS // the built site, or without an index.html if it is not built

	// interrupt returns a context that ends when the user or the system asks
	// the program to stop. Only serve waits for it: all else ends at once.
	interrupt func(context.Context) (context.Context, context.CancelFunc)
}

// Exit codes.
const (
	exitOK    = 0
	exitData  = 1 // the data had errors, or a model was refused
	exitUsage = 2 // the caller has to mend the call: a flag, a setting, a path, an address
)

// errReported ends a command whose errors of data are on stderr already.
var errReported = errors.New("retain: the data had errors")

// A usageError is a wrong call; what is right is printed below it.
type usageError struct {
	text  string
	usage func(io.Writer)
}

func (e *usageError) Error() string { return e.text }

// A settingError is a configuration that cannot be used.
type settingError struct{ text string }

func (e *settingError) Error() string { return e.text }

// run executes the command that args name and returns the exit code.
func (p *program) run(ctx context.Context, args []string) int {
	err := p.dispatch(ctx, args)
	var wrong *usageError
	var settings config.Errors
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errReported):
		return exitData
	case errors.As(err, &wrong):
		fmt.Fprintf(p.stderr, "retain: %s\n\n", wrong.text)
		wrong.usage(p.stderr)
		return exitUsage
	case errors.As(err, &settings):
		for _, s := range settings {
			fmt.Fprintf(p.stderr, "retain: %s\n", s)
		}
		return exitUsage
	}
	fmt.Fprintf(p.stderr, "retain: %s\n", err)
	return exitCode(err)
}

// exitCode tells what the caller has to mend (a setting, a path) from what is
// wrong with the data or the program's own parts.
func exitCode(err error) int {
	var setting *settingError
	var path *fs.PathError
	var link *os.LinkError
	if errors.As(err, &setting) || errors.As(err, &path) || errors.As(err, &link) {
		return exitUsage
	}
	return exitData
}

// report writes one error of the data: "file:line: field: reason".
func (p *program) report(file string, line int, field, reason string) {
	if field == "" {
		field = "record" // the record as a whole
	}
	fmt.Fprintf(p.stderr, "%s:%d: %s: %s\n", file, line, printable(field), reason)
}

// reportTable writes the problems of a table and returns [errReported], or nil
// if there are none.
func (p *program) reportTable(file string, problems roster.Problems) error {
	for _, x := range problems {
		p.report(file, x.Line, x.Field, x.Message)
	}
	if len(problems) > 0 {
		return errReported
	}
	return nil
}

// maxName is the most that is shown of a name from the data, in bytes.
const maxName = 80

// printable makes a name from the data fit for one line of a terminal: a file
// can name a field with line ends or control characters in it.
func printable(name string) string {
	if len(name) > maxName {
		name = name[:maxName] + "…"
	}
	for _, r := range name {
		if !unicode.IsPrint(r) || r == utf8.RuneError {
			return strconv.Quote(name)
		}
	}
	return name
}
