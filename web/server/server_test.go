package server_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"retain/web/server"
)

const wasmName = "assets/retain.0123456789.wasm"

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func sample() fstest.MapFS {
	long := strings.Repeat("retain ", 200)
	return fstest.MapFS{
		"index.html":           file("<h1>Patient</h1>"),
		"help/index.html":      file("<h1>Help</h1>"),
		"404.html":             file(`<a href="./">Patient</a>`),
		"sw.js":                file("// worker"),
		"config.json":          file(`{"app_version":"file"}`),
		"manifest.webmanifest": file("{}"),
		"SHA256SUMS":           file("sums"),
		".placeholder":         file(""),
		wasmName:               file(long),
		wasmName + ".br":       file("brotli bytes"),
		wasmName + ".gz":       file("gzip bytes"),
		"assets/plain.css":     file("p{}"),
		"assets/plain.css.gz":  file("longer than the file"),
	}
}

func options() server.Options {
	return server.Options{
		Health: func() server.Health {
			return server.Health{ModelLoaded: true, ModelVersion: "v3_causal", AppVersion: "1.0.0+0123456789"}
		},
		Log: slog.New(slog.DiscardHandler),
	}
}

func start(t *testing.T, site fs.FS, opts server.Options) string {
	t.Helper()
	h, err := server.New(site, opts)
	require.NoError(t, err)
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// ask sends a request whose path is not tidied up first, does not follow
// redirects, and lets no library add or undo an encoding.
func ask(t *testing.T, method, base, target string, header ...string) (*http.Response, string) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	head := method + " " + target + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
	for _, h := range header {
		head += h + "\r\n"
	}
	_, err = io.WriteString(conn, head+"\r\n")
	require.NoError(t, err)
	raw, err := io.ReadAll(conn)
	require.NoError(t, err)
	r, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), &http.Request{Method: method})
	require.NoError(t, err)
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return r, string(body)
}

func TestAnswers(t *testing.T) {
	base := start(t, sample(), options())
	const (
		html = "text/html; charset=utf-8"
		year = "public, max-age=31536000, immutable"
	)
	for _, test := range []struct {
		name, target, accept string
		status               int
		typ, encoding, cache string
		body                 string
	}{
		{"the first page", "/", "gzip, br", 200, html, "", "no-cache", "<h1>Patient</h1>"},
		{"the first page by file name", "/index.html", "", 200, html, "", "no-cache", "<h1>Patient</h1>"},
		{"a page", "/help/", "", 200, html, "", "no-cache", "<h1>Help</h1>"},
		{"a page by file name", "/help/index.html", "", 200, html, "", "no-cache", "<h1>Help</h1>"},
		{"a query changes nothing", "/help/?patient_id=P-1", "", 200, html, "", "no-cache", "<h1>Help</h1>"},
		{"worker", "/sw.js", "", 200, "text/javascript; charset=utf-8", "", "public, max-age=86400", "// worker"},
		{"configuration", "/config.json", "", 200, "application/json", "", "no-store", `{"app_version":"file"}`},
		{"web manifest", "/manifest.webmanifest", "", 200, "application/manifest+json", "", "no-cache", "{}"},
		{"sums", "/SHA256SUMS", "", 200, "text/plain; charset=utf-8", "", "no-cache", "sums"},
		{"program, Brotli", "/" + wasmName, "gzip, deflate, br, zstd", 200, "application/wasm", "br", year, "brotli bytes"},
		{"program, gzip", "/" + wasmName, "gzip", 200, "application/wasm", "gzip", year, "gzip bytes"},
		{"program, gzip preferred", "/" + wasmName, "br;q=0.5, gzip", 200, "application/wasm", "gzip", year, "gzip bytes"},
		{"program, Brotli refused", "/" + wasmName, "br;q=0, gzip", 200, "application/wasm", "gzip", year, "gzip bytes"},
		{"program, anything", "/" + wasmName, "*", 200, "application/wasm", "br", year, "brotli bytes"},
		{"program, both refused", "/" + wasmName, "br;q=0, *;q=0", 200, "application/wasm", "", year, strings.Repeat("retain ", 200)},
		{"program, plain", "/" + wasmName, "", 200, "application/wasm", "", year, strings.Repeat("retain ", 200)},
		{"no hash in the name: asked for each time", "/assets/plain.css", "", 200, "text/css; charset=utf-8", "", "no-cache", "p{}"},
		{"an encoding that saves nothing is not used", "/assets/plain.css", "gzip", 200, "text/css; charset=utf-8", "", "no-cache", "p{}"},
		{"not there", "/roster", "gzip", 404, html, "", "", `<a href="./">Patient</a>`},
		{"not there, deeper: links lead to the top", "/a/b/c", "", 404, html, "", "", `<a href="./../../">Patient</a>`},
		{"an encoding is no file", "/" + wasmName + ".br", "", 404, html, "", "", `<a href="./../">Patient</a>`},
		{"a hidden file", "/.placeholder", "", 404, html, "", "", `<a href="./">Patient</a>`},
		{"a folder without a page", "/assets/", "", 404, html, "", "", `<a href="./../">Patient</a>`},
		{"out of the site", "/../index.html", "", 404, html, "", "", `<a href="./../">Patient</a>`},
		{"out of the site, escaped", "/%2e%2e/index.html", "", 404, html, "", "", `<a href="./../">Patient</a>`},
		{"out of a folder", "/help/../index.html", "", 404, html, "", "", `<a href="./../../">Patient</a>`},
	} {
		t.Run(test.name, func(t *testing.T) {
			header := []string{}
			if test.accept != "" {
				header = append(header, "Accept-Encoding: "+test.accept)
			}
			r, body := ask(t, "GET", base, test.target, header...)
			assert.Equal(t, test.status, r.StatusCode)
			assert.Equal(t, test.typ, r.Header.Get("Content-Type"))
			assert.Equal(t, test.encoding, r.Header.Get("Content-Encoding"))
			assert.Equal(t, test.cache, r.Header.Get("Cache-Control"))
			assert.Equal(t, test.body, body)
			if test.status == 200 {
				assert.Equal(t, "Accept-Encoding", r.Header.Get("Vary"))
				assert.NotEmpty(t, r.Header.Get("ETag"))
			}

			head, nothing := ask(t, "HEAD", base, test.target, header...)
			assert.Empty(t, nothing)
			assert.Equal(t, test.status, head.StatusCode)
			for _, name := range []string{"Content-Type", "Content-Encoding", "Cache-Control", "ETag", "Vary"} {
				assert.Equal(t, r.Header.Get(name), head.Header.Get(name), name)
			}
		})
	}
}

