// Package site builds the static site: it gives every file a name with its
// hash, writes the pages and the service worker that list them, compresses what
// can be compressed, and swaps the finished folder into place. It refuses an
// input it has no content type for, and never leaves half a site.
//
// The same inputs give the same bytes, in whichever folder and on whichever
// day: names are sorted, no time is written, and compression has fixed settings.
package site

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Options say what the site is made of.
type Options struct {
	Version  string  // such as "1.0.0"; the hash of the content is added to it
	Wasm     string  // file: the compiled program
	WasmExec string  // file: wasm_exec.js of the toolchain that compiled it
	Models   string  // folder: the model registry, with registry.json at its top
	Config   []byte  // config.json, a JSON object; nil is the defaults
	Routes   []Route // the first one is the site's top, with the path ""
	Out      string  // folder to write; replaced if it holds a site, else it must be empty or absent
	Cache    string  // folder of compressed files from earlier builds; "" keeps none
}

// A Route is one page.
type Route struct {
	Path  string // "" or the folder's name, such as "help"
	Title string
}

// Folder is the route's address relative to the site: "" or "help/".
func (r Route) Folder() string {
	if r.Path == "" {
		return ""
	}
	return r.Path + "/"
}

// files is a site in memory, by name relative to its top.
type files map[string][]byte

func (f files) names() []string {
	names := make([]string, 0, len(f))
	for name := range f {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Build writes the site to opts.Out and returns its app_version.
func Build(opts Options) (appVersion string, err error) {
	if err := opts.check(); err != nil {
		return "", err
	}
	assets, err := collect(opts)
	if err != nil {
		return "", err
	}
	// The version counts everything that is served, pages and worker included:
	// they are rendered once without it, hashed, and rendered again with it.
	draft, err := render(opts, assets, "")
	if err != nil {
		return "", err
	}
	appVersion = opts.Version + "+" + fingerprint(draft)[:10]
	all, err := render(opts, assets, appVersion)
	if err != nil {
		return "", err
	}
	encoded, err := compress(all, opts.Cache)
	if err != nil {
		return "", err
	}
	for name, content := range encoded {
		all[name] = content
	}
	all["SHA256SUMS"] = sums(all)
	if all["config.json"], err = config(opts.Config, appVersion); err != nil {
		return "", err
	}
	return appVersion, replace(opts.Out, all)
}

func (o Options) check() error {
	if o.Version == "" || strings.ContainsAny(o.Version, "+ \"\\<>&") {
		return fmt.Errorf("site: version: %q is not a version", o.Version)
	}
	if len(o.Routes) == 0 || o.Routes[0].Path != "" {
		return errors.New("site: routes: the first one must be the top, with an empty path")
	}
	for _, r := range o.Routes[1:] {
		if r.Path == "" || r.Path == "assets" || strings.Trim(r.Path, "abcdefghijklmnopqrstuvwxyz-") != "" {
			return fmt.Errorf("site: routes: %q is not the name of a page's folder", r.Path)
		}
	}
	return nil
}

// fingerprint is the SHA-256 of all names and contents, in order of the names.
func fingerprint(f files) string {
	h := sha256.New()
	for _, name := range f.names() {
		fmt.Fprintf(h, "%s\x00%d\x00", name, len(f[name]))
		h.Write(f[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// sums lists every file as sha256sum does, so that `sha256sum -c` can check it.
func sums(f files) []byte {
	var list []byte
	for _, name := range f.names() {
		list = fmt.Appendf(list, "%x  %s\n", sha256.Sum256(f[name]), name)
	}
	return list
}

// replace writes f beside out and then renames it, so that nobody ever finds
// half a site there.
func replace(out string, f files) error {
	if err := replaceable(out); err != nil {
		return err
	}
	out = filepath.Clean(out)
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return fmt.Errorf("site: out: %w", err)
	}
	next, err := os.MkdirTemp(filepath.Dir(out), "."+filepath.Base(out)+"-new-")
	if err != nil {
		return fmt.Errorf("site: out: %w", err)
	}
	defer os.RemoveAll(next) // nothing is left there after the rename
	for _, name := range f.names() {
		file := filepath.Join(next, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return fmt.Errorf("site: out: %w", err)
		}
		if err := os.WriteFile(file, f[name], 0o644); err != nil {
			return fmt.Errorf("site: out: %w", err)
		}
	}
	if err := os.Chmod(next, 0o755); err != nil { // a temporary folder is closed to others
		return fmt.Errorf("site: out: %w", err)
	}
	old := next + "-old"
	if err := os.Rename(out, old); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("site: out: %w", err)
	}
	if err := os.Rename(next, out); err != nil {
		return errors.Join(fmt.Errorf("site: out: %w", err), os.Rename(old, out))
	}
	return os.RemoveAll(old)
}

// replaceable keeps a mistyped folder from being emptied.
func replaceable(out string) error {
	entries, err := os.ReadDir(out)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("site: out: %w", err)
	}
	if _, err := os.Stat(filepath.Join(out, "SHA256SUMS")); err != nil {
		return fmt.Errorf("site: out: %s: holds something that is not a site; it is left alone", out)
	}
	return nil
}
