package lgbm

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/lgbm/paritydata"
)

// The benchmarks score the shape of the system this one replaces: 200 trees of
// depth 5 on 9 features. Divide by the rows for the time of one.

func BenchmarkScoreOwn(b *testing.B) {
	m, c := goldenModel(b, "baseline-shape")
	benchmarkScore(b, m, m, c)
}

func BenchmarkScoreLeaves(b *testing.B) {
	m, c := goldenModel(b, "baseline-shape")
	engine, err := NewLeaves(m)
	require.NoError(b, err)
	benchmarkScore(b, engine, m, c)
}

func benchmarkScore(b *testing.B, s Scorer, m *Model, c paritydata.Case) {
	x := probes(m, c)
	for _, rows := range []int{1, 1000} {
		b.Run(strconv.Itoa(rows), func(b *testing.B) {
			// The last rows are drawn, not steered to a node.
			x := x[len(x)-1000*s.NumFeatures():][:rows*s.NumFeatures()]
			raw := make([]float64, rows)
			b.ReportAllocs()
			for b.Loop() {
				if err := s.Score(x, raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	_, c := goldenModel(b, "baseline-shape")
	text := c.Text(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}
