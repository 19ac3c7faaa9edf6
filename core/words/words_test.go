package words_test

import (
	"fmt"
	"strconv"
	"testing"
	"testing/quick"

	"github.com/stretchr/testify/require"

	"retain/core/words"
)

var edges = []float64{0.35, 0.10, 0.20, 0.40}

func TestPercent(t *testing.T) {
	for p, want := range map[float64]string{
		0.374: "37 %", 0.35: "35 %", 0.349: "34.9 %", 0.3499: "34.99 %", 0.3951: "39.5 %", 0.1: "10 %", 0.0999: "9.99 %",
		0.004: "below 1 %", 0.996: "above 99 %", 0.2 - 1e-12: "19.9999999999 %",
	} {
		require.Equal(t, want, words.Percent(p, edges), p)
	}
}

func TestRisk(t *testing.T) {
	require.Equal(t, "About 37 in 100 such patients leave within 90 days.", words.Risk(0.374, edges, 90))
	require.Equal(t, "About 34 in 100 such patients leave within 90 days.", words.Risk(0.349, edges, 90))
	require.Equal(t, "Fewer than 1 in 100 such patients leave at any time in the simulated trial.", words.Risk(0.001, edges, 0))
	require.Equal(t, "More than 99 in 100 such patients leave within 90 days.", words.Risk(0.999, edges, 90))
}

// A rounded number lies on the same side of every threshold as the exact one.
func TestRoundingNeverCrossesAnEdge(t *testing.T) {
	check := func(x uint32) bool {
		p := (float64(x) + 0.5) / (1 << 32)
		n := words.InHundred(p, edges)
		for _, e := range edges {
			if (p >= e) != (n >= int(e*100+0.5)) {
				return false
			}
		}
		return n >= 0 && n <= 100
	}
	require.NoError(t, quick.Check(check, &quick.Config{MaxCount: 20000}))
}

// An edge of whole percents never moves a number that is not at it, and the
// sentence and the percentage say the same.
func TestEveryWholeThreshold(t *testing.T) {
	for percent := 1; percent <= 99; percent++ {
		edge := []float64{float64(percent) / 100}
		for _, p := range []float64{edge[0], edge[0] + 0.001, edge[0] + 0.004} {
			require.Equal(t, percent, words.InHundred(p, edge), p)
		}
		require.Equal(t, percent-1, words.InHundred(edge[0]-0.004, edge))
		require.Equal(t, strconv.Itoa(percent)+" %", words.Percent(edge[0]+0.001, edge))
	}
}

func TestShareCountBytes(t *testing.T) {
	require.Equal(t, "35", words.Share(0.35))
	require.Equal(t, "12.5", words.Share(0.125))
	require.Equal(t, "10", words.Share(0.1))
	require.Equal(t, "1 request", words.Count(1, "request"))
	require.Equal(t, "0 requests", words.Count(0, "request"))
	require.Equal(t, "250,000 requests", words.Count(250_000, "request"))
	for n, want := range map[int]string{0: "0", 1000: "1000", 9999: "9999", 10_000: "10,000", 100_000: "100,000", 1_234_567: "1,234,567"} {
		require.Equal(t, want, words.Whole(n))
	}
	require.Equal(t, "640 bytes", words.Bytes(640))
	require.Equal(t, "12 kB", words.Bytes(12400))
	require.Equal(t, "1.4 MB", words.Bytes(1_400_000))
}

func TestPoints(t *testing.T) {
	for x, want := range map[float64]string{
		7.94: "+7.9", -3.25: "−3.2", -0.04: "0.0", 0.04: "0.0", 0: "0.0", 0.05: "+0.1", -99.96: "−100.0",
	} {
		require.Equal(t, want, words.Points(x), x)
	}
}

func TestBetween(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      string
	}{
		{0.351, 0.389, "35 to 39 in 100"}, {0.35, 0.39, "35 to 39 in 100"}, {0.29, 0.29, "29 in 100"}, {0.2899, 0.2901, "28 to 30 in 100"},
		{0, 1, "0 to 100 in 100"},
	} {
		require.Equal(t, c.want, words.Between(c.low, c.high))
	}
	holds := func(a, b uint16) bool {
		low, high := float64(min(a, b))/(1<<16), float64(max(a, b))/(1<<16)
		var from, to int
		text := words.Between(low, high)
		if n, _ := fmt.Sscanf(text, "%d to %d in 100", &from, &to); n == 1 {
			to = from
		}
		return float64(from) <= 100*low && 100*high <= float64(to) && to-from < int(100*(high-low))+3
	}
	require.NoError(t, quick.Check(holds, &quick.Config{MaxCount: 20000}))
}

func TestObserved(t *testing.T) {
	for rate, want := range map[float64]string{
		0: "0 in 100", 0.004: "fewer than 1 in 100", 0.244: "24 in 100", 0.996: "more than 99 in 100", 1: "100 in 100",
	} {
		require.Equal(t, want, words.Observed(rate), rate)
	}
}

func TestMoment(t *testing.T) {
	require.Equal(t, "31 Jan 2026, 09:00 UTC", words.Moment("2026-01-31T09:00:00Z"))
	require.Equal(t, "31 Jan 2026, 09:00 UTC", words.Moment("2026-01-31T10:00:00+01:00"))
	require.Equal(t, "soon", words.Moment("soon"))
}
