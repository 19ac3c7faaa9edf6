// Package app is what go-app becomes for the browser's program; nothing imports
// it from here. `make build` compiles against a copy of the pinned go-app
// (prepare.go) in which this file takes the place of its server half, and which
// draws as the page needs it (delta.go). The tests run against go-app itself as
// well as, end to end, against this build.
//
// go-app keeps its HTTP handler in the same package as its components. Naming
// it or not, the program then carries the start-up code of net/http with TLS,
// certificates and name look-up: 0.37 MB of Brotli that every first visit would
// wait for and never run (README, "Size"). This file declares what the rest of
// go-app refers to, with the same meaning, and nothing else.
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
