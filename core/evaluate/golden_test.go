package evaluate_test

import (
	_ "embed"
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/evaluate"
)

// How far a figure may lie from scikit-learn's, relative to its size if that is
// above 1. The two sum in another order and take other logarithms.
const tolerance = 1e-9

// How far the end of an interval may lie from scikit-learn's, likewise: the
// regressions of a draw stop a little earlier, at a step of 1e-4.
const intervalTolerance = 1e-6

//go:embed testdata/golden.json
var goldenFile []byte

type goldenCase struct {
	Name, Why string
	P         []float64
	Y         []int
	Figures   map[string]*float64
	Intervals map[string]*[2]float64
	At        []struct {
		Threshold             float64
		Flagged               int
		Recall, Precision, F1 *float64
		NetBenefit            *float64 `json:"net_benefit"`
		Cost                  *float64
	}
}

func (c goldenCase) left() []bool {
	out := make([]bool, len(c.Y))
	for i, y := range c.Y {
		out[i] = y == 1
	}
	return out
}

// minGolden guards the file: as many cases as make_golden.py writes.
const minGolden = 26

func goldenCases(t *testing.T) []goldenCase {
	t.Helper()
	var file struct{ Cases []goldenCase }
	require.NoError(t, json.Unmarshal(goldenFile, &file))
	require.GreaterOrEqual(t, len(file.Cases), minGolden)
	return file.Cases
}

// named lists the figures of a report that concern the whole sample.
func named(r evaluate.Report) map[string]evaluate.Figure {
	return map[string]evaluate.Figure{
		"auc": r.AUC, "average_precision": r.AveragePrecision, "brier": r.Brier, "log_loss": r.LogLoss,
		"calibration_slope": r.CalibrationSlope, "calibration_intercept": r.CalibrationIntercept, "ece": r.ECE,
	}
}

func report(t *testing.T, p []float64, left []bool, thresholds ...float64) evaluate.Report {
	t.Helper()
	s, err := evaluate.NewSample(p, left)
	require.NoError(t, err)
	r, err := s.Report(thresholds, costs)
	require.NoError(t, err)
	return r
}

func TestGolden(t *testing.T) {
	resampled := 0
	for _, c := range goldenCases(t) {
		t.Run(c.Name, func(t *testing.T) {
			var thresholds []float64
			for _, at := range c.At {
				thresholds = append(thresholds, at.Threshold)
			}
			r := report(t, c.P, c.left(), thresholds...)
			require.Len(t, c.Figures, 7)
			for name, got := range named(r) {
				requireClose(t, c.Figures[name], got.Value, tolerance, name+": "+c.Why)
				if c.Intervals != nil {
					requireInterval(t, c.Intervals[name], got, name)
				}
			}
			for i, want := range c.At {
				got := r.At[i].Model
				require.Equal(t, want.Flagged, got.Flagged)
				requireClose(t, want.Recall, got.Recall.Value, tolerance, "recall")
				requireClose(t, want.Precision, got.Precision.Value, tolerance, "precision")
				requireClose(t, want.F1, got.F1.Value, tolerance, "F1")
				requireClose(t, want.NetBenefit, got.NetBenefit.Value, tolerance, "net benefit")
				requireClose(t, want.Cost, got.Cost.Value, tolerance, "cost")
			}
		})
		if c.Intervals != nil {
			resampled++
		}
	}
	require.GreaterOrEqual(t, resampled, 3, "cases with intervals")
}

func requireClose(t *testing.T, want, got *float64, tolerance float64, what string) {
	t.Helper()
	if want == nil {
		require.Nil(t, got, what)
		return
	}
	require.NotNil(t, got, what)
	require.InDelta(t, *want, *got, tolerance*math.Max(1, math.Abs(*want)), what)
}

func requireInterval(t *testing.T, want *[2]float64, got evaluate.Figure, what string) {
	t.Helper()
	if want == nil {
		require.Nil(t, got.Low, what)
		require.Nil(t, got.High, what)
		return
	}
	requireClose(t, &want[0], got.Low, intervalTolerance, what+", low")
	requireClose(t, &want[1], got.High, intervalTolerance, what+", high")
}
