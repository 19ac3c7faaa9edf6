//go:build !js

package main

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/evaluate"
	"retain/core/uncertainty"
	"retain/models/manifest"
	"retain/models/results"
)

// cases draws scores whose true log-odds are a function of them.
func cases(n int, seed uint64, truth func(raw float64) float64) uncertainty.Sample {
	r := rand.New(rand.NewPCG(seed, 1))
	var s uncertainty.Sample
	for range n {
		raw := r.NormFloat64() - 1
		s.Scores = append(s.Scores, raw)
		s.Left = append(s.Left, r.Float64() < 1/(1+math.Exp(-truth(raw))))
	}
	return s
}

func chosen(t *testing.T, e results.EngineCalibration) string {
	t.Helper()
	title := ""
	for _, c := range e.Candidates {
		if c.Chosen {
			require.Empty(t, title, "one is chosen")
			title = c.Title
			require.Equal(t, *c.Calibrator, e.Calibrator)
			require.LessOrEqual(t, *c.Worse, *c.StandardError)
		}
	}
	return title
}

// The simplest candidate that is not clearly worse than the best.
func TestChooseCalibrator(t *testing.T) {
	straight := func(x float64) float64 { return 0.3 + 0.8*x }
	e, err := chooseCalibrator(cases(20_000, 1, straight), cases(20_000, 2, straight))
	require.NoError(t, err)
	require.Equal(t, "logistic", chosen(t, e))
	require.InDelta(t, 0.8, *e.Calibrator.Slope, 0.06)

	bent := func(x float64) float64 { return math.Max(x, -1) + 0.1*x }
	e, err = chooseCalibrator(cases(50_000, 1, bent), cases(50_000, 2, bent))
	require.NoError(t, err)
	require.NotContains(t, []string{"logistic", "the score as it is", ""}, chosen(t, e))
	require.Greater(t, *e.Candidates[1].Worse, *e.Candidates[1].StandardError, "logistic is clearly worse here")

	e, err = chooseCalibrator(uncertainty.Sample{}, uncertainty.Sample{})
	require.NoError(t, err)
	require.Equal(t, asItIs, e.Calibrator)
	require.Empty(t, e.Candidates)

	// 20 events are enough for two parameters, not for more
	few := cases(400, 1, func(float64) float64 { return -3 })
	if n := events(few.Left); n < 20 || n >= 30 {
		t.Fatalf("%d events: the case no longer tests what it should", n)
	}
	for i := range few.Scores {
		if few.Left[i] {
			few.Scores[i] += 0.5
		}
	}
	e, err = chooseCalibrator(few, cases(400, 2, func(x float64) float64 { return x - 2 }))
	require.NoError(t, err)
	require.Equal(t, "logistic", chosen(t, e))
	require.Contains(t, e.Candidates[2].Problem, "at least 30 of each outcome are needed")

	_, err = chooseCalibrator(cases(30, 1, straight), cases(30, 2, straight))
	require.ErrorContains(t, err, "no calibrator could be fitted")
}

// Wilson's interval as published calculators give it: 10 of 100, 0 of 10, 10 of 10.
func TestShare(t *testing.T) {
	const published = 5e-5
	for _, c := range []struct {
		events, n       int
		rate, low, high float64
	}{{10, 100, 0.1, 0.0552, 0.1744}, {0, 10, 0, 0, 0.2775}, {10, 10, 1, 0.7225, 1}} {
		s := share(c.events, c.n)
		require.Equal(t, c.rate, *s.Rate)
		require.InDelta(t, c.low, *s.Low, published)
		require.InDelta(t, c.high, *s.High, published)
	}
	require.Equal(t, results.Share{}, share(0, 0), "of nobody there is no share")
}

