package build

import (
	"fmt"
	"math"

	"retain/models/card"
	"retain/models/results"
)

// coordinate is what a plot of 1,000 pixels can show.
func coordinate(x float64) float64 { return math.Round(x*1e4) / 1e4 }

func coordinates(points [][2]float64) [][2]float64 {
	out := make([][2]float64, len(points))
	for i, p := range points {
		out[i] = [2]float64{coordinate(p[0]), coordinate(p[1])}
	}
	return out
}

// between is the curve's value at x, on the straight line between its points.
func between(points [][2]float64, x float64) (y float64, ok bool) {
	for i, p := range points {
		switch {
		case p[0] == x:
			return p[1], true
		case p[0] > x && i > 0:
			q := points[i-1]
			return q[1] + (p[1]-q[1])*(x-q[0])/(p[0]-q[0]), true
		}
	}
	return 0, false
}

// A reading is a table of values read off the lines of a plot at some places.
type reading struct {
	caption, place string
	places         []float64
	decimals       int
}

// lines draws the same curve of every engine, with its table.
func (b *builder) lines(p card.Plot, r reading, curve func(results.Engine) [][2]float64) card.Plot {
	p.Table = table(r.caption, r.place)
	for _, e := range b.Results.Engines {
		p.Series = append(p.Series, card.Series{Name: title(e.Name), Points: coordinates(curve(e))})
		p.Table.Columns = append(p.Table.Columns, title(e.Name))
	}
	for _, x := range r.places {
		cells := []string{number(x, 2)}
		for _, e := range b.Results.Engines {
			if y, ok := between(curve(e), x); ok {
				cells = append(cells, number(y, r.decimals))
			} else {
				cells = append(cells, "not shown")
			}
		}
		p.Table.Rows = append(p.Table.Rows, cells)
	}
	return p
}

// tenths are the places of a table beside a curve.
var tenths = []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}

func (b *builder) roc() card.Plot {
	p := b.lines(card.Plot{Title: "ROC curve", X: "false positive rate: share contacted of those who stayed", Y: "recall: share contacted of those who left", XMax: 1, YMax: 1},
		reading{"Recall at a false positive rate, read off the lines", "false positive rate", tenths, decimals}, func(e results.Engine) [][2]float64 { return e.Curves.ROC })
	p.Series = append(p.Series, card.Series{Name: "chance", Points: [][2]float64{{0, 0}, {1, 1}}, Reference: true})
	return p
}

func (b *builder) precisionRecall() card.Plot {
	p := b.lines(card.Plot{Title: "Precision and recall", X: "recall: share contacted of those who left", Y: "precision: share who left of those contacted", XMax: 1, YMax: 1},
		reading{"Precision at a recall, read off the lines", "recall", tenths, decimals}, func(e results.Engine) [][2]float64 { return e.Curves.PrecisionRecall })
	rate := coordinate(float64(b.Results.Test.Events) / float64(b.Results.Test.Rows))
	p.Series = append(p.Series, card.Series{Name: "chance", Points: [][2]float64{{0, rate}, {1, rate}}, Reference: true})
	return p
}

func (b *builder) calibration() card.Plot {
	s := card.Series{Name: title(b.model.Name), Dots: true}
	t := table("Ten groups of equal size, by risk", "group", "patients", "mean risk", "observed (95 % interval)")
	for i, bin := range b.model.Curves.Calibration {
		s.Points = append(s.Points, [2]float64{coordinate(bin.Mean), coordinate(*bin.Observed.Rate)})
		s.Intervals = append(s.Intervals, [2]float64{coordinate(*bin.Observed.Low), coordinate(*bin.Observed.High)})
		row(&t, fmt.Sprint(i+1), count(bin.N), percent(bin.Mean), observed(bin.Observed))
	}
	return card.Plot{
		Title: "Calibration of " + title(b.model.Name), X: "mean risk of the group", Y: "observed share who left", XMax: 1, YMax: 1,
		Series: []card.Series{s, {Name: "right", Points: [][2]float64{{0, 0}, {1, 1}}, Reference: true}}, Table: t,
	}
}

// lowestBenefit is where the plot of net benefits ends: contacting everyone
// falls without end.
const lowestBenefit = -0.05

func (b *builder) decisionCurve() card.Plot {
	curve := func(e results.Engine) (points [][2]float64) {
		for _, at := range e.Curves.Decision {
			if *at.NetBenefit >= lowestBenefit {
				points = append(points, [2]float64{at.Threshold, *at.NetBenefit})
			}
		}
		return points
	}
	highest := 0.0
	everyone := card.Series{Name: "everyone", Reference: true}
	for _, at := range b.model.Curves.Decision {
		if *at.EveryoneBenefit >= lowestBenefit {
			everyone.Points = append(everyone.Points, [2]float64{at.Threshold, coordinate(*at.EveryoneBenefit)})
		}
		highest = max(highest, *at.EveryoneBenefit, *at.NetBenefit)
	}
	p := b.lines(card.Plot{Title: "Decision curve", X: "threshold", Y: "net benefit for each patient", XMax: 0.6, YMin: lowestBenefit, YMax: math.Ceil(20*highest) / 20},
		reading{"Net benefit at a threshold", "threshold", sweep, decimals}, curve)
	p.Table.Columns = append(p.Table.Columns, "everyone", "no one")
	for i, x := range sweep {
		benefit := "not defined"
		for _, at := range b.model.Curves.Decision {
			if math.Abs(at.Threshold-x) < 1e-9 {
				benefit = number(*at.EveryoneBenefit, decimals)
			}
		}
		p.Table.Rows[i] = append(p.Table.Rows[i], benefit, "0.000")
	}
	if len(everyone.Points) > 0 {
		p.Series = append(p.Series, everyone)
	}
	p.Series = append(p.Series, card.Series{Name: "no one", Points: [][2]float64{{0, 0}, {0.6, 0}}, Reference: true})
	return p
}

// sweep are the places of a table beside a curve over thresholds.
var sweep = []float64{0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60}

func (b *builder) costCurve() card.Plot {
	n := float64(b.Results.Test.Rows)
	curve := func(e results.Engine) (points [][2]float64) {
		for _, at := range e.Curves.Decision {
			points = append(points, [2]float64{at.Threshold, *at.Cost / n}) // thousand dollars for 1,000 patients
		}
		return points
	}
	highest := 0.0
	for _, e := range b.Results.Engines {
		for _, at := range curve(e) {
			highest = max(highest, at[1])
		}
	}
	at := b.model.At[0]
	everyone, nobody := *at.Everyone.Cost.Value/n, *at.Nobody.Cost.Value/n
	p := b.lines(card.Plot{Title: "Cost by threshold", X: "threshold", Y: "cost for 1,000 patients, thousand dollars", XMax: 0.6, YMax: 100 * math.Ceil(max(highest, nobody, everyone)/100)},
		reading{"Cost for 1,000 patients, thousand dollars", "threshold", sweep, 1}, curve)
	p.Table.Columns = append(p.Table.Columns, "everyone", "no one")
	for i := range p.Table.Rows {
		p.Table.Rows[i] = append(p.Table.Rows[i], number(everyone, 1), number(nobody, 1))
	}
	p.Series = append(p.Series,
		card.Series{Name: "everyone", Points: [][2]float64{{0, coordinate(everyone)}, {0.6, coordinate(everyone)}}, Reference: true},
		card.Series{Name: "no one", Points: [][2]float64{{0, coordinate(nobody)}, {0.6, coordinate(nobody)}}, Reference: true})
	return p
}
