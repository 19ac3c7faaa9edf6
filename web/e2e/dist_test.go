//go:build e2e

package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/web/e2e/host"
)

// What a first visit waits for: all that is requested before retain.ready.
func TestFirstLoadIsSmall(t *testing.T) {
	for coding, most := range map[string]int{"br": 1_600_000, "gzip": 2_200_000} {
		t.Run(coding, func(t *testing.T) {
			all := site.Handler(t)
			server := host.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				r.Header.Set("Accept-Encoding", coding)
				all.ServeHTTP(w, r)
			}))
			t.Cleanup(server.Kill)
			p := visit(t, server.URL)
			p.WaitOffline()
			sum, wasm := 0, false
			for _, r := range server.Before("sw.js") { // the worker is asked for right after "ready"
				sum += r.Bytes
				wasm = wasm || path.Ext(r.Path) == ".wasm"
				require.Contains(t, []string{coding, ""}, r.Coding, r.Path)
				require.True(t, r.Coding != "" || r.Bytes < 10_000, "%s is sent as it is", r.Path)
			}
			t.Logf("first load with %s: %d bytes, %d requests", coding, sum, len(server.Before("sw.js")))
			require.True(t, wasm, "the program was not in the log")
			require.LessOrEqual(t, sum, most)
		})
	}
}

func TestSumsAreRight(t *testing.T) {
	listed := map[string]bool{"SHA256SUMS": true, "config.json": true}
	for line := range strings.Lines(string(site["SHA256SUMS"])) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		require.True(t, ok, line)
		require.Equal(t, fmt.Sprintf("%x", sha256.Sum256(site[name])), sum, name)
		listed[name] = true
	}
	for name := range site {
		require.True(t, listed[name], "%s is not in SHA256SUMS", name)
	}
	require.Len(t, listed, len(site))
}

// A request to another host needs the host's name. These are in the site and
// are never asked (privacy_test.go): names of formats, the address that the help
// gives for this machine, and remarks of Go's support script and libraries.
var namedHosts = []string{"www.w3.org/2000/svg", "www.w3.org/1999/xhtml", "unitsofmeasure.org", "json-schema.org/draft/2020-12/schema", "127.0.0.1",
	"github.com/golang/go/issues/", "go.dev/issue/", "test.go-app.dev"}

func TestNoFileNamesAnotherHost(t *testing.T) {
	address := regexp.MustCompile(`(?i)(?:https?|wss?):\\?/\\?/([a-z0-9-]+(?:\.[a-z0-9-]+)+[a-z0-9./-]*)`)
	relative := regexp.MustCompile(`(?i)(?:src|href|action)="//|url\(\s*["']?//|\bimport\(|importScripts`)
	checked := 0
	for name, content := range site {
		if slices.Contains([]string{".br", ".gz", ".png"}, path.Ext(name)) {
			continue // the same once more, and pictures
		}
		checked++
		for _, found := range address.FindAllSubmatch(content, -1) {
			require.True(t, slices.ContainsFunc(namedHosts, func(known string) bool {
				return strings.HasPrefix(string(found[1]), known)
			}), "%s names %s", name, found[0])
		}
		require.True(t, path.Ext(name) == ".wasm" || !relative.Match(content), "%s leads to another host", name)
	}
	require.Greater(t, checked, 15)
}

// The binary hands out the very same site, with its own configuration.
func TestBinaryHoldsTheSite(t *testing.T) {
	url, _ := serveBinary(t)
	get := func(at string) *http.Response {
		r, err := http.NewRequestWithContext(t.Context(), "GET", url+at, nil)
		require.NoError(t, err)
		r.Header.Set("Accept-Encoding", "identity")
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		t.Cleanup(func() { answer.Body.Close() })
		return answer
	}
	for name, want := range site {
		if slices.Contains([]string{".br", ".gz"}, path.Ext(name)) || name == "config.json" {
			continue
		}
		var got bytes.Buffer
		_, err := got.ReadFrom(get(name).Body)
		require.NoError(t, err)
		require.True(t, bytes.Equal(want, got.Bytes()), "%s differs between dist and bin/retain: run make build", name)
	}
	var health map[string]any
	require.NoError(t, json.NewDecoder(get("health").Body).Decode(&health))
	require.Equal(t, "healthy", health["status"])
	require.Equal(t, true, health["model_loaded"])
	post, err := http.Post(url, "application/json", strings.NewReader(`{"age": 65}`))
	require.NoError(t, err)
	defer post.Body.Close()
	require.Equal(t, http.StatusMethodNotAllowed, post.StatusCode)
}

// Two builds of the same source in different folders give the same bytes, the
// binary included. They share Go's build cache and the compressed files, which
// are named after their content; all else is built anew.
func TestTwoBuildsAreEqual(t *testing.T) {
	one, two := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "another place/with-a longer-name")
	copyTree(t, top, one)
	copyTree(t, one, two) // of the copy: somebody may be writing in the tree
	var builds []host.Site
	for _, copied := range []string{one, two} {
		c := exec.CommandContext(t.Context(), "make", "build")
		c.Dir = copied
		said, err := c.CombinedOutput()
		require.NoError(t, err, "%s", said)
		built := host.Load(t, filepath.Join(copied, "dist"))
		for _, name := range []string{"retain", "retain.wasm"} {
			built["bin/"+name], err = os.ReadFile(filepath.Join(copied, "bin", name))
			require.NoError(t, err)
		}
		builds = append(builds, built)
	}
	require.Len(t, builds[1], len(builds[0]))
	for name, content := range builds[0] {
		require.True(t, bytes.Equal(content, builds[1][name]), "%s differs", name)
	}
}

// copyTree copies the source and the compressed files of earlier builds, and
// nothing that a build made.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	made := []string{".git", ".cache", ".venv", ".dvc/cache", ".dvc/tmp", "bin", "dist", "models/train/data", "models/train/tracking",
		"web/e2e/node_modules"}
	err := filepath.WalkDir(from, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, file)
		if err != nil {
			return err
		}
		if slices.Contains(made, filepath.ToSlash(name)) {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil // .git is a file in a second working tree
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, name), 0o755)
		}
		return copyFile(file, filepath.Join(to, name))
	})
	require.NoError(t, err)
	require.NoError(t, os.CopyFS(filepath.Join(to, ".cache", "site"), os.DirFS(filepath.Join(from, ".cache", "site"))))
}

func copyFile(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, info.Mode().Perm())
}
