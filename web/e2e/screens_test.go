//go:build e2e

package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/web/e2e/browser"
)

// A view is everything that can be on the screen at once.
type view struct {
	name  string
	title string // of the document
	show  func(t *testing.T, p *browser.Page)
}

const (
	patientTitle = "Will this patient stay in the trial? · Retain"
	modelTitle   = "Model · Retain"
	apiTitle     = "API · Retain"
	helpTitle    = "Help · Retain"
)

// views lists every view of the site, each shown from nothing.
func views(t *testing.T) []view {
	server := serve(t, site)
	model := site.Find(t, "assets/models/"+inUse(t)+"/model.", ".txt")
	wasm := site.Find(t, "assets/retain.", ".wasm")
	refused := serve(t, site.With(model, damaged(site, model)))
	broken := serve(t, site.With(wasm, damaged(site, wasm)))
	two := serve(t, twoVersions(t, nil))
	refusing := serve(t, twoVersions(t, func(folder string, _ map[string]any) {
		flip(t, filepath.Join(folder, "model.txt"))
		flip(t, filepath.Join(folder, "..", "v3_causal", "card.json"))
	}))
	good := site.Handler(t)
	full := serve(t, landmark(t))
	slow := serve(t, site)
	slow.Swap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".wasm") {
			<-r.Context().Done() // until the page is closed
			return
		}
		good.ServeHTTP(w, r)
	}))
	at := func(path string, then func(p *browser.Page)) func(*testing.T, *browser.Page) {
		return func(t *testing.T, p *browser.Page) {
			t.Helper()
			p.Go(server.URL + path)
			p.WaitOffline()
			then(p)
		}
	}
	answered := func(patient browser.Patient, then func(p *browser.Page)) func(*testing.T, *browser.Page) {
		return func(t *testing.T, p *browser.Page) {
			t.Helper()
			p.Go(full.URL)
			p.WaitOffline()
			p.Fill(patient)
			p.WaitText("#result", "in 100")
			then(p)
		}
	}
	return []view{
		{"patient, empty", patientTitle, at("", func(*browser.Page) {})},
		{"patient, with a result", patientTitle, at("", func(p *browser.Page) {
			p.Fill(browser.NewPatient("Jane Doe", "72", "Female", "Placebo", "Phase III", "150", "40", "90", "20"))
			p.Click("Assess")
			p.WaitText("main", "Counted in this session")
			p.WaitText("main", "Caution.")
		})},
		{"patient, in full", patientTitle, answered(browser.HighRisk, func(p *browser.Page) {
			p.Click("Every contribution, and how they are computed")
			p.WaitText(".parts", "pred_contrib")
		})},
		{"patient, a range", patientTitle, answered(browser.NewPatient("P-HIGH", "?", "Female", "Placebo", "Phase III", "150", "2", "?", "8"),
			func(p *browser.Page) { p.WaitText("#result", "Between ") })},
		{"patient, what if", patientTitle, answered(browser.HighRisk, func(p *browser.Page) {
			p.Click("What if…")
			p.WaitText(".what-if", "Nothing is changed yet.")
			p.Do(`[...document.querySelectorAll(".what-if button")].find((b) => b.ariaLabel === "1 visit more").click()`)
			p.WaitText("#what-if-result", "in 100")
		})},
		{"patient, copy refused", patientTitle, answered(browser.HighRisk, func(p *browser.Page) {
			p.Do(`Object.defineProperty(navigator, "clipboard", { value: undefined })`)
			p.Click("Copy for the note")
			p.WaitText(".take", "The browser did not copy it")
		})},
		{"patient, with errors", patientTitle, at("", func(p *browser.Page) {
			p.Type("Age", "ninety")
			p.Click("Assess")
			p.Wait("nine errors but the one typed", `document.querySelectorAll("form [aria-invalid=true]").length === 9`)
		})},
		{"patient, model refused", patientTitle, func(t *testing.T, p *browser.Page) {
			p.Go(refused.URL)
			p.WaitText("[role=alert]", "No prediction is possible")
			p.WaitText("#offline-state", "Not available offline")
		}},
		{"requests opened", patientTitle, at("", func(p *browser.Page) {
			p.Do(`document.querySelector("#request-summary").click()`)
			p.Wait("the list of requests", `document.querySelector("#request-summary").parentElement.open`)
		})},
		{"Model", modelTitle, at("model/", func(p *browser.Page) {
			openModel(p)
			p.Click("Run the self-test")
			p.WaitText("#self-test-outcome", "Passed")
			p.Do(`document.querySelectorAll("main details").forEach((e) => { e.open = true })`)
		})},
		{"Model, a reason asked for", modelTitle, func(t *testing.T, p *browser.Page) {
			p.Go(refusing.URL + "model/")
			p.WaitText("#card", "The card cannot be shown")
			use(p, other, " ")
			p.WaitText("#versions", "This is missing.")
		}},
		{"Model, another version in use", modelTitle, func(t *testing.T, p *browser.Page) {
			p.Go(two.URL + "model/")
			p.WaitOffline()
			openModel(p)
			use(p, other, "to compare both")
			p.WaitText("#card-use", "For tests.")
		}},
		{"Model, card and version refused", modelTitle, func(t *testing.T, p *browser.Page) {
			p.Go(refusing.URL + "model/")
			p.WaitText("#card", "The card cannot be shown")
			use(p, other, "to compare both")
			p.WaitText("#versions [role=status]", "is not used")
		}},
		{"API", apiTitle, at("api/", func(*browser.Page) {})},
		{"API, tried", apiTitle, at("api/", func(p *browser.Page) {
			p.Click("assess(patient)")
			p.WaitText("#try-output", "raw_score")
			p.Click("Show the schema")
		})},
		{"Help", helpTitle, at("help/", func(p *browser.Page) { p.WaitText("main", "AUC 0.") })},
		{"no such page", "No such page · Retain", func(t *testing.T, p *browser.Page) {
			p.Go(server.URL + "nothing/here")
			p.WaitText("h1", "There is no page at this address")
		}},
		{"loading", "Patient · Retain", func(t *testing.T, p *browser.Page) {
			p.Go(slow.URL)
			p.WaitText("#retain-loading-text", "Loading")
		}},
		{"not started", "Patient · Retain", func(t *testing.T, p *browser.Page) {
			p.Go(broken.URL)
			p.WaitText("#retain-loading-text", "Retain did not start.")
		}},
	}
}

