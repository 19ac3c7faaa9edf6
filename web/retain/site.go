package main

import (
	"embed"
	"encoding/json"
	"io/fs"

	"retain/core/config"
)

// site holds the built site beside the two files that keep its folder in the
// repository. The pattern matches in a fresh clone too, so that the package
// compiles before the site is built.
//
//go:embed all:site
var site embed.FS

// builtSite is the embedded site.
func builtSite() fs.FS {
	sub, err := fs.Sub(site, "site")
	if err != nil {
		panic("retain: internal error: " + err.Error()) // only if the name were no path
	}
	return withoutPlaceholders{sub}
}

// placeholders are no part of the site.
var placeholders = map[string]bool{"README": true, ".gitignore": true}

// withoutPlaceholders hides them at the top of a file system.
type withoutPlaceholders struct{ files fs.FS }

func (w withoutPlaceholders) Open(name string) (fs.File, error) {
	if placeholders[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return w.files.Open(name)
}

// ReadDir implements fs.ReadDirFS, by which a file system is walked.
func (w withoutPlaceholders) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(w.files, name)
	if name != "." {
		return entries, err
	}
	var kept []fs.DirEntry
	for _, e := range entries {
		if !placeholders[e.Name()] {
			kept = append(kept, e)
		}
	}
	return kept, err
}

// appVersion is the version of the built site, which its build wrote into its
// config.json, so that an assessment names the same version here and in the
// page. Without a site it is the product's version alone.
func (p *program) appVersion() string {
	data, err := fs.ReadFile(p.site, "config.json")
	if err != nil {
		return config.Version
	}
	var f struct {
		AppVersion string `json:"app_version"`
	}
	if err := json.Unmarshal(data, &f); err != nil || f.AppVersion == "" {
		return config.Version
	}
	return f.AppVersion
}
