package main

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"retain/core/explain"
	"retain/core/lgbm"
)

var modelRawCommand = command{
	name: "model raw", synopsis: "[-contrib] MODEL.txt ROWS.csv|-",
	summary: "print the raw scores of a LightGBM model file",
	help: `Takes any LightGBM text model of a binary objective that this program supports.
Rows are CSV without a header, one number for each feature of the model, by
position; an empty cell or nan is a missing value. Prints one raw score, in
log-odds, for each good row. Empty lines are skipped, unless the model has one
feature: then they are missing values.

With -contrib the line goes on, separated by commas, with what each feature
contributed, in feature order, and the base: the model's mean over its training
rows. All are log-odds and add up to the raw score. They are TreeSHAP values, as
LightGBM's pred_contrib gives them, and need the model's counts of training
rows: without them the model is refused.`,
	min: 2, max: 2,
	flags: func(set *flag.FlagSet, o *options) {
		set.BoolVar(&o.full, "contrib", false, "print the contribution of each feature and the base too")
	},
	run: func(p *program, _ context.Context, o options) error {
		if o.args[0] == stream && o.args[1] == stream {
			return &settingError{"model raw: stdin cannot be both the model and the rows"}
		}
		return p.modelRaw(o.args[0], o.args[1], o.full)
	},
}

// rawBatch is how many values are scored in one call.
const rawBatch = 1 << 16

func (p *program) modelRaw(modelFile, rowsFile string, contributions bool) error {
	text, err := p.read(modelFile)
	if err != nil {
		return err
	}
	model, err := lgbm.Parse(text)
	if err != nil {
		at := err.(*lgbm.ParseError)
		p.report(modelFile, at.Line, cmp.Or(at.Key, "model"), at.Fact)
		return errReported
	}
	s := scorers{model: model}
	if contributions {
		if s.explainer, err = explain.New(model); err != nil {
			return fmt.Errorf("%s: %w", modelFile, err)
		}
	}
	data, err := p.read(rowsFile)
	if err != nil {
		return err
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // of Windows programs
	// The second engine refuses a few models that our own scores; then it
	// cannot bear witness, and the score stands on one.
	if leaves, err := lgbm.NewLeaves(model); err == nil {
		s.witness = leaves
	}
	var wrong error
	writing := p.write(stream, func(w io.Writer) error {
		wrong, err = p.rawRows(w, rowsFile, data, s)
		return err
	})
	if writing != nil {
		return writing
	}
	return wrong
}

// rawRows prints the score of each good row and reports each bad one. wrong is
// [errReported] if there was one.
func (p *program) rawRows(w io.Writer, file string, data []byte, s scorers) (wrong, err error) {
	n := s.model.NumFeatures()
	var values []float64
	number := 0
	for len(data) > 0 {
		var line []byte
		line, data, _ = bytes.Cut(data, []byte("\n"))
		number++
		row := strings.TrimSuffix(string(line), "\r")
		if row == "" && n > 1 {
			continue
		}
		before := len(values)
		if values, err = appendRow(values, row, n); err != nil {
			at := err.(*cellError)
			p.report(file, number, at.field, at.fact)
			wrong, err, values = errReported, nil, values[:before]
		}
		if len(values) >= rawBatch {
			if err := s.print(w, values); err != nil {
				return wrong, err
			}
			values = values[:0]
		}
	}
	return wrong, s.print(w, values)
}

// A cellError says what is wrong with a row of numbers.
type cellError struct{ field, fact string }

func (e *cellError) Error() string { return e.field + ": " + e.fact }

// appendRow appends the n numbers of a row to values. The error is a
// [cellError].
func appendRow(values []float64, row string, n int) ([]float64, error) {
	if cells := strings.Count(row, ",") + 1; cells != n {
		return values, &cellError{"row", fmt.Sprintf("the number of cells is %d; allowed: %d, as the model has features", cells, n)}
	}
	column := 0
	for cell := range strings.SplitSeq(row, ",") {
		column++
		cell = strings.Trim(cell, " \t")
		if cell == "" {
			values = append(values, math.NaN())
			continue
		}
		x, err := strconv.ParseFloat(cell, 64)
		if err != nil {
			return values, &cellError{fmt.Sprintf("column %d", column), "is not a number; allowed: a number that a float64 can hold, nan, or nothing"}
		}
		values = append(values, x)
	}
	return values, nil
}

// scorers are the evaluators of one model. Witness may be nil, and explainer is
// where contributions are not asked for.
type scorers struct {
	model     *lgbm.Model
	witness   lgbm.Scorer
	explainer *explain.Explainer
}

// print writes the scores of some rows after both evaluators agreed on them,
// and their contributions after they added up to them.
func (s scorers) print(w io.Writer, rows []float64) error {
	raw := make([]float64, len(rows)/s.model.NumFeatures())
	if err := s.model.Score(rows, raw); err != nil {
		return err
	}
	if s.witness != nil && len(raw) > 0 {
		if err := lgbm.SelfTest(raw, rows, lgbm.Named{Name: "leaves", Scorer: s.witness}); err != nil {
			return fmt.Errorf("the two evaluators disagree, so nothing is printed for these rows: %w", err)
		}
	}
	var line []byte
	n := s.model.NumFeatures()
	contributions := make([]float64, n)
	for i, x := range raw {
		line = strconv.AppendFloat(line[:0], x, 'g', -1, 64)
		if s.explainer != nil {
			if err := s.explain(rows[i*n:(i+1)*n], x, contributions); err != nil {
				return err
			}
			for _, c := range contributions {
				line = strconv.AppendFloat(append(line, ','), c, 'g', -1, 64)
			}
			line = strconv.AppendFloat(append(line, ','), s.explainer.Base(), 'g', -1, 64)
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// explain fills contributions for one row, whose score is raw.
func (s scorers) explain(row []float64, raw float64, contributions []float64) error {
	if err := s.explainer.Contributions(row, contributions); err != nil {
		return err
	}
	if err := explain.Check(contributions, s.explainer.Base(), raw); err != nil {
		return fmt.Errorf("nothing more is printed: %w", err)
	}
	return nil
}
