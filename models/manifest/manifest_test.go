package manifest_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/assess"
	"retain/core/patient"
	"retain/core/support"
	"retain/core/synth"
	"retain/core/uncertainty"
	"retain/models/manifest"
	"retain/models/registry"
)

// A version as it is registered; the tests damage copies of it.
type version struct {
	entry           manifest.IndexEntry
	manifest, model []byte
}

func baseline(t *testing.T) version {
	t.Helper()
	index, err := registry.Index()
	require.NoError(t, err)
	e, err := index.Choose("v3_causal", "")
	require.NoError(t, err)
	m, err := registry.Files.ReadFile(e.ManifestPath())
	require.NoError(t, err)
	model, err := registry.Files.ReadFile(e.ModelPath())
	require.NoError(t, err)
	return version{e, bytes.Clone(m), bytes.Clone(model)}
}

func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}

// seal makes the hashes right again, so that what lies behind them is tested.
func (v *version) seal(t *testing.T, edit func(*manifest.Manifest)) {
	t.Helper()
	var m manifest.Manifest
	require.NoError(t, json.Unmarshal(v.manifest, &m))
	m.ModelSHA256 = sum(v.model)
	edit(&m)
	var err error
	v.manifest, err = json.Marshal(m)
	require.NoError(t, err)
	v.entry.ManifestSHA256 = sum(v.manifest)
}

func keep(*manifest.Manifest) {}

// replace changes text of the model file that must be there.
func (v *version) replace(t *testing.T, old, new string) {
	t.Helper()
	require.Contains(t, string(v.model), old)
	v.model = bytes.Replace(v.model, []byte(old), []byte(new), 1)
}

func TestOpenAccepts(t *testing.T) {
	v := baseline(t)
	o, err := manifest.Open(v.entry, v.manifest, v.model)
	require.NoError(t, err)
	require.Equal(t, 256, o.References())
	require.NoError(t, o.SelfTest())
	require.Equal(t, v.entry.Version, o.Model.Version)
	require.Equal(t, sum(v.model), o.Model.SHA256)

	v.seal(t, keep) // what the cases below rest on: sealing alone breaks nothing
	_, err = manifest.Open(v.entry, v.manifest, v.model)
	require.NoError(t, err)
}

// What a manifest says about uncertainty, rates and support reaches the model;
// what it does not say is nil.
func TestOpenPassesOnWhatWasCounted(t *testing.T) {
	v := baseline(t)
	v.seal(t, func(m *manifest.Manifest) { m.VennAbers, m.Separation, m.Rates, m.Support = nil, nil, nil, nil })
	o, err := manifest.Open(v.entry, v.manifest, v.model)
	require.NoError(t, err)
	require.Nil(t, o.Model.VennAbers)
	require.Nil(t, o.Model.Separation)
	require.Nil(t, o.Model.Rates)
	require.Nil(t, o.Model.Support)

	var counted manifest.Manifest
	v.seal(t, func(m *manifest.Manifest) { count(t, m); counted = *m })
	o, err = manifest.Open(v.entry, v.manifest, v.model)
	require.NoError(t, err)
	require.Equal(t, counted.VennAbers, o.Model.VennAbers)
	require.Equal(t, counted.Separation, o.Model.Separation)
	require.Equal(t, counted.Rates, o.Model.Rates)
	require.Equal(t, counted.Support, o.Model.Support)

	e, err := o.Model.Explainer()
	require.NoError(t, err)
	again, err := o.Model.Explainer()
	require.NoError(t, err)
	require.Same(t, e, again, "explanations are prepared once")
}

// count fills the members that are counted on patients, from simulated ones.
func count(t *testing.T, m *manifest.Manifest) {
	t.Helper()
	recipe, err := synth.Lookup("v3_causal")
	require.NoError(t, err)
	var patients []patient.Patient
	var sample uncertainty.Sample
	for row := range recipe.Rows(500, 1) {
		patients = append(patients, row.Patient)
		sample.Scores, sample.Left = append(sample.Scores, row.TrueProbability), append(sample.Left, row.Dropout)
	}
	va, err := uncertainty.FitVennAbers(sample.Scores, sample.Left)
	require.NoError(t, err)
	sep, err := uncertainty.FitSeparation(sample, sample)
	require.NoError(t, err)
	rates, err := assess.CountRates(patients, sample.Left)
	require.NoError(t, err)
	table, err := support.Fit(patients)
	require.NoError(t, err)
	m.VennAbers, m.Separation, m.Rates, m.Support, m.TrainingRanges = &va, &sep, &rates, &table, table.Ranges()
}

