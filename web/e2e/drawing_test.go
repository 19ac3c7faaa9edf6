//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"retain/web/e2e/browser"
)

// shown is all that stands beside the form, as text in which the order of
// attributes does not count, and the minute of the answer neither.
const shown = `(() => {
	const write = (n) => n.nodeType === Node.TEXT_NODE ? n.data : "<" + n.nodeName
		+ [...n.attributes].map((a) => " " + a.name + "=" + JSON.stringify(a.value)).sort().join("") + ">"
		+ [...n.childNodes].map(write).join("") + "</>";
	return write(document.querySelector(".results")).replace(/As of [^.]*\./, "");
})()`

// A key writes only what differs into the page that is there. Whatever was shown
// before, what is shown then is what a page shows that was opened for it.
func TestDrawnInPlaceAsDrawnAnew(t *testing.T) {
	server := serve(t, landmark(t))
	p, anew := visit(t, server.URL), visit(t, server.URL)
	p.Fill(browser.Example)
	for _, step := range []struct{ label, text, says string }{
		{"Adverse events", "14", "in 100"}, // other reasons, in another order
		{"Patient ID", `"a" & <b>`, "in 100"},
		{"Days in trial", "1000", "Caution."},
		{"Age", "", "The answer appears here"},
		{"Age", "?", "Between "},
		{"Age", "18", "in 100"},
		{"Days in trial", "120", "in 100"},
	} {
		p.Type(step.label, step.text)
		p.WaitText("#result", step.says)
		anew.Go(server.URL)
		anew.WaitReady()
		anew.Fill(p.Typed())
		anew.WaitText("#result", step.says)
		require.Equal(t, browser.Eval[string](anew, shown), browser.Eval[string](p, shown), "%s: %s", step.label, step.text)
	}
	require.Empty(t, p.Troubles())
}

// A browser that translates the page puts elements of its own around its texts.
// The next answer is then drawn all the same.
func TestDrawnOverATranslation(t *testing.T) {
	p := visit(t, serve(t, landmark(t)).URL)
	p.Fill(browser.HighRisk)
	p.WaitText("#result", browser.HighAnswer)
	p.Do(`(() => {
		const texts = [], walk = document.createTreeWalker(document.querySelector(".results"), NodeFilter.SHOW_TEXT);
		while (walk.nextNode()) texts.push(walk.currentNode);
		for (const text of texts) {
			const font = document.createElement("font");
			font.textContent = text.data.toUpperCase();
			text.replaceWith(font);
		}
	})()`)
	p.WaitText("#result", "IN 100 SUCH PATIENTS")
	p.Fill(browser.Example)
	p.WaitText("#result", browser.ExampleAnswer)
	require.Contains(t, p.Text("#who"), "P-1234", "the name belongs to the number")
	for _, gone := range []string{"P-HIGH", "59 IN 100", "59 in 100"} {
		require.NotContains(t, p.Text(results), gone)
	}
	require.Contains(t, p.Text("table.why"), browser.ExampleAnswer)
	require.Empty(t, p.Troubles())
}
