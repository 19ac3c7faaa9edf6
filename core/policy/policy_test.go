package policy_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/config"
	"retain/core/policy"
)

func defaults(t *testing.T) policy.Policy {
	c, err := config.New()
	require.NoError(t, err)
	return policy.FromConfig(c)
}

func TestDecideAtAndBesideEveryEdge(t *testing.T) {
	p := defaults(t)
	below := func(x float64) float64 { return math.Nextafter(x, 0) }
	cases := []struct {
		probability float64
		prediction  int
		level       string
		action      string
	}{
		{1e-9, 0, policy.Low, "standard_protocol"},
		{below(0.10), 0, policy.Low, "standard_protocol"},
		{0.10, 0, policy.Moderate, "biweekly_check"},
		{below(0.20), 0, policy.Moderate, "biweekly_check"},
		{0.20, 0, policy.High, "weekly_monitoring"},
		{below(0.35), 0, policy.High, "weekly_monitoring"},
		{0.35, 1, policy.High, "weekly_monitoring"},
		{below(0.40), 1, policy.High, "weekly_monitoring"},
		{0.40, 1, policy.Critical, "immediate_intervention"},
		{below(1), 1, policy.Critical, "immediate_intervention"},
	}
	for _, c := range cases {
		d := p.Decide(c.probability)
		require.Equal(t, c.prediction, d.Prediction, c.probability)
		require.Equal(t, c.level, d.Band.Level, c.probability)
		require.Equal(t, c.action, d.Band.Action, c.probability)
	}
	for _, impossible := range []float64{0, 1, -1, math.NaN(), math.Inf(1)} {
		require.Panics(t, func() { p.Decide(impossible) })
	}
}

func TestHighStraddlesTheThreshold(t *testing.T) {
	p := defaults(t)
	require.True(t, p.Straddles(policy.High))
	for _, level := range []string{policy.Low, policy.Moderate, policy.Critical} {
		require.False(t, p.Straddles(level), level)
	}
}

func TestVersionAndSourceFollowTheConfiguration(t *testing.T) {
	c, err := config.New(config.Layer{Source: config.FromEnvironment, Get: func(name string) (string, bool) {
		return "0.25", name == config.DecisionThreshold
	}})
	require.NoError(t, err)
	changed := policy.FromConfig(c)
	require.Equal(t, "environment", changed.ThresholdSource)
	require.Equal(t, "default", defaults(t).ThresholdSource)
	require.NotEqual(t, defaults(t).Version, changed.Version)
}

// The figures of the specification, section 12: test counts scaled to 243
// dropouts, with catches that cost nothing (an effectiveness of 1, and the 500
// dollars charged to false alarms only).
func TestCosts(t *testing.T) {
	c := policy.Costs{Intervention: config.InterventionCost, Missed: config.MissedDropoutCost, Effectiveness: 1}
	require.Equal(t, 500.0*224+5000*102, c.Total(224, 141, 102), "threshold 0.50: 141 of 243 caught, 83 false alarms")
	require.Equal(t, 0.0, c.Total(0, 0, 0))
	c.Effectiveness = 0
	require.Equal(t, 5000.0*10+500*7, c.Total(7, 7, 3), "without effect every dropout is lost and every contact paid")
}
