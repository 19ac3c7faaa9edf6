package session_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/app/session"
	"retain/core/assess"
	"retain/models/manifest"
	"retain/models/registry"
)

// twoVersions is a registry in memory: a registered version as production, and
// the same model under another name as its challenger.
func twoVersions(t *testing.T) map[string][]byte {
	t.Helper()
	opened, err := registry.Open("v3_causal", "")
	require.NoError(t, err)
	model, err := registry.Files.ReadFile("v3_causal/model.txt")
	require.NoError(t, err)
	files := map[string][]byte{}
	var index manifest.Index
	for version, stage := range map[string]string{"first": "production", "second": "challenger"} {
		m := opened.Manifest
		m.Version, m.Stage = version, stage
		text, err := json.Marshal(m)
		require.NoError(t, err)
		e := manifest.IndexEntry{Version: version, Stage: stage, ManifestSHA256: fmt.Sprintf("%x", sha256.Sum256(text))}
		index.Versions = append(index.Versions, e)
		files[e.ManifestPath()], files[e.ModelPath()] = text, model
	}
	files[manifest.IndexPath], err = json.Marshal(index)
	require.NoError(t, err)
	return files
}

func reader(files map[string][]byte) manifest.Files {
	return func(path string) ([]byte, error) {
		if data, ok := files[path]; ok {
			return data, nil
		}
		return nil, errors.New(path + " could not be fetched")
	}
}

// answered is the version that the session's answers name.
func answered(t *testing.T, s *session.Session) string {
	t.Helper()
	v, err := s.AssessRecord([]byte(highRisk))
	require.NoError(t, err)
	return v.(assess.Assessment).ModelVersion
}

func TestAnotherVersionAnswersOnceItIsUsed(t *testing.T) {
	s := session.New("s1", "v", tick())
	require.NoError(t, s.Load(reader(twoVersions(t)), site(t, nil)))
	require.Equal(t, "first", answered(t, s))
	require.Equal(t, "first", s.Configured())

	o, err := s.Open("second")
	require.NoError(t, err)
	require.Equal(t, "first", answered(t, s), "opening changes nothing")
	require.Empty(t, s.Changes())

	s.Use(o, "to compare both")
	require.Equal(t, "second", answered(t, s))
	require.Equal(t, "second", asJSON(t, s.Health(true), nil)["model_version"])
	require.Equal(t, "first", s.Configured(), "the site's choice is still known")
	stats := asJSON(t, s.Stats(), nil)
	require.Equal(t, "second", stats["model_version"])
	require.Equal(t, 1.0, stats["total_predictions"], "of this version")

	back, err := s.Open("first")
	require.NoError(t, err)
	s.Use(back, "compared")
	require.Equal(t, 2.0, asJSON(t, s.Stats(), nil)["total_predictions"])

	var log []string
	for _, c := range s.Changes() {
		require.False(t, c.Time.IsZero())
		log = append(log, fmt.Sprint(c.Event, " ", c.From, " ", c.To, " ", c.Reason, " ", c.Refusal))
	}
	require.Equal(t, []string{"model_changed first second to compare both ", "model_changed second first compared "}, log)
}

func TestAVersionThatDoesNotHoldIsNotUsed(t *testing.T) {
	files := twoVersions(t)
	damaged := bytes.Clone(files["second/model.txt"])
	damaged[len(damaged)/2] ^= 1
	files["second/model.txt"] = damaged
	s := session.New("s1", "v", tick())
	require.NoError(t, s.Load(reader(files), site(t, nil)))
	_, err := s.Open("second")
	require.ErrorContains(t, err, "model.txt is not the one the manifest describes")
	s.Keep("second", "to compare both", err)
	require.Equal(t, "first", answered(t, s))
	c := s.Changes()[0]
	require.Equal(t, []string{session.ModelChangeRefused, "first", "second", "to compare both", err.Error()}, []string{c.Event, c.From, c.To, c.Reason, c.Refusal})
	_, err = s.Open("third")
	require.ErrorContains(t, err, "not in the registry")
}

// Where the site's own version is refused, another one of the registry can
// still be used.
func TestAnotherVersionHelpsWhereTheSitesIsRefused(t *testing.T) {
	files := twoVersions(t)
	delete(files, "first/model.txt")
	s := session.New("s1", "v", tick())
	require.ErrorContains(t, s.Load(reader(files), site(t, nil)), "first/model.txt could not be fetched")
	require.Equal(t, "first", s.Configured())
	o, err := s.Open("second")
	require.NoError(t, err)
	s.Use(o, "the first is damaged")
	require.Equal(t, "second", answered(t, s))
	require.Equal(t, "", s.Changes()[0].From)
	require.NoError(t, s.Available())
}

func TestNoVersionWithoutSettings(t *testing.T) {
	s := session.New("s1", "v", tick())
	_, err := s.Versions()
	require.Error(t, err)
	require.Error(t, s.Load(reader(twoVersions(t)), []byte("<html>")))
	_, err = s.Open("second")
	require.ErrorContains(t, err, "without the site's settings")
	_, ok := s.Config()
	require.False(t, ok)
	require.Empty(t, s.Configured())
}

func TestVersions(t *testing.T) {
	files := twoVersions(t)
	files["second/manifest.json"] = []byte("{}")
	s := session.New("s1", "v", tick())
	require.NoError(t, s.Load(reader(files), site(t, nil)))
	list, err := s.Versions()
	require.NoError(t, err)
	require.Len(t, list, 2)
	for _, v := range list {
		if v.Entry.Version == "first" {
			require.NoError(t, v.Problem)
			require.Equal(t, 1000, v.Manifest.Data.Rows)
		} else {
			require.ErrorContains(t, v.Problem, "not the one the registry lists")
		}
	}
	delete(files, manifest.IndexPath)
	_, err = s.Versions()
	require.ErrorContains(t, err, "registry.json could not be fetched")
}
