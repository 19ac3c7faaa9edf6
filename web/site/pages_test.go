package site_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image/png"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"retain/web/rules"
	"retain/web/site"
)

func TestNoOtherHost(t *testing.T) {
	_, _, all := build(t)
	tree, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	home, err := os.UserHomeDir()
	require.NoError(t, err)
	address := regexp.MustCompile(`(?i)(https?:)?//[a-z0-9-]+(\.[a-z0-9-]+)+[^\s"'<>]*`)
	for name, content := range all {
		if isEncoding(name) || strings.HasSuffix(name, ".png") {
			continue
		}
		for _, found := range address.FindAllString(content, -1) {
			assert.Equal(t, "http://www.w3.org/2000/svg", found, name)
		}
		for _, folder := range []string{tree, home, os.TempDir()} { // of the machine that built it
			assert.NotContains(t, content, folder+"/", name)
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
			assert.Contains(t, page, `<html lang="en"`)
			assert.Equal(t, name != "404.html", strings.Contains(page, ` translate="no">`), "a translation sends what is shown to a service")
			assert.Contains(t, page, `<meta name="viewport" content="width=device-width, initial-scale=1">`)
			assert.Equal(t, 1, strings.Count(page, "<h1>"))
			assert.NotRegexp(t, `(?i) style=|<style| on[a-z]+=`, page, "the policy forbids inline styles and handlers")
			assert.NotRegexp(t, `(?i)<script(?:>| type="(?:module|text/javascript)")`, page, "and inline scripts")

			for _, link := range regexp.MustCompile(` (?:src|href)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
				if strings.HasPrefix(link[1], "data:") {
					continue // the icon, which asks for nothing
				}
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
