//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"retain/web/e2e/browser"
	"retain/web/e2e/host"
)

// landmark is the site with the model that has a horizon and says how sure it
// is.
func landmark(t *testing.T) host.Site {
	t.Helper()
	return site.With("config.json", settings(t, "MODEL_VERSION", "v4_landmark"))
}

// results is what stands beside the form.
const results = ".results"

// A person who sees the page for the first time finds all of it in reading
// order, and it holds with the server stopped.
func TestTheAnswerInFull(t *testing.T) {
	server := serve(t, landmark(t))
	p := visit(t, server.URL)
	p.WaitOffline()
	server.Kill()
	p.Fill(browser.HighRisk)
	p.WaitText("#result", "in 100 such patients leave within 90 days")
	text := p.Text(results)
	for _, part := range []string{"P-HIGH, study day 150, looking ahead to day 240", " risk", "in 100 such patients leave within 90 days",
		"All training patients: ", "prediction 1", "withdrawing is their right", "Why ", "A typical training patient", "This patient",
		"How sure", "calibration uncertainty", "What the number is not"} {
		_, rest, found := strings.Cut(text, part)
		require.True(t, found, "%q is missing or stands too early in:\n%s", part, p.Text(results))
		text = rest
	}
	a := p.Assess(browser.HighRisk)
	require.Equal(t, 90.0, a["horizon_days"])
	require.NotEmpty(t, a["reasons"])
	p.Click("Every contribution, and how they are computed")
	p.WaitText(results, "pred_contrib")
	rows := browser.Eval[[]string](p, `[...document.querySelectorAll(".parts tbody tr")].map((r) => r.cells[0].innerText)`)
	require.Len(t, rows, 9+2, "nine features, base and raw score")
	p.Type("Age", "71") // what was opened stays open
	p.Wait("the list, still open", `document.querySelector(".results details").open`)
	require.Empty(t, p.Troubles())
}

// Nothing moves in the first card while an answer goes and comes.
func TestTheAnswerDoesNotJump(t *testing.T) {
	p := visit(t, serve(t, landmark(t)).URL)
	p.Show(1280, 900, 1, "light")
	p.Fill(browser.Example)
	p.WaitText("#result", "in 100")
	const places = `[...document.querySelectorAll(".result, .result .people, .result .place, .result .next, .result .take")]
		.map((e) => { const r = e.getBoundingClientRect(); return Math.round(r.top + scrollY) + "," + Math.round(r.height) }).join(" ")`
	before := browser.Eval[string](p, places)
	p.Press(kb.Backspace)
	p.WaitText("#result", "The answer appears here")
	require.Equal(t, before, browser.Eval[string](p, places), "without an answer")
	p.Press("5")
	p.WaitText("#result", "in 100")
	require.Equal(t, before, browser.Eval[string](p, places), "with another answer")
	p.Press(kb.Enter)
	p.WaitText("#result", "Counted in this session")
	require.Equal(t, before, browser.Eval[string](p, places), "when it is counted")
}

// On a phone the answer is far below the form: Assess shows it, and leaves the
// focus where it is.
func TestAssessShowsTheAnswer(t *testing.T) {
	p := visit(t, serve(t, landmark(t)).URL)
	p.Show(320, 640, 1, "light")
	p.Fill(browser.HighRisk)
	p.WaitText("#result", "About ")
	const seen = `(({ top, bottom }) => top >= 0 && bottom <= innerHeight + 1)(document.querySelector("#result").getBoundingClientRect())`
	require.False(t, browser.Eval[bool](p, seen), "the answer is beside the form; nothing to test")
	p.Press(kb.Enter)
	p.Wait("the answer in the window", seen)
	require.True(t, browser.Eval[bool](p, "document.activeElement === "+browser.Control("Adverse events")))
}

