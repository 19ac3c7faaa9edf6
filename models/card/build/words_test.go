package build

import (
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/evaluate"
	"retain/models/manifest"
	"retain/models/results"
)

func figure(value, low, high float64) evaluate.Figure {
	return evaluate.Figure{Value: &value, Low: &low, High: &high}
}

// Two standard errors are missed by 4.6 % of rates whose expectation is known,
// and by more where that is itself a rate of few.
func TestMissedByChance(t *testing.T) {
	const decimals = 5e-5
	require.InDelta(t, 0.0455, missedByChance(1, 1_000_000), decimals)
	require.InDelta(t, 0.1025, missedByChance(100_000, 200_000), decimals)
	require.InDelta(t, 0.1573, missedByChance(600, 600), decimals)
}

func TestRanked(t *testing.T) {
	words := func(aucs ...evaluate.Figure) string {
		x := &results.ExternalVersion{}
		for _, auc := range aucs {
			x.Trials = append(x.Trials, results.Trial{Figures: manifest.Figures{AUC: auc}})
		}
		return (&builder{Input: Input{External: x}}).externalWords()
	}
	require.Equal(t, "It was not tried on any real trial.", words())
	require.Equal(t, "On real trials it ranked patients no better than chance: AUC 0.42 to 0.55, where 0.5 is chance; above it by the 95 % interval in 0 of 2 tables, below it in 1 (see Real trials).",
		words(figure(0.42, 0.35, 0.49), figure(0.55, 0.5, 0.6)))
	require.Contains(t, words(figure(0.62, 0.51, 0.7), figure(0.5, 0.4, 0.6)), "little better than chance: AUC 0.50 to 0.62, where 0.5 is chance; above it by the 95 % interval in 1 of 2 tables (see")
	require.Contains(t, words(figure(0.72, 0.6, 0.8), evaluate.Figure{}), "patients better than chance: AUC 0.72 to 0.72")
}

// A group that the threshold leaves out is named.
func TestPassedOver(t *testing.T) {
	group := func(name string, flagged, events int) results.Subgroup {
		return results.Subgroup{Group: name, Observed: results.Share{Events: events, N: 1000}, At: manifest.Point{Flagged: flagged}}
	}
	b := builder{Input: Input{Results: results.Results{Subgroups: []results.Subgroup{
		group("Phase I", 9, 100), group("Phase II", 10, 100), group("Control", 0, 0), group("Placebo", 0, 1)}}}}
	require.Equal(t, "Phase I, Placebo", b.passedOver())
}

func TestCostWords(t *testing.T) {
	words := func(everyone float64, costs ...float64) string {
		b := builder{Input: Input{Results: results.Results{Test: manifest.Part{Rows: 1000}}}}
		for i, cost := range costs {
			b.model.Curves.Decision = append(b.model.Curves.Decision, results.ThresholdPoint{Threshold: float64(i+1) / 100, Cost: &cost})
		}
		b.model.At = []results.At{{Everyone: results.Strategy{Cost: figure(everyone, everyone, everyone)}}}
		return b.costWords()
	}
	require.Contains(t, words(500_000, 470_000, 460_000, 490_000), "2 % costs least on these patients, $460,000; contacting everyone costs $500,000. The baseline's thresholds")
	require.Contains(t, words(500_000, 520_000, 510_000), "2 % costs least on these patients, $510,000; contacting everyone costs $500,000. No threshold beats contacting everyone.")
}
