// Package policy says what a probability leads to: the prediction of 0 or 1,
// the risk level, the action that is recommended, and what a decision costs.
// Probabilities are compared with thresholds here and nowhere else.
package policy

import (
	"fmt"

	"retain/core/config"
)

// Risk levels, lowest first.
const (
	Low      = "Low"
	Moderate = "Moderate"
	High     = "High"
	Critical = "Critical"
)

// A Band is one risk level: From <= probability < the next band's From.
type Band struct {
	Level  string
	From   float64
	Action string // code of the baseline's contract
	Title  string // the action in two words
	Advice string // what to do, in words for the one who does it
}

// A Policy is a complete rule. The zero value is not usable.
type Policy struct {
	Version         string
	Threshold       float64 // prediction is 1 from here on
	ThresholdSource string  // "default", "environment" or "policy:<version>"
	Bands           [4]Band // lowest first, the first one from 0
}

// FromConfig returns the policy that a site's configuration states. Its version
// is "1-" and the start of the hash of the settings, so that any change of a
// setting is another version.
func FromConfig(c config.Config) Policy {
	source := c.Value(config.DecisionThreshold).Source
	if source != config.FromDefault {
		source = config.FromEnvironment // a flag or a .env file is the environment the site chose
	}
	return Policy{
		Version:         "1-" + c.SiteHash(),
		Threshold:       c.Number(config.DecisionThreshold),
		ThresholdSource: source,
		Bands: [4]Band{
			{Low, 0, "standard_protocol", "Standard protocol.",
				"Keep to the visit schedule; nothing more is suggested."},
			{Moderate, c.Number(config.RiskModerate), "biweekly_check", "Check every two weeks.",
				"Contact the patient between visits; confirm the next visit date."},
			{High, c.Number(config.RiskHigh), "weekly_monitoring", "Weekly monitoring.",
				"Contact the patient this week; agree the next visit date; ask what makes taking part hard."},
			{Critical, c.Number(config.RiskCritical), "immediate_intervention", "Act now.",
				"Talk to the patient within a day or two; ask what makes taking part hard; tell the investigator."},
		},
	}
}

// A Decision is what a policy makes of one probability.
type Decision struct {
	Prediction int // 1 from the threshold on, else 0
	Band       Band
}

// Decide applies the policy. It panics for a probability outside (0, 1): a
// calibrator never returns one.
func (p Policy) Decide(probability float64) Decision {
	if !(probability > 0 && probability < 1) {
		panic(fmt.Sprintf("policy: internal error: probability %v outside (0, 1)", probability))
	}
	d := Decision{Band: p.Bands[0]}
	if probability >= p.Threshold {
		d.Prediction = 1
	}
	for _, b := range p.Bands[1:] {
		if probability >= b.From {
			d.Band = b
		}
	}
	return d
}

// Edges lists all values at which a decision changes, for those who round a
// probability and must not round it over one.
func (p Policy) Edges() []float64 {
	edges := []float64{p.Threshold}
	for _, b := range p.Bands[1:] {
		edges = append(edges, b.From)
	}
	return edges
}

// Straddles reports whether the band reaches to both sides of the threshold, so
// that two patients of this level can be answered differently.
func (p Policy) Straddles(level string) bool {
	for i, b := range p.Bands {
		if b.Level != level {
			continue
		}
		end := 1.0
		if i+1 < len(p.Bands) {
			end = p.Bands[i+1].From
		}
		return b.From < p.Threshold && p.Threshold < end
	}
	return false
}
