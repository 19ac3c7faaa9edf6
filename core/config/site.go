package config

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// AppendSite appends the site's config.json: the settings that concern the
// page, with their sources, and the version of the site that serves it, by
// which a page notices that a newer one is there.
func (c Config) AppendSite(dst []byte, appVersion string) []byte {
	settings := map[string]Value{}
	for _, s := range Settings {
		if s.Site {
			settings[s.Name] = c.values[s.Name]
		}
	}
	b, err := json.MarshalIndent(siteFile{appVersion, settings}, "", "  ") // sorts the names
	if err != nil {
		panic("config: internal error: config.json did not encode: " + err.Error())
	}
	return append(append(dst, b...), '\n')
}

type siteFile struct {
	AppVersion string           `json:"app_version"`
	Settings   map[string]Value `json:"settings"`
}

// ParseSite reads a config.json and checks it like any other source: the page
// does not trust what it fetched. Settings that the file leaves out have their
// defaults.
func ParseSite(data []byte) (Config, error) {
	var f siteFile
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return Config{}, Errors{"config.json: not readable: " + err.Error()}
	}
	for name := range f.Settings {
		if !ofSite(name) {
			return Config{}, Errors{fmt.Sprintf("config.json: %s: not a setting of the page", name)}
		}
	}
	return New(f.layer(FromFile), f.layer(FromEnvironment), f.layer(FromFlag))
}

// layer holds the settings that have the source. A value that is the default is
// the default, whatever the file calls it; a source that is none, as a person
// may write it on a static host, is the environment.
func (f siteFile) layer(source string) Layer {
	return Layer{source, func(name string) (string, bool) {
		v := f.Settings[name]
		if v.Source != FromFile && v.Source != FromFlag {
			v.Source = FromEnvironment
		}
		return v.Text, v.Source == source && v.Text != defaultOf(name)
	}}
}

func ofSite(name string) bool {
	for _, s := range Settings {
		if s.Name == name {
			return s.Site
		}
	}
	return false
}

func defaultOf(name string) string {
	for _, s := range Settings {
		if s.Name == name {
			return s.Default
		}
	}
	return ""
}

// SiteHash is the start of the SHA-256 of all settings of the page, in the
// order of the table: two sites with the same hash decide alike.
func (c Config) SiteHash() string {
	var b strings.Builder
	for _, s := range Settings {
		if s.Site {
			fmt.Fprintf(&b, "%s=%s\n", s.Name, c.Text(s.Name))
		}
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:4])
}
