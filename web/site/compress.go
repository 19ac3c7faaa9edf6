package site

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/andybalholm/brotli"
)

// A coding is a way to compress a file. Its key is part of the name in the
// cache and must change with the settings or the library's version.
type coding struct {
	suffix, key string
	encode      func(io.Writer) (io.WriteCloser, error)
	decode      func(io.Reader) (io.Reader, error)
}

var codings = []coding{
	{
		".br", "br-1.2.0-q11-w24",
		func(w io.Writer) (io.WriteCloser, error) {
			return brotli.NewWriterOptions(w, brotli.WriterOptions{Quality: 11, LGWin: 24}), nil
		},
		func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
	},
	{
		".gz", "gz-" + runtime.Version() + "-l9",
		func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriterLevel(w, gzip.BestCompression) },
		func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
	},
}

// compressible says whether a file has encodings. A picture is compressed
// already; config.json is replaced by the server and comes later.
func compressible(name string) bool {
	switch path.Ext(name) {
	case ".css", ".html", ".js", ".json", ".md", ".svg", ".txt", ".wasm", ".webmanifest":
		return true
	}
	return false
}

// compress returns the encodings of all files that have some.
func compress(all files, cache string) (files, error) {
	type job struct {
		name   string
		coding coding
	}
	var jobs []job
	for _, name := range all.names() {
		for _, c := range codings {
			if compressible(name) {
				jobs = append(jobs, job{name, c})
			}
		}
	}
	results, errs := make([][]byte, len(jobs)), make([]error, len(jobs))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wait sync.WaitGroup
	for i, j := range jobs {
		slots <- struct{}{}
		wait.Go(func() {
			results[i], errs[i] = j.coding.cached(all[j.name], cache)
			<-slots
		})
	}
	wait.Wait()
	encoded := files{}
	for i, j := range jobs {
		if errs[i] != nil {
			return nil, fmt.Errorf("site: %s%s: %w", j.name, j.coding.suffix, errs[i])
		}
		encoded[j.name+j.coding.suffix] = results[i]
	}
	return encoded, nil
}

// cached takes the encoding from an earlier build where there is one, because
// Brotli needs half a minute for the program. What it returns is decoded and
// compared first, so that a damaged cache costs time and nothing else.
func (c coding) cached(content []byte, cache string) ([]byte, error) {
	file := filepath.Join(cache, fmt.Sprintf("%x.%s", sha256.Sum256(content), c.key))
	if cache != "" {
		if old, err := os.ReadFile(file); err == nil && c.isOf(old, content) {
			return old, nil
		}
	}
	var b bytes.Buffer
	w, err := c.encode(&b)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if !c.isOf(b.Bytes(), content) {
		return nil, fmt.Errorf("does not decode to the file")
	}
	if cache == "" {
		return b.Bytes(), nil
	}
	return b.Bytes(), keep(file, b.Bytes())
}

func (c coding) isOf(encoded, content []byte) bool {
	r, err := c.decode(bytes.NewReader(encoded))
	if err != nil {
		return false
	}
	decoded, err := io.ReadAll(r)
	return err == nil && bytes.Equal(decoded, content)
}

// keep writes by way of a temporary file: two builds may run at once.
func keep(file string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".new-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(content); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}
