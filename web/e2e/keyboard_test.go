//go:build e2e

package e2e

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"retain/web/e2e/browser"
)

// focused is what has the focus, by its label or its text, and whether that
// can be seen.
const focused = `(() => {
	const e = document.activeElement, s = getComputedStyle(e);
	const seen = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none";
	const name = (e.labels?.[0] ?? e).textContent.trim();
	return { name: e === document.body ? "" : name, tag: e.tagName, seen };
})()`

type focus struct {
	Name, Tag string
	Seen      bool
}

// tour presses Tab until the focus leaves the page, and returns the stops.
func tour(t *testing.T, p *browser.Page) (stops []focus) {
	t.Helper()
	const most = 100 // stops; more is a trap
	for range most {
		p.Press(kb.Tab)
		at := browser.Eval[focus](p, focused)
		if at.Name == "" || len(stops) > 0 && at == stops[0] {
			return stops
		}
		require.True(t, at.Seen, "the focus on %s cannot be seen", at.Name)
		stops = append(stops, at)
	}
	t.Fatalf("Tab never leaves the page: %v", stops)
	return nil
}

func TestForm(t *testing.T) {
	p := visit(t, serve(t, site).URL)
	require.Equal(t, browser.Labels, browser.Eval[[]string](p, `[...document.querySelectorAll("form label")].map((l) => l.textContent.trim())`))
	require.Equal(t, browser.Labels, browser.Eval[[]string](p, `[...document.querySelector("form").elements]
		.filter((e) => e.matches("input, select, textarea")).map((e) => e.labels[0].textContent.trim())`), "controls in another order than labels")
	for label, options := range map[string][]string{
		"Gender":          {"", "Male", "Female", "Non-binary"},
		"Treatment group": {"", "Active", "Control", "Placebo", "?"},
		"Trial phase":     {"", "Phase I", "Phase II", "Phase III"},
	} {
		require.Equal(t, "SELECT", browser.Eval[string](p, browser.Control(label)+".tagName"))
		require.Equal(t, options, browser.Eval[[]string](p, "[..."+browser.Control(label)+".options].map((o) => o.value)"))
	}
	require.Equal(t, "OUTPUT status", browser.Eval[string](p, `result.tagName + " " + result.getAttribute("role")`))
	for _, label := range browser.Labels {
		require.Equal(t, "true", browser.Eval[string](p, browser.Control(label)+".ariaRequired"), label)
	}
}

// A message that appears while the mouse is down on a label or on "Assess"
// pushes it away, most of all on a phone. The press must count all the same.
func TestPressIsNotLost(t *testing.T) {
	p := visit(t, serve(t, site).URL)
	p.Show(320, 640, 1, "light")
	p.Type("Age", "more than anybody can be")
	p.Choose("Gender", "Female")
	p.Type("Adverse events", "more than anybody can count")
	p.ClickEdge("Assess")
	p.Wait("all problems", `document.querySelectorAll("form [aria-invalid=true]").length === 8`)
	p.Wait("the focus in the first field", "document.activeElement === "+browser.Control("Patient ID"))
}

// Beside a long answer every control of the form can be brought into the window: a
// form that stays in its place while the answer is read must fit in there.
func TestTheWholeFormCanBeReached(t *testing.T) {
	p := visit(t, serve(t, site).URL)
	p.Show(1280, 900, 1, "light")
	p.Fill(browser.Example)
	p.WaitText("#result", "in 100")
	for _, height := range []int{600, 720, 900, 1050, 1130, 1300} {
		p.Show(1280, height, 1, "light")
		require.Empty(t, browser.Eval[[]string](p, `[...document.querySelectorAll("form :is(input, select, button)")].filter((e) => {
			scrollTo(0, document.body.scrollHeight / 2);
			e.scrollIntoView({ block: "nearest" });
			const { top, bottom } = e.getBoundingClientRect();
			return top < 0 || bottom > innerHeight;
		}).map((e) => (e.labels?.[0] ?? e).textContent)`), "in a window %d pixels high", height)
	}
}

// The keyboard reaches everything, in the order of the contract, and back.
func TestTabOrder(t *testing.T) {
	p := visit(t, serve(t, site).URL)
	p.WaitOffline()
	stops := tour(t, p)
	var names []string
	for _, s := range stops {
		names = append(names, s.Name)
	}
	require.Equal(t, "Skip to content", names[0])
	first := slices.Index(names, "Patient ID")
	require.Positive(t, first)
	require.Equal(t, append(slices.Clone(browser.Labels), "Assess", "Clear"), names[first:first+11])
	for _, screen := range []string{"Patient", "Model", "API", "Help"} {
		require.Contains(t, names[:first], screen)
	}
	reachable := browser.Eval[int](p, `[...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
		.filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled && e.tabIndex >= 0).length`)
	require.Len(t, stops, reachable, "%v", names)

	p.Do(browser.Control("Adverse events") + ".focus()")
	for _, label := range []string{"Last visit day", "Visits completed", "Days in trial"} {
		p.ShiftTab()
		require.Equal(t, label, browser.Eval[focus](p, focused).Name)
	}
}

// One patient from the first key to the answer and on, without a mouse.
func TestKeyboardAlone(t *testing.T) {
	p := visit(t, serve(t, site).URL)
	p.Press(kb.Tab + kb.Enter) // the skip link
	p.Wait("the focus in the content", `document.activeElement.id === "main"`)
	for range 10 { // past the banner's link
		p.Press(kb.Tab)
		if browser.Eval[focus](p, focused).Name == "Patient ID" {
			break
		}
	}
	p.Press("P-HIGH" + kb.Tab + "72" + kb.Tab + "F" + kb.Tab + "Pl" + kb.Tab + kb.ArrowDown + kb.ArrowDown + kb.ArrowDown + kb.Tab +
		"150" + kb.Tab + "2" + kb.Tab + "90" + kb.Tab + "8")
	p.WaitText("#result", browser.HighAnswer)
	require.Equal(t, browser.HighRisk, p.Typed())
	p.Press(kb.Enter)
	p.WaitText("main", "Counted in this session")

	p.Press(kb.Backspace + "99" + kb.Enter) // 99 adverse events
	p.Wait("the focus in the field with the error", "document.activeElement === "+browser.Control("Adverse events"))
	p.Wait("the error at the field", browser.Control("Adverse events")+`.getAttribute("aria-invalid") === "true"`)

	p.Do(`[...document.querySelectorAll("nav a")].find((a) => a.textContent === "Help").focus()`)
	p.Press(kb.Enter)
	p.Wait("the focus on the new heading", `document.activeElement.tagName === "H1" && document.activeElement.innerText === "Help"`)
	require.Equal(t, helpTitle, browser.Eval[string](p, "document.title"))
	require.Equal(t, "Help", browser.Eval[string](p, `document.querySelector("nav [aria-current=page]").textContent`))
	p.Do("history.back()")
	p.Wait("the focus on the heading again", `document.activeElement.tagName === "H1" && document.activeElement.innerText.startsWith("Will this")`)
	require.Equal(t, patientTitle, browser.Eval[string](p, "document.title"))
}
