package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"retain/core/assess"
	"retain/core/config"
	"retain/core/policy"
	"retain/models/manifest"
	"retain/models/registry"
)

// envFile is read in the working folder, if it is there.
const envFile = ".env"

// config puts the configuration together: flag over environment over .env over
// default.
func (p *program) config(o options) (config.Config, error) {
	var layers []config.Layer
	text, err := os.ReadFile(envFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return config.Config{}, err
	default:
		file, err := config.ParseEnvFile(string(text))
		if err != nil {
			return config.Config{}, err
		}
		layers = append(layers, file)
	}
	return config.New(append(layers,
		config.Layer{Source: config.FromEnvironment, Get: p.env},
		config.Layer{Source: config.FromFlag, Get: func(name string) (string, bool) {
			return o.model, name == config.ModelVersion
		}})...)
}

// choose returns the registry's entry that the configuration asks for.
func choose(c config.Config) (manifest.IndexEntry, error) {
	index, err := registry.Index()
	if err != nil {
		return manifest.IndexEntry{}, err
	}
	e, err := index.Choose(c.Text(config.ModelVersion), c.Text(config.ModelStage))
	if err != nil {
		return e, &settingError{fmt.Sprintf("%s; registered: %s", err, registered(index))}
	}
	return e, nil
}

// chosen returns the entry that the configuration asks for, or all entries when
// it asks for none.
func chosen(c config.Config) ([]manifest.IndexEntry, error) {
	if c.Text(config.ModelVersion) != "" || c.Text(config.ModelStage) != "" {
		e, err := choose(c)
		return []manifest.IndexEntry{e}, err
	}
	index, err := registry.Index()
	if err == nil && len(index.Versions) == 0 {
		err = errors.New("the registry has no version")
	}
	return index.Versions, err
}

// registered lists the versions of the registry with their stages.
func registered(index manifest.Index) string {
	var names []string
	for _, e := range index.Versions {
		names = append(names, fmt.Sprintf("%s (%s)", e.Version, e.Stage))
	}
	return strings.Join(names, ", ")
}

// engine opens the model that the call and the configuration ask for, verified.
func (p *program) engine(o options) (*assess.Engine, error) {
	c, err := p.config(o)
	if err != nil {
		return nil, err
	}
	e, err := choose(c)
	if err != nil {
		return nil, err
	}
	opened, err := registry.Open(e.Version, e.Stage)
	if err != nil {
		return nil, err
	}
	return &assess.Engine{Model: opened.Model, Policy: policy.FromConfig(c), AppVersion: p.appVersion()}, nil
}
