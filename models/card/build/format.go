package build

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"retain/core/evaluate"
	"retain/models/card"
	"retain/models/results"
)

// Figures have three decimals in tables, small differences four.
const (
	decimals = 3
	finer    = 4
)

// count writes a whole number with commas.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// percent writes a share with one decimal.
func percent(x float64) string { return strconv.FormatFloat(100*x, 'f', 1, 64) + " %" }

// number writes a number to so many decimals, and no minus before zero.
func number(x float64, decimals int) string {
	return evaluate.Figure{Value: &x}.Text(decimals)
}

// optional writes a number that may not exist.
func optional(x *float64, decimals int) string {
	return evaluate.Figure{Value: x}.Text(decimals)
}

// observed words a share with its interval.
func observed(s results.Share) string {
	if s.Rate == nil {
		return "nobody"
	}
	return fmt.Sprintf("%s (%s to %s)", percent(*s.Rate), strings.TrimSuffix(percent(*s.Low), " %"), percent(*s.High))
}

// dollars writes a cost for every 1,000 patients, of the cost of all n.
func dollars(f evaluate.Figure, n int) string {
	text := func(x *float64) string { return "$" + count(int(math.Round(*x*1000/float64(n)))) }
	switch {
	case f.Value == nil:
		return "not defined"
	case f.Low == nil || *f.Low == *f.High: // the same in every draw
		return text(f.Value)
	}
	return fmt.Sprintf("%s (%s to %s)", text(f.Value), text(f.Low), text(f.High))
}

// inHundred words a share as people say it.
func inHundred(x float64) string { return fmt.Sprintf("%.0f in 100", 100*x) }

// title is the name of an engine for people.
func title(engine string) string { return results.Titles[engine] }

// table starts a table.
func table(caption string, columns ...string) card.Table {
	return card.Table{Caption: caption, Columns: columns, Rows: [][]string{}}
}

// row adds a row.
func row(t *card.Table, cells ...string) { t.Rows = append(t.Rows, cells) }

// fill adds a line of text for each entry of a list of pairs.
func fill(t *card.Table, pairs ...[2]string) {
	for _, p := range pairs {
		row(t, p[0], p[1])
	}
}
