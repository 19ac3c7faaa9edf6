package build

import (
	"fmt"

	"retain/models/card"
	"retain/models/manifest"
)

// use is the section for those who use a score.
func (b *builder) use() card.Section {
	m := b.Manifest
	s := card.Section{ID: "use", Title: "What it is for, and what it is not for"}
	s.Paragraphs = append(s.Paragraphs,
		fmt.Sprintf("%s estimates the risk of %s, for one adult in a Phase I, II or III trial, from nine answers about the patient. It is meant to help a site's staff decide whom to support first. It does not decide.",
			m.Version, b.outcome()),
		"It is not for excluding anyone from a trial, for pressing anyone to stay (withdrawing is every participant's right), for medical decisions, for judging staff or sites, or for patients outside the limits of the form: under 18 or over 85 years, more than 1,000 study days.")
	if m.Data.Synthetic {
		s.Paragraphs = append(s.Paragraphs, "It was trained on simulated patients. No real patient's data are in it, and what it learnt is what the simulation assumes. "+b.externalWords()+" Do not rely on it before it was checked on your own past patients.")
	} else {
		s.Paragraphs = append(s.Paragraphs, "It was trained on the patients of one source. At another site, in another trial or another year it may do worse. Check it on your own past patients before you rely on it.")
	}
	if b.calibrated() {
		s.Paragraphs = append(s.Paragraphs, fmt.Sprintf("What a number means: of 100 such %s with a risk of 30 %%, about 30 leave. How near it comes to that was measured on %s others: see Calibration.",
			b.kind(), count(b.Results.Test.Rows)))
	} else {
		s.Paragraphs = append(s.Paragraphs, "What a number means: it orders patients, those more at risk above those less at risk. It was not calibrated: of 100 patients with a risk of 30 % it need not be 30 who leave. Do not read it as a share.")
	}
	s.Paragraphs = append(s.Paragraphs, b.thresholdWords())
	s.Tables = append(s.Tables, b.cautions())
	return s
}

// cautions are situations in which a number is easily misread.
func (b *builder) cautions() card.Table {
	t := table("Take care when", "situation", "why")
	row(&t, "a caution stands beside the answer", "The patient is unlike those the model was trained on; the number is then a guess.")
	if b.Calibration.VennAbers != nil {
		row(&t, "the risk is near a threshold", "The interval beside it says how far calibration alone leaves it open. No interval covers one patient's own true risk.")
	}
	row(&t, "the arm is not known", "Answer \"Not known\": the risk is then shown as a range. Do not guess the arm, and do not unblind anyone for it.")
	arm := "In which arm more people leave differs from drug to drug."
	if b.Manifest.Data.Synthetic {
		arm += " In the CDISC pilot study far more left the active arm; the simulation assumes the opposite."
	}
	row(&t, "the arm makes much of the risk", arm)
	row(&t, "a reason reads like a cause", "Reasons say what moved this number, not what would keep this patient.")
	return t
}

// thresholdWords says in one paragraph what comes of acting on the default
// threshold.
func (b *builder) thresholdWords() string {
	for _, at := range b.model.At {
		if at.Threshold != b.Manifest.Thresholds.Decision || at.Recall.Value == nil || at.Precision.Value == nil {
			continue
		}
		return fmt.Sprintf("Acting on the threshold of %s %%: on the %s %s of the test, %s were contacted; of those who left, %s had been contacted; of those contacted, %s left. A low number is no promise: %s of those who left were below the threshold.",
			number(100*at.Threshold, 0), count(b.Results.Test.Rows), b.kind(), inHundred(float64(at.Flagged)/float64(b.Results.Test.Rows)),
			inHundred(*at.Recall.Value), inHundred(*at.Precision.Value), inHundred(1-*at.Recall.Value))
	}
	return "What comes of acting on a threshold is under Decisions."
}

// externalWords says in a sentence how well real patients were ranked.
func (b *builder) externalWords() string {
	if b.External == nil || len(b.External.Trials) == 0 {
		return "It was not tried on any real trial."
	}
	return "On real trials it ranked patients " + b.ranked() + " (see Real trials)."
}

// ranked words the AUC on real trials: its range, and in how many tables it lies
// above chance by more than chance.
func (b *builder) ranked() string {
	low, high := 1.0, 0.0
	better, worse := 0, 0
	for _, t := range b.External.Trials {
		if t.AUC.Low == nil {
			continue // one outcome alone
		}
		low, high = min(low, *t.AUC.Value), max(high, *t.AUC.Value)
		if *t.AUC.Low > 0.5 {
			better++
		}
		if *t.AUC.High < 0.5 {
			worse++
		}
	}
	words := "better than chance"
	switch {
	case better == 0:
		words = "no better than chance"
	case high < 0.7:
		words = "little better than chance"
	}
	text := fmt.Sprintf("%s: AUC %s to %s, where 0.5 is chance; above it by the 95 %% interval in %d of %d tables", words, number(low, 2), number(high, 2), better, len(b.External.Trials))
	if worse > 0 {
		text += fmt.Sprintf(", below it in %d", worse)
	}
	return text
}

// data says what it was trained on.
func (b *builder) data() card.Section {
	d := b.Manifest.Data
	s := card.Section{ID: "data", Title: "Data", Paragraphs: []string{
		d.Description,
		fmt.Sprintf("Source: %s. SHA-256 of the table of patients: %s; of the split: %s.", d.Source, d.SHA256, d.SplitSHA256),
	}}
	purpose := map[string]string{
		manifest.Train:     "the models are fitted to it; whatever was tuned was tuned inside it",
		manifest.Calibrate: "the calibrators, the Venn-Abers table and the conformal cutoffs are fitted to it",
		manifest.Holdout:   "finished models and calibrators are compared and chosen on it; the observed rates of the separation are its",
		manifest.TestPart:  "the figures of this card; nothing was fitted to it or chosen on it",
	}
	parts := table("Parts of the data", "part", "patients", "left", "what it is used for")
	for _, p := range d.Parts {
		row(&parts, p.Name, count(p.Rows), fmt.Sprintf("%s (%s)", count(p.Events), percent(float64(p.Events)/float64(p.Rows))), purpose[p.Name])
	}
	row(&parts, "all", count(d.Rows), fmt.Sprintf("%s (%s)", count(d.Events), percent(float64(d.Events)/float64(d.Rows))), "")
	s.Tables = append(s.Tables, parts, b.rangesTable())
	if r := b.Calibration.Rates; r != nil {
		t := table("Training patients who left, by phase and arm", "phase and arm", "patients", "left")
		for _, g := range r.Groups {
			rate := "nobody"
			if g.N > 0 {
				rate = percent(float64(g.Events) / float64(g.N))
			}
			row(&t, g.TrialPhase+", "+g.TreatmentGroup, count(g.N), rate)
		}
		s.Tables = append(s.Tables, t)
	}
	return s
}
