//go:build e2e

package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"retain/web/e2e/browser"
	"retain/web/e2e/host"
)

// other is a second version in the registry of a test: the model of v3_causal
// under a calibrator of its own, so that its numbers can be told from it, and
// with a card of one sentence.
const other = "v0_other"

// twoVersions is a site whose registry holds v3_causal, which it is set to, and
// other. seal may change the other one's manifest, and files beside it after
// their hashes were taken.
func twoVersions(t *testing.T, seal func(folder string, manifest map[string]any)) host.Site {
	t.Helper()
	registered := filepath.Join(top, "models", "registry")
	registry := filepath.Join(t.TempDir(), "registry")
	folder := filepath.Join(registry, other)
	for _, to := range []string{"v3_causal", other} {
		require.NoError(t, os.CopyFS(filepath.Join(registry, to), os.DirFS(filepath.Join(registered, "v3_causal"))))
	}
	m := decoded(t, filepath.Join(folder, "manifest.json"))
	m["version"], m["stage"] = other, "archived"
	m["calibrator"] = map[string]any{"method": "logistic", "intercept": -1, "slope": 0.5}
	card := encoded(t, filepath.Join(folder, "card.json"), map[string]any{"title": "Model card: " + other,
		"sections": []any{map[string]any{"id": "use", "title": "Use", "paragraphs": []string{"For tests."}}}})
	m["card_sha256"] = fmt.Sprintf("%x", sha256.Sum256(card))
	if seal != nil {
		seal(folder, m)
	}
	manifest := encoded(t, filepath.Join(folder, "manifest.json"), m)

	listed := []any{map[string]any{"version": other, "stage": "archived", "manifest_sha256": fmt.Sprintf("%x", sha256.Sum256(manifest))}}
	for _, v := range decoded(t, filepath.Join(registered, "registry.json"))["versions"].([]any) {
		if v.(map[string]any)["version"] == "v3_causal" {
			listed = append(listed, v)
		}
	}
	require.Len(t, listed, 2)
	encoded(t, filepath.Join(registry, "registry.json"), map[string]any{"versions": listed})
	config := filepath.Join(t.TempDir(), "config.json")
	encoded(t, config, map[string]any{"settings": map[string]any{"MODEL_VERSION": map[string]string{"value": "v3_causal", "source": "environment"}}})
	return build(t, "-version", "1.0.0", "-models", registry, "-config", config)
}

// decoded reads an object and keeps every digit of its numbers.
func decoded(t *testing.T, file string) (object map[string]any) {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	require.NoError(t, d.Decode(&object))
	return object
}

func encoded(t *testing.T, file string, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, text, 0o644))
	return text
}

// flip changes one bit of a file.
func flip(t *testing.T, file string) {
	t.Helper()
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	b[len(b)/2] ^= 1
	require.NoError(t, os.WriteFile(file, b, 0o644))
}

// openModel goes to the Model page by the bar and waits until it has read the
// registry and the card.
func openModel(p *browser.Page) {
	p.Click("Model")
	p.WaitText("h1", "Model")
	p.WaitText("#versions", "In use")
	p.WaitText("#card", "Model card")
	p.Wait("the card", `!document.querySelector("#card").innerText.includes("is being read")`)
}

// use asks for a version and gives a reason.
func use(p *browser.Page, version, reason string) {
	p.Click("Use " + version)
	p.Wait("the focus in the reason", `document.activeElement.id === "reason"`)
	p.Type("Why "+version+"?", reason)
	p.Click("Use " + version + " now")
}

