//go:build e2e

package host

import (
	"net/http"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"sync"

	"retain/web/e2e/browser"
)

// A Proxy stands between a browser and everything else. Whatever any part of
// the browser sends, be it page, service worker or the browser itself, passes
// here, and only requests to this machine go on.
type Proxy struct {
	Flags []browser.Flag // that make the browser use it

	host *Host

	mu   sync.Mutex
	seen []string
}

// Watch starts a proxy.
func Watch(j browser.Judge) *Proxy {
	j.Helper()
	p := &Proxy{}
	on := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: r.In.URL.Host})
		r.Out.Host = r.In.Host
	}}
	p.host = Serve(j, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.seen = append(p.seen, r.Method+" "+r.RequestURI)
		p.mu.Unlock()
		if r.URL.Hostname() != "127.0.0.1" {
			http.Error(w, "not this machine", http.StatusForbidden)
			return
		}
		on.ServeHTTP(w, r)
	}))
	// The second switch takes back that this machine's own addresses are asked directly.
	p.Flags = []browser.Flag{{Name: "proxy-server", Value: "127.0.0.1:" + p.host.Port}, {Name: "proxy-bypass-list", Value: "<-loopback>"}}
	return p
}

// housekeeping are the services that Chromium asks of its own accord, whatever
// page is open: time, updates, sign-in, form types. No flag stops all of them,
// and nothing in the site can name them (TestNoFileNamesAnotherHost).
var housekeeping = regexp.MustCompile(`^[A-Z]+ (https?://)?[a-z0-9.-]+\.(google|googleapis|gstatic|gvt1)\.com[:/]`)

// Seen are all requests so far, as "GET http://127.0.0.1:1234/path?query",
// but for the browser's own housekeeping.
func (p *Proxy) Seen() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.seen), housekeeping.MatchString)
}

// Kill ends the proxy.
func (p *Proxy) Kill() { p.host.Kill() }
