package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func TestWriteReplaces(t *testing.T) {
	path := file(t, "out", "before")
	require.NoError(t, os.Chmod(path, 0o600))
	require.NoError(t, (&program{}).write(path, text("after")))
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "after", string(data))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "who may read it stays as it was")
	require.Equal(t, []string{"out"}, names(t, filepath.Dir(path)))
}

// A part of the result and then an error: the part must not be left anywhere.
func TestWriteFails(t *testing.T) {
	path := file(t, "out", "before")
	failed := errors.New("failed")
	err := (&program{}).write(path, func(w io.Writer) error {
		_, _ = w.Write(make([]byte, 1<<20))
		return failed
	})
	require.ErrorIs(t, err, failed)
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "before", string(data))
	require.Equal(t, []string{"out"}, names(t, filepath.Dir(path)))
}

func TestWriteThroughLink(t *testing.T) {
	path := file(t, "out", "before")
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(path, link))
	require.NoError(t, (&program{}).write(link, text("after")))
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "after", string(data))
}

// A device must not be replaced by a file.
func TestWriteDevice(t *testing.T) {
	require.NoError(t, (&program{}).write(os.DevNull, text("gone")))
	info, err := os.Stat(os.DevNull)
	require.NoError(t, err)
	require.False(t, info.Mode().IsRegular())
}
