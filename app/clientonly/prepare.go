//go:build ignore

// Prepare makes the go-app that the browser's program is compiled against: a
// copy of the pinned version in .cache/client, without its server half (http.go
// beside this) and with the changes below. It is run by the Makefile at the top
// of the tree, and fails if go-app no longer reads as the changes expect.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const (
	module = "github.com/maxence-charriere/go-app/v9"
	target = ".cache/client"
)

// A change replaces what stands in a file from one text up to the next after it.
type change struct{ file, from, to, with string }

var changes = []change{
	// go-app draws in frames of its own, 120 a second and ever rarer while nothing
	// happens. From a key to the screen that costs the wait for such a frame. Here
	// it draws as soon as it did all that was asked of it: in the same turn of the
	// browser as the key.
	{"engine.go", "		frameDuration := time.Second", "		e.states.Cleanup()\n", ""},
	{"engine.go", "				if currentFrameDuration != frameDuration {", "			case <-cleanups.C:\n", `				e.handleDispatch(d)
				if len(e.dispatches) == 0 {
					e.handleFrame()
				}

`},
	// A piece of raw HTML that changed is replaced by go-app as a whole: the
	// browser then reads, lays out and paints all of it. Here only what differs is
	// written into what is there (delta.go and boot.js; goappPatch where more than
	// texts and values changed).
	{"raw.go", "		return r.value == n.value\n", "	}\n", "		return r.tag == n.tag\n"},
	{"raw.go", "func (r *raw) updateWith(n UI) error {\n", "	return nil\n", `func (r *raw) updateWith(n UI) error {
	value := n.(*raw).value
	if value == r.value {
		return nil
	}
	elements, changes, ok := delta(r.value, value)
	if !ok || !Window().Call("goappFill", r.jsvalue, elements, changes).Bool() {
		Window().Call("goappPatch", r.jsvalue, value)
	}
	r.value = value
`},
}

func main() {
	if err := prepare(); err != nil {
		fmt.Fprintln(os.Stderr, "app/clientonly:", err)
		os.Exit(1)
	}
}

func prepare() error {
	source, err := moduleDir()
	if err != nil {
		return err
	}
	if err := os.RemoveAll(target); err != nil {
		return err
	}
	copied := filepath.Join(target, "go-app")
	if err := os.CopyFS(copied, os.DirFS(source)); err != nil {
		return err
	}
	pkg := filepath.Join(copied, "pkg", "app")
	if err := os.Remove(filepath.Join(pkg, "resource.go")); err != nil {
		return err
	}
	for _, name := range []string{"http.go", "delta.go"} {
		if err := copyFile(filepath.Join("app/clientonly", name), filepath.Join(pkg, name)); err != nil {
			return err
		}
	}
	for _, c := range changes {
		if err := c.apply(pkg); err != nil {
			return err
		}
	}
	if err := copyFile("go.sum", filepath.Join(target, "go.sum")); err != nil {
		return err
	}
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		return err
	}
	mod = append(mod, "replace "+module+" => ./"+filepath.ToSlash(copied)+"\n"...)
	return os.WriteFile(filepath.Join(target, "go.mod"), mod, 0o644)
}

// moduleDir is where the pinned go-app lies, downloaded if need be.
func moduleDir() (string, error) {
	if out, err := exec.Command("go", "mod", "download", module).CombinedOutput(); err != nil {
		return "", fmt.Errorf("download go-app: %w: %s", err, bytes.TrimSpace(out))
	}
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		return "", fmt.Errorf("find go-app: %w", err)
	}
	return string(bytes.TrimSpace(out)), nil
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}

// apply makes the change in the package's folder.
func (c change) apply(folder string) error {
	path := filepath.Join(folder, c.file)
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(data), c.from)
	_, after, ends := strings.Cut(rest, c.to)
	if !found || !ends || strings.Contains(rest, c.from) {
		return fmt.Errorf("%s is not the go-app that is expected: %q up to %q is not there, or twice", c.file, c.from, c.to)
	}
	return os.WriteFile(path, []byte(before+c.with+c.to+after), 0o644)
}
