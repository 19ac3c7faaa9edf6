package lgbm

import (
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/lgbm/paritydata"
)

// goldenModel parses the model of the named case.
func goldenModel(tb testing.TB, name string) (*Model, paritydata.Case) {
	tb.Helper()
	c := paritydata.Named(tb, name)
	return mustParse(tb, c.Text(tb)), c
}

// probes returns the rows of a case.
func probes(m *Model, c paritydata.Case) []float64 {
	var trees []paritydata.Tree
	for _, t := range m.Trees() {
		trees = append(trees, paritydata.Tree{Feature: t.Feature, Threshold: t.Threshold, Left: t.Left, Right: t.Right})
	}
	return c.Probes(m.NumFeatures(), trees)
}

func plain(tb testing.TB, name string) []byte {
	tb.Helper()
	return paritydata.Plain(tb, name)
}

func mustParse(tb testing.TB, text []byte) *Model {
	tb.Helper()
	m, err := Parse(text)
	require.NoError(tb, err)
	return m
}
