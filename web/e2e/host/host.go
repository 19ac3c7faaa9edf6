//go:build e2e

// Package host serves a site to a browser that is being watched: it keeps a log
// of every request, can change or cut off what it serves in the middle of a
// test, and can be killed.
package host

import (
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"

	"retain/web/e2e/browser"
)

// A Request is one that reached the server.
type Request struct {
	Method, Path, Query string
	Carried             int64 // bytes in its body; -1 if not told
	Status              int
	Coding              string // of the answer
	Bytes               int    // of the answer's body, as sent
}

// A Host listens on a free port of this machine.
type Host struct {
	URL  string // with the final slash
	Port string

	server *http.Server

	mu       sync.Mutex
	handler  http.Handler
	requests []*Request
}

// Serve starts a host.
func Serve(j browser.Judge, handler http.Handler) *Host {
	j.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		j.Fatalf("listen: %v", err)
	}
	h := &Host{URL: "http://" + listener.Addr().String() + "/", handler: handler}
	_, h.Port, _ = net.SplitHostPort(listener.Addr().String())
	h.server = &http.Server{Handler: http.HandlerFunc(h.serve)}
	go func() { _ = h.server.Serve(listener) }() // ends when the host is killed
	return h
}

// Swap makes the host serve something else from now on.
func (h *Host) Swap(handler http.Handler) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.handler = handler
}

// Kill closes the port and every connection.
func (h *Host) Kill() { _ = h.server.Close() }

func (h *Host) serve(w http.ResponseWriter, r *http.Request) {
	entry := &Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Carried: r.ContentLength}
	h.mu.Lock()
	h.requests = append(h.requests, entry)
	handler := h.handler
	h.mu.Unlock()
	handler.ServeHTTP(&counter{ResponseWriter: w, host: h, entry: entry}, r)
}

// Requests is the log so far.
func (h *Host) Requests() []Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]Request, len(h.requests))
	for i, r := range h.requests {
		out[i] = *r
	}
	return out
}

// Before returns the log up to the first request for a path that ends so.
func (h *Host) Before(end string) []Request {
	log := h.Requests()
	if i := slices.IndexFunc(log, func(r Request) bool { return strings.HasSuffix(r.Path, end) }); i >= 0 {
		return log[:i]
	}
	return log
}

// counter counts what is sent.
type counter struct {
	http.ResponseWriter
	host  *Host
	entry *Request
}

func (c *counter) WriteHeader(status int) {
	c.host.mu.Lock()
	c.entry.Status, c.entry.Coding = status, c.Header().Get("Content-Encoding")
	c.host.mu.Unlock()
	c.ResponseWriter.WriteHeader(status)
}

func (c *counter) Write(b []byte) (int, error) {
	if c.entry.Status == 0 { // only this goroutine writes it
		c.WriteHeader(http.StatusOK)
	}
	n, err := c.ResponseWriter.Write(b)
	c.host.mu.Lock()
	c.entry.Bytes += n
	c.host.mu.Unlock()
	return n, err
}