func TestCurves(t *testing.T) {
	s := cases(5000, 3, func(x float64) float64 { return x })
	p, err := probabilities(asItIs, s.Scores)
	require.NoError(t, err)
	sample, err := evaluate.NewSample(p, s.Left)
	require.NoError(t, err)
	report, err := sample.Values([]float64{0.35}, costs)
	require.NoError(t, err)
	c, err := curves(sample)
	require.NoError(t, err)

	require.LessOrEqual(t, len(c.ROC), curvePoints+1)
	require.Equal(t, [2]float64{0, 0}, c.ROC[0])
	require.Equal(t, [2]float64{1, 1}, c.ROC[len(c.ROC)-1])
	below := 0.0
	for i := 1; i < len(c.ROC); i++ {
		require.GreaterOrEqual(t, c.ROC[i][0], c.ROC[i-1][0])
		below += (c.ROC[i][0] - c.ROC[i-1][0]) * (c.ROC[i][1] + c.ROC[i-1][1]) / 2
	}
	const thinned = 0.002 // the straight lines cut corners
	require.InDelta(t, *report.AUC.Value, below, thinned)

	require.LessOrEqual(t, len(c.PrecisionRecall), curvePoints)
	last := c.PrecisionRecall[len(c.PrecisionRecall)-1]
	require.Equal(t, 1.0, last[0])
	require.GreaterOrEqual(t, last[1], float64(sample.Events())/float64(sample.N()))

	require.Len(t, c.Decision, curvePoints)
	at := c.Decision[34]
	require.Equal(t, 0.35, at.Threshold)
	require.Equal(t, report.At[0].Model.Flagged, at.Flagged)
	require.InDelta(t, *report.At[0].Model.NetBenefit.Value, *at.NetBenefit, 1e-9)
	n := 0
	for _, b := range c.Calibration {
		n += b.N
		require.LessOrEqual(t, *b.Observed.Low, *b.Observed.Rate)
	}
	require.Equal(t, 5000, n)
}

// A score that is too high by one in log-odds at a site is mended by the
// intercept; figures come from patients the correction has not seen.
func TestRecalibrate(t *testing.T) {
	s := cases(2000, 4, func(x float64) float64 { return x - 1 })
	before, err := probabilities(asItIs, s.Scores)
	require.NoError(t, err)
	f, err := figuresOf(before, s.Left)
	require.NoError(t, err)
	r, err := recalibrate(s.Scores, s.Left, false)
	require.NoError(t, err)
	const chance = 0.15 // two standard errors of an intercept from 2,000 cases
	require.InDelta(t, -1, *r.Calibrator.Intercept, chance)
	require.Less(t, *r.Brier.Value, *f.Brier.Value)
	require.Less(t, *r.ECE.Value, *f.ECE.Value)

	r, err = recalibrate(s.Scores, s.Left, true)
	require.NoError(t, err)
	require.InDelta(t, 1, *r.Calibrator.Slope, chance)

	for i := range s.Scores {
		s.Scores[i] = -s.Scores[i]
	}
	r, err = recalibrate(s.Scores, s.Left, true)
	require.NoError(t, err)
	require.Nil(t, r.Calibrator)
	require.Contains(t, r.Problem, "the outcomes do not follow the scores")
}

// The committed figures on real trials belong to the registered models.
func TestExternalIsOfTheRegisteredModels(t *testing.T) {
	for _, name := range []string{"v3_causal", "v4_landmark"} {
		_, o, err := openFolder(filepath.Join("..", "registry", name))
		require.NoError(t, err)
		v, err := readExternal("../external.json", o.Manifest)
		require.NoError(t, err)
		require.NotNil(t, v, "%s: run pipeline external again", name)
		require.Len(t, v.Trials, len(trials))
		for _, trial := range v.Trials {
			require.Equal(t, trial.Rows-trial.StillOut, trial.Observed.N, trial.Name)
			require.NotNil(t, trial.AUC.Low)
		}
	}
	other := manifest.Manifest{Version: "v4_landmark", ModelSHA256: "another"}
	v, err := readExternal("../external.json", other)
	require.NoError(t, err)
	require.Nil(t, v, "figures of another model file say nothing")
	v, err = readExternal("no/such.json", other)
	require.NoError(t, err)
	require.Nil(t, v)
}

func TestCurveFolder(t *testing.T) {
	folder := t.TempDir()
	_, err := readCurve(folder)
	require.ErrorContains(t, err, "no model file")
	for _, name := range []string{"v4_landmark-1000.txt", "v3_causal-20000.txt", "v3_causal-1000.txt"} {
		put(t, filepath.Join(folder, name), "")
	}
	curve, err := readCurve(folder)
	require.NoError(t, err)
	require.Equal(t, "v3_causal", curve[0].recipe)
	require.Equal(t, []int{1000, 20000, 1000}, []int{curve[0].rows, curve[1].rows, curve[2].rows})
	put(t, filepath.Join(folder, "notes.txt"), "")
	_, err = readCurve(folder)
	require.ErrorContains(t, err, "allowed: RECIPE-ROWS.txt")

	model, err := os.ReadFile("../registry/v4_landmark/model.txt")
	require.NoError(t, err)
	put(t, filepath.Join(folder, "v4_landmark-1000.txt"), string(model))
	f, err := draw("v4_landmark", 5000, freshSeed)
	require.NoError(t, err)
	area, err := curve[2].auc(f)
	require.NoError(t, err)
	require.InDelta(t, 0.745, area, 0.03)
}
