package view

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/state"
	"retain/core/policy"
)

// shapes mark a level beside its word, so that it is never told by colour
// alone: an empty, a quarter, a half and a full circle.
var shapes = map[string]string{
	policy.Low:      `<circle cx="7" cy="7" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/>`,
	policy.Moderate: `<circle cx="7" cy="7" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M7 7V1a6 6 0 0 1 6 6z"/>`,
	policy.High:     `<circle cx="7" cy="7" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M7 1a6 6 0 0 0 0 12z"/>`,
	policy.Critical: `<circle cx="7" cy="7" r="7"/>`,
}

// level is the risk level as a word with its shape.
func level(name string) string {
	return tag("span", "level "+strings.ToLower(name), shape(name), esc(name+" risk"))
}

// shape is a level's shape in its colour.
func shape(level string) string {
	return `<svg class="shape ` + strings.ToLower(level) + `" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">` + shapes[level] + `</svg>`
}

// levels is a span of levels, which has no shape and no colour of its own.
func levels(b state.Between) string {
	if b.Level != "" {
		return level(b.Level) + " whatever the answer"
	}
	return tag("span", "level span", esc(b.Levels))
}

// person is one of a hundred as a part of a path: 10 wide, 16 high.
const person = `m5 0a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 0 1 0-4.4zm-2.8 5.2h5.6c.7 0 1.2.5 1.2 1.2v4.6h-1.4v5h-5.2v-5h-1.4v-4.6c0-.7.5-1.2 1.2-1.2z`

// hundred is the outline of a hundred people, row by row, through which [people]
// shows the colours of its groups. It never changes, so it stands alone: as a
// part of what each key draws it would be most of the text.
var hundred = func() string {
	var b strings.Builder
	b.WriteString(`<svg class="outlines" width="0" height="0" aria-hidden="true"><clipPath id="hundred"><path d="`)
	for i := range 100 {
		fmt.Fprintf(&b, "M%d %d%s", i%rowOf*personWidth, i/rowOf*personHeight, person)
	}
	b.WriteString(`"/></clipPath></svg>`)
	return b.String()
}()

const rowOf, personWidth, personHeight = 10, 14, 18

// people colours a hundred people: the first out of them in the colour of a
// level, and those up to maybe lighter. The sentence beside it says the same.
func people(out, maybe int, level string) string {
	group := func(class string, from, to int) string {
		return `<path class="` + class + `" d="` + places(from, to) + `"/>`
	}
	class := strings.ToLower(level)
	return `<svg class="people" viewBox="0 0 136 178" aria-hidden="true"><g clip-path="url(#hundred)">` +
		group(class, 0, out) + group(class+" maybe", out, maybe) + group("rest", maybe, 100) + `</g></svg>`
}

// places is the area of some of the hundred, as a path: a rectangle a row.
func places(from, to int) string {
	var b strings.Builder
	for from < to {
		end := min(to, from-from%rowOf+rowOf)
		fmt.Fprintf(&b, "M%d %dh%dv%dh%dz", from%rowOf*personWidth, from/rowOf*personHeight,
			(end-from)*personWidth, personHeight, (from-end)*personWidth)
		from = end
	}
	return b.String()
}

// scale draws where the probability lies among the levels, 0 to 1000 wide, and
// names the levels below. Measures are SVG attributes, because the content
// security policy forbids inline styles.
func scale(s state.Scale) app.UI {
	if s.Legend == nil { // no levels are known yet
		return el("figure", "place").Aria("hidden", "true").Body(app.Raw(`<svg class="bands" viewBox="0 0 1000 28"></svg>`))
	}
	var b strings.Builder
	rect := func(class string, from, to float64, y, height string) {
		if to > from {
			b.WriteString(`<rect class="` + class + `" x="` + measure(from) + `" y="` + y + `" width="` + measure(to-from) + `" height="` + height + `"/>`)
		}
	}
	for i, band := range s.Bands {
		end := 1.0
		if i+1 < len(s.Bands) {
			end = s.Bands[i+1].From
		}
		rect("b"+strconv.Itoa(i+1), band.From*1000, end*1000-2, "10", "8")
	}
	rect("range wide", s.WideLow*1000, s.WideHigh*1000, "8", "12")
	rect("range", s.Low*1000, s.High*1000, "4", "20")
	line := func(class string, at float64) { // a stroke, which is as wide on a phone
		if at > 0 {
			b.WriteString(`<path class="` + class + `" d="M` + measure(at*1000) + ` 0v28"/>`)
		}
	}
	line("threshold", s.Threshold)
	line("mark", s.Mark)
	return box("figure", "place",
		app.Raw(tag(`svg viewBox="0 0 1000 28" preserveAspectRatio="none" role="img" aria-label="`+esc(s.Text)+`"`, "bands", b.String())),
		app.Raw(legend(s)))
}

// legend names the levels and the threshold.
func legend(s state.Scale) string {
	var b strings.Builder
	for i, name := range s.Legend {
		sign := `<svg class="shape" width="2" height="14" aria-hidden="true"><path class="threshold" d="M1 0v14"/></svg>`
		if i < len(s.Bands) {
			sign = shape(s.Bands[i].Level)
		}
		b.WriteString(" " + tag("span", "", sign, esc(name)))
	}
	return tag("figcaption", "quiet", tag("span", "", "In 100:"), b.String())
}

// measure writes a length of a drawing.
func measure(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }
