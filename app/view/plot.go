package view

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"retain/models/card"
)

// A plot is drawn in units that are about pixels. All measures are SVG
// attributes, because the content security policy forbids inline styles; colours
// and strokes come from the style sheet.
const (
	plotWidth, plotHeight = 340, 250
	left, right           = 40, 10 // room for the numbers of an axis
	top, bottom           = 8, 22
)

// frame maps the coordinates of a plot to its drawing.
type frame struct{ card.Plot }

func (f frame) x(v float64) float64 {
	return left + (v-f.XMin)/(f.XMax-f.XMin)*(plotWidth-left-right)
}

func (f frame) y(v float64) float64 {
	return plotHeight - bottom - (v-f.YMin)/(f.YMax-f.YMin)*(plotHeight-top-bottom)
}

// drawing is the plot alone. Its title stands above it and its numbers in the
// table below, so it needs no words of its own.
func drawing(p card.Plot) string {
	f := frame{p}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img" aria-label="Plot; its numbers are in the table below">`, plotWidth, plotHeight)
	f.axes(&b)
	for i, s := range p.Series {
		f.series(&b, s, i)
	}
	b.WriteString("</svg>")
	return b.String()
}

// axes draws a grid with its numbers.
func (f frame) axes(b *strings.Builder) {
	for _, t := range ticks(f.XMin, f.XMax) {
		fmt.Fprintf(b, `<path class="grid" d="M%.1f %d V%d"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`,
			f.x(t.at), top, plotHeight-bottom, f.x(t.at), plotHeight-bottom+15, t.text)
	}
	for _, t := range ticks(f.YMin, f.YMax) {
		fmt.Fprintf(b, `<path class="grid" d="M%d %.1f H%d"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`,
			left, f.y(t.at), plotWidth-right, left-5, f.y(t.at)+4, t.text)
	}
}

// series draws a line, and where its points are measurements, those as well.
func (f frame) series(b *strings.Builder, s card.Series, i int) {
	fmt.Fprintf(b, `<g class="%s">`, lineClass(s, i))
	for j, r := range s.Intervals {
		fmt.Fprintf(b, `<path class="interval" d="M%.1f %.1f V%.1f"/>`, f.x(s.Points[j][0]), f.y(r[0]), f.y(r[1]))
	}
	b.WriteString(`<path class="line" d="`)
	step := "M"
	for _, p := range s.Points {
		fmt.Fprintf(b, "%s%.1f %.1f", step, f.x(p[0]), f.y(p[1]))
		step = "L"
	}
	b.WriteString(`"/>`)
	if s.Dots {
		for _, p := range s.Points {
			fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="3"/>`, f.x(p[0]), f.y(p[1]))
		}
	}
	b.WriteString("</g>")
}

// sample is a series' line in the legend.
func sample(s card.Series, i int) string {
	dot := ""
	if s.Dots {
		dot = `<circle cx="14" cy="6" r="3"/>`
	}
	return fmt.Sprintf(`<svg width="28" height="12" viewBox="0 0 28 12" aria-hidden="true"><g class="%s"><path class="line" d="M0 6H28"/>%s</g></svg>`,
		lineClass(s, i), dot)
}

// lineClass tells series apart by stroke and tone, never by colour alone.
func lineClass(s card.Series, i int) string {
	if s.Reference {
		return "reference"
	}
	return "series s" + strconv.Itoa(i%4+1)
}

// A tick is a number on an axis.
type tick struct {
	at   float64
	text string
}

// ticks are three to six round numbers from low to high.
func ticks(low, high float64) []tick {
	const most = 5 // steps
	size := 1.0
	for (high-low)/size <= most {
		size /= 10
	}
	for i := 0; (high-low)/size > most*(1+tiny); i++ {
		size *= [...]float64{2, 2.5, 2}[i%3] // 2, 5 and 10 times a power of ten
	}
	decimals := 0
	for s := size; decimals < 6 && math.Abs(s-math.Round(s)) > tiny*s; decimals++ {
		s *= 10
	}
	var out []tick
	for n := math.Ceil(low/size - tiny); n*size <= high+tiny*size; n++ {
		at := n*size + 0 // 0 is not written as -0
		out = append(out, tick{at, strings.Replace(strconv.FormatFloat(at, 'f', decimals, 64), "-", "−", 1)})
	}
	return out
}

// tiny is far below a step, far above rounding.
const tiny = 1e-9
