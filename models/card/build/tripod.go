package build

import (
	"fmt"

	"retain/models/card"
	"retain/models/manifest"
)

// tripod says where the card or the project answers each item of TRIPOD+AI (G.
// S. Collins et al., BMJ 385, e078378, 2024), or why it is not reported. What an
// item asks for is in our own short words.
func (b *builder) tripod() card.Section {
	d := b.Manifest.Data
	s := card.Section{ID: "tripod", Title: "TRIPOD+AI item map", Paragraphs: []string{
		"Where each item of TRIPOD+AI (27 items, 52 with their parts; BMJ 2024;385:e078378) is answered, or why it is not. Names of sections are those of this card; names of files are those of the project.",
	}}
	section := func(caption string, items ...[3]string) {
		t := table(caption, "item", "asks for", "answer")
		for _, i := range items {
			row(&t, i[0], i[1], i[2])
		}
		s.Tables = append(s.Tables, t)
	}
	noPeople := "Not reported, because the patients are simulated: "
	if !d.Synthetic {
		noPeople = "Not reported, because the table of patients does not say: "
	}
	section("Title and abstract",
		[3]string{"1", "title with the kind of study, population and outcome", "Title of this card; What it is for. Development with internal validation."},
		[3]string{"2", "abstract", "Not reported, because a card is no article; What it is for stands in its place."},
	)
	section("Introduction",
		[3]string{"3a", "context and rationale, existing models", "What it is for; prognostic. The existing model is the baseline's (card of v3_causal)."},
		[3]string{"3b", "population, purpose, place in care, users", "What it is for; Source attributes 5 to 8."},
		[3]string{"3c", "known inequalities between groups", "Not reported, because we reviewed no literature on who leaves trials; Groups of patients shows what the data hold."},
		[3]string{"4", "objectives", "What it is for: to develop a model and validate it on patients of the same source, with a look at real trials."},
	)
	section("Methods",
		[3]string{"5a", "sources of data, why, how representative", "Data; Source attributes 11 to 14."},
		[3]string{"5b", "dates of the data", noPeople + "no calendar time."},
		[3]string{"6a", "setting, centres", noPeople + "no centres."},
		[3]string{"6b", "eligibility", "Data, the table of what the form takes; Source attribute 11."},
		[3]string{"6c", "treatments received", "The arm is a feature (treatment_risk). No other treatment is in the data."},
		[3]string{"7", "preparation and checks of the data", "The input contract refuses what is outside it (core/patient), the same for all groups; features: The model."},
		[3]string{"8a", "outcome and its horizon", "What it is for; Data."},
		[3]string{"8b", "who assessed the outcome", noPeople + "nobody assessed it."},
		[3]string{"8c", "blinding of the outcome's assessment", noPeople + "there was no assessment."},
		[3]string{"9a", "choice of predictors", "The baseline's nine inputs, all used but gender; The model. Which features do better was compared by the training pipeline."},
		[3]string{"9b", "definition of the predictors", "The model, the table of features; Data, the table of what the form takes."},
		[3]string{"9c", "who assessed the predictors", noPeople + "nobody assessed them."},
		[3]string{"10", "sample size", b.sampleSize()},
		[3]string{"11", "missing data", "None in training: the contract takes complete rows. In use, an answer that is not known gives a range of risk, never a guess."},
		[3]string{"12a", "how the data were used", "Data, the parts."},
		[3]string{"12b", "handling of the predictors", "The model: formulas; trees need no scaling, logistic regression is standardised on the train part."},
		[3]string{"12c", "type of model, building, tuning, internal validation", "The model; models/train/README.md."},
		[3]string{"12d", "heterogeneity across clusters", "Not reported, because the data have no clusters such as sites."},
		[3]string{"12e", "measures and plots of performance", "Discrimination and calibration; Decisions; definitions in core/evaluate."},
		[3]string{"12f", "updating of the model", "Real trials: recalibration by intercept, and by intercept and slope."},
		[3]string{"12g", "how predictions were calculated", "The model: by this program, bit for bit as LightGBM does."},
		[3]string{"13", "class imbalance", b.imbalance()},
		[3]string{"14", "fairness", "Source attributes 15 and 16."},
		[3]string{"15", "output and thresholds", "What it is for; Risk levels; Decisions. Thresholds and levels are the baseline's and can be changed."},
		[3]string{"16", "differences between development and evaluation data", "None for the test part, which is a random part of the same table; Real trials for others."},
		[3]string{"17", "ethical approval and consent", noPeople + "no approval was needed or sought. The public trials are de-identified."},
	)
	section("Open science",
		[3]string{"18a", "funding", "Unknown, because none is stated (Source attribute 2)."},
		[3]string{"18b", "conflicts of interest", "Unknown, because none are stated."},
		[3]string{"18c", "protocol", "models/train: the rule by which the version was chosen, written before the comparison."},
		[3]string{"18d", "registration", "Not registered."},
		[3]string{"18e", "data sharing", b.sharing()},
		[3]string{"18f", "code sharing", "All code is in the project, under the MIT licence."},
	)
	section("Patient and public involvement",
		[3]string{"19", "involvement of patients and public", "None."},
	)
	section("Results",
		[3]string{"20a", "flow of participants", "Data, the parts with patients and events. Nobody is dropped between them."},
		[3]string{"20b", "characteristics", "Data; Groups of patients."},
		[3]string{"20c", "comparison with the development data", "The parts are random parts of one table; Real trials, Who they are."},
		[3]string{"21", "participants and events in each analysis", b.counts()},
		[3]string{"22", "the full model", "model.txt beside this card, and How to make it again; free to use under the MIT licence."},
		[3]string{"23a", "performance with intervals, also in groups", "Discrimination and calibration; Decisions; Groups of patients."},
		[3]string{"23b", "heterogeneity across clusters", "Not reported, because the data have no clusters."},
		[3]string{"24", "results of updating", "Real trials, the table of recalibration."},
	)
	section("Discussion",
		[3]string{"25", "interpretation, with fairness", "What it is for; Groups of patients; Real trials."},
		[3]string{"26", "limitations", "Limits."},
		[3]string{"27a", "poor or missing input in use", "Refused at the field, or answered as a range where Not known is chosen; a caution where the patient is unlike the training patients."},
		[3]string{"27b", "what users must do and know", "Nine answers from the study record; no statistics are needed to enter them. To choose a threshold or recalibrate, a statistician."},
		[3]string{"27c", "next steps", "Validation on real trials with the model's own horizon, and a study of whether acting on it helps. Neither has begun."},
	)
	return s
}

