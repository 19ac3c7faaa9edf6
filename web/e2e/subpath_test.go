//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"retain/web/e2e/browser"
	"retain/web/e2e/host"
)

// subpath has capitals, because paths are case-sensitive and names of hosts are
// not.
const subpath = "some/Path/"

// The site is copied into a folder of a host that knows nothing of it.
func TestBelowAPathOfAnyHost(t *testing.T) {
	for name, types := range map[string]map[string]string{
		"types alone": nil,
		"wrong types": {".wasm": "application/octet-stream", ".webmanifest": "text/plain", ".txt": "application/octet-stream"},
	} {
		t.Run(name, func(t *testing.T) {
			server := host.Serve(t, site.Plain("/"+subpath, types))
			t.Cleanup(server.Kill)
			p := open(t)
			p.Go(server.URL + subpath + "help") // the host adds the slash
			p.WaitOffline()
			require.Equal(t, server.URL+subpath+"help/", browser.Eval[string](p, "location.href"))
			before := len(server.Requests())
			throughScreens(t, p, server.URL+subpath)
			require.Len(t, server.Requests(), before, "a request after Ready offline: %v", server.Requests()[before:])
			require.Empty(t, p.Troubles())
			for _, r := range server.Requests() {
				require.Less(t, r.Status, 400, r.Path)
			}
			server.Kill()
			deepLinks(t, p, server.URL+subpath)
		})
	}
}

// throughScreens goes through the bar and assesses on the way.
func throughScreens(t *testing.T, p *browser.Page, url string) {
	t.Helper()
	for _, s := range []struct{ name, path, title string }{
		{"Model", "model/", "Model"}, {"API", "api/", "API"}, {"Help", "help/", "Help"}, {"Patient", "", "Will this patient stay"},
	} {
		p.Click(s.name)
		p.WaitText("h1", s.title)
		require.Equal(t, url+s.path, browser.Eval[string](p, "location.href"))
	}
	p.Fill(browser.HighRisk)
	p.WaitText("#result", browser.HighAnswer)
}

// deepLinks opens each screen by its address, offline.
func deepLinks(t *testing.T, p *browser.Page, url string) {
	t.Helper()
	for path, title := range map[string]string{"": "Will this patient stay", "help/": "Help", "help": "Help", "model": "Model", "api": "API", "api/": "API"} {
		p.Go(url + path)
		p.WaitOffline()
		p.WaitText("h1", title)
	}
	p.Go(url + "nothing/here")
	p.WaitText("h1", "There is no page at this address")
	p.Click("Patient")
	p.WaitReady()
	p.Fill(browser.HighRisk)
	p.WaitText("#result", browser.HighAnswer)
	require.Equal(t, url, browser.Eval[string](p, "location.href"))
}
