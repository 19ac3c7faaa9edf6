package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net"
	"net/http"
	"regexp"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"retain/core/config"
)

// smallSite is what counts as a built one.
func smallSite() fstest.MapFS {
	return fstest.MapFS{
		"index.html":  {Data: []byte("<title>Retain</title>")},
		"404.html":    {Data: []byte("nothing here")},
		"config.json": {Data: []byte(`{"app_version":"1.0.0+abc","settings":{}}`)},
		"README":      {Data: []byte("placeholder")},
		".gitignore":  {Data: []byte("*")},
	}
}

// lines is a buffer that may be read while it is written.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// serving starts serve and returns its address, and a function that stops it
// and returns the exit code.
func serving(t *testing.T, env map[string]string, args ...string) (url string, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	var log lines
	p := program{stdin: http.NoBody, stdout: io.Discard, stderr: &log, now: time.Now,
		site:      withoutPlaceholders{smallSite()},
		env:       func(name string) (string, bool) { text, ok := env[name]; return text, ok },
		interrupt: func(context.Context) (context.Context, context.CancelFunc) { return ctx, cancel }}
	done := make(chan int, 1)
	go func() { done <- p.run(context.Background(), append([]string{"serve"}, args...)) }()
	said := regexp.MustCompile(`http://[0-9.:]+/`)
	require.Eventually(t, func() bool { url = said.FindString(log.String()); return url != "" }, 20*time.Second, 5*time.Millisecond, "it says where it serves")
	return url, func() int { cancel(); return <-done }
}

func get(t *testing.T, url string) (status int, body []byte) {
	t.Helper()
	answer, err := http.Get(url)
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, body
}

func TestServe(t *testing.T) {
	url, stop := serving(t, map[string]string{"DECISION_THRESHOLD": "0.25"}, "-addr", "127.0.0.1:0")
	status, body := get(t, url+"health")
	require.Equal(t, 200, status)
	require.JSONEq(t, `{"status":"healthy","model_loaded":true,"model_version":"v4_landmark","app_version":"1.0.0+abc"}`, string(body))

	status, body = get(t, url+"config.json")
	require.Equal(t, 200, status)
	c, err := config.ParseSite(body)
	require.NoError(t, err)
	require.Equal(t, config.Value{Text: "0.25", Source: config.FromEnvironment}, c.Value(config.DecisionThreshold))
	var version struct {
		App string `json:"app_version"`
	}
	require.NoError(t, json.Unmarshal(body, &version))
	require.Equal(t, "1.0.0+abc", version.App)

	status, body = get(t, url)
	require.Equal(t, 200, status)
	require.Contains(t, string(body), "Retain")
	status, _ = get(t, url+"README")
	require.Equal(t, 404, status, "the placeholder is no part of the site")
	require.Equal(t, 0, stop(), "to be stopped is no error")
}

func TestServeRefuses(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer busy.Close()
	for _, c := range []struct {
		name, args string
		env        map[string]string
		site       fs.FS
		code       int
		stderr     string
	}{
		{"not built", "serve", nil, fstest.MapFS{}, 1, "retain: this binary was compiled without the site; run `make build` and use bin/retain\n"},
		{"a taken port", "serve -addr " + busy.Addr().String(), nil, smallSite(), 2, "retain: cannot listen on " + busy.Addr().String() + ": "},
		{"a host of another machine", "serve -addr 192.0.2.1:8000", nil, smallSite(), 2, "; another address: -addr or API_PORT"},
		{"no port", "serve -addr localhost", nil, smallSite(), 2, "-addr: "},
		{"a port that is none", "serve", map[string]string{"API_PORT": "http"}, smallSite(), 2, "API_PORT (environment): not usable"},
		{"a level that is none", "serve", map[string]string{"LOG_LEVEL": "loud"}, smallSite(), 2, "LOG_LEVEL (environment): not usable"},
		{"a model that is not registered", "serve -model v9", nil, smallSite(), 2, `version "v9": not in the registry`},
	} {
		t.Run(c.name, func(t *testing.T) {
			site := c.site
			if _, built := site.(fstest.MapFS)["README"]; built {
				site = withoutPlaceholders{site}
			}
			got := world{env: c.env, site: site}.call(c.args)
			require.Equal(t, c.code, got.code, got.stderr)
			require.Contains(t, got.stderr, c.stderr)
		})
	}
}

func TestAddress(t *testing.T) {
	for _, c := range []struct{ name, flag, port, want string }{
		{"default", "", "", "127.0.0.1:8000"},
		{"API_PORT replaces only the port", "", "8080", "127.0.0.1:8080"},
		{"-addr wins", "0.0.0.0:9000", "8080", "0.0.0.0:9000"},
		{"all interfaces", ":9000", "", ":9000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			settings, err := config.New(config.Layer{Source: config.FromEnvironment, Get: func(name string) (string, bool) {
				return c.port, name == config.APIPort
			}})
			require.NoError(t, err)
			got, err := address(c.flag, settings)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

// The embedded folder compiles in a fresh clone, where it holds nothing to serve.
func TestBuiltSiteHidesPlaceholders(t *testing.T) {
	for _, site := range []fs.FS{builtSite(), withoutPlaceholders{smallSite()}} {
		require.NoError(t, fs.WalkDir(site, ".", func(name string, _ fs.DirEntry, err error) error {
			require.NotContains(t, []string{"README", ".gitignore"}, name)
			return err
		}))
		_, err := fs.Stat(site, "README")
		require.ErrorIs(t, err, fs.ErrNotExist)
	}
	_, err := fs.Stat(withoutPlaceholders{smallSite()}, "index.html")
	require.NoError(t, err)
}
