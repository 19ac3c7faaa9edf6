//go:build e2e

package host

import (
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path"
	"strings"
	"testing/fstest"

	"retain/web/e2e/browser"
	"retain/web/rules"
	"retain/web/server"
)

// A Site is a built site in memory, so that a build that runs meanwhile cannot
// change it, and a test can.
type Site map[string][]byte

// Load reads a built site.
func Load(j browser.Judge, folder string) Site {
	j.Helper()
	s := Site{}
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		s[name], err = fs.ReadFile(os.DirFS(folder), name)
		return err
	})
	if err != nil || s["index.html"] == nil || s["SHA256SUMS"] == nil {
		j.Fatalf("%s holds no built site: run make build (%v)", folder, err)
	}
	return s
}

// Find returns the one file that begins and ends so.
func (s Site) Find(j browser.Judge, start, end string) string {
	j.Helper()
	found := ""
	for name := range s {
		if strings.HasPrefix(name, start) && strings.HasSuffix(name, end) {
			if found != "" {
				j.Fatalf("%s and %s both look like %s…%s", found, name, start, end)
			}
			found = name
		}
	}
	if found == "" {
		j.Fatalf("the site has no file %s…%s", start, end)
	}
	return found
}

// With returns the site with another file in a place, uncompressed. A nil
// content takes the file away.
func (s Site) With(name string, content []byte) Site {
	out := maps.Clone(s)
	for _, n := range []string{name, name + ".br", name + ".gz"} {
		delete(out, n)
	}
	if content != nil {
		out[name] = content
	}
	return out
}

// Handler serves the site as bin/retain does.
func (s Site) Handler(j browser.Judge) http.Handler {
	j.Helper()
	files := fstest.MapFS{}
	for name, content := range s {
		files[name] = &fstest.MapFile{Data: content}
	}
	h, err := server.New(files, server.Options{
		Health: func() server.Health { return server.Health{} },
		Log:    slog.New(slog.DiscardHandler),
	})
	if err != nil {
		j.Fatalf("serve the site: %v", err)
	}
	return h
}

// Plain serves the site below a path as the simplest static host does: content
// types and nothing else. types, if given, overrules the type by the end of a
// name.
func (s Site) Plain(prefix string, types map[string]string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, below := strings.CutPrefix(r.URL.Path, prefix)
		if below && (name == "" || strings.HasSuffix(name, "/")) {
			name += "index.html"
		}
		content, ok := s[name]
		switch {
		case !below || !ok && s[name+"/index.html"] == nil:
			http.NotFound(w, r)
			return
		case !ok: // a folder without its slash
			http.Redirect(w, r, r.URL.Path+"/", http.StatusMovedPermanently)
			return
		}
		typ, _ := rules.ContentType(name)
		if other := types[path.Ext(name)]; other != "" {
			typ = other
		}
		w.Header().Set("Content-Type", typ)
		_, _ = w.Write(content) // fails only if the browser went away
	})
}
