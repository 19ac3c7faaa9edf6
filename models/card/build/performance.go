package build

import (
	"fmt"
	"math"

	"retain/core/evaluate"
	"retain/models/card"
	"retain/models/results"
)

// performance compares the engines on the test part.
func (b *builder) performance() card.Section {
	n, events := b.Results.Test.Rows, b.Results.Test.Events
	rate := float64(events) / float64(n)
	s := card.Section{ID: "performance", Title: "Discrimination and calibration", Paragraphs: []string{
		fmt.Sprintf("On the %s %s of the test part, of whom %s (%s) left. In brackets: 95 %% intervals by bootstrap over these patients (1,000 draws); they say nothing of other trials.", count(n), b.kind(), count(events), percent(rate)),
		fmt.Sprintf("To read them: AUC, the share of pairs in which the one who left has the higher risk, is 0.5 without skill. Average precision is then %s, the Brier score %s. Calibration slope 1 and intercept 0 mean probabilities that are neither too extreme nor too timid, too high or too low. The calibration error is the mean distance between risk and observed share in ten groups; chance alone makes it about %s here, so it is above 0 for a perfect model as well, and its interval lies too high, because every bootstrap draw adds chance once more.",
			number(rate, decimals), number(rate*(1-rate), decimals), optional(b.model.ChanceECE, finer)),
	}}
	figures := table("Figures on the test part", "model", "AUC", "average precision", "Brier score", "log loss", "calibration slope", "calibration intercept", "calibration error")
	for _, e := range b.Results.Engines {
		row(&figures, title(e.Name), e.AUC.Text(decimals), e.AveragePrecision.Text(decimals), e.Brier.Text(decimals), e.LogLoss.Text(decimals),
			e.CalibrationSlope.Text(decimals), e.CalibrationIntercept.Text(decimals), e.ECE.Text(finer))
	}
	s.Tables = append(s.Tables, figures)
	s.Plots = append(s.Plots, b.roc(), b.precisionRecall(), b.calibration())
	return s
}

// decisions compares what comes of acting.
func (b *builder) decisions() card.Section {
	n := b.Results.Test.Rows
	s := card.Section{ID: "decisions", Title: "Decisions", Paragraphs: []string{
		"All models at the same thresholds, beside contacting everyone and contacting no one. Net benefit is in caught dropouts for each patient, with false alarms charged at the odds of the threshold (A. J. Vickers and E. B. Elkin, 2006); above 0 and above contacting everyone is worth having.",
		"Costs are for 1,000 patients: $500 for a contact, $5,000 for a dropout, and a contact is taken to keep everyone who would have left, which is more than any contact does. The costs are the baseline's.",
		b.costWords(),
	}}
	for _, threshold := range []float64{0.20, 0.35, 0.50} {
		t := table(fmt.Sprintf("At the threshold of %.2f", threshold), "who is contacted", "contacted", "recall", "precision", "F1", "net benefit", "cost for 1,000")
		var everyone, nobody results.Strategy
		for _, e := range b.Results.Engines {
			at, ok := find(e, threshold)
			if !ok {
				continue
			}
			everyone, nobody = at.Everyone, at.Nobody
			row(&t, "by "+title(e.Name), percent(float64(at.Flagged)/float64(n)), at.Recall.Text(decimals), at.Precision.Text(decimals), at.F1.Text(decimals),
				at.NetBenefit.Text(finer), dollars(at.Cost, n))
		}
		row(&t, "everyone", "100.0 %", "1.000", number(float64(b.Results.Test.Events)/float64(n), decimals), "", everyone.NetBenefit.Text(finer), dollars(everyone.Cost, n))
		row(&t, "no one", "0.0 %", "0.000", "not defined", "", "0", dollars(nobody.Cost, n))
		s.Tables = append(s.Tables, t)
	}
	for _, e := range b.Results.Engines {
		t := table("Sweep of thresholds: "+title(e.Name), "threshold", "contacted", "recall", "precision", "F1", "net benefit", "cost for 1,000")
		for _, at := range e.At {
			row(&t, fmt.Sprintf("%.2f", at.Threshold), percent(float64(at.Flagged)/float64(n)), at.Recall.Text(decimals), at.Precision.Text(decimals), at.F1.Text(decimals),
				at.NetBenefit.Text(finer), dollars(at.Cost, n))
		}
		s.Tables = append(s.Tables, t)
	}
	s.Plots = append(s.Plots, b.decisionCurve(), b.costCurve())
	return s
}

// costWords names the cheapest threshold, which is seldom one of the tables'.
func (b *builder) costWords() string {
	n := b.Results.Test.Rows
	best := b.model.Curves.Decision[0]
	for _, at := range b.model.Curves.Decision {
		if *at.Cost < *best.Cost {
			best = at
		}
	}
	everyone := b.model.At[0].Everyone.Cost
	text := fmt.Sprintf("With these costs a contact pays from a risk of 10 %% on. Of the thresholds of 1 to 60 %%, %s costs least on these patients, %s; contacting everyone costs %s.",
		number(100*best.Threshold, 0)+" %", dollars(evaluate.Figure{Value: best.Cost}, n), dollars(everyone, n))
	if *everyone.Value <= *best.Cost {
		return text + " No threshold beats contacting everyone."
	}
	return text + " The baseline's thresholds of 20 % and more are there for those who cannot contact so many."
}

func find(e results.Engine, threshold float64) (results.At, bool) {
	for _, at := range e.At {
		if math.Abs(at.Threshold-threshold) < 1e-9 {
			return at, true
		}
	}
	return results.At{}, false
}
