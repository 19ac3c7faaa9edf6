package explain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/explain"
	"retain/core/lgbm"
	"retain/models/registry"
)

// The benchmarks explain the registered model v3_causal: 200 trees of depth 5 at
// most, 9 features. testdata/time_lightgbm.py times LightGBM's own pred_contrib
// on the same model and rows.

func benchmarked(b *testing.B) *lgbm.Model {
	b.Helper()
	text, err := registry.Files.ReadFile("v3_causal/model.txt")
	require.NoError(b, err)
	m, err := lgbm.Parse(text)
	require.NoError(b, err)
	return m
}

// patients draws each value from the feature's thresholds, so that every split
// is passed both ways. time_lightgbm.py draws the same.
func patients(m *lgbm.Model, n int) []float64 {
	thresholds := make([][]float64, m.NumFeatures())
	for _, t := range m.Trees() {
		for i, f := range t.Feature {
			thresholds[f] = append(thresholds[f], t.Threshold[i])
		}
	}
	rows := make([]float64, n*m.NumFeatures())
	state := uint32(1)
	for i := range rows {
		state = state*1664525 + 1013904223 // Numerical Recipes' generator
		if t := thresholds[i%m.NumFeatures()]; len(t) > 0 {
			rows[i] = t[int(state>>8)%len(t)]
		}
	}
	return rows
}

// BenchmarkContributions explains one row after the other: ns/op is a patient.
func BenchmarkContributions(b *testing.B) {
	m := benchmarked(b)
	e, err := explain.New(m)
	require.NoError(b, err)
	n, at := e.NumFeatures(), 0
	rows, out := patients(m, 1000), make([]float64, n)
	b.ReportAllocs()
	for b.Loop() {
		if err := e.Contributions(rows[at:at+n], out); err != nil {
			b.Fatal(err)
		}
		at = (at + n) % len(rows)
	}
}

// BenchmarkNew is what explanations add to the start; B/op is the memory taken,
// what is freed again included.
func BenchmarkNew(b *testing.B) {
	m := benchmarked(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := explain.New(m); err != nil {
			b.Fatal(err)
		}
	}
}
