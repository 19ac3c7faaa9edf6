package build

import (
	"fmt"

	"retain/models/card"
)

// attributes answers the 31 source attributes that the HTI-1 rule names for
// predictive decision support interventions, in its order and its nine groups
// (45 CFR 170.315(b)(11)(iv)(B), 89 FR 1192, 2024). Names are the rule's, some a
// little shortened.
func (b *builder) attributes() card.Section {
	m, test := b.Manifest, b.Results.Test
	auc := "AUC " + b.model.AUC.Text(decimals)
	s := card.Section{ID: "attributes", Title: "Source attributes (HTI-1)", Paragraphs: []string{
		"The 31 attributes that 45 CFR 170.315(b)(11)(iv)(B) asks of a predictive decision support intervention, each answered or said to be unknown, with the reason. Retain is not certified health IT; the list is used because it asks the right questions.",
	}}
	n := 0
	group := func(caption string, answers ...[2]string) {
		t := table(caption, "attribute", "answer")
		for _, a := range answers {
			n++
			row(&t, fmt.Sprintf("%d. %s", n, a[0]), a[1])
		}
		s.Tables = append(s.Tables, t)
	}
	group("Details and output of the intervention",
		[2]string{"Name and contact information of the developer", "The Retain founders (LICENSE). Contact: unknown, because the project publishes none; ask whoever installed it for you."},
		[2]string{"Funding source of the technical implementation for the development", "Unknown, because no source of funds is stated anywhere in the project."},
		[2]string{"Value that is produced as an output", fmt.Sprintf("The probability of %s, the raw score in log-odds, a prediction of 0 or 1, a risk level and a recommended action.", b.outcome())},
		[2]string{"Whether the output is a prediction, classification, recommendation, evaluation, analysis or other type", "A prediction, with a classification and a recommendation derived from it by a policy that the site can change."},
	)
	group("Purpose of the intervention",
		[2]string{"Intended use", "To help decide whom of a site's participants to support first."},
		[2]string{"Intended patient population", "Adults of 18 to 85 years in a Phase I, II or III trial, on study day 1 to 1,000, who are still in it."},
		[2]string{"Intended users", "Study coordinators and investigators at a site; data managers and statisticians who check and recalibrate it."},
		[2]string{"Intended decision-making role (informs, augments, replaces)", "It informs people who decide. It replaces no judgement and triggers nothing by itself."},
	)
	group("Cautioned out-of-scope use of the intervention",
		[2]string{"Tasks, situations or populations where its use is cautioned against", "Excluding people from a trial, pressing them to stay, medical decisions, judging staff or sites, patients outside the contract, answers with a caution beside them, any site where it has not been checked on past patients."},
		[2]string{"Known risks, inappropriate settings, inappropriate uses, known limitations", "See What it is for, and Limits. Foremost: " + b.trainedOn() + "; contact can be unwelcome; in which arm people leave depends on the drug."},
	)
	group("Intervention development details and input features",
		[2]string{"Exclusion and inclusion criteria that influenced the training data", b.inclusion()},
		[2]string{"Use of the variables of (b)(11)(iv)(A)(5) to (13) as input features", "Date of birth: as age in whole years. Not used: race, ethnicity, language, sexual orientation, gender identity, sex (gender is recorded and no feature), social determinants of health, health status assessments."},
		[2]string{"Demographic representativeness of the training data", b.representative()},
		[2]string{"Relevance of the training data to the intended deployed setting", b.relevance()},
	)
	group("Process used to ensure fairness in development of the intervention",
		[2]string{"Approach to ensure that the output is fair", "Gender is no feature; figures are given for groups by gender, age, phase and arm (Groups of patients). Nothing was done to equalise them."},
		[2]string{"Approaches to manage, reduce or eliminate bias", b.monotone() + " Whether visits are missed for reasons that lie in a patient's circumstances is unknown, because no field records it."},
	)
	source, tester, people, process, validity, fairness := b.externalAttributes()
	group("External validation process",
		[2]string{"Data source, clinical setting or environment of the external assessment", source},
		[2]string{"Party that conducted the external testing", tester},
		[2]string{"Demographic representativeness of the external data", people},
		[2]string{"Process of the external validation", process},
	)
	group("Quantitative measures of performance",
		[2]string{"Validity in test data from the same source as the training data", fmt.Sprintf("%s, calibration slope %s, calibration error %s on %s %s (Discrimination and calibration).", auc, b.model.CalibrationSlope.Text(decimals), b.model.ECE.Text(finer), count(test.Rows), b.kind())},
		[2]string{"Fairness in test data from the same source", b.fairest()},
		[2]string{"Validity in data from a different source", validity},
		[2]string{"Fairness in data from a different source", fairness},
		[2]string{"References to evaluation of its use on outcomes", "Unknown, because no one has studied whether using it keeps participants in trials or changes any other outcome."},
	)
	group("Ongoing maintenance of intervention implementation and use",
		[2]string{"Process and frequency by which validity is monitored over time", "By the site: bin/retain evaluate takes the figures on recent patients whose outcome is known; how often is the site's to decide. The developer has no access to a site's data and monitors nothing."},
		[2]string{"Validity in local data", "Unknown, because no site's data reach the developer. bin/retain evaluate measures it on a site's own labelled table."},
		[2]string{"Process and frequency by which fairness is monitored over time", "By the site, with the same means; the developer monitors nothing."},
		[2]string{"Fairness in local data", "Unknown, for the same reason."},
	)
	group("Update and continued validation or fairness assessment schedule",
		[2]string{"Process and frequency by which it is updated", fmt.Sprintf("A new version is registered beside the old ones (this one is %s), with a card of its own, and put into use by a logged promotion. There is no schedule.", m.Version)},
		[2]string{"Frequency by which performance is corrected when risks related to validity and fairness are identified", "Unknown, because no schedule is promised. A site can set another threshold, or stop using it, at once."},
	)
	return s
}

