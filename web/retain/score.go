package main

import (
	"context"
	"errors"
	"flag"
	"io"

	"retain/core/feature"
	"retain/core/roster"
)

var scoreCommand = command{
	name: "score", synopsis: "[-o OUT.csv] [-model VERSION] IN.csv|-",
	summary: "answer a table of patients",
	help: `The table is CSV with a header in any order; other columns are copied. The result
has the columns of the table, then dropout_probability, raw_score,
dropout_prediction, risk_level, recommended_action and error. A row that is
refused keeps its place, with its reasons under error.`,
	min: 1, max: 1,
	flags: func(set *flag.FlagSet, o *options) { outFlag(set, o); modelFlag(set, o) },
	run:   func(p *program, _ context.Context, o options) error { return p.score(o) },
}

func (p *program) score(o options) error {
	engine, err := p.engine(o)
	if err != nil {
		return err
	}
	return p.table(o, func(in io.Reader, out io.Writer) (roster.Problems, error) {
		return roster.Score(in, out, engine)
	})
}

var featuresCommand = command{
	name: "features", synopsis: "[-o OUT.csv] [-feature-version NAME] IN.csv|-",
	summary: "write the features of a table of patients, as training uses them",
	help: `The result has patient_id and the features in their order. Training takes its
features from here, so that they come from the same code as those of a
prediction. If any row is refused, nothing is written.`,
	min: 1, max: 1,
	flags: func(set *flag.FlagSet, o *options) {
		outFlag(set, o)
		set.StringVar(&o.version, "feature-version", "v3_causal", "`NAME` of the version of the features")
	},
	run: func(p *program, _ context.Context, o options) error { return p.features(o) },
}

func (p *program) features(o options) error {
	version, err := feature.Lookup(o.version)
	if err != nil {
		return &settingError{err.Error()}
	}
	return p.table(o, func(in io.Reader, out io.Writer) (roster.Problems, error) {
		return nil, roster.Features(in, out, version)
	})
}

// table turns the table that the call names into another one, and reports the
// problems of its rows, or of the table as a whole.
func (p *program) table(o options, turn func(io.Reader, io.Writer) (roster.Problems, error)) error {
	file := o.args[0]
	in, err := p.open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	var problems roster.Problems
	err = p.write(o.out, func(out io.Writer) (err error) {
		problems, err = turn(in, out)
		return err
	})
	var whole roster.Problems
	switch {
	case errors.As(err, &whole):
		return p.reportTable(file, whole)
	case err != nil:
		return err
	}
	return p.reportTable(file, problems)
}