// Another version is used with a reason, shown wherever a score is, and given
// back; nothing is requested for it, and a reload forgets it.
func TestChangeOfVersion(t *testing.T) {
	server := serve(t, twoVersions(t, nil))
	p := visit(t, server.URL)
	p.WaitOffline()
	requests := len(server.Requests())
	p.Fill(browser.HighRisk)
	p.WaitText("#result", "84 in 100")
	first := p.Assess(browser.HighRisk)
	require.NotContains(t, p.Text(".banner"), "v3_causal")

	openModel(p)
	p.Click("Use " + other)
	p.Click("Cancel")
	p.Wait("the focus where it was", `document.activeElement.innerText === "Use `+other+`"`)
	p.Click("Use " + other)
	p.Click("Use " + other + " now")
	p.WaitText("#versions", "This is missing. Say in a few words why.")
	require.Equal(t, "v3_causal", p.Assess(browser.HighRisk)["model_version"], "it changed without a reason")
	p.Type("Why "+other+"?", "asked by jane.doe@example.org")
	p.WaitText("#versions", "There seems to be an e-mail address in this.")
	p.Type("Why "+other+"?", "to compare both")
	p.Click("Use " + other + " now")
	p.WaitText("#versions [role=status]", other+" was verified and is in use.")
	p.Wait("the focus on the chapter", `document.activeElement.id === "versions-title"`)
	require.Regexp(t, `UTC Changed v3_causal `+other+` to compare both`, p.Text("#changes tbody"))
	require.Contains(t, p.Text("#identity"), other)
	p.WaitText(".banner", other+" is in use, not v3_causal.")
	require.Contains(t, p.Text("footer"), "Model "+other+", archived")

	second := p.Assess(browser.HighRisk)
	require.Equal(t, other, second["model_version"])
	require.Equal(t, first["raw_score"], second["raw_score"])
	require.NotEqual(t, first["dropout_probability"], second["dropout_probability"])
	require.Equal(t, other, browser.Eval[string](p, "retain.health().then((h) => h.model_version)"))
	require.Equal(t, other, stats(p)["model_version"])
	require.Equal(t, 1.0, stats(p)["total_predictions"], "answers of two models in one figure")

	p.Click("Patient")
	p.WaitText("#result", "46 in 100")
	require.Equal(t, browser.HighRisk, p.Typed())
	p.WaitText(".banner", other+" is in use, not v3_causal.")
	p.Click("Versions and changes")
	p.WaitText("#versions", "In use")
	use(p, "v3_causal", "compared")
	p.WaitText("#versions [role=status]", "v3_causal was verified and is in use.")
	require.NotContains(t, p.Text(".banner"), "is in use, not")
	require.Equal(t, 2, browser.Eval[int](p, `document.querySelectorAll("#changes tbody tr").length`))
	require.Equal(t, first["dropout_probability"], p.Assess(browser.HighRisk)["dropout_probability"])
	require.Len(t, server.Requests(), requests, "a request after Ready offline")
	require.Empty(t, p.Troubles())

	use(p, other, "once more")
	p.WaitText(".banner", other+" is in use, not v3_causal.")
	p.Reload()
	p.WaitOffline()
	require.Equal(t, "v3_causal", p.Assess(browser.HighRisk)["model_version"])
	p.WaitText("#changes", "None since this page was opened.")
}

// A version that does not hold is refused with the reason, and the one in use
// goes on answering.
func TestVersionThatDoesNotHold(t *testing.T) {
	server := serve(t, twoVersions(t, func(folder string, _ map[string]any) { flip(t, filepath.Join(folder, "model.txt")) }))
	p := visit(t, server.URL)
	p.Fill(browser.HighRisk)
	openModel(p)
	use(p, other, "to compare both")
	p.WaitText("#versions [role=status]", other+" is not used, v3_causal stays in use: manifest: version "+other+": model.txt is not the one the manifest describes")
	require.Contains(t, p.Text("#changes tbody"), "Refused: ")
	require.NotContains(t, p.Text(".banner"), "is in use, not")
	require.Equal(t, "v3_causal", p.Assess(browser.HighRisk)["model_version"])
	p.Click("Patient")
	p.WaitText("#result", "84 in 100")
}

// Where the site's own version is refused, another one can be used.
func TestAnotherVersionHelps(t *testing.T) {
	two := twoVersions(t, nil)
	model := two.Find(t, "assets/models/v3_causal/model.", ".txt")
	p := open(t)
	p.Go(serve(t, two.With(model, damaged(two, model))).URL)
	p.WaitText("[role=alert]", "No prediction is possible.")
	p.Fill(browser.HighRisk)
	p.Click("Model")
	p.WaitText("#versions", "Use "+other)
	use(p, other, "the site's is damaged")
	p.WaitText(".banner", other+" is in use, not v3_causal.")
	p.Click("Patient")
	p.WaitText("#result", "46 in 100")
	require.Equal(t, "healthy", browser.Eval[string](p, "retain.health().then((h) => h.status)"))
}