func TestEveryAnswerCarriesThePolicy(t *testing.T) {
	base := start(t, sample(), options())
	for _, target := range []string{"/", "/help", "/health", "/config.json", "/nothing", "/" + wasmName} {
		for _, method := range []string{"GET", "HEAD", "POST"} {
			r, _ := ask(t, method, base, target)
			// Golden: PRODUCT.md section 11. A change here needs a reason of its own.
			assert.Equal(t, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "+
				"img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "+
				"base-uri 'none'; form-action 'none'; frame-ancestors 'none'", r.Header.Get("Content-Security-Policy"))
			assert.Equal(t, "same-origin", r.Header.Get("Cross-Origin-Opener-Policy"))
			assert.Equal(t, "same-origin", r.Header.Get("Cross-Origin-Resource-Policy"))
			assert.Equal(t, "no-referrer", r.Header.Get("Referrer-Policy"))
			assert.Equal(t, "nosniff", r.Header.Get("X-Content-Type-Options"))
			assert.Empty(t, r.Header.Values("Set-Cookie"))
		}
	}
}

func TestETags(t *testing.T) {
	base := start(t, sample(), options())
	tags := map[string]bool{}
	for _, accept := range []string{"br", "gzip", "identity"} {
		r, _ := ask(t, "GET", base, "/"+wasmName, "Accept-Encoding: "+accept)
		tag := r.Header.Get("ETag")
		tags[tag] = true
		for _, known := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
			again, body := ask(t, "GET", base, "/"+wasmName, "Accept-Encoding: "+accept, "If-None-Match: "+known)
			assert.Equal(t, 304, again.StatusCode, known)
			assert.Empty(t, body)
			assert.Equal(t, tag, again.Header.Get("ETag"))
			assert.Equal(t, "Accept-Encoding", again.Header.Get("Vary"))
			assert.Equal(t, "public, max-age=31536000, immutable", again.Header.Get("Cache-Control"))
		}
		other, _ := ask(t, "GET", base, "/"+wasmName, "Accept-Encoding: "+accept, `If-None-Match: "other"`)
		assert.Equal(t, 200, other.StatusCode)
	}
	assert.Len(t, tags, 3, "each encoding has a tag of its own")
}

