package main

import (
	"context"
	"errors"
	"flag"
	"io"

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
	file := o.args[0]
	in, err := p.open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	var problems roster.Problems
	err = p.write(o.out, func(out io.Writer) (err error) {
		problems, err = roster.Score(in, out, engine)
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
