package words_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/words"
)

func TestInHundreds(t *testing.T) {
	for p, want := range map[float64]string{
		0.24: "24 in 100", 0.349: "34 in 100", 0.35: "35 in 100", 0.004: "fewer than 1 in 100", 0.996: "more than 99 in 100",
	} {
		require.Equal(t, want, words.InHundreds(p, edges), p)
	}
}

func TestRiskBetween(t *testing.T) {
	require.Equal(t, "Between 18 and 41 in 100 such patients leave within 90 days.", words.RiskBetween(0.189, 0.401, 90))
	require.Equal(t, "Between 0 and 100 in 100 such patients leave at any time in the simulated trial.", words.RiskBetween(0.001, 0.999, 0))
}

func TestLogOdds(t *testing.T) {
	for x, want := range map[float64]string{
		0.4123: "+0.412", -1.15: "−1.150", 0.0004: "0.000", -0.0004: "0.000", 0: "0.000",
	} {
		require.Equal(t, want, words.LogOdds(x), x)
	}
}

func TestWidth(t *testing.T) {
	require.Equal(t, "13", words.Width(0.121))
	require.Equal(t, "12", words.Width(0.12))
	require.Equal(t, "0", words.Width(0))
}