func TestOpenRefuses(t *testing.T) {
	edit := func(change func(*manifest.Manifest)) func(*testing.T, *version) {
		return func(t *testing.T, v *version) { v.seal(t, change) }
	}
	days := 0
	for _, c := range []struct {
		name   string
		damage func(*testing.T, *version)
		want   string // part of the error
	}{
		{"a flipped bit of the model", func(_ *testing.T, v *version) { v.model[len(v.model)/2] ^= 1 },
			"model.txt is not the one the manifest describes"},
		{"a flipped bit of the manifest", func(_ *testing.T, v *version) { v.manifest[len(v.manifest)/2] ^= 1 },
			"manifest.json is not the one the registry lists"},
		{"a stale hash in the registry", func(_ *testing.T, v *version) { v.entry.ManifestSHA256 = sum(nil) },
			"manifest.json is not the one the registry lists"},
		{"a model cut short", func(t *testing.T, v *version) { v.model = v.model[:len(v.model)/2]; v.seal(t, keep) },
			"model.txt: lgbm:"},
		{"one digit of a leaf", func(t *testing.T, v *version) {
			v.replace(t, "leaf_value=-0.0255", "leaf_value=-0.0256")
			v.seal(t, keep)
		}, "self-test: engine: row"},
		{"another order of features", func(t *testing.T, v *version) {
			v.replace(t, "feature_names=age days_in_trial", "feature_names=days_in_trial age")
			v.seal(t, keep)
		}, "the model file's features are not those of v3_causal"},
		{"scaled log-odds", func(t *testing.T, v *version) {
			v.replace(t, "objective=binary sigmoid:1", "objective=binary sigmoid:2")
			v.seal(t, keep)
		}, "only 1 is supported"},
		{"no JSON", func(_ *testing.T, v *version) { v.manifest = []byte("{"); v.entry.ManifestSHA256 = sum(v.manifest) },
			"manifest.json:"},
		{"an unknown member", func(_ *testing.T, v *version) {
			v.manifest = bytes.Replace(v.manifest, []byte("{"), []byte(`{"licence":"none",`), 1)
			v.entry.ManifestSHA256 = sum(v.manifest)
		}, `unknown field "licence"`},
		{"two values", func(_ *testing.T, v *version) {
			v.manifest = append(v.manifest, "{}"...)
			v.entry.ManifestSHA256 = sum(v.manifest)
		}, "something follows the JSON value"},
		{"another version", edit(func(m *manifest.Manifest) { m.Version = "v9" }), `manifest.json is of version "v9"`},
		{"another stage", edit(func(m *manifest.Manifest) { m.Stage = "archived" }), `in stage "archived"`},
		{"an unknown feature version", edit(func(m *manifest.Manifest) { m.FeatureVersion = "v2_causal" }), `version "v2_causal": not known`},
		{"features in another order", edit(func(m *manifest.Manifest) { m.Features[0], m.Features[1] = m.Features[1], m.Features[0] }),
			"the manifest's features are not those of v3_causal"},
		{"no title", edit(func(m *manifest.Manifest) { m.Title = "" }), "title, data description, data source or libraries: missing"},
		{"no card", edit(func(m *manifest.Manifest) { m.CardSHA256 = "" }), "card_sha256: not a SHA-256"},
		{"a split without its hash", edit(func(m *manifest.Manifest) { m.Data.SplitSHA256 = strings.ToUpper(m.Data.SplitSHA256) }), "data: split_sha256: not a SHA-256"},
		{"parts that do not add up", edit(func(m *manifest.Manifest) { m.Data.Rows++ }), "data: 1001 rows with 525 events, and 1000 with 525 in the parts"},
		{"parts out of order", edit(func(m *manifest.Manifest) { slices.Reverse(m.Data.Parts) }), `data: part "train" is not known, given twice or out of order`},
		{"a part without rows", edit(func(m *manifest.Manifest) { m.Data.Parts[0].Rows = 0 }), "data: part train: 420 events among 0 rows cannot be"},
		{"no test", edit(func(m *manifest.Manifest) {
			m.Data.Parts[1].Name = manifest.Holdout
		}), "data: a part for training and one for the test are needed"},
		{"no figures", edit(func(m *manifest.Manifest) { m.Test.AUC.Value = nil }), "test: there are no figures"},
		{"a threshold of 1", edit(func(m *manifest.Manifest) { m.Test.At[0].Threshold = 1 }), "test: threshold 1 is outside (0, 1)"},
		{"an unknown calibrator", edit(func(m *manifest.Manifest) { m.Calibrator.Method = "isotonic" }), `method "isotonic"`},
		{"a horizon of no days", edit(func(m *manifest.Manifest) { m.HorizonDays = &days }), "horizon_days: 0"},
		{"a range of no field", edit(func(m *manifest.Manifest) { m.TrainingRanges[patient.Gender] = [2]int{0, 1} }), `training_ranges: "gender"`},
		{"rates that do not add up", func(t *testing.T, v *version) {
			v.seal(t, func(m *manifest.Manifest) { count(t, m); m.Rates.All.N++ })
		}, "rates: the groups do not add up"},
		{"support of other ranges", func(t *testing.T, v *version) {
			v.seal(t, func(m *manifest.Manifest) { count(t, m); m.TrainingRanges[patient.Age] = [2]int{18, 85} })
		}, "support: its ranges are not the training_ranges"},
		{"a member of a member", func(t *testing.T, v *version) {
			v.seal(t, func(m *manifest.Manifest) { count(t, m) })
			v.manifest = bytes.Replace(v.manifest, []byte(`"level_percent":`), []byte(`"level":1,"level_percent":`), 1)
			v.entry.ManifestSHA256 = sum(v.manifest)
		}, `separation: json: unknown field "level"`},
		{"too few references", edit(func(m *manifest.Manifest) {
			m.Reference.Patients, m.Reference.Raw = m.Reference.Patients[:199], m.Reference.Raw[:199]
		}), "199 patients and 199 raw scores; at least 200"},
		{"a raw score too few", edit(func(m *manifest.Manifest) { m.Reference.Raw = m.Reference.Raw[1:] }), "256 patients and 255 raw scores"},
		{"a reference with a field too few", edit(func(m *manifest.Manifest) { m.Reference.Patients[7] = m.Reference.Patients[7][1:] }),
			"row 7 has 6 values for 7 fields"},
		{"a reference outside the contract", edit(func(m *manifest.Manifest) { m.Reference.Patients[7][0] = json.RawMessage("86") }),
			"row 7: age: is out of range"},
		{"a raw score one bit off", edit(func(m *manifest.Manifest) { m.Reference.Raw[9] = nextTo(m.Reference.Raw[9]) }),
			"self-test: engine: row 9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := baseline(t)
			c.damage(t, &v)
			o, err := manifest.Open(v.entry, v.manifest, v.model)
			require.ErrorContains(t, err, c.want)
			require.Nil(t, o)
		})
	}
}

