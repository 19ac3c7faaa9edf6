package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"text/template"

	"retain/web/rules"
)

const description = "Estimates how likely a clinical-trial patient is to drop out, in this browser. What is typed stays on this device."

// text/template, because html/template would escape the policy's quotes, and
// all that goes in is ours: names with hashes, titles, JSON without "<".
var templates = template.Must(template.ParseFS(static, "static/shell.html", "static/404.html", "static/sw.js"))

// page is what the shell and the 404 page are filled with.
type page struct {
	Policy, Title, Description string
	Base                       string // the way to the site's top: "./" or "../"
	Site                       string // the data block, JSON
	// IconData is the icon itself. A browser asks for a linked icon again, past
	// the service worker, whenever the app changes the address.
	IconData                string
	Style, Icon, TouchIcon  asset
	WasmExec, Boot, Offline asset
	Routes                  []Route
}

// render returns all files of the site but config.json and the encodings.
func render(opts Options, assets map[string]asset, appVersion string) (files, error) {
	all := files{}
	for _, a := range assets {
		all[a.URL] = a.Content
	}
	p := page{
		Policy: rules.PagePolicy, Description: description, Routes: opts.Routes,
		IconData: "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(assets["icon.svg"].Content),
		Style:    assets["retain.css"], Icon: assets["icon.svg"], TouchIcon: assets["icon-180.png"],
		WasmExec: assets["wasm_exec.js"], Boot: assets["boot.js"], Offline: assets["offline.js"],
	}
	urls := map[string]string{} // of what the worker keeps, to file names
	for _, route := range opts.Routes {
		p.Title, p.Base = route.Title, "./"+strings.Repeat("../", strings.Count(route.Folder(), "/"))
		p.Site = dataBlock(assets, appVersion, p.Base)
		name := route.Folder() + "index.html"
		if err := execute(all, name, "shell.html", p); err != nil {
			return nil, err
		}
		urls[route.Folder()] = name // the address people use, not the file
	}
	if err := execute(all, "404.html", "404.html", p); err != nil {
		return nil, err
	}
	all["manifest.webmanifest"] = manifest(assets)
	for _, name := range all.names() {
		if !strings.HasSuffix(name, "index.html") {
			urls[name] = name
		}
	}
	all["version.json"] = encode(map[string]string{"app_version": appVersion}, "")
	return all, execute(all, "sw.js", "sw.js", map[string]string{
		"Version": appVersion,
		"Files":   string(kept(all, urls)),
		"Headers": string(headers()),
	})
}

func execute(all files, name, from string, data any) error {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, from, data); err != nil {
		return fmt.Errorf("site: %s: %w", from, err)
	}
	all[name] = b.Bytes()
	return nil
}

// dataBlock tells boot.js of which version the page is and where files are.
func dataBlock(assets map[string]asset, appVersion, base string) string {
	type file struct {
		URL       string `json:"url"`
		Bytes     int    `json:"bytes"` // plain: progress cannot be counted by Content-Length
		Integrity string `json:"integrity"`
	}
	block := struct {
		AppVersion string          `json:"app_version"`
		Base       string          `json:"base"`
		Wasm       file            `json:"wasm"`
		Files      map[string]file `json:"files"`
	}{AppVersion: appVersion, Base: base, Files: map[string]file{}}
	for name, a := range assets {
		f := file{a.URL, len(a.Content), a.Integrity}
		switch {
		case name == "retain.wasm":
			block.Wasm = f
		case strings.HasPrefix(name, "models/"):
			block.Files[name] = f
		}
	}
	return string(encode(block, ""))
}

// kept is the worker's list of files, by the addresses they are asked for.
func kept(all files, urls map[string]string) []byte {
	type entry struct {
		URL    string `json:"url"`
		SHA256 string `json:"sha256"`
		Type   string `json:"type"`
	}
	sorted := files{}
	for url := range urls {
		sorted[url] = nil
	}
	list := []entry{}
	for _, url := range sorted.names() {
		name := urls[url]
		typ, _ := rules.ContentType(name)
		list = append(list, entry{url, fmt.Sprintf("%x", sha256.Sum256(all[name])), typ})
	}
	return encode(list, "  ")
}

func headers() []byte {
	list := map[string]string{}
	for _, h := range rules.Headers {
		list[h.Name] = h.Value
	}
	return encode(list, "  ")
}

func manifest(assets map[string]asset) []byte {
	type image struct {
		Src     string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
	}
	return encode(struct {
		Name        string  `json:"name"`
		ShortName   string  `json:"short_name"`
		Description string  `json:"description"`
		Lang        string  `json:"lang"`
		Start       string  `json:"start_url"`
		Scope       string  `json:"scope"`
		Display     string  `json:"display"`
		Background  string  `json:"background_color"`
		Theme       string  `json:"theme_color"`
		Icons       []image `json:"icons"`
	}{
		"Retain", "Retain", description, "en", "./", "./", "standalone", "#f5f7f9", "#f5f7f9",
		[]image{
			{assets["icon.svg"].URL, "any", "image/svg+xml", "any"},
			{assets["icon-192.png"].URL, "192x192", "image/png", "any"},
			{assets["icon-512.png"].URL, "512x512", "image/png", "any"},
			{assets["icon-512.png"].URL, "512x512", "image/png", "maskable"},
		},
	}, "  ")
}

// config adds the version to a configuration, by which a page notices that a
// newer site is there.
func config(given []byte, appVersion string) ([]byte, error) {
	object := map[string]any{"settings": map[string]any{}}
	if given != nil {
		object = nil
		if err := json.Unmarshal(given, &object); err != nil || object == nil {
			return nil, fmt.Errorf("site: config.json: not a JSON object")
		}
	}
	object["app_version"] = appVersion
	return append(encode(object, "  "), '\n'), nil
}

// encode writes JSON with sorted maps and "<" escaped, so that it can stand in
// a script element.
func encode(v any, indent string) []byte {
	b, err := json.MarshalIndent(v, "", indent)
	if indent == "" {
		b, err = json.Marshal(v)
	}
	if err != nil {
		panic("site: internal error: JSON: " + err.Error())
	}
	return b
}