func TestAFolderWithoutSlashIsSentThere(t *testing.T) {
	base := start(t, sample(), options())
	r, _ := ask(t, "GET", base, "/help?patient_id=P-1")
	assert.Equal(t, 308, r.StatusCode)
	assert.Equal(t, "help/", r.Header.Get("Location"), "relative, and without what was typed")
}

func TestTakesNoData(t *testing.T) {
	base := start(t, sample(), options())
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "RETAIN"} {
		for _, target := range []string{"/", "/predict", "/health", "/" + wasmName} {
			r, body := ask(t, method, base, target)
			assert.Equal(t, 405, r.StatusCode)
			assert.Equal(t, "GET, HEAD", r.Header.Get("Allow"))
			assert.Contains(t, body, "takes no patient data")
		}
	}
}

func TestHealth(t *testing.T) {
	opts := options()
	r, body := ask(t, "GET", start(t, sample(), opts), "/health")
	assert.Equal(t, 200, r.StatusCode)
	assert.Equal(t, "application/json", r.Header.Get("Content-Type"))
	assert.Equal(t, "no-store", r.Header.Get("Cache-Control"))
	assert.Equal(t, `{"status":"healthy","model_loaded":true,"model_version":"v3_causal","app_version":"1.0.0+0123456789"}`+"\n", body)

	opts.Health = func() server.Health { return server.Health{AppVersion: "1.0.0+0123456789"} }
	r, body = ask(t, "GET", start(t, sample(), opts), "/health")
	assert.Equal(t, 503, r.StatusCode)
	assert.Equal(t, `{"status":"unhealthy","model_loaded":false,"model_version":null,"app_version":"1.0.0+0123456789"}`+"\n", body)
	assert.True(t, json.Valid([]byte(body)))
}

func TestTheConfigurationOfTheServerReplacesTheSites(t *testing.T) {
	site, opts := sample(), options()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err := z.Write(site["config.json"].Data)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	site["config.json.gz"] = &fstest.MapFile{Data: packed.Bytes()} // of the old content
	opts.Config = []byte(`{}`)
	r, body := ask(t, "GET", start(t, site, opts), "/config.json", "Accept-Encoding: gzip")
	assert.Equal(t, `{}`, body)
	assert.Empty(t, r.Header.Get("Content-Encoding"))
}

func TestLogs(t *testing.T) {
	for _, test := range []struct {
		level slog.Level
		want  bool
	}{{slog.LevelInfo, false}, {slog.LevelDebug, true}} {
		var log bytes.Buffer
		opts := options()
		opts.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: test.level}))
		ask(t, "GET", start(t, sample(), opts), "/help/?patient_id=P-1234")
		assert.Equal(t, test.want, strings.Contains(log.String(), "/help/"), test.level)
		assert.NotContains(t, log.String(), "P-1234", "a query is never logged")
	}
}

func TestNewRefuses(t *testing.T) {
	_, err := server.New(fstest.MapFS{".placeholder": file("")}, options())
	assert.ErrorIs(t, err, server.ErrNotBuilt)

	site := sample()
	site["assets/model.pkl"] = file("no")
	_, err = server.New(site, options())
	assert.EqualError(t, err, "server: assets/model.pkl: no content type for this kind of file")
}

func TestRunListensFirstAndStopsWhenTold(t *testing.T) {
	h, err := server.New(sample(), options())
	require.NoError(t, err)
	lines := make(chan string, 10)
	log := slog.New(slog.NewTextHandler(lineWriter(lines), nil))
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Run(ctx, "127.0.0.1:0", h, log) }()

	_, url, ok := strings.Cut(<-lines, "url=")
	require.True(t, ok)
	url = strings.TrimSuffix(strings.TrimSpace(url), "/")
	r, _ := ask(t, "GET", url, "/")
	assert.Equal(t, 200, r.StatusCode)

	err = server.Run(ctx, strings.TrimPrefix(url, "http://"), h, log)
	assert.ErrorContains(t, err, "address already in use")

	stop()
	assert.NoError(t, <-done)
}

// A lineWriter hands on each line that is written to it.
type lineWriter chan string

func (w lineWriter) Write(p []byte) (int, error) {
	w <- string(p)
	return len(p), nil
}
