package view

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"github.com/stretchr/testify/require"

	"retain/app/state"
	"retain/core/change"
	"retain/core/patient"
)

// landmark is a page whose model explains itself and says how sure it is.
func landmark() *fakePage {
	return &fakePage{config: `{"settings":{"MODEL_VERSION":{"value":"v4_landmark","source":"environment"}}}`}
}

// part is what stands in one element of a page, by its opening tag's text.
func part(t *testing.T, html, from, to string) string {
	t.Helper()
	_, rest, found := strings.Cut(html, from)
	require.True(t, found, from)
	inside, _, found := strings.Cut(rest, to)
	require.True(t, found, to)
	return inside
}

// inOrder checks that texts stand in a page one after the other.
func inOrder(t *testing.T, html string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		_, rest, found := strings.Cut(html, text)
		require.True(t, found, "%q is missing, or stands too early", text)
		html = rest
	}
}

func TestTheAnswersOrder(t *testing.T) {
	r, draw := mounted(t, landmark())
	fill(r, high...)
	html := draw()
	inOrder(t, html, "P-9, study day 150, looking ahead to day 240", `class="level `, "in 100 such patients leave within 90 days",
		"All training patients", "prediction 1", `class="people"`, `class="place"`, r.state.Engine.Policy.Decide(r.state.Result.Probability).Band.Title, "withdrawing is their right", "Copy for the note", "What if…",
		">Why ", "A typical training patient", "This patient", "not what causes it", "How sure", "calibration uncertainty",
		"Is it a clear case?", "Like the training patients?", "What the number is not", ">Entered<", "Not counted in this session")
	require.NotContains(t, html, "style=", "the content security policy blocks inline styles")

	fill(r, "<b>&", "72", "Female", "Placebo", "Phase III", "5", "5", "5", "50")
	html = draw()
	inOrder(t, html, "Caution.", `class="level `, "in 100 such patients leave") // before the number is believed
	require.NotContains(t, html, "<b>&", "a code is text, never markup")
	require.Equal(t, 2, strings.Count(html, "&lt;b&gt;&amp;"), "in the title and on paper")
}

// The frame of the first card is there without an answer too, so that nothing
// moves while someone types.
func TestTheFrameStays(t *testing.T) {
	r, draw := mounted(t, landmark())
	frame := regexp.MustCompile(`<(?:output|figure|textarea|button)|class="(?:answer|people|place|next|take|links)"`)
	empty := frame.FindAllString(part(t, draw(), `<div class="results">`, "</main>"), -1)
	fill(r, high...)
	answered := draw()
	require.Equal(t, empty, frame.FindAllString(part(t, answered, `<div class="results">`, "</section>"), -1))
	off := regexp.MustCompile(`<button[^>]* disabled[ >]`)
	require.Empty(t, off.FindAllString(part(t, answered, `<div class="results">`, "</section>"), -1))
	fill(r, "P-9", "7")
	html := draw()
	require.Len(t, off.FindAllString(part(t, html, `<div class="results">`, "</section>"), -1), 6)
	require.Contains(t, html, "Please correct: Age.")
}

func TestNotKnown(t *testing.T) {
	page := landmark()
	r, draw := mounted(t, page)
	form := part(t, draw(), "<form", "</form>")
	require.Equal(t, len(patient.Fields), strings.Count(form, "<label"))
	require.Equal(t, 1, strings.Count(form, `aria-label=`), "the form's own; a second label in it could be taken for a field's")
	buttons := regexp.MustCompile(`<button[^>]*>Not known</button>`).FindAllString(form, -1)
	require.Len(t, buttons, 4, "the number fields that may be unknown")
	for _, b := range buttons {
		require.Contains(t, b, `tabindex="-1"`)
	}
	require.Equal(t, 4, strings.Count(form, ">, or ? if not known</span>"), "the key that does the same")
	require.Contains(t, form, ">Not known (blinded)</option>")

	fill(r, high...)
	r.send(state.NotKnown{Field: patient.Age})
	require.Equal(t, "Not known", page.written["f-age"])
	require.Equal(t, "f-age", page.focused[len(page.focused)-1])
	html := draw()
	require.Contains(t, html, "A range, not a prediction: age is not known.")
	require.Contains(t, html, "Not known: gives a range")
	require.NotContains(t, html, "About ")
	require.NotContains(t, html, "prediction 1")
	require.NotContains(t, html, `id="why"`, "there is no one number to explain")
	r.send(state.Asked{At: at})
	require.Contains(t, draw(), "Counted as a range, not as a prediction")
	require.Contains(t, indented(r.session.Stats()), `"total_predictions": 0`)
}

// A long search says that it began, shows how far it is outside of what a screen
// reader hears, and ends in a range.
func TestALongSearch(t *testing.T) {
	r, draw := mounted(t, landmark())
	var waiting []func()
	r.async = func(work func() func()) { waiting = append(waiting, work()) }
	fill(r, "P-9", "?", "Female", "Placebo", "Phase III", "900", "?", "?", "8")
	html := draw()
	require.Contains(t, html, "Working out the range.")
	require.NotContains(t, part(t, html, "<output", "</output>"), "<progress")
	require.Contains(t, html, "<progress")
	steps := 0
	for ; len(waiting) > 0; steps++ {
		f := waiting[0]
		waiting = waiting[1:]
		f()
		require.LessOrEqual(t, len(waiting), 1)
	}
	require.Greater(t, steps, 2)
	require.Contains(t, draw(), "Between ")
}