// monotone says which way the risk can move with what happens at a site.
func (b *builder) monotone() string {
	if b.Monotone {
		return "All else equal, one more completed visit never raises the risk and one more adverse event never lowers it (constrained in training, tested on the inputs)."
	}
	return "The risk is not constrained: one more completed visit can raise it and one more adverse event lower it."
}

func (b *builder) trainedOn() string {
	if b.Manifest.Data.Synthetic {
		return "it was trained on simulated patients"
	}
	return "it was trained on the patients of one source"
}

func (b *builder) inclusion() string {
	words := "Patients inside the input contract, still in the trial on the day they are looked at. "
	if b.Manifest.Data.Synthetic {
		return words + "They are simulated: the recipe decides who exists (core/synth/README.md)."
	}
	return words + "Rows that the contract refuses were refused with the whole table. Other criteria: unknown, because the table does not say how its patients were chosen."
}

func (b *builder) representative() string {
	if b.Manifest.Data.Synthetic {
		return fmt.Sprintf("None: ages, genders, arms and phases are drawn from shares that were invented. Their counts are under Data and Groups of patients; the age range is %d to %d.", b.Manifest.TrainingRanges["age"][0], b.Manifest.TrainingRanges["age"][1])
	}
	return "Counts by age, gender, phase and arm are under Data and Groups of patients. How far they stand for others is unknown, because nothing beyond them was recorded."
}

func (b *builder) relevance() string {
	if b.Manifest.Data.Synthetic {
		return "Limited: the fields and their meaning are those of a site's records, their relations are assumptions. How little carries over is under Real trials."
	}
	return "The training patients were recorded with the fields of this form. Relevance to another trial is unknown, because only one source was used."
}

// fairest words the range of the AUC over gender groups.
func (b *builder) fairest() string {
	text := "By group (Groups of patients); AUC by gender:"
	for _, g := range b.Results.Subgroups {
		if g.By == "Gender" {
			text += fmt.Sprintf(" %s %s;", g.Group, g.AUC.Text(decimals))
		}
	}
	return text[:len(text)-1] + "."
}

// externalAttributes answers attributes 17 to 20, 23 and 24.
func (b *builder) externalAttributes() (source, tester, people, process, validity, fairness string) {
	if b.External == nil {
		const unknown = "Unknown, because this model file was not tried on data from elsewhere."
		return unknown, unknown, unknown, unknown, unknown, unknown
	}
	source = "Tables of public trials: " + b.trialNames()
	tester = "The developer. No independent party has tested it."
	people = "See Real trials, Who they are: ages, genders, arms. Race, ethnicity, language, sexual orientation and social circumstances: unknown, because these tables do not hold them."
	process = "Each table was scored as a site would score it, refused rows left out, with the assumptions stated; figures with bootstrap intervals; recalibration by cross-fitting. The label's horizon differs from the model's, so calibration is not comparable."
	for _, t := range b.External.Trials {
		validity += fmt.Sprintf("%s: AUC %s. ", t.Name, t.AUC.Text(decimals))
		for _, g := range t.Groups {
			fairness += fmt.Sprintf("%s, %s: AUC %s. ", t.Name, g.Group, g.AUC.Text(decimals))
		}
	}
	return source, tester, people, process, validity + "Calibration: not comparable.", fairness + "The groups are small and the intervals wide."
}

// trialNames lists the tables, those of one source together.
func (b *builder) trialNames() string {
	text, source := "", ""
	for i, t := range b.External.Trials {
		if t.Source == source {
			text += "; " + t.Name
			continue
		}
		if i > 0 {
			text += " (" + source + "); "
		}
		text, source = text+t.Name, t.Source
	}
	return text + " (" + source + ")."
}
