package site_test

import (
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"retain/web/rules"
	"retain/web/site"
)

const program = "\x00asm\x01\x00\x00\x00 stands for a program"

// inputs writes a small set of inputs and returns options that build them.
func inputs(t *testing.T) site.Options {
	t.Helper()
	folder := t.TempDir()
	for name, content := range map[string]string{
		"in/retain.wasm":                        program,
		"in/wasm_exec.js":                       "globalThis.Go = class {};\n",
		"in/models/registry.json":               `{"production":"v3_causal"}`,
		"in/models/v3_causal/manifest.json":     `{"version":"v3_causal"}`,
		"in/models/v3_causal/model.txt":         strings.Repeat("tree\nversion=v4\n", 50),
		"in/models/v3_causal/.hidden-from-site": "not shipped",
		"in/models/registry.go":                 "package registry",
		"in/models/testdata/registry.json":      "{}",
	} {
		file := filepath.Join(folder, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
	}
	return site.Options{
		Version:  "1.0.0",
		Wasm:     filepath.Join(folder, "in/retain.wasm"),
		WasmExec: filepath.Join(folder, "in/wasm_exec.js"),
		Models:   filepath.Join(folder, "in/models"),
		Routes:   []site.Route{{Path: "", Title: "Patient"}, {Path: "api", Title: "API"}, {Path: "help", Title: "Help"}},
		Out:      filepath.Join(folder, "dist"),
		Cache:    filepath.Join(folder, "cache"),
	}
}

func build(t *testing.T) (site.Options, string, map[string]string) {
	t.Helper()
	opts := inputs(t)
	version, err := site.Build(opts)
	require.NoError(t, err)
	return opts, version, read(t, opts.Out)
}

func read(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, fs.WalkDir(os.DirFS(folder), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
		all[name] = string(content)
		return err
	}))
	return all
}

// isEncoding says whether a file is the compressed form of another.
func isEncoding(name string) bool {
	return strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz")
}

func TestTheFiles(t *testing.T) {
	_, _, all := build(t)
	hash := regexp.MustCompile(`\.[0-9a-f]{10}\.`)
	var names []string
	for name, content := range all {
		if isEncoding(name) {
			continue
		}
		if sum := hash.FindString(name); sum != "" {
			assert.Equal(t, fmt.Sprintf(".%x.", sha256.Sum256([]byte(content)))[:11]+".", sum, name)
			assert.Contains(t, rules.CacheControl(name), "immutable")
		}
		_, ok := rules.ContentType(name)
		assert.True(t, ok, name)
		names = append(names, hash.ReplaceAllString(name, ".HASH."))
	}
	slices.Sort(names)
	assert.Equal(t, []string{
		"404.html", "SHA256SUMS", "api/index.html",
		"assets/boot.HASH.js", "assets/icon-180.HASH.png", "assets/icon-192.HASH.png", "assets/icon-512.HASH.png",
		"assets/icon.HASH.svg", "assets/models/registry.HASH.json", "assets/models/v3_causal/manifest.HASH.json",
		"assets/models/v3_causal/model.HASH.txt", "assets/offline.HASH.js", "assets/retain.HASH.css",
		"assets/retain.HASH.wasm", "assets/wasm_exec.HASH.js",
		"config.json", "help/index.html", "index.html", "manifest.webmanifest", "sw.js", "version.json",
	}, names)
}

func TestTwoBuildsGiveTheSameBytes(t *testing.T) {
	first, version, one := build(t)
	second, again, two := build(t)
	assert.NotEqual(t, first.Out, second.Out)
	assert.Equal(t, version, again)
	assert.Equal(t, one, two)

	// Again in the same place, now with everything from the cache.
	_, err := site.Build(first)
	require.NoError(t, err)
	assert.Equal(t, one, read(t, first.Out))

	// And without any cache.
	first.Cache = ""
	_, err = site.Build(first)
	require.NoError(t, err)
	assert.Equal(t, one, read(t, first.Out))
}

func TestTheVersionFollowsTheContent(t *testing.T) {
	_, version, _ := build(t)
	assert.Regexp(t, `^1\.0\.0\+[0-9a-f]{10}$`, version)
	for _, name := range []string{"in/retain.wasm", "in/wasm_exec.js", "in/models/v3_causal/model.txt"} {
		opts := inputs(t)
		file := filepath.Join(filepath.Dir(opts.Out), filepath.FromSlash(name))
		f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
		require.NoError(t, err)
		_, err = f.WriteString("\n")
		require.NoError(t, err)
		require.NoError(t, f.Close())
		changed, err := site.Build(opts)
		require.NoError(t, err)
		assert.NotEqual(t, version, changed, name)
	}
	opts := inputs(t)
	opts.Routes[2].Title = "Help and limits"
	changed, err := site.Build(opts)
	require.NoError(t, err)
	assert.NotEqual(t, version, changed, "a page counts as well: the worker keeps it under this version")

	opts = inputs(t)
	opts.Config = []byte(`{"settings":{"DECISION_THRESHOLD":{}}}`)
	same, err := site.Build(opts)
	require.NoError(t, err)
	assert.Equal(t, version, same, "a setting is not a new version")
}

