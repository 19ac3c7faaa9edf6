package site

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"retain/web/rules"
)

//go:embed static
var static embed.FS

// An asset is a file whose name holds the hash of its content, so that it may
// be kept for ever.
type asset struct {
	URL       string // relative to the site's top
	Content   []byte
	Integrity string // as scripts and links name it
}

func newAsset(name string, content []byte) asset {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	return asset{
		URL:       "assets/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:])[:10] + ext,
		Content:   content,
		Integrity: "sha256-" + base64.StdEncoding.EncodeToString(sum[:]),
	}
}

// collect reads the inputs and returns the assets by their plain names.
func collect(opts Options) (map[string]asset, error) {
	plain := files{
		"icon-180.png": icon(180),
		"icon-192.png": icon(192),
		"icon-512.png": icon(512),
	}
	for _, name := range []string{"boot.js", "offline.js", "retain.css", "icon.svg"} {
		content, err := static.ReadFile("static/" + name)
		if err != nil {
			return nil, fmt.Errorf("site: %w", err)
		}
		plain[name] = content
	}
	for name, file := range map[string]string{"retain.wasm": opts.Wasm, "wasm_exec.js": opts.WasmExec} {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("site: %w", err)
		}
		plain[name] = content
	}
	if !bytes.HasPrefix(plain["retain.wasm"], []byte("\x00asm")) {
		return nil, fmt.Errorf("site: %s: not a WebAssembly program", filepath.Base(opts.Wasm))
	}
	if err := addModels(plain, opts.Models); err != nil {
		return nil, err
	}
	assets := map[string]asset{}
	for name, content := range plain {
		assets[name] = newAsset(name, content)
	}
	return assets, nil
}

// addModels adds registry.json and every folder beside it that has a manifest,
// as models/…; the Go code of the registry lives there too and stays out.
func addModels(plain files, folder string) error {
	registry := os.DirFS(folder)
	err := fs.WalkDir(registry, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path.Dir(name) == "." && name != ".":
			if _, err := fs.Stat(registry, name+"/manifest.json"); err != nil {
				return fs.SkipDir
			}
			return nil
		case d.IsDir(), strings.HasPrefix(d.Name(), "."), path.Dir(name) == "." && name != "registry.json":
			return nil
		}
		if _, ok := rules.ContentType(name); !ok || path.Ext(name) == "" {
			return fmt.Errorf("%s: no content type for this kind of file", name)
		}
		content, err := fs.ReadFile(registry, name)
		plain["models/"+name] = content
		return err
	})
	if err != nil {
		return fmt.Errorf("site: models: %w", err)
	}
	if plain["models/registry.json"] == nil {
		return errors.New("site: models: no registry.json")
	}
	return nil
}