func TestWhatIf(t *testing.T) {
	page := landmark()
	r, draw := mounted(t, page)
	fill(r, high...)
	const result = `<div><p><span class="level` // go-app writes the attributes of output in any order
	before := part(t, draw(), result, "</output>")
	r.send(state.TryOpened{})
	html := draw()
	require.Equal(t, state.WhatIfTitle, page.focused[len(page.focused)-1], "after it is drawn")
	require.Contains(t, html, "never counted")
	require.Contains(t, html, "Nothing is changed yet.")
	require.Equal(t, 3, strings.Count(html, "aria-disabled"), "nothing can be taken back")
	r.send(state.Tried{Edit: change.Edit{Events: 1}})
	html = draw()
	inOrder(t, html, "What if</h2>", ">Now<", ">What if<", "Risk", "Level", "8 adverse events in 150 days", "9 adverse events in 150 days")
	require.Equal(t, before, part(t, html, result, "</output>"), "the real answer stays as it is")
	require.Contains(t, indented(r.session.Stats()), `"total_predictions": 0`)
	r.send(state.TryClosed{})
	require.NotContains(t, draw(), "never counted")
	require.Equal(t, state.WhatIfButton, page.focused[len(page.focused)-1])
}

func TestTakeAway(t *testing.T) {
	page := landmark()
	r, draw := mounted(t, page)
	fill(r, high...)
	r.send(state.Copy{})
	r.send(state.Copy{Full: true})
	require.Len(t, page.copied, 2)
	require.Contains(t, page.copied[0], "P-9, study day 150")
	require.Contains(t, draw(), "Copied. Paste it into the note.")
	page.refused = errors.New("not allowed here")
	r.send(state.Copy{})
	html := draw()
	require.Contains(t, html, "not allowed here")
	require.Contains(t, part(t, html, "<textarea", "</textarea>"), "P-9, study day 150")
	require.Equal(t, boxID+" selected", page.focused[len(page.focused)-1])
	r.send(state.Save{Format: state.JSON})
	r.send(state.Save{Format: state.FHIR})
	require.Len(t, page.keeps, 2)
	require.Contains(t, page.keeps["retain-P-9-2026-01-31.fhir.json"], "RiskAssessment")
	r.send(state.Printed{})
	require.Equal(t, 1, page.printed)
}

func TestPeople(t *testing.T) {
	row := regexp.MustCompile(`M(\d+) (\d+)h(\d+)v18h-(\d+)z`)
	// held are the people whose places an area covers, counted row by row
	held := func(svg, class string) (people []int) {
		area := part(t, svg, `class="`+class+`" d="`, `"`)
		require.Empty(t, row.ReplaceAllString(area, ""))
		for _, r := range row.FindAllStringSubmatch(area, -1) {
			x, y, width := number(t, r[1]), number(t, r[2]), number(t, r[3])
			require.Equal(t, r[3], r[4])
			for i := range width / 14 {
				people = append(people, y/18*10+x/14+i)
			}
		}
		return people
	}
	all := make([]int, 100)
	for i := range all {
		all[i] = i
	}
	for n := range 101 {
		svg := people(n, n, "High")
		require.Equal(t, all, append(held(svg, "high"), held(svg, "rest")...))
		require.Len(t, held(svg, "high"), n)
		require.Empty(t, held(svg, "high maybe"))
	}
	svg := people(20, 45, "")
	require.Equal(t, all, slices.Concat(held(svg, ""), held(svg, " maybe"), held(svg, "rest")))
	require.Equal(t, []int{20, 25}, []int{len(held(svg, "")), len(held(svg, " maybe"))})
	require.Equal(t, 100, strings.Count(hundred, "M"), "whole people, each with an outline of its own")
	require.Contains(t, hundred, "M0 0m5 0a", "the first")
	require.Contains(t, hundred, "M126 162m5 0a", "the last")
}

func number(t *testing.T, text string) int {
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

func TestBar(t *testing.T) {
	require.Contains(t, bar(1), `class="up" x="72.0" y="2" width="70.0"`)
	require.Contains(t, bar(-0.5), `class="down" x="37.0" y="2" width="35.0"`)
	require.Contains(t, bar(0), `width="0.0"`)
}

func TestScale(t *testing.T) {
	svg := app.HTMLString(scale(state.Scale{Mark: 0.374, Low: 0.35, High: 0.39, Threshold: 0.35, Text: `37 & "more"`, Legend: []string{"Low"}}))
	require.Contains(t, svg, `class="mark" d="M374.0 0v28"`)
	require.Contains(t, svg, `class="range" x="350.0" y="4" width="40.0"`)
	require.Contains(t, svg, `aria-label="37 &amp; &#34;more&#34;"`)
	require.NotContains(t, app.HTMLString(scale(state.Scale{Low: 0.2, High: 0.3, Legend: []string{"Low"}})), `class="mark"`)
}
