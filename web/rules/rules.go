// Package rules says how the files of the site are handed out: their content
// types, how long a browser may keep them, and the content security policy.
// The builder writes these rules into pages and worker, the server sends them;
// they stand here once so that the two cannot differ.
package rules

import (
	"path"
	"regexp"
)

// PagePolicy is the content security policy as a page can carry it itself. A
// browser ignores frame-ancestors there and reports it, so only [Policy], which
// comes as a header, has it.
const PagePolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"

// Policy is the content security policy of every answer. It leaves a page no
// way to send anything to another host, whatever the page does.
const Policy = PagePolicy + "; frame-ancestors 'none'"

// Headers go with every answer of the server, and with every page that the
// service worker answers: after the first visit a page has them even if its
// host sends none.
var Headers = []struct{ Name, Value string }{
	{"Content-Security-Policy", Policy},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Referrer-Policy", "no-referrer"},
	{"X-Content-Type-Options", "nosniff"},
}

// types is fixed, because what an operating system says about a file differs
// from machine to machine.
var types = map[string]string{
	"":             "text/plain; charset=utf-8", // SHA256SUMS
	".css":         "text/css; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".md":          "text/plain; charset=utf-8",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".wasm":        "application/wasm",
	".webmanifest": "application/manifest+json",
}

// ContentType returns the type of a file by the end of its name; ok is false
// if the site has no use for such a file.
func ContentType(name string) (typ string, ok bool) {
	typ, ok = types[path.Ext(name)]
	return typ, ok
}

// hashed matches names that change whenever the content does.
var hashed = regexp.MustCompile(`^assets/.*\.[0-9a-f]{10}\.[a-z]+$`)

// CacheControl says how long a browser may use a file of the site without
// asking. The worker script may be a day old: browsers look at it after every
// load of a page, which otherwise would be a request while "Ready offline"
// shows. The page learns from config.json that a newer version is there, and
// then asks past the cache.
func CacheControl(name string) string {
	switch {
	case hashed.MatchString(name):
		return "public, max-age=31536000, immutable"
	case name == "sw.js":
		return "public, max-age=86400"
	case name == "config.json":
		return "no-store"
	}
	return "no-cache"
}
