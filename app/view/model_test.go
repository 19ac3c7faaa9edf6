package view

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/app/session"
	"retain/app/state"
	"retain/models/card"
	"retain/models/manifest"
	"retain/models/registry"
)

// withCards is the registry with v3_causal in use and a small card a version.
func withCards(t *testing.T) *fakePage {
	t.Helper()
	page := &fakePage{files: map[string][]byte{}, config: `{"settings":{"MODEL_VERSION":{"value":"v3_causal","source":"environment"}}}`}
	index, err := registry.Index()
	require.NoError(t, err)
	for i, e := range index.Versions {
		m, err := manifest.ReadManifest(registry.Files.ReadFile, e)
		require.NoError(t, err)
		text, err := json.Marshal(cardOf(e.Version))
		require.NoError(t, err)
		m.CardSHA256 = fmt.Sprintf("%x", sha256.Sum256(text))
		sealed, err := json.Marshal(m)
		require.NoError(t, err)
		index.Versions[i].ManifestSHA256 = fmt.Sprintf("%x", sha256.Sum256(sealed))
		page.files[e.CardPath()], page.files[e.ManifestPath()] = text, sealed
	}
	page.files[manifest.IndexPath], err = json.Marshal(index)
	require.NoError(t, err)
	return page
}

func cardOf(version string) card.Document {
	return card.Document{Title: "Model card: " + version, Sections: []card.Section{{
		ID: "figures", Title: "Figures", Paragraphs: []string{"Of " + version + "."},
		Tables: []card.Table{{Caption: "Discrimination", Columns: []string{"Engine", "AUC"}, Rows: [][]string{{"LightGBM", "0.748"}}}},
		Plots:  []card.Plot{plot},
	}}}
}

var plot = card.Plot{Title: "Calibration", X: "Predicted", Y: "Observed", XMax: 1, YMin: -1, YMax: 1, Series: []card.Series{
	{Name: "LightGBM", Points: [][2]float64{{0, -1}, {0.5, 0}, {1, 1}}, Intervals: [][2]float64{{-1, -0.9}, {-0.1, 0.1}, {0.8, 1}}, Dots: true},
	{Name: "Perfect", Points: [][2]float64{{0, 0}, {1, 1}}, Reference: true},
}, Table: card.Table{Caption: "Calibration", Columns: []string{"Predicted", "Observed"}, Rows: [][]string{{"0.5", "0.0"}}}}

// onModelPage is a page that has read everything.
func onModelPage(t *testing.T, page *fakePage) (*Root, func() string) {
	r, draw := mounted(t, page)
	r.screen = modelScreen
	r.readModels()
	draw()
	return r, draw
}

func TestModelPage(t *testing.T) {
	page := withCards(t)
	r, draw := onModelPage(t, page)
	html := draw()
	for _, part := range []string{
		"v3_causal", "Use v4_landmark", "In use", "Not calibrated: read its risks as an order", "within 90 days",
		"None since this page was opened.", "gone when the page is closed", r.session.Opened().Model.SHA256,
		"lightgbm 4.7.0", "recipe v3_causal, 1000 patients, seed 42", `href="/some/Path/assets/models/v3_causal/card.md"`,
		"Model card: v3_causal", "Of v3_causal.", "0.748", `href="/some/Path/model/#card-figures"`, `id="card-figures"`, "The same numbers as a table",
	} {
		require.Contains(t, html, part)
	}
	require.NotContains(t, html, "style=")
	r.runSelfTest()
	require.Contains(t, draw(), "Passed: 256 of 256 reference patients exact, by 2 evaluators")
	r.session.Opened().Manifest.Reference.Raw[9]++
	r.runSelfTest()
	html = draw()
	require.Contains(t, html, "Failed: ")
	require.Contains(t, html, "No prediction is possible")
	require.NotContains(t, html, "In use")
}

