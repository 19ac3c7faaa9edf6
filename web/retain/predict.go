package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"time"

	"retain/core/assess"
	"retain/core/patient"
)

var predictCommand = command{
	name: "predict", synopsis: "[-full] [-model VERSION] [FILE|-]",
	summary: "answer patients given as one JSON object or as JSON Lines",
	help: `Writes one line for each record that the contract accepts, in their order, even
when others are refused. Without FILE it reads stdin. Blank lines are ignored.`,
	max: 1,
	flags: func(set *flag.FlagSet, o *options) {
		set.BoolVar(&o.full, "full", false, "print the whole assessment instead of the four keys of a prediction")
		modelFlag(set, o)
	},
	run: func(p *program, _ context.Context, o options) error { return p.predict(o) },
}

// A record is one JSON text and the line on which it begins.
type record struct {
	line int
	text []byte
}

func (p *program) predict(o options) error {
	file := stream
	if len(o.args) > 0 {
		file = o.args[0]
	}
	engine, err := p.engine(o)
	if err != nil {
		return err
	}
	data, err := p.read(file)
	if err != nil {
		return err
	}
	patients, err := p.patients(file, records(data))
	if err != nil && !errors.Is(err, errReported) {
		return err
	}
	answers, scoring := answers(engine, patients, p.now(), o.full)
	if scoring != nil {
		return scoring
	}
	writing := p.write(stream, func(w io.Writer) error { return writeAnswers(w, answers) })
	if writing != nil {
		return writing
	}
	return err
}

// patients reads the records through the contract and reports what is wrong.
// The error is [errReported] if anything is; the good patients are returned all
// the same.
func (p *program) patients(file string, rs []record) (good []patient.Patient, err error) {
	if len(rs) == 0 {
		p.report(file, 1, "", "the input is empty; allowed: one JSON object, or one on each line")
		return nil, errReported
	}
	for _, r := range rs {
		one, wrong := patient.ParseJSON(r.text)
		var problems patient.Problems
		if errors.As(wrong, &problems) {
			for _, x := range problems {
				p.report(file, r.line, x.Field, x.Message)
			}
			err = errReported
			continue
		}
		good = append(good, one)
	}
	return good, err
}

// records splits the input. It is one record if the whole of it is one JSON
// text, such as an object over several lines, or is a broken one: it begins
// with a line of "{" alone and no line of it is an object by itself. Otherwise
// every line that is not blank is a record.
func records(data []byte) []record {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	var lines []record
	objects := 0
	for i, text := range bytes.Split(data, []byte("\n")) {
		if text = bytes.Trim(text, " \t\r"); len(text) > 0 {
			lines = append(lines, record{i + 1, text})
			if text[0] == '{' && json.Valid(text) {
				objects++
			}
		}
	}
	if len(lines) < 2 {
		return lines
	}
	if json.Valid(data) || objects == 0 && string(lines[0].text) == "{" {
		return []record{{lines[0].line, data}}
	}
	return lines
}

// answers returns what is printed, one answer a patient: the whole assessment,
// or the four keys of a prediction, which costs no explanation.
func answers(e *assess.Engine, patients []patient.Patient, at time.Time, full bool) ([]any, error) {
	out := make([]any, len(patients))
	if full {
		assessed, err := e.Assess(patients, at)
		for i, a := range assessed {
			out[i] = a
		}
		return out, err
	}
	scored, err := e.Score(patients)
	for i, s := range scored {
		out[i] = s.Prediction
	}
	return out, err
}

// writeAnswers writes one line of JSON an answer. Characters are written as
// they are: the lines are not meant for HTML.
func writeAnswers(w io.Writer, answers []any) error {
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	for _, a := range answers {
		if err := lines.Encode(a); err != nil {
			return err
		}
	}
	return nil
}
