package build

import (
	"fmt"
	"math"
	"strings"

	"retain/core/uncertainty"
	"retain/models/card"
	"retain/models/results"
)

// levels says who is in each risk level.
func (b *builder) levels() card.Section {
	t := table("Risk levels on the test part", "level", "risk", "share of patients", "left (95 % interval)")
	for _, band := range b.Results.Bands {
		risk := fmt.Sprintf("%s to below %s", percent(band.From), percent(band.To))
		if band.To == 1 {
			risk = percent(band.From) + " and above"
		}
		row(&t, band.Level, risk, percent(band.Share), observed(band.Observed))
	}
	return card.Section{ID: "levels", Title: "Risk levels", Paragraphs: []string{
		"The limits of the levels are the baseline's. High reaches to both sides of the default threshold of 35 %, so a High patient can be answered 0. A site can set other limits and another threshold.",
	}, Tables: []card.Table{t}}
}

// sure says what the interval and the separation of an answer rest on.
func (b *builder) sure() card.Section {
	s := card.Section{ID: "uncertainty", Title: "How sure an answer is"}
	va, separation := b.Calibration.VennAbers, b.Calibration.Separation
	if va == nil || separation == nil {
		s.Paragraphs = []string{"Nothing is shown beside a risk: this version kept no calibration cases, so neither an interval nor a separation can be given."}
		return s
	}
	s.Paragraphs = []string{
		fmt.Sprintf("The interval beside a risk is a Venn-Abers interval from %s calibration patients: between which two values calibration pins the risk of patients with such a score. It has no confidence level, it shrinks as calibration patients are added, and it is no statement about one patient's own risk. It is widened to hold the number shown.", count(va.Cases())),
		fmt.Sprintf("The separation says whether a score is clearly among those who leave, clearly among those who stay, or neither, by class-conditional conformal sets: of all who leave at least %d %% are not called clearly below, of all who stay at least %d %% not clearly above. Neither is a diagnosis; the table says what happened to each group of the holdout patients.", uncertainty.LevelPercent, uncertainty.LevelPercent),
		"Both use only the order of the scores, and rest on patients like those of the calibration: at another site they promise nothing.",
	}
	t := table("What happened to the holdout patients", "separation", "patients", "left")
	names := map[string]string{uncertainty.SeparableStay: "clearly below", uncertainty.NotSeparable: "not separable", uncertainty.SeparableLeave: "clearly above"}
	for _, label := range uncertainty.Labels {
		g := separation.Observed(label)
		rate := "nobody"
		if x, ok := g.Rate(); ok {
			rate = percent(x)
		}
		row(&t, names[label], count(g.N), rate)
	}
	s.Tables = []card.Table{t}
	if held := b.Results.Sure; held != nil {
		s.Paragraphs = append(s.Paragraphs,
			fmt.Sprintf("On the test patients the conformal sets covered %s of those who left and %s of those who stayed.", observed(held.Leave), observed(held.Stay)),
			fmt.Sprintf("The Venn-Abers intervals held the share who left, give or take two standard errors, in %d of %d tenths of the test patients. A right score misses about %s tenths: by chance among these patients, which two standard errors allow for, and among those of the calibration, which nothing allows for.",
				agreeing(held.Deciles), len(held.Deciles), inHundred(missedByChance(held.Leave.N+held.Stay.N, va.Cases()))))
		deciles := table("Venn-Abers intervals on the test patients, by tenths of the score: does the share who left lie within the mean ends, give or take two standard errors?",
			"tenth", "patients", "left (95 % interval)", "mean interval", "lies within")
		for i, d := range held.Deciles {
			within := "no"
			if d.Agrees {
				within = "yes"
			}
			row(&deciles, fmt.Sprint(i+1), count(d.Observed.N), observed(d.Observed), fmt.Sprintf("%s to %s", percent(d.MeanLow), percent(d.MeanHigh)), within)
		}
		s.Tables = append(s.Tables, deciles)
	}
	return s
}

// agreeing counts the tenths whose share lies within.
func agreeing(deciles []results.Decile) (n int) {
	for _, d := range deciles {
		if d.Agrees {
			n++
		}
	}
	return n
}

// missedByChance is the share of tenths that lies outside though nothing is
// wrong: the difference of two rates, one of tested and one of calibrated cases,
// is beyond the standard errors of the first alone.
func missedByChance(tested, calibrated int) float64 {
	widened := math.Sqrt(1 + float64(tested)/float64(calibrated))
	return math.Erfc(uncertainty.StandardErrors / widened / math.Sqrt2)
}

