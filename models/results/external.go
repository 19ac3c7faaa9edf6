package results

import (
	"retain/core/calibrate"
	"retain/core/evaluate"
	"retain/models/manifest"
)

// An External is models/external.json: the figures of versions on real trials.
// It holds figures only, no row of any trial.
type External struct {
	Versions []ExternalVersion `json:"versions"`
}

// An ExternalVersion is what one version does on real trials. It belongs to one
// model file with one calibrator: after another training it says nothing.
type ExternalVersion struct {
	Version     string         `json:"version"`
	ModelSHA256 string         `json:"model_sha256"`
	Calibrator  calibrate.Spec `json:"calibrator"`
	Trials      []Trial        `json:"trials"`
}

// A Trial is one table of a trial: patients looked at on one day.
type Trial struct {
	Name        string   `json:"name"`
	Source      string   `json:"source"`
	Label       string   `json:"label"` // what the outcome means
	SHA256      string   `json:"sha256"`
	Rows        int      `json:"rows"`
	Assumptions []string `json:"assumptions"` // field=answer, for cells that are blank
	Refused     int      `json:"refused"`     // rows, as they are
	StillOut    int      `json:"still_out"`   // rows, under the assumptions
	Who         []string `json:"who"`         // the patients accepted, in words
	Beyond      int      `json:"beyond"`      // of them outside the training ranges in some field, or unusual in two
	Observed    Share    `json:"observed"`
	Mean        float64  `json:"mean"` // predicted
	manifest.Figures
	Groups       []TrialGroup   `json:"groups"`       // by gender
	Recalibrated []Recalibrated `json:"recalibrated"` // to this trial
}

// A TrialGroup has what can be said of few patients.
type TrialGroup struct {
	Group    string          `json:"group"`
	Observed Share           `json:"observed"`
	Mean     float64         `json:"mean"`
	AUC      evaluate.Figure `json:"auc"`
}

// A Recalibrated is the version with its log-odds corrected to the trial's
// outcomes. The calibrator is fitted to all of them; the figures are those of
// probabilities that each tenth of the patients got from the other nine.
type Recalibrated struct {
	Title      string          `json:"title"`
	Calibrator *calibrate.Spec `json:"calibrator"` // null: it could not be fitted
	Problem    string          `json:"problem,omitempty"`
	manifest.Figures
}