// window sizes, in CSS pixels and screen pixels for one of them: a desktop, a
// narrow phone, and the desktop at 200 % zoom, which is half as wide for the
// page.
var windows = []struct {
	name                 string
	width, height, scale int
}{{"1280", 1280, 900, 1}, {"320", 320, 640, 1}, {"200 % zoom", 640, 450, 2}}

// axe is the accessibility checker, from the package that .ci/tools installs.
func axe(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("node_modules", "axe-core", "axe.min.js"))
	require.NoError(t, err, "axe-core is not installed: run .ci/tools")
	return string(source)
}

// violations asks axe, with every rule that it has switched on and the size of
// targets, which WCAG 2.2 adds.
const violations = `axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } }).then((r) =>
	r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html + " " + n.failureSummary).join(" | ")))`

// lost lists what cannot be seen without scrolling sideways, and what is cut
// off. Boxes that scroll on their own and what is parked outside of the window
// for screen readers are in order. 1 px is left for rounding.
const lost = `(() => {
	const out = [];
	const top = document.documentElement;
	if (top.scrollWidth > top.clientWidth) out.push("the page is " + (top.scrollWidth - top.clientWidth) + " px too wide");
	const scrolls = (e) => /auto|scroll/.test(getComputedStyle(e).overflowX) && e !== document.body && e !== top;
	for (const e of document.querySelectorAll("body *")) {
		const r = e.getBoundingClientRect(), style = getComputedStyle(e);
		if (!e.checkVisibility({ visibilityProperty: true }) || r.width <= 1 || r.height <= 1 || r.right < 0 || r.bottom + scrollY < 0) continue;
		let inside = false;
		for (let a = e.parentElement; a && !inside; a = a.parentElement) inside = scrolls(a);
		const name = e.tagName + "." + e.getAttribute("class") + " " + (e.innerText || "").slice(0, 40);
		if (!inside && (r.right > top.clientWidth + 1 || r.left < -1)) out.push("outside: " + name);
		if (/hidden|clip/.test(style.overflowX) && e.scrollWidth > e.clientWidth + 1) out.push("cut off at the side: " + name);
		if (/hidden|clip/.test(style.overflowY) && e.scrollHeight > e.clientHeight + 1) out.push("cut off below: " + name);
	}
	return out;
})()`

// Every view, wide and narrow, light and dark: no violation, nothing lost.
func TestEveryViewIsAccessible(t *testing.T) {
	source := axe(t)
	for _, v := range views(t) {
		t.Run(v.name, func(t *testing.T) {
			p := open(t)
			p.Show(1280, 900, 1, "light")
			v.show(t, p)
			require.Equal(t, v.title, browser.Eval[string](p, "document.title"))
			require.Equal(t, "en", browser.Eval[string](p, "document.documentElement.lang"))
			require.Equal(t, 1, browser.Eval[int](p, `document.querySelectorAll("h1").length`))
			p.Do(source)
			for _, w := range windows {
				for _, scheme := range []string{"light", "dark"} {
					p.Show(w.width, w.height, w.scale, scheme)
					require.Empty(t, browser.Eval[[]string](p, violations), "%s, %s", w.name, scheme)
				}
				require.Empty(t, browser.Eval[[]string](p, lost), w.name)
			}
		})
	}
}

// Colours really change with the scheme; without this the dark half of the test
// above could be the light one twice.
func TestDarkIsDark(t *testing.T) {
	p := visit(t, serve(t, site).URL)
	const background = `getComputedStyle(document.documentElement).backgroundColor`
	p.Show(1280, 900, 1, "light")
	light := browser.Eval[string](p, background)
	p.Show(1280, 900, 1, "dark")
	require.NotEqual(t, light, browser.Eval[string](p, background))
}
