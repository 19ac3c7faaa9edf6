//go:build !js

package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/stretchr/testify/require"

	"retain/core/evaluate"
	"retain/core/uncertainty"
)

// printed is what judging prints.
func printed(t *testing.T, judge func(targets) error) string {
	t.Helper()
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	require.NoError(t, judge(targets{w}))
	require.NoError(t, w.Flush())
	return b.String()
}

func TestCalibrationTargets(t *testing.T) {
	for _, c := range []struct {
		slope, ece float64
		met        int
	}{{0.9, 0.0199, 2}, {1.1, 0.0199, 2}, {0.899, 0.0199, 1}, {1.101, 0.0199, 1}, {1, 0.02, 1}, {1.2, 0.03, 0}} {
		value := func(x float64) evaluate.Figure { return evaluate.Figure{Value: &x} }
		text := printed(t, func(to targets) error {
			to.calibrated(evaluate.Report{CalibrationSlope: value(c.slope), ECE: value(c.ece)}, 0.001)
			return nil
		})
		require.Equal(t, c.met, strings.Count(text, "  met: "), text)
		require.Equal(t, 2-c.met, strings.Count(text, "NOT MET: "), text)
	}
}

// draws are 20 draws of ten deciles, of which one decile is outside in some.
func draws(outside int) [][]uncertainty.Decile {
	var out [][]uncertainty.Decile
	for number := range 20 {
		deciles := make([]uncertainty.Decile, 10)
		for i := range deciles {
			deciles[i].Agrees = i != 3 || number >= outside
		}
		out = append(out, deciles)
	}
	return out
}

// One decile that is wrong must show, however right the nine others are.
func TestDecileTarget(t *testing.T) {
	text := printed(t, func(to targets) error { return to.agreeing(draws(3)) })
	require.Contains(t, text, "  met: 17 in the worst decile; 197 of 200 in all")
	require.Contains(t, text, "17 draws; in the first 9 of 10 deciles")
	text = printed(t, func(to targets) error { return to.agreeing(draws(4)) })
	require.Contains(t, text, "NOT MET: 16 in the worst decile; 196 of 200 in all")
	require.ErrorContains(t, targets{}.agreeing([][]uncertainty.Decile{make([]uncertainty.Decile, 9)}), "9 groups of scores")
}

func TestCoverageTarget(t *testing.T) {
	for covered, met := range map[int]int{879: 0, 880: 1, 920: 1, 921: 0} {
		text := printed(t, func(to targets) error {
			to.covering(uncertainty.Coverage{Leave: uncertainty.ClassCoverage{Covered: covered, N: 1000}})
			return nil
		})
		require.Equal(t, met, strings.Count(text, "  met: "), text)
		require.Contains(t, text, "NOT MET: 0.0 % of 0", "nobody stayed: nothing was observed")
	}
}

func TestDiscriminationTargets(t *testing.T) {
	f, err := draw("v3_causal", 2000, freshSeed)
	require.NoError(t, err)
	truth, err := area(f.truth, f.left)
	require.NoError(t, err)
	rows := []int{1000, 3000, 10000}
	text := printed(t, func(to targets) error {
		return to.againstTruth(f, rows, []float64{0.98 * truth, 0.9901 * truth, truth})
	})
	require.Contains(t, text, "  met: 99.01 % with 3000 rows, the fewest that do")
	text = printed(t, func(to targets) error { return to.againstTruth(f, rows, []float64{0.5, 0.6, 0.989 * truth}) })
	require.Contains(t, text, "NOT MET: with none of these numbers of rows")

	_, o, err := openFolder(filepath.Join("..", "registry", "v4_landmark"))
	require.NoError(t, err)
	f, err = draw("v4_landmark", 2000, freshSeed)
	require.NoError(t, err)
	raw, err := scored(o, f.patients)
	require.NoError(t, err)
	own, err := areaOf(raw, f.left)
	require.NoError(t, err)
	text = printed(t, func(to targets) error { return to.againstReference(o, f, referenceRows, own/0.9901) })
	require.Contains(t, text, "  met: 99.01 %")
	text = printed(t, func(to targets) error { return to.againstReference(o, f, referenceRows, own/0.9899) })
	require.Contains(t, text, "NOT MET: 98.99 %")
	require.ErrorContains(t, targets{}.againstReference(o, f, 10000, own), "is fitted on 10,000 rows; the reference has 1,000,000")
}
