// Package app stands in for the server half of go-app when the browser's
// program is built; nothing imports it from here.
//
// go-app keeps its HTTP handler in the same package as its components. Naming
// it or not, the program then carries the start-up code of net/http with TLS,
// certificates and name look-up: 0.37 MB of Brotli that every first visit would
// wait for and never run (README, "Size"). `make build` therefore compiles
// against a copy of the pinned go-app in which this file takes the place of
// http.go and resource.go. It declares what the rest of go-app refers to, with
// the same meaning, and nothing else. The tests run against go-app itself as
// well as, end to end, against this build.
package app

import "strings"

// Handler is named in the signature of a function that generates sites; a
// browser never calls it.
type Handler struct{}

// isRemoteLocation reports whether a path is an address of its own.
func isRemoteLocation(path string) bool {
	return strings.HasPrefix(path, "https://") || strings.HasPrefix(path, "http://")
}

// isStaticResourcePath reports whether a path lies in the folder that go-app
// may host elsewhere. Retain has no such folder.
func isStaticResourcePath(path string) bool {
	return strings.HasPrefix(strings.TrimPrefix(path, "/"), "web/")
}

// parseSrc splits a script source from the loading attributes that may follow
// it. Retain adds no scripts at run time; the source is taken as it stands.
func parseSrc(link string) (url, crossOrigin, loading string) { return strings.TrimSpace(link), "", "" }
