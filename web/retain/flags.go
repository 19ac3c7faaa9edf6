package main

import (
	"flag"
	"fmt"
	"strings"
)

// readFlags sets the flags of set from args and returns the arguments. Unlike
// the flag package it goes on after the first argument, so that "score in.csv
// -o out.csv" works. "--" ends the flags, "-" is an argument. A flag given
// twice is refused, because one of the two would be lost unseen; but a [list]
// keeps them all.
func readFlags(set *flag.FlagSet, args []string) (rest []string, err error) {
	given := map[string]bool{}
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		if arg == "--" {
			return append(rest, args...), nil
		}
		if arg == "-" || !strings.HasPrefix(arg, "-") {
			rest = append(rest, arg)
			continue
		}
		name, value, hasValue := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-"), "=")
		f := set.Lookup(name)
		switch {
		case f == nil && (name == "h" || name == "help"):
			return nil, flag.ErrHelp
		case f == nil:
			return nil, fmt.Errorf("there is no flag -%s", printable(name))
		case given[name] && !isList(f):
			return nil, fmt.Errorf("the flag -%s is given twice", name)
		case !hasValue && isSwitch(f):
			value = "true"
		case !hasValue && len(args) == 0:
			return nil, fmt.Errorf("the flag -%s needs a value", name)
		case !hasValue:
			value, args = args[0], args[1:]
		}
		given[name] = true
		if err := set.Set(name, value); err != nil {
			return nil, fmt.Errorf("the flag -%s cannot be %q", name, value)
		}
	}
	return rest, nil
}

// isSwitch reports whether a flag stands alone, as -full does.
func isSwitch(f *flag.Flag) bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// A list is a flag that may be given more than once.
type list []string

func (l *list) String() string     { return strings.Join(*l, ", ") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func isList(f *flag.Flag) bool {
	_, ok := f.Value.(*list)
	return ok
}

// modelFlag defines -model.
func modelFlag(set *flag.FlagSet, o *options) {
	set.StringVar(&o.model, "model", "", "`VERSION` of the registry to use instead of the one in production")
}

// outFlag defines -o.
func outFlag(set *flag.FlagSet, o *options) {
	set.StringVar(&o.out, "o", "", "`FILE` to write the result to, complete or not at all; - or none: stdout")
}