// The other version is used: what is typed is scored again, and every screen
// says which one answers.
func TestAnotherVersionIsUsed(t *testing.T) {
	page := withCards(t)
	r, draw := onModelPage(t, page)
	fill(r, high...)
	first := r.state.Result
	r.send(state.Chosen{Version: "v4_landmark"})
	require.Contains(t, draw(), "Why v4_landmark?")
	require.Contains(t, page.focused, state.ReasonID)
	r.send(state.ReasonTyped{Text: "to compare both"})
	r.send(state.Confirmed{})
	draw()
	html := draw()
	require.Contains(t, html, "v4_landmark was verified and is in use.")
	require.Contains(t, html, "to compare both")
	require.Contains(t, html, "Model card: v4_landmark", "the card follows")
	require.Equal(t, "v4_landmark", r.state.Result.ModelVersion)
	require.NotEqual(t, first.RawScore, r.state.Result.RawScore)
	for _, s := range append(screens, nowhere) {
		r.screen = s
		html := draw()
		require.Contains(t, html, "v4_landmark is in use, not v3_causal.", s.name)
		require.Contains(t, html, "Model v4_landmark, ", s.name)
	}
}

func TestAVersionThatDoesNotHoldChangesNothing(t *testing.T) {
	page := withCards(t)
	r, draw := onModelPage(t, page)
	fill(r, high...)
	page.files["v4_landmark/model.txt"] = []byte("tree\n")
	r.send(state.Chosen{Version: "v4_landmark"})
	r.send(state.ReasonTyped{Text: "to compare both"})
	r.send(state.Confirmed{})
	draw()
	html := draw()
	require.Contains(t, html, "v4_landmark is not used, v3_causal stays in use: ")
	require.Contains(t, html, "Refused: ")
	require.NotContains(t, html, "is in use, not")
	require.Equal(t, "v3_causal", r.state.Result.ModelVersion)
	require.Equal(t, session.ModelChangeRefused, r.session.Changes()[0].Event)
}

func TestADamagedCardDisturbsNothing(t *testing.T) {
	page := withCards(t)
	page.files["v3_causal/card.json"] = []byte("{}")
	r, draw := onModelPage(t, page)
	html := draw()
	require.Contains(t, html, "The card cannot be shown: manifest: version v3_causal: card.json is not the one the manifest describes")
	require.Contains(t, html, "In use")
	fill(r, high...)
	require.NotNil(t, r.state.Result)
}

func TestTheModelPageWithoutARegistry(t *testing.T) {
	page := withCards(t)
	r, draw := mounted(t, page)
	r.screen = modelScreen
	require.Contains(t, draw(), "The registry is being read.")
	delete(page.files, manifest.IndexPath)
	page.files[manifest.IndexPath] = []byte("{")
	r.readModels()
	draw()
	require.Contains(t, draw(), "The registry cannot be read: manifest: registry.json")
}

func TestDrawing(t *testing.T) {
	svg := drawing(plot)
	require.Contains(t, svg, `<path class="line" d="M40.0 228.0L185.0 118.0L330.0 8.0"/>`)
	require.Contains(t, svg, `<path class="interval" d="M185.0 129.0 V107.0"/>`)
	require.Contains(t, svg, `<circle cx="185.0" cy="118.0" r="3"/>`)
	require.Equal(t, 1, strings.Count(svg, `class="series s1"`))
	require.Equal(t, 1, strings.Count(svg, `class="reference"`))
	require.NotRegexp(t, regexp.MustCompile(`NaN|Inf|style=`), svg)
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      string
	}{
		{0, 1, "0.0 0.2 0.4 0.6 0.8 1.0"}, {0, 0.8, "0.0 0.2 0.4 0.6 0.8"}, {0.2, 0.6, "0.2 0.3 0.4 0.5 0.6"},
		{-150, 1200, "0 500 1000"}, {0, 100, "0 20 40 60 80 100"}, {-0.05, 0.25, "0.0 0.1 0.2"}, {0.001, 0.0051, "0.001 0.002 0.003 0.004 0.005"},
		{-1, 1, "−1.0 −0.5 0.0 0.5 1.0"},
	} {
		var got []string
		for _, t := range ticks(c.low, c.high) {
			got = append(got, t.text)
		}
		require.Equal(t, c.want, strings.Join(got, " "))
	}
}
