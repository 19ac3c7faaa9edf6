package registry_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/config"
	"retain/core/evaluate"
	"retain/core/patient"
	"retain/models/manifest"
	"retain/models/registry"
)

// opened returns every registered version, verified.
func opened(t *testing.T) []*manifest.Opened {
	t.Helper()
	index, err := registry.Index()
	require.NoError(t, err)
	require.NotEmpty(t, index.Versions)
	var all []*manifest.Opened
	for _, e := range index.Versions {
		o, err := registry.Open(e.Version, e.Stage)
		require.NoError(t, err)
		all = append(all, o)
	}
	return all
}

func TestEveryVersionOpens(t *testing.T) {
	for _, o := range opened(t) {
		require.NoError(t, o.SelfTest())
		require.GreaterOrEqual(t, o.References(), 256)
	}
}

func TestProductionIsTheDefault(t *testing.T) {
	o, err := registry.Open("", "")
	require.NoError(t, err)
	require.Equal(t, "production", o.Manifest.Stage)
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct{ name, version, stage, want string }{
		{"unknown version", "v0", "", `manifest: version "v0": not in the registry`},
		{"another stage", "v3_causal", "archived", "and archived is asked for"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, err := registry.Open(c.version, c.stage)
			require.ErrorContains(t, err, c.want)
			require.Nil(t, o)
		})
	}
}

// The figures of a manifest are taken at the thresholds that are in force unless
// a site sets others; if a default changes, the figures must be taken again.
func TestThresholdsAreTheDefaults(t *testing.T) {
	c, err := config.New()
	require.NoError(t, err)
	for _, o := range opened(t) {
		require.Equal(t, manifest.Thresholds{
			Decision: c.Number(config.DecisionThreshold), Moderate: c.Number(config.RiskModerate),
			High: c.Number(config.RiskHigh), Critical: c.Number(config.RiskCritical),
		}, o.Manifest.Thresholds)
	}
}

func TestTrainingRangesLieInTheContract(t *testing.T) {
	for _, o := range opened(t) {
		for _, f := range patient.Fields {
			if f.Kind != patient.Whole {
				continue
			}
			r, ok := o.Manifest.TrainingRanges[f.Name]
			require.True(t, ok, f.Name)
			require.LessOrEqual(t, f.Min, r[0])
			require.LessOrEqual(t, r[0], r[1])
			require.LessOrEqual(t, r[1], f.Max)
		}
	}
}

// What a rebuild of the baseline shows: PRODUCT specification, section 12, the
// first row of its second table.
func TestBaselineFigures(t *testing.T) {
	o, err := registry.Open("v3_causal", "")
	require.NoError(t, err)
	three := func(f evaluate.Figure) string { return strconv.FormatFloat(*f.Value, 'f', 3, 64) }
	data, test := o.Manifest.Data, o.Manifest.Test
	require.Equal(t, manifest.Part{Name: manifest.Train, Rows: 800, Events: 420}, data.Part(manifest.Train))
	require.Equal(t, manifest.Part{Name: manifest.TestPart, Rows: 200, Events: 105}, data.Part(manifest.TestPart))
	require.Equal(t, []int{1000, 525}, []int{data.Rows, data.Events})
	require.True(t, data.Synthetic)
	require.Nil(t, o.Manifest.HorizonDays)
	require.Equal(t, "0.622", three(test.AUC))
	require.Equal(t, "0.274", three(test.Brier))
	var at [][4]string
	for _, p := range test.At {
		at = append(at, [4]string{strconv.FormatFloat(p.Threshold, 'f', 2, 64), three(p.Recall), three(p.Precision), three(p.F1)})
	}
	require.Equal(t, [][4]string{
		{"0.20", "0.848", "0.549", "0.667"},
		{"0.35", "0.724", "0.567", "0.636"},
		{"0.50", "0.619", "0.637", "0.628"},
	}, at)
}
