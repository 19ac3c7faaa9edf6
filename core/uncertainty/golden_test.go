package uncertainty_test

import (
	_ "embed"
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/uncertainty"
)

//go:embed testdata/golden.json
var goldenFile []byte

// A goldenSample is what the libraries answered for one table of scores; see
// testdata/make_golden.py.
type goldenSample struct {
	Name, Why   string
	Scores      []float64
	Y           []int
	Test        []float64
	Isotonic    [][2]float64
	Mapie       [][2]float64
	Stay, Leave []int
}

func golden(t *testing.T) (vennAbers, sets []goldenSample) {
	t.Helper()
	var g struct {
		VennAbers []goldenSample `json:"venn_abers"`
		Sets      []goldenSample
	}
	require.NoError(t, json.Unmarshal(goldenFile, &g))
	require.Len(t, g.VennAbers, 7)
	require.Len(t, g.Sets, 6)
	return g.VennAbers, g.Sets
}

func (g goldenSample) sample() uncertainty.Sample {
	s := uncertainty.Sample{Scores: g.Scores}
	for _, v := range g.Y {
		s.Left = append(s.Left, v == 1)
	}
	return s
}

// sameEnd bounds the rounding of the libraries' means and slopes. Ours are
// quotients of counts.
const sameEnd = 1e-9

func TestIntervalsAreThoseOfScikitLearnAndMAPIE(t *testing.T) {
	cases, _ := golden(t)
	for _, g := range cases {
		t.Run(g.Name, func(t *testing.T) {
			require.NotEmpty(t, g.Why)
			require.NotEmpty(t, g.Test)
			v, top := mustFit(t, g.sample()), slices.Max(g.Scores)
			_, atTop := v.Interval(top)
			for i, x := range g.Test {
				low, high := v.Interval(x)
				require.InDelta(t, g.Isotonic[i][0], low, sameEnd, "isotonic p0 at %v", x)
				require.InDelta(t, g.Isotonic[i][1], high, sameEnd, "isotonic p1 at %v", x)
				require.InDelta(t, g.Mapie[i][0], low, sameEnd, "MAPIE's p0 at %v", x)
				if x > top {
					// MAPIE goes on with the last value; by definition p1 is 1 here
					require.Equal(t, 1.0, high)
					high = atTop
				}
				require.InDelta(t, g.Mapie[i][1], high, sameEnd, "MAPIE's p1 at %v", x)
			}
		})
	}
}

func TestSetsAreThoseOfMAPIE(t *testing.T) {
	_, cases := golden(t)
	for _, g := range cases {
		t.Run(g.Name, func(t *testing.T) {
			require.NotEmpty(t, g.Why)
			require.NotEmpty(t, g.Test)
			s := mustSeparate(t, g.sample(), g.sample())
			for i, x := range g.Test {
				stay, leave := s.Set(x)
				require.Equal(t, g.Stay[i] == 1, stay, "stay at %v", x)
				require.Equal(t, g.Leave[i] == 1, leave, "leave at %v", x)
			}
		})
	}
}