// A card that is damaged or gone says so on its page and disturbs nothing.
func TestDamagedCard(t *testing.T) {
	card := site.Find(t, "assets/models/"+inUse(t)+"/card.", ".json")
	for name, c := range map[string]struct {
		site host.Site
		told string
	}{
		"one bit":   {site.With(card, damaged(site, card)), card + " is not the file of version"},
		"not there": {site.With(card, nil), card + " could not be fetched: the server answered 404"},
		"of another model": {twoVersions(t, func(folder string, _ map[string]any) {
			require.NoError(t, os.WriteFile(filepath.Join(folder, "..", "v3_causal", "card.json"), []byte("{}"), 0o644))
		}), "card.json is not the one the manifest describes"},
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t)
			p.Go(serve(t, c.site).URL + "model/")
			p.WaitReady()
			p.WaitText("#card", "The card cannot be shown: ")
			require.Contains(t, p.Text("#card"), c.told)
			require.Contains(t, p.Text("#identity"), "SHA-256 of card.json")
			require.Equal(t, 1.0, p.Assess(browser.HighRisk)["dropout_prediction"])
			require.Equal(t, "healthy", browser.Eval[string](p, "retain.health().then((h) => h.status)"))
		})
	}
}

// inUse is the version that the built site is set to.
func inUse(t *testing.T) string {
	t.Helper()
	for _, v := range decoded(t, filepath.Join(top, "models", "registry", "registry.json"))["versions"].([]any) {
		if e := v.(map[string]any); e["stage"] == "production" {
			return e["version"].(string)
		}
	}
	t.Fatal("no version is in production")
	return ""
}

// The whole page without a server: read, tested, and its files saved.
func TestModelPageOffline(t *testing.T) {
	server := serve(t, site)
	b := browser.Start(t, t.TempDir())
	t.Cleanup(func() { b.Close(t) })
	p := b.Open(t)
	p.Go(server.URL)
	p.WaitOffline()
	saved := t.TempDir()
	_, err := chromedp.Call(p.Context(), cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{Behavior: "allow", DownloadPath: saved})
	require.NoError(t, err)
	server.Kill()
	openModel(p)
	version := inUse(t)
	require.Contains(t, p.Text("#identity"), fmt.Sprintf("%x", sha256.Sum256(site[site.Find(t, "assets/models/"+version+"/model.", ".txt")])))
	require.Contains(t, p.Text("#identity"), fmt.Sprintf("%x", sha256.Sum256(site[site.Find(t, "assets/models/"+version+"/manifest.", ".json")])))
	p.Click("Run the self-test")
	p.WaitText("#self-test-outcome", "Passed: 256 of 256 reference patients exact, by 2 evaluators")
	require.Regexp(t, `Time [0-9.]+ ms`, p.Text("#self-test-outcome"))
	for name, start := range map[string]string{"model.txt": "model.", "manifest.json": "manifest.", "card.md": "card."} {
		p.Click(name)
		want := site[site.Find(t, "assets/models/"+version+"/"+start, filepath.Ext(name))]
		p.WaitFor("the download "+name, func() bool {
			got, err := os.ReadFile(filepath.Join(saved, version+"-"+name))
			return err == nil && bytes.Equal(got, want)
		})
	}
	chapter := browser.Eval[string](p, `document.querySelector("#card a").innerText`)
	p.Click(chapter)
	p.Wait("the chapter's heading in the window, with the focus",
		fmt.Sprintf(`document.activeElement.innerText === %q && document.activeElement.getBoundingClientRect().top < innerHeight`, chapter))
	require.Empty(t, p.Troubles())
	p.Go(server.URL + "model")
	p.WaitOffline()
	p.WaitText("#card", "Model card")
}
