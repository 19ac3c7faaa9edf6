package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// stream is the argument that stands for stdin or stdout.
const stream = "-"

// read returns the whole of a named file, or of stdin.
func (p *program) read(name string) ([]byte, error) {
	if name == stream {
		return io.ReadAll(p.stdin)
	}
	return os.ReadFile(name)
}

// open is [program.read] for those who read bit by bit.
func (p *program) open(name string) (io.ReadCloser, error) {
	if name == stream {
		return io.NopCloser(p.stdin), nil
	}
	return os.Open(name)
}

// write calls result with the place that -o names, stdout if it names none. A
// named file is complete or as it was before: result's error leaves nothing
// behind.
func (p *program) write(name string, result func(io.Writer) error) error {
	if name == "" || name == stream {
		return buffered(p.stdout, result)
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return writeDevice(name, result)
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target // the file that a link points to is meant, not the link
	}
	return replace(name, result)
}

// replace writes a temporary file in the folder of name and renames it.
func replace(name string, result func(io.Writer) error) (err error) {
	temporary := filepath.Join(filepath.Dir(name), fmt.Sprintf(".%s.%08x.tmp", filepath.Base(name), rand.Uint32()))
	mode := os.FileMode(0o666) // less what the system takes away by default
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close() // closing twice does no harm
			os.Remove(temporary)
		}
	}()
	if err := buffered(f, result); err != nil {
		return err
	}
	if err := f.Sync(); err != nil { // so that a crash cannot leave the new name with an empty file
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(temporary, name)
}

// writeDevice writes to what is no file and must not be replaced by one, such
// as /dev/null or a pipe. A folder is refused by the system.
func writeDevice(name string, result func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	err = buffered(f, result)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

// buffered hands result a buffer over w. What was written before an error of
// result is written out too.
func buffered(w io.Writer, result func(io.Writer) error) error {
	b := bufio.NewWriterSize(w, 1<<16)
	err := result(b)
	if flushing := b.Flush(); err == nil {
		err = flushing
	}
	return err
}
