package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"retain/core/feature"
	"retain/core/roster"
	"retain/core/synth"
)

var simulateStage = stage{
	name: "simulate", synopsis: "-recipe RECIPE -n N -seed S -o FILE",
	summary: "write a table of simulated patients; the same as retain simulate",
	flags: func(set *flag.FlagSet, o *options) {
		set.StringVar(&o.recipe, "recipe", "", "recipe to follow")
		set.IntVar(&o.n, "n", 0, "number of patients")
		set.Uint64Var(&o.seed, "seed", 0, "seed of the random numbers")
		outFlag(set, o)
	},
	run: func(o options, _ io.Writer) error {
		recipe, err := synth.Lookup(o.recipe)
		if err != nil {
			return err
		}
		if o.n < 1 || o.n > synth.MaxPatients || o.seed > math.MaxUint32 {
			return fmt.Errorf("-n: allowed: 1 to %d; -seed: 0 to %d", synth.MaxPatients, uint32(math.MaxUint32))
		}
		return o.write(func(w io.Writer) error { return recipe.WriteCSV(w, o.n, uint32(o.seed)) })
	},
}

var featuresStage = stage{
	name: "features", synopsis: "-feature-version VERSION -o FILE TABLE.csv",
	summary: "compute features as a model sees them: patient_id, then one column a feature",
	min:     1, max: 1,
	flags: func(set *flag.FlagSet, o *options) {
		featureFlag(set, o)
		outFlag(set, o)
	},
	run: func(o options, _ io.Writer) error {
		version, err := feature.Lookup(o.features)
		if err != nil {
			return err
		}
		table, err := os.ReadFile(o.args[0])
		if err != nil {
			return err
		}
		return o.write(func(w io.Writer) error {
			return inFile(filepath.Base(o.args[0]), roster.Features(bytes.NewReader(table), w, version))
		})
	},
}

func featureFlag(set *flag.FlagSet, o *options) {
	set.StringVar(&o.features, "feature-version", "", "version of the features")
}

func outFlag(set *flag.FlagSet, o *options) {
	set.StringVar(&o.out, "o", "", "file to write, complete or not at all")
}

// write hands a place for the result to make, and replaces the file of -o with
// it.
func (o options) write(make func(io.Writer) error) error {
	if o.out == "" {
		return errors.New("-o: a file to write is needed")
	}
	var b bytes.Buffer
	if err := make(&b); err != nil {
		return err
	}
	return write(o.out, b.Bytes())
}

// inFile names the file that an error is about, and shortens it if it lists the
// problems of a whole table.
func inFile(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", name, shortened(err))
}
