package manifest

import (
	"fmt"

	"retain/models/card"
)

// Files gives the bytes of a file of the registry by its path relative to the
// registry's folder, such as "v3_causal/model.txt". It may block: the page
// fetches the files, the binary has them embedded.
type Files func(path string) ([]byte, error)

// ReadIndex reads the registry's list of versions.
func ReadIndex(files Files) (Index, error) {
	data, err := files(IndexPath)
	if err != nil {
		return Index{}, err
	}
	return ParseIndex(data)
}

// ReadManifest reads the manifest of an entry, which must be the one that the
// registry lists. It says what is known of a version without its model being
// opened: nothing can be scored with it.
func ReadManifest(files Files, e IndexEntry) (Manifest, error) {
	data, err := files(e.ManifestPath())
	if err != nil {
		return Manifest{}, err
	}
	m, err := parse(e, data)
	if err != nil {
		return Manifest{}, fmt.Errorf("manifest: version %s: %w", e.Version, err)
	}
	return m, nil
}

// ReadCard reads the model card of a version, which must be the one that its
// manifest describes. Nothing that scores depends on it.
func ReadCard(files Files, m Manifest) (card.Document, error) {
	data, err := files(IndexEntry{Version: m.Version}.CardPath())
	if err != nil {
		return card.Document{}, err
	}
	if got := hash(data); got != m.CardSHA256 {
		return card.Document{}, fmt.Errorf("manifest: version %s: card.json is not the one the manifest describes: SHA-256 %.12s…, want %.12s…",
			m.Version, got, m.CardSHA256)
	}
	d, err := card.Parse(data)
	if err != nil {
		return card.Document{}, fmt.Errorf("manifest: version %s: card.json: %w", m.Version, err)
	}
	return d, nil
}

// Load opens the version that a configuration asks for, verified: see
// [Index.Choose] and [Open]. The entry is set as soon as one is chosen, also
// when it then does not open.
func Load(files Files, version, stage string) (IndexEntry, *Opened, error) {
	index, err := ReadIndex(files)
	if err != nil {
		return IndexEntry{}, nil, err
	}
	e, err := index.Choose(version, stage)
	if err != nil {
		return IndexEntry{}, nil, err
	}
	manifestFile, err := files(e.ManifestPath())
	if err != nil {
		return e, nil, err
	}
	modelFile, err := files(e.ModelPath())
	if err != nil {
		return e, nil, err
	}
	o, err := Open(e, manifestFile, modelFile)
	return e, o, err
}
