//go:build e2e

package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"retain/web/e2e/browser"
	"retain/web/e2e/host"
)

// Every request of the whole browser is seen by a proxy, every request to the
// site by its server: only the site's own origin, only GET, nothing in a query
// or a body, and nothing at all once the page says "Ready offline".
func TestNothingLeavesTheDevice(t *testing.T) {
	server, proxy := serve(t, site), host.Watch(t)
	t.Cleanup(proxy.Kill)
	b := browser.Start(t, t.TempDir(), proxy.Flags...)
	t.Cleanup(func() { b.Close(t) })
	p := b.Open(t)
	p.Go(server.URL)
	p.WaitOffline()

	atReady, byBrowser, byPage := server.Requests(), proxy.Seen(), p.Requests()
	require.NotEmpty(t, atReady)
	workThrough(t, p)
	require.Equal(t, atReady, server.Requests(), "a request after Ready offline")
	require.Equal(t, byBrowser, proxy.Seen(), "the browser sent something after Ready offline")
	require.Equal(t, byPage, p.Requests(), "the page asked for something after Ready offline")
	require.Empty(t, p.Troubles())

	for _, r := range atReady {
		require.Equal(t, "GET", r.Method, r.Path)
		require.Empty(t, r.Query, r.Path)
		require.Zero(t, r.Carried, r.Path)
	}
	require.Len(t, byBrowser, len(atReady), "requests that the site's server did not get: %s", byBrowser)
	for _, r := range byBrowser {
		require.True(t, strings.HasPrefix(r, "GET "+server.URL), r)
	}
	requestLine(t, p, atReady)
}

// workThrough does everything that a person can do on every screen.
func workThrough(t *testing.T, p *browser.Page) {
	t.Helper()
	p.Fill(browser.HighRisk)
	p.WaitText("#result", browser.HighAnswer)
	p.Click("Assess")
	p.WaitText("main", "Counted in this session")
	p.Type("Age", "99")
	p.Press(kb.Enter)
	p.WaitText("form", "18 to 85")
	openModel(p)
	p.Click("Run the self-test")
	p.WaitText("#self-test-outcome", "Passed")
	p.Click("API")
	p.WaitText("h1", "API")
	for _, call := range []string{"predict(patient)", "assess(patient)", "scoreAll(patients)", "health()", "stats()", "selfTest()"} {
		p.Click(call)
		p.WaitText("#try-output", call)
	}
	require.Contains(t, p.Text("#try-output"), "256 of 256 reference patients exact")
	p.Click("Show the schema")
	p.Click("Help")
	p.WaitText("h1", "Help")
	p.Click("Patient")
	p.WaitText("h1", "Will this patient stay")
	p.Click("Evidence and limits")
	p.WaitText("h1", "Help")
	p.Click("Patient")
	// the new screen takes the focus and scrolls there: a click before would miss
	p.Wait("the focus on the heading", `document.activeElement.tagName === "H1" && document.activeElement.innerText.startsWith("Will this")`)
	p.Click("Clear")
	p.Wait("an empty form", browser.Control("Age")+`.value === ""`)
	p.Do(fmt.Sprintf("retain.scoreAll([%s, {}])", browser.LowRisk.JSON()))
}

// requestLine compares what the page says it requested with what the server
// got: whatever reached the server must be on the page's list.
func requestLine(t *testing.T, p *browser.Page, got []host.Request) {
	t.Helper()
	require.Equal(t, "Nothing you type is sent", p.Text("#request-summary"), "a request to another site, or a late one")
	listed := browser.Eval[[]string](p, "retainBoot.requests().map((r) => r.url)")
	for _, r := range got {
		require.Contains(t, listed, r.Path, "a request that the page does not own up to")
	}
}

// The page is stopped by the browser from asking any other host, whatever way
// it tries.
func TestOtherHostsAreBlocked(t *testing.T) {
	for name, handler := range map[string]http.Handler{"with headers": site.Handler(t), "without headers": site.Plain("/", nil)} {
		t.Run(name, func(t *testing.T) {
			server := host.Serve(t, handler)
			t.Cleanup(server.Kill)
			p := visit(t, server.URL)
			require.Empty(t, p.Troubles())
			require.Equal(t, "TypeError", browser.Eval[string](p, `fetch("https://example.org/").then(() => "answered", (e) => e.name)`))
			p.Do(`new Image().src = "https://example.org/i.png"`)
			p.Do(`navigator.sendBeacon("https://example.org/b", "x")`)
			p.Do(`(() => { const f = document.createElement("form"); f.action = "https://example.org/f"; document.body.append(f); f.submit() })()`)
			p.Do(`(() => { const s = document.createElement("script"); s.src = "https://example.org/s.js"; document.body.append(s) })()`)
			for _, directive := range []string{"connect-src https://example.org", "img-src https://example.org/i.png",
				"connect-src https://example.org/b", "form-action https://example.org/f", "script-src-elem https://example.org/s.js"} {
				p.WaitFor("the refusal "+directive, func() bool { return mentions(p.Troubles(), "policy violation: "+directive) })
			}
			require.Equal(t, server.URL, browser.Eval[string](p, "location.href"))
		})
	}
}

func mentions(list []string, text string) bool {
	for _, s := range list {
		if strings.Contains(s, text) {
			return true
		}
	}
	return false
}
