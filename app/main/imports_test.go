//go:build !js

package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// allowed lists, for each part of the tree, what its packages may import beside
// the standard library. A path ending in "/" stands for everything below it.
// The longest prefix of a package decides.
var allowed = map[string][]string{
	"retain/core/":           {"retain/core/"},
	"retain/core/lgbm":       {"retain/core/", "github.com/dmitryikh/leaves"},
	"retain/models/":         {"retain/core/", "retain/models/"},
	"retain/app/":            {"retain/core/", "retain/models/manifest", "retain/models/card", "retain/app/"},
	"retain/app/view":        {"retain/core/", "retain/models/manifest", "retain/models/card", "retain/app/", "github.com/maxence-charriere/go-app/v9/pkg/app"},
	"retain/app/main":        {"retain/app/", "github.com/maxence-charriere/go-app/v9/pkg/app"},
	"retain/web/":            {"retain/web/"},
	"retain/web/site":        {"retain/web/", "github.com/andybalholm/brotli"},
	"retain/web/retain":      {"retain/core/", "retain/models/", "retain/web/"},
	"retain/models/registry": {"retain/models/manifest"},
}

// forbidden lists standard packages that a part must not use: core is given
// time, bytes and randomness by its callers.
var forbidden = map[string][]string{
	"retain/core/":   {"syscall/js", "net", "net/http", "os", "os/exec", "io/ioutil", "log", "log/slog", "math/rand", "math/rand/v2", "crypto/rand"},
	"retain/models/": {"syscall/js", "net/http", "os", "os/exec"},
	// the stages of training read and write files
	"retain/models/pipeline": {"syscall/js", "net/http", "os/exec"},
	"retain/app/":            {"net/http", "os", "os/exec"},
}

// only is where a package may be named that would be at home in few places.
var only = map[string][]string{"syscall/js": {"retain/app/port"}}

// linked are all packages outside the standard library in the browser's
// program. A new one costs every first visit: weigh it, then list it here.
var linked = []string{
	"github.com/dmitryikh/leaves",
	"github.com/dmitryikh/leaves/internal/pickle",
	"github.com/dmitryikh/leaves/internal/xgbin",
	"github.com/dmitryikh/leaves/transformation",
	"github.com/dmitryikh/leaves/util",
	"github.com/google/uuid",
	"github.com/maxence-charriere/go-app/v9/pkg/app",
	"github.com/maxence-charriere/go-app/v9/pkg/errors",
}

type listed struct {
	ImportPath string
	Dir        string
	Standard   bool
	Imports    []string
	GoFiles    []string
}

// list runs "go list" for one platform at the top of the tree.
func list(t *testing.T, goos, goarch string, args ...string) []listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-e", "-json=ImportPath,Dir,Standard,Imports,GoFiles"}, args...)...)
	cmd.Dir = filepath.Join("..", "..")
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	cmd.Stderr = os.Stderr
	require.NoError(t, cmd.Start())
	var packages []listed
	for dec := json.NewDecoder(out); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err)
		}
		packages = append(packages, p)
	}
	require.NoError(t, cmd.Wait())
	return packages
}

func TestImportsPointDown(t *testing.T) {
	seen := 0
	for _, platform := range [][2]string{{"linux", "amd64"}, {"js", "wasm"}} {
		for _, p := range list(t, platform[0], platform[1], "./...") {
			if len(p.GoFiles) == 0 {
				continue // only tests, or nothing on this platform
			}
			seen++
			rules, banned := ruleFor(allowed, p.ImportPath), ruleFor(forbidden, p.ImportPath)
			for _, i := range p.Imports {
				if strings.Contains(strings.Split(i, "/")[0], ".") || strings.HasPrefix(i, "retain/") {
					require.True(t, matches(rules, i), "%s imports %s", p.ImportPath, i)
				}
				require.NotContains(t, banned, i, "%s imports %s", p.ImportPath, i)
				if places, limited := only[i]; limited {
					require.Contains(t, places, p.ImportPath, "%s imports %s", p.ImportPath, i)
				}
			}
		}
	}
	require.Greater(t, seen, 20, "the list of packages is implausibly short")
}

func TestBrowserProgramLinksOnlyWhatIsListed(t *testing.T) {
	var got []string
	for _, p := range list(t, "js", "wasm", "-deps", "./app/main") {
		if !p.Standard && !strings.HasPrefix(p.ImportPath, "retain/") {
			got = append(got, p.ImportPath)
		}
		require.NotEqual(t, "retain/models/registry", p.ImportPath, "the page fetches the models; embedded ones would be loaded twice")
	}
	slices.Sort(got)
	require.Equal(t, linked, got)
}

// go-app's server side is in the package the app must use. Naming its Handler
// links net/http's server and triples the program (18.9 MB against 7 MB).
func TestBrowserProgramNeverNamesTheServer(t *testing.T) {
	server := regexp.MustCompile(`app\.(Handler|GenerateStaticWebsite|LocalDir|GitHubPages)\b`)
	clock := regexp.MustCompile(`time\.(Now|Since|Until)\(`)
	for _, p := range list(t, "js", "wasm", "./app/...", "./core/...", "./models/...") {
		for _, name := range p.GoFiles {
			source, err := os.ReadFile(filepath.Join(p.Dir, name))
			require.NoError(t, err)
			require.False(t, server.Match(source), "%s/%s", p.ImportPath, name)
			if strings.HasPrefix(p.ImportPath, "retain/core/") || strings.HasPrefix(p.ImportPath, "retain/models/") {
				require.False(t, clock.Match(source), "%s/%s reads the clock", p.ImportPath, name)
			}
		}
	}
}

// The page must load the wasm_exec.js of the toolchain that compiled it.
func TestWasmExecIsTheToolchains(t *testing.T) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	want, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	require.NoError(t, err)
	got, err := os.ReadFile(filepath.Join("..", "..", "wasm_exec.js"))
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "copy it: cp \"$(go env GOROOT)/lib/wasm/wasm_exec.js\" .")
}

func TestMakeHelpListsEveryTarget(t *testing.T) {
	cmd := exec.Command("make", "--silent", "help")
	cmd.Dir = filepath.Join("..", "..")
	listed, err := cmd.Output()
	require.NoError(t, err)
	makefile, err := os.ReadFile(filepath.Join(cmd.Dir, "Makefile"))
	require.NoError(t, err)
	_, targets, found := strings.Cut(string(makefile), "\n.PHONY:")
	require.True(t, found)
	for _, target := range strings.Fields(targets) {
		require.Contains(t, string(listed), "  make "+target+" ")
	}
}

// ruleFor is the rule of the longest prefix.
func ruleFor(rules map[string][]string, path string) []string {
	best := ""
	for prefix := range rules {
		if (path == prefix || strings.HasSuffix(prefix, "/") && strings.HasPrefix(path, prefix)) && len(prefix) > len(best) {
			best = prefix
		}
	}
	return rules[best]
}

func matches(rules []string, path string) bool {
	for _, r := range rules {
		if path == r || strings.HasSuffix(r, "/") && strings.HasPrefix(path, r) {
			return true
		}
	}
	return false
}
