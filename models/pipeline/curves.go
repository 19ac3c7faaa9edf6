package main

import (
	"retain/core/evaluate"
	"retain/models/results"
)

// curvePoints bounds the points of a curve: more than a plot of 600 pixels can
// show apart.
const curvePoints = 60

// curves thins the curves of a sample.
func curves(s *evaluate.Sample) (results.Curves, error) {
	c := results.Curves{ROC: roc(s), PrecisionRecall: precisionRecall(s)}
	for _, b := range s.Bins() {
		c.Calibration = append(c.Calibration, results.CalibrationBin{
			N: b.N, Mean: *significant(b.Mean), Observed: binShare(b),
		})
	}
	var err error
	c.Decision, err = decisionCurve(s)
	return c, err
}

// binShare is the observed share of a bin, whose events may be a fraction where
// equal probabilities were divided: its interval is that of the nearest count.
func binShare(b evaluate.Bin) results.Share {
	events := int(b.Observed*float64(b.N) + 0.5)
	out := share(events, b.N)
	out.Rate = significant(b.Observed)
	return out
}

// roc runs from the point that flags no one to the one that flags everyone, by
// even steps of the share flagged.
func roc(s *evaluate.Sample) [][2]float64 {
	all := s.Points()
	n, events := float64(s.N()), float64(s.Events())
	out := [][2]float64{{0, 0}}
	step := 1
	for i, p := range all {
		if float64(p.Flagged) < n*float64(step)/(curvePoints-1) && i < len(all)-1 {
			continue
		}
		for step < curvePoints && float64(p.Flagged) >= n*float64(step)/(curvePoints-1) {
			step++
		}
		out = append(out, [2]float64{*significant(float64(p.Flagged-p.Caught) / (n - events)), *significant(float64(p.Caught) / events)})
	}
	return out
}

// precisionRecall has the first point at or beyond each of even steps of the
// recall. It begins at the first step: the precision of a few patients is noise.
func precisionRecall(s *evaluate.Sample) [][2]float64 {
	events := float64(s.Events())
	var out [][2]float64
	step := 1
	for _, p := range s.Points() {
		if float64(p.Caught) < events*float64(step)/curvePoints {
			continue
		}
		for step <= curvePoints && float64(p.Caught) >= events*float64(step)/curvePoints {
			step++
		}
		out = append(out, [2]float64{*significant(float64(p.Caught) / events), *significant(float64(p.Caught) / float64(p.Flagged))})
		if step > curvePoints {
			break
		}
	}
	return out
}

// decisionCurve takes net benefit and cost at thresholds of 1 to 60 %.
func decisionCurve(s *evaluate.Sample) ([]results.ThresholdPoint, error) {
	at := make([]float64, curvePoints)
	for i := range at {
		at[i] = float64(i+1) / 100
	}
	report, err := s.Values(at, costs)
	if err != nil {
		return nil, err
	}
	var out []results.ThresholdPoint
	for _, a := range report.At {
		out = append(out, results.ThresholdPoint{
			Threshold: a.Threshold, Flagged: a.Model.Flagged, NetBenefit: rounded(a.Model.NetBenefit).Value,
			EveryoneBenefit: rounded(a.Everyone.NetBenefit).Value, Cost: rounded(a.Model.Cost).Value,
		})
	}
	return out, nil
}