// "Not known" by key and by mouse: a range, no prediction, and what to ask for.
func TestNotKnown(t *testing.T) {
	p := visit(t, serve(t, landmark(t)).URL)
	p.Fill(browser.HighRisk)
	p.WaitText("#result", "About ")
	p.Type("Last visit day", "?")
	p.WaitText("#result", "Between ")
	result := p.Text("#result")
	require.Contains(t, result, "A range, not a prediction: last visit day is not known.")
	require.Contains(t, result, "every answer the form allows")
	require.NotContains(t, result, "About ")
	require.Contains(t, p.Text(results), "Find out last visit day")

	p.Do(`document.getElementById("f-adverse_events-unknown").click()`)
	p.WaitText("#result", "last visit day and adverse events are not known")
	require.Equal(t, "Not known", browser.Eval[string](p, browser.Control("Adverse events")+".value"))
	require.True(t, browser.Eval[bool](p, "document.activeElement === "+browser.Control("Adverse events")))
	p.Choose("Treatment group", "Not known (blinded)")
	p.WaitText("#result", "treatment group, last visit day and adverse events are not known")
	p.Click("Assess")
	p.WaitText("#result", "Counted as a range, not as a prediction")
	require.Equal(t, 0.0, stats(p)["total_predictions"])
	require.Empty(t, browser.Eval[string](p, `[...document.querySelectorAll(".take button:enabled")].map((b) => b.innerText).filter((t) => /What if|Download/.test(t)).join()`))

	p.Type("Age", "?")
	p.WaitText("#result", "Too little is known")
	require.Contains(t, p.Text(results), "4 answers are not known")
	p.Type("Age", "72")
	p.WaitText("#result", "Between ")
	p.Type("Last visit day", "90")
	p.Type("Adverse events", "8")
	p.Choose("Treatment group", "Placebo")
	p.WaitText("#result", "About ")
	require.Empty(t, p.Troubles())
}

// The button beside a field is no stop of the Tab key; the field's description
// names the key that does the same.
func TestNotKnownByKeyboard(t *testing.T) {
	p := visit(t, serve(t, landmark(t)).URL)
	p.Do(browser.Control("Patient ID") + ".focus()")
	var names []string
	for range 10 {
		p.Press(kb.Tab)
		names = append(names, browser.Eval[focus](p, focused).Name)
	}
	require.Equal(t, append(append([]string{}, browser.Labels[1:]...), "Assess", "Clear"), names)
	for _, label := range []string{"Age", "Visits completed", "Last visit day", "Adverse events"} {
		described := browser.Eval[string](p, browser.Control(label)+`.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id).innerText).join(" ")`)
		require.Contains(t, described, "or ? if not known", label)
	}
}

func TestWhatIf(t *testing.T) {
	p := visit(t, serve(t, landmark(t)).URL)
	p.Fill(browser.HighRisk)
	p.WaitText("#result", "About ")
	real := p.Text("#result")
	p.Click("What if…")
	p.Wait("the focus on the new card", `document.activeElement.id === "what-if"`)
	p.Press(kb.Tab + kb.Tab + kb.Enter) // past "one visit fewer", which does nothing now
	p.WaitText("#what-if-result", "in 100 such patients leave within 90 days")
	p.Do(`[...document.querySelectorAll(".what-if button")].find((b) => b.ariaLabel === "30 days more").click()`)
	p.WaitText(".what-if", "visits in 180 days")
	require.Equal(t, real, p.Text("#result"), "the real answer changed")
	require.Equal(t, 0.0, stats(p)["total_predictions"])
	edited := browser.NewPatient("P-HIGH", "72", "Female", "Placebo", "Phase III", "180", "3", "180", "8")
	want := p.Assess(edited)
	require.Contains(t, p.Text(".what-if"), want["risk_level"].(string)+" risk")
	p.Press(kb.Escape)
	p.Click("Close")
	p.Wait("the focus back on the button", `document.activeElement.id === "what-if-open"`)
	p.Click("What if…")
	p.Type("Age", "71")
	p.Wait("a what-if that ends with the answer", `!document.querySelector(".what-if")`)
	require.Empty(t, p.Troubles())
}
