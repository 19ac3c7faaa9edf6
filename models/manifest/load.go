package manifest

import "fmt"

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
