package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"retain/core/words"
)

// options are the flags and arguments of one call. A command uses those that
// it defines.
type options struct {
	args  []string
	addr  string
	out   string
	model string
	full  bool
}

// A command is one thing the binary can do. Its name may have two words.
type command struct {
	name     string
	synopsis string // what follows the name
	summary  string // one line
	help     string // what -h prints in addition
	min, max int    // number of arguments
	flags    func(*flag.FlagSet, *options)
	run      func(*program, context.Context, options) error
}

// commands lists them in the order shown.
func commands() []command {
	return []command{
		serveCommand, predictCommand, scoreCommand, simulateCommand(), evaluateCommand(),
		modelInfoCommand, modelRawCommand, selfTestCommand, versionCommand,
	}
}

var versionCommand = command{
	name: "version", summary: "print the version of the program",
	run: func(p *program, _ context.Context, _ options) error {
		_, err := fmt.Fprintf(p.stdout, "retain %s\n", p.appVersion())
		return err
	},
}

// dispatch finds the command, reads its flags and runs it.
func (p *program) dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return &usageError{"a command is missing", usage}
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		return p.help(args[1:])
	case "-version", "--version":
		args = []string{"version"}
	}
	c, rest, ok := find(args)
	if !ok {
		if group := inGroup(args[0]); group != nil {
			return p.group(args, group)
		}
		return &usageError{fmt.Sprintf("there is no command %q", args[0]), usage}
	}
	var o options
	set := c.flagSet(&o)
	rest, err := readFlags(set, rest)
	switch {
	case err == flag.ErrHelp:
		c.print(p.stdout)
		return nil
	case err != nil:
		return &usageError{c.name + ": " + err.Error(), c.print}
	case len(rest) < c.min:
		return &usageError{c.name + ": an argument is missing", c.print}
	case len(rest) > c.max:
		return &usageError{fmt.Sprintf("%s: it takes at most %s", c.name, words.Count(c.max, "argument")), c.print}
	}
	o.args = rest
	return c.run(p, ctx, o)
}

// help prints the list of commands, or the help of one.
func (p *program) help(args []string) error {
	if len(args) == 0 {
		usage(p.stdout)
		return nil
	}
	if c, _, ok := find(args); ok {
		c.print(p.stdout)
		return nil
	}
	if group := inGroup(args[0]); group != nil {
		return p.group([]string{args[0], "-h"}, group)
	}
	return &usageError{fmt.Sprintf("there is no command %q", args[0]), usage}
}

// group answers a call of the first word of two-word commands alone: with their
// help when it was asked for, else as a wrong call.
func (p *program) group(args []string, group []command) error {
	synopses := func(w io.Writer) {
		for _, c := range group {
			fmt.Fprintf(w, "usage: retain %s %s\n", c.name, c.synopsis)
		}
	}
	if len(args) > 1 && slices.Contains([]string{"-h", "-help", "--help"}, args[1]) {
		synopses(p.stdout)
		return nil
	}
	return &usageError{args[0] + ": it takes a second word", synopses}
}

// find returns the command whose words args begin with, and what follows.
func find(args []string) (c command, rest []string, ok bool) {
	for _, c := range commands() {
		parts := strings.Fields(c.name)
		if len(args) >= len(parts) && slices.Equal(args[:len(parts)], parts) {
			return c, args[len(parts):], true
		}
	}
	return command{}, nil, false
}

// inGroup lists the two-word commands that begin with word.
func inGroup(word string) []command {
	var group []command
	for _, c := range commands() {
		if strings.HasPrefix(c.name, word+" ") {
			group = append(group, c)
		}
	}
	return group
}

func (c command) flagSet(o *options) *flag.FlagSet {
	set := flag.NewFlagSet(c.name, flag.ContinueOnError)
	if c.flags != nil {
		c.flags(set, o)
	}
	return set
}

// print writes the command's help.
func (c command) print(w io.Writer) {
	fmt.Fprintf(w, "usage: retain %s\n\n%s.\n", strings.TrimSpace(c.name+" "+c.synopsis), capital(c.summary))
	if c.help != "" {
		fmt.Fprintf(w, "\n%s\n", c.help)
	}
	set := c.flagSet(new(options))
	set.SetOutput(w)
	if c.flags != nil {
		fmt.Fprintln(w, "\nFlags, before or after arguments, with one dash or two; -- ends them:")
		set.PrintDefaults()
	}
}

// capital begins a sentence.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// usage writes the list of commands.
func usage(w io.Writer) {
	fmt.Fprint(w, "usage: retain COMMAND [flags] [arguments]\n\nCommands:\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-11s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, `  help        print this list, or the help of one command

Settings come from a flag, else the environment, else .env in the working
folder: MODEL_VERSION, MODEL_STAGE, DECISION_THRESHOLD, RISK_THRESHOLD_CRITICAL,
RISK_THRESHOLD_HIGH, RISK_THRESHOLD_MODERATE, API_PORT, LOG_LEVEL.
Exit code: 0 all went well, 1 the data had errors, 2 wrong usage: a flag, a
setting, a path or an address that cannot be used.
`)
}