func TestADamagedCacheIsNotUsed(t *testing.T) {
	opts, _, one := build(t)
	entries, err := os.ReadDir(opts.Cache)
	require.NoError(t, err)
	require.NotEmpty(t, entries)
	for _, e := range entries {
		require.NoError(t, os.WriteFile(filepath.Join(opts.Cache, e.Name()), []byte("damaged"), 0o644))
	}
	_, err = site.Build(opts)
	require.NoError(t, err)
	assert.Equal(t, one, read(t, opts.Out))
}

func TestEncodingsDecodeToTheFile(t *testing.T) {
	_, _, all := build(t)
	encodings := 0
	for name, content := range all {
		var r io.Reader
		var err error
		switch {
		case strings.HasSuffix(name, ".br"):
			r = brotli.NewReader(strings.NewReader(content))
		case strings.HasSuffix(name, ".gz"):
			z, e := gzip.NewReader(strings.NewReader(content))
			require.NoError(t, e)
			assert.True(t, z.ModTime.IsZero(), "no time is written")
			r, err = z, e
		default:
			continue
		}
		require.NoError(t, err)
		decoded, err := io.ReadAll(r)
		require.NoError(t, err, name)
		assert.Equal(t, all[name[:len(name)-3]], string(decoded), name)
		encodings++
	}
	plain := 0
	for name := range all {
		switch filepath.Ext(name) {
		case ".html", ".js", ".css", ".svg", ".txt", ".wasm", ".webmanifest", ".json":
			if name != "config.json" { // the server replaces it
				plain++
			}
		}
	}
	assert.Equal(t, 2*plain, encodings)
}

func TestSums(t *testing.T) {
	_, _, all := build(t)
	var want []string
	for name, content := range all {
		if name != "config.json" && name != "SHA256SUMS" {
			want = append(want, fmt.Sprintf("%x  %s", sha256.Sum256([]byte(content)), name))
		}
	}
	slices.SortFunc(want, func(a, b string) int { return strings.Compare(a[66:], b[66:]) })
	assert.Equal(t, strings.Join(want, "\n")+"\n", all["SHA256SUMS"])
}

func TestRefusals(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(t *testing.T, opts *site.Options)
		want   string
	}{
		{"no version", func(t *testing.T, o *site.Options) { o.Version = "" }, `site: version: "" is not a version`},
		{"no routes", func(t *testing.T, o *site.Options) { o.Routes = nil }, "site: routes: the first one must be the top, with an empty path"},
		{"a page over the assets", func(t *testing.T, o *site.Options) { o.Routes[1].Path = "assets" }, `site: routes: "assets" is not the name of a page's folder`},
		{"a page out of the site", func(t *testing.T, o *site.Options) { o.Routes[1].Path = "../x" }, `site: routes: "../x" is not the name of a page's folder`},
		{"not a program", func(t *testing.T, o *site.Options) { o.Wasm = o.WasmExec }, "site: wasm_exec.js: not a WebAssembly program"},
		{"a pickle among the models", func(t *testing.T, o *site.Options) {
			require.NoError(t, os.WriteFile(filepath.Join(o.Models, "v3_causal/model.pkl"), []byte("x"), 0o644))
		}, "site: models: v3_causal/model.pkl: no content type for this kind of file"},
		{"no registry", func(t *testing.T, o *site.Options) {
			require.NoError(t, os.Remove(filepath.Join(o.Models, "registry.json")))
		}, "site: models: no registry.json"},
		{"a configuration that is no object", func(t *testing.T, o *site.Options) { o.Config = []byte("null") }, "site: config.json: not a JSON object"},
		{"a folder of something else", func(t *testing.T, o *site.Options) { o.Out = o.Models }, "holds something that is not a site; it is left alone"},
	} {
		t.Run(test.name, func(t *testing.T) {
			opts := inputs(t)
			test.change(t, &opts)
			_, err := site.Build(opts)
			assert.ErrorContains(t, err, test.want)
			assert.NoDirExists(t, filepath.Join(filepath.Dir(opts.Out), "dist"), "nothing is left half done")
		})
	}
}

func TestAFailedBuildLeavesTheSiteThatWasThere(t *testing.T) {
	opts, _, one := build(t)
	opts.Models = filepath.Join(opts.Models, "absent")
	_, err := site.Build(opts)
	require.Error(t, err)
	assert.Equal(t, one, read(t, opts.Out))
	entries, err := os.ReadDir(filepath.Dir(opts.Out))
	require.NoError(t, err)
	assert.Len(t, entries, 3, "in, cache, dist, and nothing temporary")
}

func TestTheCacheKnowsTheVersionOfTheLibrary(t *testing.T) {
	module, err := os.ReadFile("../../go.mod")
	require.NoError(t, err)
	version := regexp.MustCompile(`andybalholm/brotli v(\S+)`).FindSubmatch(module)
	require.NotNil(t, version)
	opts, _, _ := build(t)
	found, err := filepath.Glob(filepath.Join(opts.Cache, "*.br-"+string(version[1])+"-*"))
	require.NoError(t, err)
	assert.NotEmpty(t, found, "a newer library may write other bytes: change the key in compress.go")
}
