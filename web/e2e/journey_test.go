//go:build e2e

package e2e

import (
	"math"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"retain/web/e2e/browser"
)

// The whole promise in one go: visit once, work, lose the server, quit the
// browser, come back, work on with the same numbers.
func TestOneVisitIsEnough(t *testing.T) {
	profile := t.TempDir()
	url, kill := serveBinary(t)
	b := browser.Start(t, profile)
	p := b.Open(t)
	p.Go(url)
	p.WaitOffline()
	firstAssessment(t, p)
	invalidInput(t, p)
	require.Empty(t, p.Troubles())

	p.Type("Age", "72")
	p.WaitText("#result", browser.HighAnswer)
	before, score := answer(p), rawBits(t, p)

	kill()
	p.Type("Patient ID", "P-HIGH-2")
	p.Click("Assess")
	p.WaitText("main", "Counted in this session")
	require.Contains(t, p.Text("#result"), before, "the server's end changed the answer")
	require.Equal(t, score, rawBits(t, p))
	screensOffline(t, p, url)
	b.Close(t)

	b = browser.Start(t, profile)
	t.Cleanup(func() { b.Close(t) })
	p = b.Open(t)
	p.Go(url)
	p.WaitOffline()
	p.Fill(browser.HighRisk)
	p.Press(kb.Enter)
	p.WaitText("main", "Counted in this session")
	require.Equal(t, before, answer(p), "the restarted browser answers something else")
	require.Equal(t, score, rawBits(t, p))
}

// firstAssessment fills in the form and presses Assess once.
func firstAssessment(t *testing.T, p *browser.Page) {
	t.Helper()
	require.Equal(t, 0.0, stats(p)["total_predictions"])
	p.Fill(browser.HighRisk[:8])
	require.NotContains(t, p.Text("#result"), "Critical")
	p.Fill(browser.HighRisk[8:])
	p.WaitText("#result", "Critical risk")
	require.Contains(t, p.Text("#result"), browser.HighAnswer+" such patients leave within 90 days")
	require.Contains(t, p.Text("#result"), "prediction 1")
	require.Equal(t, 0.0, stats(p)["total_predictions"], "an answer that follows the typing was counted")

	p.Type("Adverse events", "0")
	p.Wait("another answer for another input", `/in 100/.test(result.innerText) && !result.innerText.includes("`+browser.HighAnswer+`")`)
	p.Type("Adverse events", "8")
	p.WaitText("#result", browser.HighAnswer)

	p.Click("Assess")
	p.WaitText("main", "Counted in this session")
	require.Equal(t, 1.0, stats(p)["total_predictions"])
	require.Equal(t, 1.0, stats(p)["positive_predictions"])
}

// invalidInput types an age outside the contract.
func invalidInput(t *testing.T, p *browser.Page) {
	t.Helper()
	age := browser.Control("Age")
	p.Type("Age", "90")
	p.Wait("no answer for an unusable age", `!document.querySelector("#result").innerText.includes("in 100")`)
	p.Click("Assess")
	p.Wait("the focus in the first field with an error", "document.activeElement === "+age)
	p.Wait("the error at the field", age+`.getAttribute("aria-invalid") === "true"`)
	message := browser.Eval[string](p, age+`.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id).innerText).join(" ")`)
	require.Contains(t, message, "18 to 85")
	require.NotContains(t, p.Text("main"), "Critical risk")
	want := browser.NewPatient("P-HIGH", "90", "Female", "Placebo", "Phase III", "150", "2", "90", "8")
	require.Equal(t, want, p.Typed(), "something typed was lost")
	require.Equal(t, 1.0, stats(p)["total_predictions"], "a refused patient was counted")
}

// screensOffline opens every screen with the server dead, by the bar and by its
// address.
func screensOffline(t *testing.T, p *browser.Page, url string) {
	t.Helper()
	typed := p.Typed()
	for _, s := range []struct{ name, path, title string }{{"Help", "help/", "Help"}, {"Model", "model/", "Model"}, {"API", "api/", "API"}} {
		p.Click(s.name)
		p.WaitText("h1", s.title)
		require.Equal(t, url+s.path, browser.Eval[string](p, "location.href"))
	}
	p.Click("Evidence and limits")
	p.Wait("the chapter's heading in the window, with the focus",
		`document.activeElement.innerText === "Evidence and limits" && document.activeElement.getBoundingClientRect().top < innerHeight`)
	p.Click("Patient")
	p.WaitText("h1", "Will this patient stay")
	require.Equal(t, typed, p.Typed(), "moving between screens lost what was typed")
	for path, title := range map[string]string{
		"help/": "Help", "help": "Help", "model": "Model", "api/": "API", "api": "API", "help/index.html": "Help", "?from=mail": "Will this patient stay",
	} {
		p.Go(url + path)
		p.WaitOffline()
		p.WaitText("h1", title)
	}
	p.Go(url)
	p.WaitOffline()
	p.Fill(browser.HighRisk)
	p.WaitText("#result", browser.HighAnswer)
}

// answer is the result without the note that it was counted, and when.
func answer(p *browser.Page) string {
	text, _, _ := strings.Cut(p.Text("#result"), " Counted in this session")
	return text
}

func stats(p *browser.Page) map[string]any {
	return browser.Eval[map[string]any](p, "retain.stats()")
}

// rawBits is the raw score of the high-risk patient, bit by bit.
func rawBits(t *testing.T, p *browser.Page) uint64 {
	t.Helper()
	raw, ok := p.Assess(browser.HighRisk)["raw_score"].(float64)
	require.True(t, ok)
	return math.Float64bits(raw)
}
