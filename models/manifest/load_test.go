package manifest_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/models/manifest"
	"retain/models/registry"
)

// with reads the registry's files, one of them changed on the way.
func with(path string, change func([]byte) ([]byte, error)) manifest.Files {
	return func(p string) ([]byte, error) {
		data, err := registry.Files.ReadFile(p)
		if err != nil || p != path {
			return data, err
		}
		return change(bytes.Clone(data))
	}
}

func flipped(data []byte) ([]byte, error) { data[len(data)/2] ^= 1; return data, nil }
func absent([]byte) ([]byte, error)       { return nil, errors.New("the server does not answer") }

func TestLoad(t *testing.T) {
	e, o, err := manifest.Load(registry.Files.ReadFile, "v3_causal", "")
	require.NoError(t, err)
	require.Equal(t, "v3_causal", e.Version)
	require.Equal(t, "v3_causal", o.Model.Version)
	require.NoError(t, o.SelfTest())
}

func TestLoadRefuses(t *testing.T) {
	for _, c := range []struct {
		name, want, version, chosen string
		files                       manifest.Files
	}{
		{"no list", "the server does not answer", "v3_causal", "", with(manifest.IndexPath, absent)},
		{"a version that is not listed", "not in the registry", "v9", "", registry.Files.ReadFile},
		{"no manifest", "the server does not answer", "v3_causal", "v3_causal", with("v3_causal/manifest.json", absent)},
		{"another manifest", "is not the one the registry lists", "v3_causal", "v3_causal", with("v3_causal/manifest.json", flipped)},
		{"no model", "the server does not answer", "v3_causal", "v3_causal", with("v3_causal/model.txt", absent)},
		{"another model", "is not the one the manifest describes", "v3_causal", "v3_causal", with("v3_causal/model.txt", flipped)},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, o, err := manifest.Load(c.files, c.version, "")
			require.ErrorContains(t, err, c.want)
			require.Nil(t, o)
			require.Equal(t, c.chosen, e.Version, "what was asked for is known although it did not open")
		})
	}
}

func TestReadCard(t *testing.T) {
	m, err := manifest.ReadManifest(registry.Files.ReadFile, baseline(t).entry)
	require.NoError(t, err)
	text := []byte(`{"title":"A card","sections":[{"id":"use","title":"Use","paragraphs":["For tests."]}]}`)
	files := func(card []byte) manifest.Files {
		return func(path string) ([]byte, error) {
			require.Equal(t, "v3_causal/card.json", path)
			return card, nil
		}
	}
	m.CardSHA256 = sum(text)
	d, err := manifest.ReadCard(files(text), m)
	require.NoError(t, err)
	require.Equal(t, "For tests.", d.Sections[0].Paragraphs[0])
	_, err = manifest.ReadCard(files(text[1:]), m)
	require.ErrorContains(t, err, "manifest: version v3_causal: card.json is not the one the manifest describes")
	m.CardSHA256 = sum([]byte("{}"))
	_, err = manifest.ReadCard(files([]byte("{}")), m)
	require.ErrorContains(t, err, "manifest: version v3_causal: card.json: card: ")
	_, err = manifest.ReadCard(func(string) ([]byte, error) { return absent(nil) }, m)
	require.ErrorContains(t, err, "the server does not answer")
}

func TestReadManifest(t *testing.T) {
	v := baseline(t)
	m, err := manifest.ReadManifest(registry.Files.ReadFile, v.entry)
	require.NoError(t, err)
	require.Equal(t, "v3_causal", m.Version)
	_, err = manifest.ReadManifest(with("v3_causal/manifest.json", flipped), v.entry)
	require.ErrorContains(t, err, "manifest: version v3_causal: manifest.json is not the one the registry lists")
	_, err = manifest.ReadManifest(with("v3_causal/manifest.json", absent), v.entry)
	require.ErrorContains(t, err, "the server does not answer")
}
