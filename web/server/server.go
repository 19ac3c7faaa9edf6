// Package server serves the built site of Retain. It takes nothing in: anything
// but GET and HEAD is refused, no query is read, nothing about a request kept.
// All files are read and hashed when the server starts, so a request is a
// lookup in a map, and no path can lead out of the site.
package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"path"
	"strings"
	"time"

	"retain/web/accept"
	"retain/web/rules"
)

// TakesNoData is the answer to every method but GET and HEAD.
const TakesNoData = "This server takes no patient data. It only hands out the files of Retain, which works in the browser."

// ErrNotBuilt means that the file system holds no site.
var ErrNotBuilt = errors.New("server: the site is not built: run `make build`")

// Health is what /health tells. Without a model its version is null.
type Health struct {
	ModelLoaded              bool
	ModelVersion, AppVersion string
}

// Options are what is not a file of the site. Health and Log must not be nil.
type Options struct {
	Health func() Health // asked at each request to /health
	Config []byte        // replaces the site's config.json; nil leaves it
	Log    *slog.Logger
}

type file struct {
	name    string
	content map[string][]byte // by content coding; "" is the file itself
	etag    map[string]string
}

type handler struct {
	files map[string]*file  // by path; "/help/" and "/help/index.html" are one
	moved map[string]string // "/help" is at "help/"
	opts  Options
}

// New reads the whole site into memory. The error is [ErrNotBuilt] if there is
// none, and names the file if one has no known content type.
func New(site fs.FS, opts Options) (http.Handler, error) {
	h := &handler{map[string]*file{}, map[string]string{}, opts}
	err := fs.WalkDir(site, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		body, err := fs.ReadFile(site, name)
		if err != nil {
			return err
		}
		return h.add(name, body)
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("server: %w", err)
	case h.files["/"] == nil || h.files["/404.html"] == nil:
		return nil, ErrNotBuilt
	}
	return h, nil
}

// add relies on the order of the walk: a file comes before its encodings.
func (h *handler) add(name string, body []byte) error {
	if coding, ok := map[string]string{".br": "br", ".gz": "gzip"}[path.Ext(name)]; ok {
		if f := h.files["/"+name[:len(name)-3]]; f != nil && len(body) < len(f.content[""]) {
			f.set(coding, body)
		}
		return nil
	}
	if _, ok := rules.ContentType(name); !ok {
		return fmt.Errorf("%s: no content type for this kind of file", name)
	}
	if name == "config.json" && h.opts.Config != nil {
		body = h.opts.Config
	}
	f := &file{name, map[string][]byte{}, map[string]string{}}
	f.set("", body)
	h.files["/"+name] = f
	if folder, ok := strings.CutSuffix("/"+name, "index.html"); ok {
		h.files[folder] = f
		h.moved["/"+path.Dir(name)] = path.Base(folder) + "/"
	}
	return nil
}

func (f *file) set(coding string, body []byte) {
	f.content[coding], f.etag[coding] = body, fmt.Sprintf(`"%x"`, sha256.Sum256(body))
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// The path alone: a query could hold what somebody typed.
	h.opts.Log.Debug("request", "method", r.Method, "path", r.URL.Path)
	for _, header := range rules.Headers {
		w.Header().Set(header.Name, header.Value)
	}
	f, to := h.files[r.URL.Path], h.moved[r.URL.Path]
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, TakesNoData, http.StatusMethodNotAllowed)
	case r.URL.Path == "/health":
		h.serveHealth(w)
	case f != nil:
		f.serve(w, r)
	case to != "": // relative, so that it holds behind a proxy that adds a prefix
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusPermanentRedirect)
	default:
		h.serveAbsent(w, strings.Count(r.URL.Path, "/"))
	}
}

func (h *handler) serveHealth(w http.ResponseWriter) {
	health, version := h.opts.Health(), any(nil)
	status, word := http.StatusServiceUnavailable, "unhealthy"
	if health.ModelLoaded {
		status, word, version = http.StatusOK, "healthy", health.ModelVersion
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(struct { // fails only if the client went away
		Status       string `json:"status"`
		ModelLoaded  bool   `json:"model_loaded"`
		ModelVersion any    `json:"model_version"`
		AppVersion   string `json:"app_version"`
	}{word, health.ModelLoaded, version, health.AppVersion})
}

// serveAbsent corrects the links of the 404 page, which are written for depth 1.
func (h *handler) serveAbsent(w http.ResponseWriter, depth int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	up := `"./` + strings.Repeat("../", max(depth-1, 0))
	_, _ = w.Write(bytes.ReplaceAll(h.files["/404.html"].content[""], []byte(`"./`), []byte(up)))
}

func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	coding, best := "", 0.0
	for _, c := range []string{"br", "gzip"} { // Brotli wins a tie
		if q := accept.Quality(r.Header.Values("Accept-Encoding"), c); f.content[c] != nil && q > best {
			coding, best = c, q
		}
	}
	typ, _ := rules.ContentType(f.name)
	w.Header().Set("Content-Type", typ)
	w.Header().Set("Cache-Control", rules.CacheControl(f.name))
	w.Header().Set("Vary", "Accept-Encoding")
	w.Header().Set("ETag", f.etag[coding])
	if coding != "" {
		w.Header().Set("Content-Encoding", coding)
	}
	http.ServeContent(w, r, f.name, time.Time{}, bytes.NewReader(f.content[coding])) // with 304
}

// Run serves h on addr until ctx is done, then lets open requests finish. It
// listens before it says so; a taken port is an ordinary error.
func Run(ctx context.Context, addr string, h http.Handler, log *slog.Logger) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("server: %w", err)
	}
	s := &http.Server{
		DisableGeneralOptionsHandler: true, // OPTIONS * too gets the words of every other method
		Handler:                      h, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, IdleTimeout: time.Minute,
		WriteTimeout: 5 * time.Minute} // the whole program over a very slow line
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(listener) }()
	log.Info("serving; stop with Ctrl-C", "url", "http://"+listener.Addr().String()+"/")
	if !listener.Addr().(*net.TCPAddr).IP.IsLoopback() {
		log.Warn("on other machines browsers keep nothing and need the network, unless https is put in front")
	}
	select {
	case err := <-failed:
		return fmt.Errorf("server: %w", err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return s.Shutdown(grace)
}
