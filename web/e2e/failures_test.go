//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"retain/web/e2e/browser"
	"retain/web/e2e/host"
)

// damaged is a file of a site with one bit changed on the way.
func damaged(s host.Site, name string) []byte {
	b := bytes.Clone(s[name])
	b[len(b)/2] ^= 1
	return b
}

// build builds another site from the same program with the tree's own builder.
func build(t *testing.T, args ...string) host.Site {
	t.Helper()
	out := filepath.Join(t.TempDir(), "dist")
	c := exec.CommandContext(t.Context(), "go", append([]string{"run", "web/site/make.go", "-wasm", "bin/retain.wasm", "-out", out}, args...)...)
	c.Dir = top
	said, err := c.CombinedOutput()
	require.NoError(t, err, "%s", said)
	return host.Load(t, out)
}

// A damaged or foreign model blocks predicting, says so, and leaves everything
// else usable.
func TestModelIsRefused(t *testing.T) {
	model := site.Find(t, "assets/models/"+inUse(t)+"/model.", ".txt")
	manifest := site.Find(t, "assets/models/"+inUse(t)+"/manifest.", ".json")
	for name, c := range map[string]struct {
		site    host.Site
		reason  string
		offline string
	}{
		"one bit of the model": {site.With(model, damaged(site, model)),
			model + " is not the file of version", "Not available offline: " + model + " is not the file that belongs to this version"},
		"one bit of the manifest": {site.With(manifest, damaged(site, manifest)),
			manifest + " is not the file of version", "Not available offline: " + manifest + " is not the file that belongs to this version"},
		"the manifest of another model": {staleManifest(t), "SHA-256", "Ready offline"},
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t)
			p.Go(serve(t, c.site).URL)
			p.WaitText("[role=alert]", "No prediction is possible.")
			require.Contains(t, p.Text("[role=alert]"), c.reason)
			refuses(t, p)
			p.WaitText("#offline-state", c.offline)
		})
	}
}

// staleManifest is a site that was built whole and in order, but whose registry
// holds a newer model under an older manifest.
func staleManifest(t *testing.T) host.Site {
	t.Helper()
	registry := filepath.Join(t.TempDir(), "registry")
	require.NoError(t, os.CopyFS(registry, os.DirFS(filepath.Join(top, "models", "registry"))))
	file := filepath.Join(registry, inUse(t), "model.txt")
	model, err := os.ReadFile(file)
	require.NoError(t, err)
	newer := bytes.Replace(model, []byte("shrinkage=0.2"), []byte("shrinkage=0.3"), 1)
	require.NotEqual(t, model, newer, "the model has no such line any more")
	require.NoError(t, os.WriteFile(file, newer, 0o644))
	return build(t, "-version", "1.0.0", "-models", registry)
}

// refuses checks that nothing predicts, and that nothing else is lost.
func refuses(t *testing.T, p *browser.Page) {
	t.Helper()
	require.Equal(t, "model_refused", browser.Eval[string](p, "retain.ready.then(() => 'ready', (e) => String(e.code))"))
	for _, call := range []string{"predict", "assess", "selfTest"} {
		require.Equal(t, "model_refused", rejection(p, "retain."+call+"("+browser.LowRisk.JSON()+")").Code, call)
	}
	require.Equal(t, "model_refused", rejection(p, "retain.scoreAll([])").Code)
	health := browser.Eval[map[string]any](p, "retain.health()")
	require.Equal(t, "refused", health["status"])
	require.Equal(t, false, health["model_loaded"])
	require.Equal(t, "not_run", health["self_test"])

	p.Fill(browser.HighRisk)
	p.Click("Assess")
	p.WaitText("#result", "No prediction is possible now. The form keeps what you type.")
	require.NotContains(t, p.Text("main"), "in 100", "a number although the model is refused")
	p.Click("Help")
	p.WaitText("h1", "Help")
	p.WaitText("[role=alert]", "No prediction is possible")
	p.Click("Patient")
	p.WaitText("h1", "Will this patient stay")
	require.Equal(t, browser.HighRisk, p.Typed())
}

// What keeps the program from starting is told where the loading was shown.
func TestProgramDoesNotStart(t *testing.T) {
	wasm := site.Find(t, "assets/retain.", ".wasm")
	support := site.Find(t, "assets/wasm_exec.", ".js")
	for name, c := range map[string]struct {
		site   host.Site
		script string // that takes something from the browser
		told   string
	}{
		"one bit of the program":     {site.With(wasm, damaged(site, wasm)), "", wasm + " is not the file of version"},
		"half of the site is copied": {site.With(wasm, nil), "", wasm + " could not be fetched: the server answered 404"},
		"one bit of wasm_exec.js":    {site.With(support, damaged(site, support)), "", "A part of the program (wasm_exec.js) is missing or was changed on the way."},
		"no WebAssembly":             {site, "delete window.WebAssembly", "WebAssembly is switched off"},
		"no compiler":                {site, "WebAssembly.compileStreaming = WebAssembly.compile = () => Promise.reject(new Error('out of memory'))", "too little memory left. Close other tabs"},
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t)
			p.OnEachLoad(c.script)
			p.Go(serve(t, c.site).URL)
			p.WaitText("#retain-loading-text", "Retain did not start.")
			require.Contains(t, p.Text("#retain-loading-text"), c.told)
			require.Equal(t, "", browser.Eval[string](p, `[...document.querySelectorAll("progress")].filter((e) => e.checkVisibility()).join()`),
				"a bar that goes on as if something still came")
		})
	}
}

func TestWithoutScripts(t *testing.T) {
	p := open(t)
	_, err := chromedp.Call(p.Context(), emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	require.NoError(t, err)
	p.Go(serve(t, site).URL)
	p.WaitText(".wrong", "Allow scripts for this site, then reload.")
}

// settings is the site's config.json with one setting.
func settings(t *testing.T, name, value string) []byte {
	t.Helper()
	var config map[string]any
	require.NoError(t, json.Unmarshal(site["config.json"], &config))
	config["settings"] = map[string]any{name: map[string]string{"value": value, "source": "environment"}}
	b, err := json.Marshal(config)
	require.NoError(t, err)
	return b
}

func TestConfiguration(t *testing.T) {
	t.Run("a bad value", func(t *testing.T) {
		p := open(t)
		p.Go(serve(t, site.With("config.json", settings(t, "DECISION_THRESHOLD", "1.5"))).URL)
		p.WaitText("[role=alert]", "DECISION_THRESHOLD (environment): not usable; allowed: a number above 0 and below 1")
		refuses(t, p)
	})
	t.Run("absent at the first visit", func(t *testing.T) {
		server := serve(t, site.With("config.json", nil))
		p := open(t)
		p.Go(server.URL)
		p.WaitText("[role=alert]", "config.json could not be fetched, and no copy of it is stored")
		refuses(t, p)
		server.Swap(site.Handler(t))
		p.Reload()
		p.WaitOffline()
	})
	t.Run("absent or useless later", func(t *testing.T) {
		server := serve(t, site.With("config.json", settings(t, "DECISION_THRESHOLD", "0.95")))
		p := visit(t, server.URL)
		p.WaitOffline()
		for _, content := range [][]byte{nil, []byte("<!doctype html><title>Hotel wifi</title>"), []byte("null")} {
			server.Swap(site.With("config.json", content).Handler(t))
			p.Reload()
			p.WaitOffline()
			answer := p.Assess(browser.HighRisk)
			require.Equal(t, 0.95, answer["threshold_used"], "%s", content)
			require.Equal(t, 0.0, answer["dropout_prediction"])
		}
	})
}
