// Package config holds every constant that a site may want to know or change:
// thresholds, costs and the settings of the server, each with its meaning, its
// default and its source. One table, from which the program reads the
// environment, the server writes the site's config.json, the page checks it
// again, and the help prints what is in force.
package config

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Version is the product's semantic version; a build adds a content hash.
const Version = "1.0.0"

// Costs of the baseline service (PRODUCT specification, section 5), in US
// dollars a patient.
const (
	InterventionCost  = 500
	MissedDropoutCost = 5000
)

// Names of the settings, the baseline's.
const (
	ModelVersion      = "MODEL_VERSION"
	ModelStage        = "MODEL_STAGE"
	DecisionThreshold = "DECISION_THRESHOLD"
	RiskCritical      = "RISK_THRESHOLD_CRITICAL"
	RiskHigh          = "RISK_THRESHOLD_HIGH"
	RiskModerate      = "RISK_THRESHOLD_MODERATE"
	APIPort           = "API_PORT"
	LogLevel          = "LOG_LEVEL"
)

// A Setting is one row of the table.
type Setting struct {
	Name    string
	Default string
	Meaning string
	Allowed string
	Site    bool // also a setting of the page, so part of config.json
	check   func(string) bool
}

// Settings lists everything that can be configured, in the order shown.
var Settings = []Setting{
	{ModelVersion, "", "model version to use; empty: the one in MODEL_STAGE", "a registered version", true, isName},
	{ModelStage, "", "stage of the model; empty: production, or any for a named version", "production, challenger or archived", true,
		isOneOf("production", "challenger", "archived")},
	{DecisionThreshold, "0.35", "from this probability on, the prediction is 1", "a number above 0 and below 1", true, isShare},
	{RiskCritical, "0.40", "from this probability on, the level is Critical", "a number above RISK_THRESHOLD_HIGH and below 1", true, isShare},
	{RiskHigh, "0.20", "from this probability on, the level is High", "a number between the two other levels", true, isShare},
	{RiskModerate, "0.10", "from this probability on, the level is Moderate", "a number above 0 and below RISK_THRESHOLD_HIGH", true, isShare},
	{APIPort, "8000", "port of the server; replaces only the port", "a whole number from 1 to 65535", false, isPort},
	{LogLevel, "INFO", "least severe message the server prints", "DEBUG, INFO, WARNING, ERROR or CRITICAL", false,
		isOneOf("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")},
}

// Sources of a value, weakest first.
const (
	FromDefault     = "default"
	FromFile        = ".env"
	FromEnvironment = "environment"
	FromFlag        = "flag"
)

// A Value is what a setting is set to, and by whom.
type Value struct {
	Text   string `json:"value"`
	Source string `json:"source"`
}

// Config is a complete, checked configuration: one value a setting.
type Config struct {
	values map[string]Value
}

// A Layer is one source of settings, such as the environment. Names that are
// not in the table are ignored in the environment, which holds much else, and
// refused elsewhere.
type Layer struct {
	Source string
	Get    func(name string) (text string, ok bool)
}

// Errors lists everything wrong with a configuration.
type Errors []string

// Error joins the problems with "; ".
func (e Errors) Error() string { return "config: " + strings.Join(e, "; ") }

// New applies the layers, weakest first, over the defaults and checks the
// result. The error is [Errors], with every problem at once. An empty text in a
// layer counts as not set, as in the baseline.
func New(layers ...Layer) (Config, error) {
	c := Config{make(map[string]Value, len(Settings))}
	var problems Errors
	for _, s := range Settings {
		v := Value{s.Default, FromDefault}
		for _, l := range layers {
			if text, ok := l.Get(s.Name); ok && text != "" {
				v = Value{text, l.Source}
			}
		}
		if v.Text != "" && !s.check(v.Text) {
			problems = append(problems, fmt.Sprintf("%s (%s): not usable; allowed: %s", s.Name, v.Source, s.Allowed))
		}
		c.values[s.Name] = v
	}
	if len(problems) == 0 && !c.ordered() {
		problems = append(problems, fmt.Sprintf("%s, %s, %s: must rise in this order, above 0 and below 1",
			RiskModerate, RiskHigh, RiskCritical))
	}
	if len(problems) > 0 {
		return Config{}, problems
	}
	return c, nil
}

// ordered checks 0 < moderate < high < critical < 1.
func (c Config) ordered() bool {
	return c.Number(RiskModerate) < c.Number(RiskHigh) && c.Number(RiskHigh) < c.Number(RiskCritical)
}

// Text returns the value of a setting.
func (c Config) Text(name string) string { return c.Value(name).Text }

// Number returns the value of a numeric setting.
func (c Config) Number(name string) float64 {
	x, err := strconv.ParseFloat(c.Text(name), 64)
	if err != nil {
		panic("config: internal error: " + name + " is not a number")
	}
	return x
}

// Value returns the value of a setting with its source.
func (c Config) Value(name string) Value {
	v, ok := c.values[name]
	if !ok {
		panic("config: internal error: no setting " + name)
	}
	return v
}

// isShare accepts decimal numbers strictly inside (0, 1).
func isShare(s string) bool {
	x, err := strconv.ParseFloat(s, 64)
	return err == nil && !math.IsNaN(x) && x > 0 && x < 1 && strings.Trim(s, "0123456789.") == ""
}

func isPort(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= 1 && n <= 65535
}

// isName accepts the names that can be a registry version: they become paths.
func isName(s string) bool {
	return len(s) <= 64 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") == "" &&
		!strings.HasPrefix(s, ".")
}

func isOneOf(allowed ...string) func(string) bool {
	return func(s string) bool {
		for _, a := range allowed {
			if s == a {
				return true
			}
		}
		return false
	}
}
