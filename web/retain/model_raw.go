package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"retain/core/lgbm"
)

var modelRawCommand = command{
	name: "model raw", synopsis: "MODEL.txt ROWS.csv|-",
	summary: "print the raw scores of a LightGBM model file",
	help: `Takes any LightGBM text model of a binary objective that this program supports.
Rows are CSV without a header, one number for each feature of the model, by
position; an empty cell or nan is a missing value. Prints one raw score, in
log-odds, for each good row. Empty lines are skipped, unless the model has one
feature: then they are missing values.`,
	min: 2, max: 2,
	run: func(p *program, _ context.Context, o options) error {
		if o.args[0] == stream && o.args[1] == stream {
			return &settingError{"model raw: stdin cannot be both the model and the rows"}
		}
		return p.modelRaw(o.args[0], o.args[1])
	},
}

// rawBatch is how many values are scored in one call.
const rawBatch = 1 << 16

func (p *program) modelRaw(modelFile, rowsFile string) error {
	text, err := p.read(modelFile)
	if err != nil {
		return err
	}
	model, err := lgbm.Parse(text)
	if err != nil {
		return fmt.Errorf("%s: %w", modelFile, err)
	}
	data, err := p.read(rowsFile)
	if err != nil {
		return err
	}
	s := scorers{model: model}
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

// scorers are the evaluators of one model; witness may be nil.
type scorers struct {
	model   *lgbm.Model
	witness lgbm.Scorer
}

// print writes the scores of some rows after both evaluators agreed on them.
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
	line := make([]byte, 0, 32)
	for _, x := range raw {
		line = append(strconv.AppendFloat(line[:0], x, 'g', -1, 64), '\n')
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}
