//go:build e2e

// Package e2e tests the built site as people meet it: in Chromium, with keys
// and mouse, online and offline, on good and on broken hosts. "make build" has
// to come before; "make test-e2e" runs it. Whatever is missing is a failure,
// never a skip; only the pilot trial's data, which is not part of the tree, may
// be absent, and then the test says so.
package e2e

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"retain/web/e2e/browser"
	"retain/web/e2e/host"
)

// top is the folder of the whole tree.
var top = filepath.Join("..", "..")

var (
	site   host.Site        // dist/
	chrome *browser.Browser // for tests that need no browser of their own
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	site = host.Load(browser.Loud{}, filepath.Join(top, "dist"))
	if _, err := os.Stat(filepath.Join(top, "bin", "retain")); err != nil {
		browser.Loud{}.Fatalf("bin/retain is not there: run make build")
	}
	profile, err := os.MkdirTemp("", "retain-e2e-")
	if err != nil {
		browser.Loud{}.Fatalf("no folder for the browser: %v", err)
	}
	defer os.RemoveAll(profile)
	// retain.test is this machine under a name that browsers do not take for it;
	// no other name leads anywhere.
	chrome = browser.Start(browser.Loud{}, profile,
		browser.Flag{Name: "host-resolver-rules", Value: "MAP retain.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"})
	defer chrome.Close(browser.Loud{})
	return m.Run()
}

// serve starts a host that ends with the test.
func serve(t *testing.T, s host.Site) *host.Host {
	t.Helper()
	h := host.Serve(t, s.Handler(t))
	t.Cleanup(h.Kill)
	return h
}

// open opens an empty tab that ends with the test.
func open(t *testing.T) *browser.Page {
	t.Helper()
	p := chrome.Private(t)
	t.Cleanup(p.Close)
	return p
}

// visit opens a site and waits until the app can predict and the header, which
// counts the files that are stored, is at rest: on a slow machine what moves with
// it is missed between press and release.
func visit(t *testing.T, url string) *browser.Page {
	t.Helper()
	p := open(t)
	p.Go(url)
	p.WaitReady()
	p.Wait("the end of storing", `!/^(Starting|Storing)/.test(document.querySelector("#offline-state").innerText)`)
	return p
}

// retain prepares a call of bin/retain in an empty folder, without settings.
func retain(t *testing.T, ctx context.Context, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := filepath.Abs(filepath.Join(top, "bin", "retain"))
	require.NoError(t, err)
	c := exec.CommandContext(ctx, binary, args...)
	c.Dir, c.Env = t.TempDir(), []string{}
	return c
}

// serveBinary starts "bin/retain serve" on a free port. kill ends it at once,
// as a power cut would.
func serveBinary(t *testing.T) (url string, kill func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	c := retain(t, ctx, "serve", "-addr", "127.0.0.1:0")
	stderr, err := c.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	kill = func() { cancel(); _ = c.Wait() } // the error is that it was killed
	t.Cleanup(kill)
	var said strings.Builder
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		said.WriteString(lines.Text() + "\n")
		if found := regexp.MustCompile(`http://127\.0\.0\.1:\d+/`).FindString(lines.Text()); found != "" {
			return found, kill
		}
	}
	t.Fatalf("bin/retain serve told no address:\n%s", said.String())
	return "", nil
}
