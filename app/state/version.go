package state

import (
	"fmt"
	"strings"

	"retain/app/session"
	"retain/core/words"
	"retain/models/manifest"
)

// A VersionRow is a registered version in finished words.
type VersionRow struct {
	Version, Stage, Horizon, Trained, AUC, Calibration, SHA256 string
}

// PresentVersion words a row of the registry. Of a version whose manifest does
// not hold, only the name and stage are known.
func PresentVersion(v session.Version) VersionRow {
	row := VersionRow{Version: v.Entry.Version, Stage: v.Entry.Stage}
	if v.Problem != nil {
		row.Trained = "Not known: " + v.Problem.Error()
		return row
	}
	m := v.Manifest
	row.Horizon = words.Horizon(horizon(m))
	row.Trained = fmt.Sprintf("%s %s patients", words.Whole(m.Data.Part(manifest.Train).Rows), kind(m))
	row.AUC = fmt.Sprintf("%s on %s others", m.Test.AUC.Text(3), words.Whole(m.Data.Part(manifest.TestPart).Rows))
	row.Calibration = calibration(m)
	row.SHA256 = m.ModelSHA256
	return row
}

func horizon(m manifest.Manifest) int {
	if m.HorizonDays == nil {
		return 0
	}
	return *m.HorizonDays
}

func kind(m manifest.Manifest) string {
	if m.Data.Synthetic {
		return "synthetic"
	}
	return "real"
}

// calibration says how far a probability can be read as a share.
func calibration(m manifest.Manifest) string {
	if c := m.Calibrator; c.Method == "logistic" && c.Slope == nil {
		return "Not calibrated: read its risks as an order"
	}
	if m.Test.ECE.Value == nil {
		return "Calibrated, without a figure"
	}
	return fmt.Sprintf("Calibrated: off by %.1f in 100 on average, slope %s", *m.Test.ECE.Value*100, m.Test.CalibrationSlope.Text(2))
}

// ChangeRow words an entry of the session's log: time, event, from, to, reason.
func ChangeRow(c session.Change) []string {
	event := "Changed"
	if c.Event == session.ModelChangeRefused {
		event = "Refused: " + c.Refusal
	}
	from := c.From
	if from == "" {
		from = "none"
	}
	return []string{c.Time.UTC().Format(clock), event, from, c.To, c.Reason}
}

const clock = "2 Jan 2006, 15:04:05 UTC"

// TestFacts words a self-test on demand.
func TestFacts(t session.SelfTest) []Fact {
	result := "Passed: "
	if !t.Passed {
		result = "Failed: "
	}
	return []Fact{
		{"Result", result + t.Message, false},
		{"Reference patients", fmt.Sprint(t.References), false},
		{"Evaluators", "the scoring engine (leaves), which answers, and Retain's own evaluator, which shares no code with it", false},
		{"Time", fmt.Sprintf("%.1f ms", t.Milliseconds), false},
	}
}

// A Fact is one line of what is known of a version. An exact one is to be
// compared letter by letter.
type Fact struct {
	Name, Value string
	Exact       bool
}

// Identity lists what a version can be recognised and rebuilt by.
func Identity(o *manifest.Opened, e manifest.IndexEntry) []Fact {
	m := o.Manifest
	return []Fact{
		{"Version", m.Version + ", " + m.Stage + ": " + m.Title, false},
		{"SHA-256 of model.txt", m.ModelSHA256, true},
		{"SHA-256 of manifest.json", e.ManifestSHA256, true},
		{"SHA-256 of card.json", m.CardSHA256, true},
		{"Trees", fmt.Sprint(len(o.Trees.Trees())), false},
		{"Features", m.FeatureVersion + ": " + strings.Join(m.Features, ", "), false},
		{"Counts leaving", words.Horizon(horizon(m)), false},
		{"Calibration (" + m.Calibrator.Method + " method)", calibration(m), false},
		{"Data", m.Data.Description, false},
		{"Source of the data", m.Data.Source, false},
		{"Patients", patients(m.Data), false},
		{"SHA-256 of the patients", m.Data.SHA256, true},
		{"SHA-256 of their split", m.Data.SplitSHA256, true},
		{"Seed", fmt.Sprint(m.Seed), false},
		{"Libraries", strings.Join(m.LibraryList(), ", "), false},
		{"Reference patients", fmt.Sprint(o.References()), false},
	}
}

func patients(d manifest.Data) string {
	text := fmt.Sprintf("%s, of whom %s left", words.Whole(d.Rows), words.Whole(d.Events))
	for _, p := range d.Parts {
		text += fmt.Sprintf("; %s %s, %s left", p.Name, words.Whole(p.Rows), words.Whole(p.Events))
	}
	return text
}