// nextTo returns a float64 as near to x as there is: its last bit flipped.
func nextTo(x float64) float64 {
	return math.Float64frombits(math.Float64bits(x) ^ 1)
}

func TestParseIndex(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"empty", ``, "registry.json"},
		{"unknown member", `{"versions":[],"x":1}`, `unknown field "x"`},
		{"no name", `{"versions":[{"version":"","stage":"archived"}]}`, "empty or listed twice"},
		{"a name twice", `{"versions":[{"version":"a","stage":"archived"},{"version":"a","stage":"production"}]}`, "empty or listed twice"},
		{"an unknown stage", `{"versions":[{"version":"a","stage":"Production"}]}`, `stage "Production" is not known`},
		{"two in production", `{"versions":[{"version":"a","stage":"production"},{"version":"b","stage":"production"}]}`, "2 versions in production"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := manifest.ParseIndex([]byte(c.in))
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestChoose(t *testing.T) {
	x, err := manifest.ParseIndex([]byte(`{"versions":[{"version":"a","stage":"challenger"},{"version":"b","stage":"production"},{"version":"d","stage":"archived"},{"version":"e","stage":"archived"}]}`))
	require.NoError(t, err)
	for _, c := range []struct{ name, version, stage, want, wrong string }{
		{"the one in production", "", "", "b", ""},
		{"by name", "a", "", "a", ""},
		{"by name and stage", "a", "challenger", "a", ""},
		{"a name in another stage", "a", "production", "", "is in stage challenger, and production is asked for"},
		{"by stage", "", "challenger", "a", ""},
		{"a stage of several", "", "archived", "", "2 versions are in stage archived: name one"},
		{"an unknown name", "c", "", "", `version "c": not in the registry`},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := x.Choose(c.version, c.stage)
			if c.wrong != "" {
				require.ErrorContains(t, err, c.wrong)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, e.Version)
		})
	}
	_, err = manifest.Index{}.Choose("", "")
	require.ErrorContains(t, err, "no version is in stage production")
}
