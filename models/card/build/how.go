package build

import (
	"fmt"
	"strings"

	"retain/core/patient"
	"retain/models/card"
	"retain/models/results"
)

// rangesTable lists what the training patients' answers ran from and to.
func (b *builder) rangesTable() card.Table {
	t := table("What the form takes, and what the training patients had", "field", "the form takes", "training patients")
	for _, f := range patient.Fields[1:] {
		seen := "all of these"
		if r, ok := b.Manifest.TrainingRanges[f.Name]; ok {
			seen = fmt.Sprintf("%d to %d %s", r[0], r[1], f.Unit)
		}
		if f.Name == patient.Gender {
			seen = "all of these; not a feature: the score does not depend on it"
		}
		row(&t, f.Label, f.Allowed(), seen)
	}
	return t
}

// how says how the model was made.
func (b *builder) how() card.Section {
	m := b.Manifest
	s := card.Section{ID: "model", Title: "The model", Paragraphs: []string{
		m.Title + ".",
		fmt.Sprintf("LightGBM: the raw score is the sum of one leaf of each tree, in log-odds. The program computes it bit for bit as LightGBM does, and refuses to predict if one of %d reference patients scores differently.", len(m.Reference.Raw)),
		"One pipeline: the same program computes the features for training and for prediction, and every score of the calibrate, holdout and test patients was compared with this program's own, to the last bit.",
		b.monotone(),
	}}
	features := table("Features ("+b.features.Name+"), in the order of the model", "feature", "formula", "from")
	for _, f := range b.features.Features {
		row(&features, f.Name, f.Formula, strings.Join(f.Inputs, ", "))
	}
	s.Tables = append(s.Tables, features)
	for _, e := range b.Engines {
		caption := "How " + title(e.Name) + " was fitted"
		if e.Trees > 0 {
			caption += fmt.Sprintf(": %d trees", e.Trees)
		}
		t := table(caption, "parameter", "value")
		fill(&t, e.Parameters...)
		if len(t.Rows) > 0 {
			s.Tables = append(s.Tables, t)
		}
	}
	if !b.calibrated() {
		s.Paragraphs = append(s.Paragraphs, "No part of the data was kept for calibration, so the probability is that of the raw score as it is, here and in the figures of the rival models.")
		return s
	}
	s.Paragraphs = append(s.Paragraphs, "The calibrator turns the raw score into the probability. It is strictly increasing, so it changes no order. Each model got its own, chosen by one rule: of the candidates fitted to the calibrate part, the one with fewest parameters whose mean log loss on the holdout part is not above the lowest by more than one standard error of the difference. The score as it is stands beside them to compare and cannot be chosen.")
	for _, e := range b.Calibration.Engines {
		s.Tables = append(s.Tables, candidates(e))
	}
	return s
}

// candidates is the evidence for a calibrator.
func candidates(e results.EngineCalibration) card.Table {
	t := table("Calibrators of "+title(e.Name)+", on the holdout part", "calibrator", "parameters", "log loss", "above the lowest (standard error)", "slope", "calibration error", "")
	for _, c := range e.Candidates {
		chosen := ""
		if c.Chosen {
			chosen = "chosen"
		}
		if c.Calibrator == nil {
			row(&t, c.Title, fmt.Sprint(c.Parameters), "could not be fitted: "+c.Problem, "", "", "", "")
			continue
		}
		row(&t, c.Title, fmt.Sprint(c.Parameters), optional(c.LogLoss, 6), fmt.Sprintf("%s (%s)", optional(c.Worse, 6), optional(c.StandardError, 6)),
			optional(c.CalibrationSlope, decimals), optional(c.ECE, finer), chosen)
	}
	return t
}