// groups compares subgroups of the test part.
func (b *builder) groups() card.Section {
	s := card.Section{ID: "groups", Title: "Groups of patients", Paragraphs: []string{
		"The same figures for groups of the test patients. Differences in the share who left are in the data; what a score must not do is rank one group worse, or call one group's risk too high or too low (calibration intercept above 0: more left than predicted).",
	}}
	if b.Manifest.Data.Synthetic {
		s.Paragraphs = append(s.Paragraphs, "In the simulation gender has no effect by decision. That the score treats genders alike here proves nothing about real people.")
	}
	if names := b.passedOver(); names != "" {
		s.Paragraphs = append(s.Paragraphs, fmt.Sprintf("At the threshold of %s %% fewer than 1 in 100 are contacted of: %s. Nearly all who leave there are missed: such groups need a threshold of their own.", number(100*b.Manifest.Thresholds.Decision, 0), names))
	}
	t := table("Subgroups of the test part", "group", "patients", "left (95 % interval)", "mean risk", "AUC", "calibration slope", "calibration intercept", "contacted at "+number(100*b.Manifest.Thresholds.Decision, 0)+" %", "recall", "precision")
	for _, g := range b.Results.Subgroups {
		row(&t, g.By+": "+g.Group, count(g.Observed.N), observed(g.Observed), percent(g.Mean), g.AUC.Text(decimals), g.CalibrationSlope.Text(2), g.CalibrationIntercept.Text(2),
			percent(float64(g.At.Flagged)/float64(g.Observed.N)), g.At.Recall.Text(2), g.At.Precision.Text(2))
	}
	s.Tables = []card.Table{t}
	return s
}

// passedOver names the groups that the decision threshold all but leaves out.
func (b *builder) passedOver() string {
	var names []string
	for _, g := range b.Results.Subgroups {
		if g.Observed.Events > 0 && float64(g.At.Flagged)/float64(g.Observed.N) < 0.01 {
			names = append(names, g.Group)
		}
	}
	return strings.Join(names, ", ")
}

// external says how the version did on real trials.
func (b *builder) external() card.Section {
	s := card.Section{ID: "external", Title: "Real trials"}
	if b.External == nil {
		s.Paragraphs = []string{"Unknown, because this model file with this calibrator was not tried on any real trial."}
		return s
	}
	s.Paragraphs = []string{
		"Public, de-identified trials, each patient looked at on one study day while still in the trial. Their label is leaving at any later time until the end, which is not what this version's risk is about: discrimination can be compared, calibration cannot. None of them played a part in training.",
		"What to take from it: real patients are ranked " + b.ranked() + ". What recalibration to a site changes is tabled below: the level of the risks, hardly their order (each tenth has a correction of its own, so the AUC moves a little).",
		"CTN-0051 did not record adverse events: its rows are refused as they are, and were then evaluated under the assumption stated. Rows of patients above 85 years are outside the contract and stay refused.",
	}
	t := table("As it is", "trial", "patients", "left", "mean risk", "AUC", "Brier score", "calibration slope", "calibration error", "unlike the training patients")
	again := table("Recalibrated to the trial, each tenth of the patients by the other nine", "trial", "corrected", "calibrator", "AUC", "Brier score", "log loss", "calibration slope", "calibration error")
	who := table("Who they are", "trial", "source", "assumption", "rows refused as they are, and under it", "patients")
	fair := table("By gender", "trial and gender", "patients", "left (95 % interval)", "mean risk", "AUC")
	for _, x := range b.External.Trials {
		assumed := "none"
		if len(x.Assumptions) > 0 {
			assumed = strings.Join(x.Assumptions, "; ")
		}
		row(&who, x.Name, x.Source, assumed, fmt.Sprintf("%d of %d; %d", x.Refused, x.Rows, x.StillOut), strings.Join(x.Who, "; "))
		row(&t, x.Name, count(x.Observed.N), observed(x.Observed), percent(x.Mean), x.AUC.Text(decimals), x.Brier.Text(decimals), x.CalibrationSlope.Text(2)+", not comparable", x.ECE.Text(decimals)+", not comparable",
			fmt.Sprintf("%s of %s", count(x.Beyond), count(x.Observed.N)))
		row(&again, x.Name, "no", "", x.AUC.Text(decimals), x.Brier.Text(decimals), x.LogLoss.Text(decimals), x.CalibrationSlope.Text(2), x.ECE.Text(decimals))
		for _, r := range x.Recalibrated {
			if r.Calibrator == nil {
				row(&again, x.Name, r.Title, "could not be fitted: "+r.Problem, "", "", "", "", "")
				continue
			}
			row(&again, x.Name, r.Title, fmt.Sprintf("intercept %s, slope %s", optional(r.Calibrator.Intercept, 2), optional(r.Calibrator.Slope, 2)),
				r.AUC.Text(decimals), r.Brier.Text(decimals), r.LogLoss.Text(decimals), r.CalibrationSlope.Text(2), r.ECE.Text(decimals))
		}
		for _, g := range x.Groups {
			row(&fair, x.Name+": "+g.Group, count(g.Observed.N), observed(g.Observed), percent(g.Mean), g.AUC.Text(decimals))
		}
	}
	s.Tables = []card.Table{t, again, fair, who}
	return s
}
