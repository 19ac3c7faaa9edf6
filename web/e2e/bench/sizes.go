//go:build e2e

package main

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"

	"retain/web/e2e/browser"
	"retain/web/e2e/host"
)

// sizes lists every file as it is and as it is sent, the largest first, and the
// first load: everything that is requested before the app can predict.
func sizes(t *table, site host.Site) {
	t.section("Bytes", "plain", "gzip", "Brotli")
	t.add("first load", fmt.Sprint(firstLoad(site, "identity")), fmt.Sprint(firstLoad(site, "gzip")), fmt.Sprint(firstLoad(site, "br")))
	names := slices.SortedFunc(maps.Keys(site), func(a, b string) int { return len(site[b]) - len(site[a]) })
	plain, gzip, brotli := 0, 0, 0
	var lines [][]string
	for _, name := range names {
		if strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz") {
			continue
		}
		p, g, b := len(site[name]), sent(site, name, ".gz"), sent(site, name, ".br")
		plain, gzip, brotli = plain+p, gzip+g, brotli+b
		lines = append(lines, []string{name, fmt.Sprint(p), fmt.Sprint(g), fmt.Sprint(b)})
	}
	t.add("dist, all files", fmt.Sprint(plain), fmt.Sprint(gzip), fmt.Sprint(brotli))
	for _, line := range lines {
		t.add(line...)
	}
}

// sent is the size of a file in a coding, or of the file where it has none.
func sent(site host.Site, name, coding string) int {
	if encoded := site[name+coding]; encoded != nil && len(encoded) < len(site[name]) {
		return len(encoded)
	}
	return len(site[name])
}

func firstLoad(site host.Site, coding string) (bytes int) {
	all := site.Handler(judge)
	server := host.Serve(judge, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("Accept-Encoding", coding)
		all.ServeHTTP(w, r)
	}))
	defer server.Kill()
	folder := profile()
	defer os.RemoveAll(folder)
	b := browser.Start(judge, folder)
	defer b.Close(judge)
	p := b.Open(judge)
	p.Go(server.URL)
	p.WaitOffline()
	for _, r := range server.Before("sw.js") { // the worker is asked for right after "ready"
		bytes += r.Bytes
	}
	return bytes
}
