// Command pipeline is the Go side of training: every step between a recipe and
// a registered model, but the fits themselves, which Python does with the real
// libraries (models/train). Both sides meet in files; models/train/README.md
// lists them.
//
// It exits with 0 when all went well, with 1 when the data or the files of
// another step are not usable, and with 2 when it was called wrongly.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

// A stage is one step. Its run function gets the arguments that are no flags.
type stage struct {
	name     string
	synopsis string // what follows the name
	summary  string
	min, max int // number of arguments
	flags    func(*flag.FlagSet, *options)
	run      func(o options, out io.Writer) error
}

// options are the flags and arguments of one call. A stage uses those that it
// defines.
type options struct {
	args     []string
	out      string
	recipe   string
	n        int
	seed     uint64
	features string
	stage    string
	registry string
	curve    string
	data     string
	external string
}

func stages() []stage {
	return []stage{
		simulateStage, checkStage, featuresStage, referenceStage, calibrateStage, evaluateStage, packageStage, indexStage, figuresStage, externalStage,
	}
}

// errUsage is a wrong call.
var errUsage = errors.New("wrong usage")

func main() {
	err := run(os.Args[1:], os.Stdout)
	if err == nil {
		return
	}
	fmt.Fprintf(os.Stderr, "pipeline: %s\n", err)
	if errors.Is(err, errUsage) {
		usage(os.Stderr)
		os.Exit(2)
	}
	os.Exit(1)
}

// run executes the stage that args name.
func run(args []string, out io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("a stage is missing: %w", errUsage)
	}
	for _, s := range stages() {
		if s.name != args[0] {
			continue
		}
		var o options
		set := flag.NewFlagSet(s.name, flag.ContinueOnError)
		set.SetOutput(io.Discard)
		if s.flags != nil {
			s.flags(set, &o)
		}
		if err := o.read(set, args[1:]); err != nil {
			return fmt.Errorf("%s: %w: %w", s.name, err, errUsage)
		}
		if len(o.args) < s.min || len(o.args) > s.max {
			return fmt.Errorf("%s: %d arguments: %w", s.name, len(o.args), errUsage)
		}
		if err := s.run(o, out); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		return nil
	}
	return fmt.Errorf("there is no stage %q: %w", args[0], errUsage)
}

// read sets the flags, which may stand before and after arguments.
func (o *options) read(set *flag.FlagSet, args []string) error {
	for {
		if err := set.Parse(args); err != nil {
			return err
		}
		if set.NArg() == 0 {
			return nil
		}
		o.args, args = append(o.args, set.Arg(0)), set.Args()[1:]
	}
}

// usage lists the stages.
func usage(w io.Writer) {
	fmt.Fprintln(w, "usage:")
	for _, s := range stages() {
		fmt.Fprintf(w, "  pipeline %s\n      %s\n", strings.TrimSpace(s.name+" "+s.synopsis), s.summary)
	}
}
