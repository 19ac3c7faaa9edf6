package evaluate_test

import (
	"math"
	"testing"

	"retain/core/evaluate"
)

// FuzzReport holds, for any sample: no panic, every figure finite or nil, every
// interval in order, and figures where their definitions put them.
func FuzzReport(f *testing.F) {
	for _, seed := range [][]byte{
		{}, {0}, {255}, {1, 2}, {0, 1, 0, 1}, {10, 10, 11, 11, 200, 201}, {254, 255, 0, 1, 128, 129, 128},
	} {
		f.Add(seed, 0.35)
	}
	extremes := []float64{5e-324, 1e-300, 0x1p-53, 1e-9, 0.35, 0.5, 1 - 1e-9, 1 - 0x1p-53}
	f.Fuzz(func(t *testing.T, data []byte, threshold float64) {
		var p []float64
		var left []bool
		for _, b := range data[:min(len(data), 40)] { // the lowest bit is the outcome
			x := (float64(b>>1) + 0.5) / 128
			if int(b>>1) < len(extremes) {
				x = extremes[b>>1]
			}
			p, left = append(p, x), append(left, b&1 == 1)
		}
		s, err := evaluate.NewSample(p, left)
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Report([]float64{threshold}, costs)
		if inside := threshold > 0 && threshold < 1; inside != (err == nil) {
			t.Fatalf("threshold %v: %v", threshold, err)
		}
		if err != nil {
			return
		}
		for name, x := range named(r) {
			requireSound(t, name, x)
		}
		for _, d := range []evaluate.Decision{r.At[0].Model, r.At[0].Everyone, r.At[0].Nobody} {
			for _, x := range []evaluate.Figure{d.Recall, d.Precision, d.F1, d.Cost} {
				requireSound(t, "decision", x)
			}
		}
		both := 0 < r.Events && r.Events < r.N
		if (r.AUC.Value != nil) != both || (r.CalibrationIntercept.Value != nil) != both || (r.Brier.Value != nil) != (r.N > 0) {
			t.Fatal("a figure exists that should not, or the other way round")
		}
		for _, x := range []*float64{r.AUC.Value, r.AveragePrecision.Value, r.Brier.Value, r.ECE.Value} {
			if x != nil && !(*x >= 0 && *x <= 1+1e-12) {
				t.Fatalf("%v is outside 0 to 1", *x)
			}
		}
	})
}

func requireSound(t *testing.T, name string, f evaluate.Figure) {
	t.Helper()
	for _, x := range []*float64{f.Value, f.Low, f.High} {
		if x != nil && (math.IsNaN(*x) || math.IsInf(*x, 0)) {
			t.Fatalf("%s: %v", name, *x)
		}
	}
	if (f.Low == nil) != (f.High == nil) || f.Low != nil && (f.Value == nil || *f.Low > *f.High) {
		t.Fatalf("%s: no proper interval", name)
	}
}
