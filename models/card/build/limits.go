package build

import (
	"fmt"
	"slices"
	"strings"

	"retain/models/card"
)

// limits says what this card cannot show.
func (b *builder) limits() card.Section {
	s := card.Section{ID: "limits", Title: "Limits"}
	if b.Manifest.Data.Synthetic {
		s.Paragraphs = append(s.Paragraphs,
			"Every figure but those under Real trials is on patients simulated by the recipe that made the training patients: it shows that the method works where its assumptions hold, not that they hold anywhere. core/synth/README.md says number by number what is invented, what is measured and what is fitted.",
			"Simulated trials have no sites, no reasons for leaving, no severity of adverse events, no calendar time and no wrong records. Each simulated patient comes from a trial of its own, so differences between trials are among the differences between patients.",
		)
	}
	if !b.calibrated() {
		s.Paragraphs = append(s.Paragraphs, fmt.Sprintf("Calibration: the risks are too extreme (slope %s), and by chance and over-fitting many are far off (calibration error %s). Read the risks as an order.", b.model.CalibrationSlope.Text(2), b.model.ECE.Text(2)))
	}
	s.Paragraphs = append(s.Paragraphs,
		"Nobody has shown that acting on such a score keeps anyone in a trial. Whether a contact helps is not in the data; the costs take it for granted to give the score its best case.",
		"Intervals cover chance among such patients. They do not cover another trial, a wrong label, a change of practice, or the choice of the model.",
		"Not a medical device. Not certified to any standard that is named on this card; the lists of HTI-1 and TRIPOD+AI are used as a check that nothing is left out.",
	)
	return s
}

// again says how to make this version again and what it is made of.
func (b *builder) again() card.Section {
	m := b.Manifest
	t := table("What this version is made of", "part", "value")
	fill(&t,
		[2]string{"model file (LightGBM text format)", "SHA-256 " + m.ModelSHA256},
		[2]string{"table of patients", "SHA-256 " + m.Data.SHA256},
		[2]string{"split", "SHA-256 " + m.Data.SplitSHA256},
		[2]string{"features", m.FeatureVersion},
		[2]string{"seed", fmt.Sprint(m.Seed)},
		[2]string{"libraries", b.libraries()},
	)
	return card.Section{ID: "again", Title: "How to make it again", Paragraphs: []string{
		"In the project's tree, make train runs every step from the data to this card and writes the same bytes; models/train/README.md describes the steps, and how to train on one's own table. bin/retain self-test scores the reference patients with two evaluators that share no code; bin/retain evaluate takes the figures of this card on a table of one's own.",
	}, Tables: []card.Table{t}}
}

func (b *builder) libraries() string {
	var parts []string
	for name, version := range b.Manifest.Libraries {
		parts = append(parts, name+" "+version)
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}
