//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"retain/web/e2e/browser"
)

// A newer site is stored beside the one in use and waits to be asked.
func TestNewerVersionWaitsForThePerson(t *testing.T) {
	newer := build(t, "-version", "9.9.9")
	server := serve(t, site)
	p := visit(t, server.URL)
	p.WaitOffline()
	old := browser.Eval[string](p, "retain.version")

	server.Swap(newer.Handler(t))
	p.Reload()
	p.WaitOffline()
	p.WaitText("header", "A newer version is stored.")
	require.Equal(t, old, browser.Eval[string](p, "retain.version"), "it switched without being asked")
	p.Do("window.stays = true")
	p.Fill(browser.HighRisk)
	p.WaitText("#result", browser.HighAnswer)
	p.Click("Help")
	p.WaitText("h1", "Help")
	p.Click("Patient")
	p.WaitText("#result", browser.HighAnswer)
	require.Equal(t, browser.HighRisk, p.Typed())
	require.True(t, browser.Eval[bool](p, "stays"), "the page was reloaded unasked")

	p.Click("Switch and reload")
	p.Wait("the newer version", `window.retain?.version?.startsWith("9.9.9+")`)
	p.WaitOffline()
	require.NotContains(t, p.Text("header"), "A newer version is stored.")
	require.Empty(t, p.Troubles())

	server.Kill()
	p.Reload()
	p.WaitOffline()
	require.Regexp(t, `^9\.9\.9\+`, browser.Eval[string](p, "retain.version"), "the newer version is not what was stored")
	p.Fill(browser.HighRisk)
	p.WaitText("#result", browser.HighAnswer)
}

// A newer version that arrives damaged changes nothing.
func TestDamagedUpdateIsNotUsed(t *testing.T) {
	newer := build(t, "-version", "9.9.9")
	server := serve(t, site)
	p := visit(t, server.URL)
	p.WaitOffline()
	old := browser.Eval[string](p, "retain.version")

	server.Swap(newer.With("help/index.html", []byte("<!doctype html><title>half copied</title>")).Handler(t))
	p.Reload()
	p.WaitOffline()
	p.WaitText("header", "A newer version could not be stored. help/ is not the file that belongs to this version")
	require.Equal(t, old, browser.Eval[string](p, "retain.version"))
	p.Fill(browser.HighRisk)
	p.WaitText("#result", browser.HighAnswer)
}

// A setting that the site changes shows in the answer after the next load.
func TestChangedSettingShows(t *testing.T) {
	server := serve(t, site)
	p := visit(t, server.URL)
	p.WaitOffline()
	p.Fill(browser.HighRisk)
	p.WaitText("#result", "Flagged for follow-up: 35 in 100 or more")
	before := p.Assess(browser.HighRisk)

	server.Swap(site.With("config.json", settings(t, "DECISION_THRESHOLD", "0.95")).Handler(t))
	p.Reload()
	p.WaitOffline()
	p.Fill(browser.HighRisk)
	p.WaitText("#result", "Not flagged: below 95 in 100")
	after := p.Assess(browser.HighRisk)
	require.Equal(t, "environment", after["threshold_source"])
	require.Equal(t, before["raw_score"], after["raw_score"])
	require.NotEqual(t, before["policy_version"], after["policy_version"])
	require.NotContains(t, p.Text("header"), "A newer version")
}
