package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"retain/core/synth"
)

// simulateCommand returns the command with flags of its own, which no other
// command has.
func simulateCommand() command {
	var recipe, patients, seed string
	c := command{
		name: "simulate", synopsis: "-recipe RECIPE -n N -seed S [-o LABELLED.csv]",
		summary: "write a table of simulated patients with their outcomes",
		help:    simulateHelp(),
		flags: func(set *flag.FlagSet, o *options) {
			set.StringVar(&recipe, "recipe", "", "`RECIPE` to follow")
			set.StringVar(&patients, "n", "", fmt.Sprintf("`NUMBER` of patients, 1 to %d", synth.MaxPatients))
			set.StringVar(&seed, "seed", "", fmt.Sprintf("`SEED` of the random numbers, 0 to %d", uint32(math.MaxUint32)))
			outFlag(set, o)
		},
	}
	c.run = func(p *program, _ context.Context, o options) error {
		wrong := func(format string, args ...any) error {
			return &usageError{"simulate: " + fmt.Sprintf(format, args...), c.print}
		}
		r, err := synth.Lookup(recipe)
		if err != nil {
			return wrong("-recipe: allowed: %s", recipeNames())
		}
		n, err := strconv.Atoi(patients)
		if err != nil || n < 1 || n > synth.MaxPatients {
			return wrong("-n: allowed: a whole number from 1 to %d", synth.MaxPatients)
		}
		s, err := strconv.ParseUint(seed, 10, 32)
		if err != nil {
			return wrong("-seed: allowed: a whole number from 0 to %d", uint32(math.MaxUint32))
		}
		return p.write(o.out, func(w io.Writer) error { return r.WriteCSV(w, n, uint32(s)) })
	}
	return c
}

// recipeNames lists the recipes as the end of a sentence.
func recipeNames() string {
	var names []string
	for _, r := range synth.Recipes() {
		names = append(names, r.Name)
	}
	return strings.Join(names, " or ")
}

func simulateHelp() string {
	var b strings.Builder
	b.WriteString("Recipes:\n")
	for _, r := range synth.Recipes() {
		fmt.Fprintf(&b, "  %-11s  %s\n", r.Name, r.Summary)
	}
	b.WriteString(`The table has the columns of a patient, then dropout (1 or 0) and, for v3_causal,
true_probability, the risk without the recipe's noise. The same call writes the
same bytes on every machine. No real patient is in it.`)
	return b.String()
}
