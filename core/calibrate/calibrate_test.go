package calibrate_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/calibrate"
)

func TestLogistic(t *testing.T) {
	c, err := calibrate.New(calibrate.Spec{Method: "logistic"})
	require.NoError(t, err)
	require.Equal(t, 0.5, c.Probability(0))
	// ulps: math.Exp may differ in its last bits between processors
	const tolerance = 4 * 0x1p-53
	require.InDelta(t, 0.8, c.Probability(math.Log(4)), tolerance)
	last := 0.0
	for raw := -40.0; raw <= 40; raw += 0.5 {
		p := c.Probability(raw)
		require.True(t, p > 0 && p < 1, raw)
		require.GreaterOrEqual(t, p, last)
		if math.Abs(raw) < 30 {
			require.Greater(t, p, last, "strictly increasing where float64 can tell: %v", raw)
		}
		last = p
	}
	for _, raw := range []float64{-1e300, 1e300, math.Inf(1), math.Inf(-1)} {
		p := c.Probability(raw)
		require.True(t, p > 0 && p < 1, raw)
	}
}

func TestUnknownMethodIsRefused(t *testing.T) {
	_, err := calibrate.New(calibrate.Spec{Method: "isotonic"})
	require.ErrorContains(t, err, "isotonic")
}
