// Package registry embeds the registry's files for the binary. The page fetches
// the same files instead, so nothing that is compiled to WebAssembly may import
// this package; a test holds that.
package registry

import (
	"embed"
	"fmt"

	"retain/models/manifest"
)

// Files holds registry.json and one folder a version.
//
//go:embed registry.json */manifest.json */model.txt
var Files embed.FS

// Open returns the version that a configuration asks for, verified; see
// [manifest.Index.Choose] and [manifest.Open].
func Open(version, stage string) (*manifest.Opened, error) {
	index, err := Index()
	if err != nil {
		return nil, err
	}
	e, err := index.Choose(version, stage)
	if err != nil {
		return nil, err
	}
	manifestFile, err := Files.ReadFile(e.ManifestPath())
	if err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	modelFile, err := Files.ReadFile(e.ModelPath())
	if err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	return manifest.Open(e, manifestFile, modelFile)
}

// Index returns the registry's list of versions.
func Index() (manifest.Index, error) {
	data, err := Files.ReadFile(manifest.IndexPath)
	if err != nil {
		return manifest.Index{}, fmt.Errorf("registry: %w", err)
	}
	return manifest.ParseIndex(data)
}
