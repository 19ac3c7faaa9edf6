//go:build e2e

package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"retain/web/e2e/browser"
	"retain/web/e2e/host"
)

// stillAssesses checks that a page which keeps nothing works all the same.
func stillAssesses(t *testing.T, p *browser.Page) {
	t.Helper()
	p.WaitReady()
	require.False(t, browser.Eval[bool](p, "retain.health().then((h) => h.offline_ready)"))
	require.NotContains(t, p.Text("#offline-state"), "Ready offline")
	p.Fill(browser.HighRisk)
	p.WaitText("#result", browser.HighAnswer)
	p.Click("Assess")
	p.WaitText("main", "Counted in this session")
	p.Click("Help")
	p.WaitText("h1", "Help")
	p.Click("Patient")
	p.WaitText("#result", browser.HighAnswer)
}

// A window, or an address, where the browser keeps nothing.
func TestNothingCanBeStored(t *testing.T) {
	server := serve(t, site)
	for name, c := range map[string]struct{ url, script, told string }{
		"no service worker": {server.URL, "delete Navigator.prototype.serviceWorker",
			"Works only while this page stays open: this window cannot store the app (private window?)"},
		"no cache": {server.URL, "delete window.caches",
			"Works only while this page stays open: this window cannot store the app (private window?)"},
		"plain http on another host": {"http://retain.test:" + server.Port + "/", "",
			"Works only while this page stays open: plain http cannot store the app. Nothing is kept"},
		"the browser refuses": {server.URL, "ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException('denied', 'SecurityError'))",
			"Not available offline: The browser did not accept the part that keeps the copy (sw.js)"},
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t)
			p.OnEachLoad(c.script)
			p.Go(c.url)
			p.WaitText("#offline-state", c.told)
			stillAssesses(t, p)
		})
	}
}

// On plain http the browser has no WebCrypto; files are still compared.
func TestPlainHTTPStillComparesFiles(t *testing.T) {
	model := site.Find(t, "assets/models/"+inUse(t)+"/model.", ".txt")
	server := serve(t, site.With(model, damaged(site, model)))
	p := open(t)
	p.Go("http://retain.test:" + server.Port + "/")
	p.WaitText("[role=alert]", "No prediction is possible")
	require.False(t, browser.Eval[bool](p, "isSecureContext"))
	require.Contains(t, p.Text("[role=alert]"), model)
	refuses(t, p)
}

func TestStorageIsFull(t *testing.T) {
	const room = 1 << 20 // bytes; the program alone has more
	server := serve(t, site)
	p := open(t)
	limit := func(bytes *float64) {
		_, err := chromedp.Call(p.Context(), storage.OverrideQuotaForOrigin,
			storage.OverrideQuotaForOriginParams{Origin: strings.TrimSuffix(server.URL, "/"), QuotaSize: bytes})
		require.NoError(t, err)
	}
	limit(new(float64(room)))
	p.Go(server.URL)
	p.WaitText("#offline-state", "Not available offline: The space the browser may use on this device is full. Free some, then reload.")
	stillAssesses(t, p)
	require.Zero(t, browser.Eval[int](p, "caches.keys().then((names) => names.filter((n) => n.startsWith('retain:')).length)"),
		"half a copy keeps the space it took")

	limit(nil)
	p.Reload()
	p.WaitOffline()
}

// The server goes away after the program started and before everything is
// stored; on a later visit the copy is completed.
func TestServerDiesHalfway(t *testing.T) {
	var dead atomic.Bool
	good := site.Handler(t)
	server := serve(t, site)
	server.Swap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if dead.Load() {
			panic(http.ErrAbortHandler) // closes the connection without an answer
		}
		good.ServeHTTP(w, r)
		dead.Store(r.URL.Path == "/sw.js")
	}))
	p := open(t)
	p.Go(server.URL)
	p.WaitText("#offline-state", "could not be fetched: the server does not answer, or does not have it. Reload when it can be reached.")
	stillAssesses(t, p)

	server.Swap(good)
	p.Reload()
	p.WaitOffline()
}

// damage replaces the stored copy of a file of the site.
func damage(p *browser.Page, name string) {
	p.Do(fmt.Sprintf(`caches.keys().then(async (names) => {
		const cache = await caches.open(names.find((n) => n.startsWith("retain:")));
		const url = new URL(%q, location.href);
		const { headers } = await cache.match(url);
		await cache.put(url, new Response("not what it was", { headers }));
	})`, name))
}

// A copy that was damaged on the device is mended by loading the page, and the
// page owns up to having asked for it. Without a server it is refused.
func TestDamagedCopyIsMended(t *testing.T) {
	server := serve(t, site)
	p := visit(t, server.URL)
	p.WaitOffline()
	program := site.Find(t, "assets/retain.", ".wasm")
	for _, name := range []string{program, site.Find(t, "assets/models/"+inUse(t)+"/model.", ".txt"),
		site.Find(t, "assets/boot.", ".js"), site.Find(t, "assets/offline.", ".js"), site.Find(t, "assets/retain.", ".css"), ""} {
		_, err := chromedp.Call(p.Context(), network.ClearBrowserCache, cdp.Empty{}) // which could mend it as well
		require.NoError(t, err)
		damage(p, name)
		before := len(server.Requests())
		p.Reload()
		p.WaitOffline()
		require.True(t, slices.ContainsFunc(server.Requests()[before:], func(r host.Request) bool { return r.Path == "/"+name }), name)
		require.Contains(t, browser.Eval[[]string](p, "retainBoot.requests().map((r) => r.url)"), "/"+name,
			"a request that the page does not own up to")
		require.Zero(t, browser.Eval[int](p, "document.querySelectorAll('.stopped, .wrong').length"), name)
	}
	server.Kill()
	p.Reload()
	p.WaitOffline()
	damage(p, program)
	p.Reload()
	p.WaitText("#retain-loading-text", "Retain did not start.")
	require.Contains(t, p.Text("#retain-loading-text"), program+" is not the file of version")
}

// A copy that lost a file, as browsers do when space is short, is completed
// while the server can be reached, and not called ready when it cannot.
func TestCopyLosesAFile(t *testing.T) {
	server := serve(t, site)
	p := visit(t, server.URL)
	p.WaitOffline()
	const lose = `caches.keys().then(async (names) => {
		const cache = await caches.open(names.find((n) => n.startsWith("retain:")));
		return cache.delete(new URL("help/", location.href));
	})`
	require.True(t, browser.Eval[bool](p, lose))
	p.Reload()
	p.WaitOffline()

	require.True(t, browser.Eval[bool](p, lose), "the lost file was not fetched again")
	server.Kill()
	p.Reload()
	p.WaitText("#offline-state", "Not available offline: help/ could not be fetched: the server does not answer, or does not have it.")
	stillAssesses(t, p)
}
