package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"retain/models/manifest"
)

var indexStage = stage{
	name: "index", synopsis: "[-registry FOLDER]",
	summary: "list the versions found in the registry, each opened and verified",
	flags:   registryFlag,
	run:     func(o options, out io.Writer) error { return runIndex(o.registry, out) },
}

// runIndex writes registry.json from the folders that have a manifest, by name.
func runIndex(registry string, out io.Writer) error {
	names, err := filepath.Glob(filepath.Join(registry, "*", "manifest.json"))
	if err != nil {
		return err
	}
	slices.Sort(names)
	var lines [][]byte
	for _, name := range names {
		e, _, err := openFolder(filepath.Dir(name))
		if err != nil {
			return err
		}
		line, err := json.Marshal(e)
		if err != nil {
			return err
		}
		lines = append(lines, append([]byte("    "), line...))
		fmt.Fprintf(out, "%s (%s)\n", e.Version, e.Stage)
	}
	text := append([]byte("{\n  \"versions\": "), enclose('[', lines, "  ", ']')...)
	text = append(text, "\n}\n"...)
	if _, err := manifest.ParseIndex(text); err != nil {
		return err
	}
	return write(filepath.Join(registry, manifest.IndexPath), text)
}

// openFolder verifies a version's folder and returns its entry.
func openFolder(folder string) (manifest.IndexEntry, *manifest.Opened, error) {
	fail := func(err error) (manifest.IndexEntry, *manifest.Opened, error) { return manifest.IndexEntry{}, nil, err }
	text, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	if err != nil {
		return fail(err)
	}
	var m struct{ Version, Stage string } // Open reads all of it, and strictly
	if err := json.Unmarshal(text, &m); err != nil {
		return fail(fmt.Errorf("%s: %w", folder, err))
	}
	e := manifest.IndexEntry{Version: m.Version, Stage: m.Stage, ManifestSHA256: sha(text)}
	if e.Version != filepath.Base(folder) {
		return fail(fmt.Errorf("%s: is of version %q", folder, e.Version))
	}
	model, err := os.ReadFile(filepath.Join(folder, "model.txt"))
	if err != nil {
		return fail(err)
	}
	opened, err := manifest.Open(e, text, model)
	if err != nil {
		return fail(err)
	}
	page, err := os.ReadFile(filepath.Join(folder, "card.json"))
	if err != nil {
		return fail(err)
	}
	if sha(page) != opened.Manifest.CardSHA256 {
		return fail(fmt.Errorf("%s: card.json is not the one the manifest describes", folder))
	}
	return e, opened, nil
}
