//go:build e2e

package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	control "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"retain/web/e2e/browser"
)

func TestCopy(t *testing.T) {
	server := serve(t, landmark(t))
	t.Run("to the clipboard", func(t *testing.T) {
		p := visit(t, server.URL)
		p.Do(`{ const write = navigator.clipboard.writeText.bind(navigator.clipboard); navigator.clipboard.writeText = (text) => { window.copied = text; return write(text) } }`)
		p.Fill(browser.HighRisk)
		p.WaitText("#result", "About ")
		p.Click("Copy for the note")
		p.WaitText(".take", "Copied.")
		require.Contains(t, browser.Eval[string](p, "copied"), "P-HIGH, study day 150")
		p.Click("Copy in full")
		p.Wait("the whole text", `copied.includes("Entered: age 72")`)
		p.Type("Age", "71")
		require.NotContains(t, p.Text(".take"), "Copied.")
		require.Empty(t, p.Troubles())
	})
	for name, script := range map[string]string{
		"refused":      `navigator.clipboard.writeText = () => Promise.reject(new DOMException("Write permission denied.", "NotAllowedError"))`,
		"no clipboard": `Object.defineProperty(navigator, "clipboard", { value: undefined })`,
	} {
		t.Run(name, func(t *testing.T) {
			p := visit(t, server.URL)
			p.Do(script)
			p.Fill(browser.HighRisk)
			p.WaitText("#result", "About ")
			p.Click("Copy for the note")
			p.Wait("the text, selected", `document.activeElement.id === "copy-box" &&
				document.activeElement.selectionEnd - document.activeElement.selectionStart === document.activeElement.value.length`)
			require.Contains(t, browser.Eval[string](p, "document.activeElement.value"), "P-HIGH, study day 150")
		})
	}
}

// What is downloaded is made on the device: with the server stopped and without
// any request.
func TestDownload(t *testing.T) {
	folder, server := t.TempDir(), serve(t, landmark(t))
	b := browser.Start(t, t.TempDir())
	t.Cleanup(func() { b.Close(t) })
	p := b.Open(t)
	p.Go(server.URL)
	p.WaitOffline()
	server.Kill()
	_, err := chromedp.CallBrowser(p.Context(), control.SetDownloadBehavior, control.SetDownloadBehaviorParams{
		Behavior: control.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder})
	require.NoError(t, err)
	p.Fill(browser.HighRisk)
	p.WaitText("#result", "About ")
	requests := len(p.Requests())
	for button, file := range map[string]string{"Download JSON": "json", "Download FHIR": "fhir.json"} {
		p.Click(button)
		var content map[string]any
		p.WaitFor("the file of "+button, func() bool {
			found, err := filepath.Glob(filepath.Join(folder, "retain-P-HIGH-????-??-??."+file))
			require.NoError(t, err)
			if len(found) == 0 {
				return false
			}
			text, err := os.ReadFile(found[0])
			return err == nil && json.Unmarshal(text, &content) == nil
		})
		if file == "json" {
			require.Equal(t, p.Assess(browser.HighRisk)["raw_score"], content["raw_score"])
		} else {
			require.Equal(t, "RiskAssessment", content["resourceType"])
		}
	}
	require.Len(t, p.Requests(), requests, "%v", p.Requests())
	require.Empty(t, p.Troubles())
}

// A printed answer is one page with everything that a file needs, and nothing to
// press.
func TestPaper(t *testing.T) {
	p := visit(t, serve(t, landmark(t)).URL)
	p.Fill(browser.HighRisk)
	p.Click("Assess")
	p.WaitText("#result", "Counted in this session")
	model, _ := p.Assess(browser.HighRisk)["model_sha256"].(string)
	pages := func() int {
		pdf, err := chromedp.Call(p.Context(), page.PrintToPDF, page.PrintToPDFParams{})
		require.NoError(t, err)
		return len(regexp.MustCompile(`/Type\s*/Page\b[^s]`).FindAll(pdf.Data, -1))
	}
	require.Equal(t, 1, pages())
	_, err := chromedp.Call(p.Context(), emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	require.NoError(t, err)
	text := p.Text("body")
	for _, part := range []string{"P-HIGH", "study day 150", "As of ", "UTC", "Age 72", "Adverse events 8", " risk", "in 100 such patients",
		"adverse events in 150 days", "calibration uncertainty", "withdrawing is their right", "v4_landmark", model,
		"Number 1 of this session", "Trained on synthetic patients"} {
		require.Contains(t, text, part, "%q on paper", part)
	}
	for _, part := range []string{"Copy for the note", "Not known", "Nothing you type"} {
		require.NotContains(t, text, part)
	}
	require.Equal(t, 0, browser.Eval[int](p, `[...document.querySelectorAll("button, input, select, nav")].filter((e) => e.checkVisibility()).length`))
	p.Do(axe(t))
	require.Empty(t, browser.Eval[[]string](p, violations))
}