func (b *builder) sampleSize() string {
	d := b.Manifest.Data
	train, test := d.Part(manifest.Train), d.Part(manifest.TestPart)
	if !b.calibrated() {
		return fmt.Sprintf("The baseline's: %s patients, kept to compare with it. Too few for such a model, as the figures show.", count(d.Rows))
	}
	return fmt.Sprintf("%s patients for training (%s events for %d features) and %s for the test, for which chance alone makes a calibration error of about %s. Further rows were compared by the training pipeline (learning curve).",
		count(train.Rows), count(train.Events), len(b.Manifest.Features), count(test.Rows), optional(b.model.ChanceECE, finer))
}

func (b *builder) imbalance() string {
	for _, e := range b.Engines {
		for _, p := range e.Parameters {
			if p[0] == "class_weight" || p[0] == "scale_pos_weight" {
				return "Classes weighted to balance, as the baseline does; no recalibration followed."
			}
		}
	}
	return "No weights and no resampling; the share of events is learnt as it is."
}

func (b *builder) sharing() string {
	if b.Manifest.Data.Synthetic {
		return "The data can be made again from recipe and seed (Data, source). The trials are public; Real trials names them."
	}
	return "Not shared: the table belongs to those who recorded it. Its SHA-256 is under Data."
}

func (b *builder) counts() string {
	text := ""
	for _, p := range b.Manifest.Data.Parts {
		text += fmt.Sprintf("%s %s with %s events; ", p.Name, count(p.Rows), count(p.Events))
	}
	return text[:len(text)-2] + "."
}
