package site_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"io/fs"
	"net/url"
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

func TestNoOtherHost(t *testing.T) {
	_, _, all := build(t)
	address := regexp.MustCompile(`(?i)(https?:)?//[a-z0-9-]+(\.[a-z0-9-]+)+[^\s"'<>]*`)
	for name, content := range all {
		if isEncoding(name) || strings.HasSuffix(name, ".png") {
			continue
		}
		for _, found := range address.FindAllString(content, -1) {
			assert.Equal(t, "http://www.w3.org/2000/svg", found, name)
		}
		for _, word := range []string{"/work/", "/root/", "/tmp/", os.TempDir()} {
			assert.NotContains(t, content, word, name)
		}
	}
}

func TestPages(t *testing.T) {
	_, version, all := build(t)
	for name, place := range map[string]string{
		"index.html": "", "api/index.html": "api/", "help/index.html": "help/", "404.html": "",
	} {
		t.Run(name, func(t *testing.T) {
			page := all[name]
			first := regexp.MustCompile(`<meta [^>]*>`).FindString(page)
			assert.Equal(t, `<meta http-equiv="Content-Security-Policy" content="`+rules.PagePolicy+`">`, first)
			assert.NotContains(t, page[:strings.Index(page, first)], "<link", "the policy comes before all it rules")
			assert.NotContains(t, page[:strings.Index(page, first)], "<script")
			assert.Equal(t, rules.Policy, rules.PagePolicy+"; frame-ancestors 'none'", "the only part a page cannot carry")
			assert.Contains(t, page, `<html lang="en">`)
			assert.Contains(t, page, `<meta name="viewport" content="width=device-width, initial-scale=1">`)
			assert.Equal(t, 1, strings.Count(page, "<h1>"))
			assert.NotRegexp(t, `(?i) style=|<style| on[a-z]+=`, page, "the policy forbids inline styles and handlers")
			assert.NotRegexp(t, `(?i)<script(?:>| type="(?:module|text/javascript)")`, page, "and inline scripts")

			for _, link := range regexp.MustCompile(` (?:src|href)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
				for _, prefix := range []string{"/", "/some/Path/"} {
					at, err := url.Parse("http://site.example" + prefix + place)
					require.NoError(t, err)
					to, err := at.Parse(link[1])
					require.NoError(t, err)
					target, ok := strings.CutPrefix(to.Path, prefix)
					require.True(t, ok, "%s leads out of the site", link[1])
					if target == "" || strings.HasSuffix(target, "/") {
						target += "index.html"
					}
					assert.Contains(t, all, target)
				}
			}
			for _, tag := range regexp.MustCompile(`(?:src|href)="\./(?:\.\./)?([^"]*)" integrity="sha256-([^"]*)"`).FindAllStringSubmatch(page, -1) {
				sum := sha256.Sum256([]byte(all[tag[1]]))
				assert.Equal(t, base64.StdEncoding.EncodeToString(sum[:]), tag[2], tag[1])
			}
		})
	}

	block := regexp.MustCompile(`<script type="application/json" id="retain-site">(.*)</script>`).FindStringSubmatch(all["help/index.html"])
	require.NotNil(t, block)
	type file struct {
		URL, Integrity string
		Bytes          int
	}
	var data struct {
		AppVersion string `json:"app_version"`
		Base       string
		Wasm       file
		Files      map[string]file
	}
	require.NoError(t, json.Unmarshal([]byte(block[1]), &data))
	assert.Equal(t, version, data.AppVersion)
	assert.Equal(t, "./../", data.Base)
	assert.Equal(t, len(program), data.Wasm.Bytes)
	assert.Equal(t, program, all[data.Wasm.URL])
	assert.Len(t, data.Files, 3)
	for _, name := range []string{"models/registry.json", "models/v3_causal/manifest.json", "models/v3_causal/model.txt"} {
		f := data.Files[name]
		sum := sha256.Sum256([]byte(all[f.URL]))
		assert.Equal(t, "sha256-"+base64.StdEncoding.EncodeToString(sum[:]), f.Integrity, name)
		assert.Equal(t, len(all[f.URL]), f.Bytes)
	}
}

func TestTheWorkerKeepsEverything(t *testing.T) {
	_, version, all := build(t)
	worker := all["sw.js"]
	assert.Contains(t, worker, `const VERSION = "`+version+`";`)
	assert.NotContains(t, worker, "{{")

	list := regexp.MustCompile(`(?s)const FILES = (\[.*?\n\]);`).FindStringSubmatch(worker)
	require.NotNil(t, list)
	var entries []struct{ URL, SHA256, Type string }
	require.NoError(t, json.Unmarshal([]byte(list[1]), &entries))
	kept := map[string]bool{}
	for _, e := range entries {
		name := e.URL
		if name == "" || strings.HasSuffix(name, "/") {
			name += "index.html"
		}
		assert.Equal(t, fmt.Sprintf("%x", sha256.Sum256([]byte(all[name]))), e.SHA256, name)
		typ, _ := rules.ContentType(name)
		assert.Equal(t, typ, e.Type, name)
		assert.False(t, kept[name], "listed once")
		kept[name] = true
	}
	for name := range all {
		switch {
		case isEncoding(name):
		case name == "config.json", name == "sw.js", name == "SHA256SUMS", name == "version.json":
			assert.False(t, kept[name], name)
		default:
			assert.True(t, kept[name], name)
		}
	}

	headers := regexp.MustCompile(`(?s)const HEADERS = (\{.*?\n\});`).FindStringSubmatch(worker)
	require.NotNil(t, headers)
	var sent map[string]string
	require.NoError(t, json.Unmarshal([]byte(headers[1]), &sent))
	assert.Equal(t, rules.Policy, sent["Content-Security-Policy"])
	assert.Len(t, sent, len(rules.Headers))
}

func TestConfiguration(t *testing.T) {
	_, version, all := build(t)
	assert.JSONEq(t, `{"app_version":"`+version+`","settings":{}}`, all["config.json"])

	opts := inputs(t)
	opts.Config = []byte(`{"settings":{"X":{"text":"1"}},"app_version":"old"}`)
	_, err := site.Build(opts)
	require.NoError(t, err)
	assert.JSONEq(t, `{"app_version":"`+version+`","settings":{"X":{"text":"1"}}}`, read(t, opts.Out)["config.json"])
}

func TestManifestAndIcons(t *testing.T) {
	_, _, all := build(t)
	var manifest struct {
		Start string `json:"start_url"`
		Scope string
		Icons []struct{ Src, Sizes string }
	}
	require.NoError(t, json.Unmarshal([]byte(all["manifest.webmanifest"]), &manifest))
	assert.Equal(t, "./", manifest.Start)
	assert.Equal(t, "./", manifest.Scope)
	assert.Len(t, manifest.Icons, 4)
	for _, icon := range manifest.Icons {
		require.Contains(t, all, icon.Src)
		if icon.Sizes == "any" {
			continue
		}
		img, err := png.Decode(bytes.NewReader([]byte(all[icon.Src])))
		require.NoError(t, err)
		assert.Equal(t, icon.Sizes, fmt.Sprintf("%dx%d", img.Bounds().Dx(), img.Bounds().Dy()))
		middle, _, _, _ := img.At(img.Bounds().Dx()/2, img.Bounds().Dy()/2).RGBA()
		corner, _, _, _ := img.At(0, 0).RGBA()
		assert.Equal(t, uint32(0xffff), middle, "the dot is white")
		assert.Equal(t, uint32(0x0b0b), corner, "the ground is the accent")
	}
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
