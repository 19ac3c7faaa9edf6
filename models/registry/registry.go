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
// [manifest.Load].
func Open(version, stage string) (*manifest.Opened, error) {
	_, opened, err := manifest.Load(read, version, stage)
	return opened, err
}

// Index returns the registry's list of versions.
func Index() (manifest.Index, error) { return manifest.ReadIndex(read) }

func read(path string) ([]byte, error) {
	data, err := Files.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	return data, nil
}
