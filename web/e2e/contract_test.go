//go:build e2e

package e2e

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/web/e2e/browser"
)

// Keys of the answers, in the order of the product specification, section 6.
var (
	predictKeys = []string{"patient_id", "dropout_prediction", "risk_level", "recommended_action"}
	assessKeys  = append(predictKeys[:4:4], "dropout_probability", "raw_score", "horizon_days", "probability_interval",
		"separation", "threshold_used", "threshold_source", "base_value", "reasons", "contributions", "comparators", "warnings",
		"model_version", "model_stage", "model_sha256", "feature_version", "policy_version", "app_version", "timestamp")
)

// changed is the example patient as a JavaScript expression, with other or
// additional members.
func changed(members string) string {
	return fmt.Sprintf("{...%s, %s}", browser.Example.JSON(), members)
}

func TestContract(t *testing.T) {
	p := visit(t, serve(t, site).URL)
	t.Run("the baseline's four tests", func(t *testing.T) { baseline(t, p) })
	t.Run("keys", func(t *testing.T) { answerKeys(t, p) })
	t.Run("refusals", func(t *testing.T) { refusals(t, p) })
	t.Run("scoreAll", func(t *testing.T) { scoreAll(t, p) })
	t.Run("what is documented", func(t *testing.T) { documented(t, p) })
	require.Empty(t, p.Troubles())
	p.Fill(browser.Example) // the page has survived all of it
	p.WaitText("#result", browser.ExampleAnswer)
}

// documented compares window.retain with the table on the API screen.
func documented(t *testing.T, p *browser.Page) {
	p.Click("API")
	p.WaitText("h1", "API")
	names := browser.Eval[[]string](p, `[...document.querySelectorAll("#calls tbody th")].map((e) => e.innerText.replace(/[(].*/, ""))`)
	require.ElementsMatch(t, names, browser.Eval[[]string](p, "Object.keys(retain)"))
	p.Click("Patient")
	p.WaitText("h1", "Will this patient stay")
}

// baseline asks what the replaced service was tested with.
func baseline(t *testing.T, p *browser.Page) {
	health := browser.Eval[map[string]any](p, "retain.health()")
	require.Equal(t, "healthy", health["status"])
	require.Equal(t, true, health["model_loaded"])
	require.Equal(t, "passed", health["self_test"])
	version := browser.Eval[string](p, "retain.version")
	require.Equal(t, version, health["app_version"])

	empty := stats(p)
	require.Equal(t, 0.0, empty["total_predictions"])
	require.Nil(t, empty["positive_rate"], "a rate of nothing")

	high, low := p.Assess(browser.HighRisk), p.Assess(browser.LowRisk)
	require.Equal(t, 1.0, high["dropout_prediction"])
	// The baseline's test printed this case and never asserted it.
	require.Equal(t, 0.0, low["dropout_prediction"])

	s := stats(p)
	require.Equal(t, 2.0, s["total_predictions"])
	require.Equal(t, 1.0, s["positive_predictions"])
	require.Equal(t, 0.5, s["positive_rate"])
	mean := (high["dropout_probability"].(float64) + low["dropout_probability"].(float64)) / 2
	require.InDelta(t, mean, s["avg_probability"], 1e-12)
	require.GreaterOrEqual(t, s["avg_latency_ms"], 0.0)
	require.Equal(t, 0.35, s["threshold"])
	require.Equal(t, health["model_version"], s["model_version"])
	require.NotEmpty(t, s["session_id"])
}

func answerKeys(t *testing.T, p *browser.Page) {
	example := browser.Example.JSON()
	require.Equal(t, predictKeys, browser.Eval[[]string](p, "retain.predict("+example+").then(Object.keys)"))
	require.Equal(t, map[string]any{"patient_id": "P-1234", "dropout_prediction": 1.0, "risk_level": "Critical",
		"recommended_action": "immediate_intervention"}, browser.Eval[map[string]any](p, "retain.predict("+example+")"))
	require.Equal(t, assessKeys, browser.Eval[[]string](p, "retain.assess("+example+").then(Object.keys)"))

	a := p.Assess(browser.Example)
	require.Equal(t, "default", a["threshold_source"])
	require.Equal(t, 0.35, a["threshold_used"])
	require.Equal(t, 90.0, a["horizon_days"])
	for _, list := range []string{"reasons", "comparators", "warnings"} {
		require.IsType(t, []any{}, a[list], list)
	}
	require.Regexp(t, `^[0-9a-f]{64}$`, a["model_sha256"])
	require.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`, a["timestamp"])
	raw := a["raw_score"].(float64)
	interval := a["probability_interval"].(map[string]any)
	require.GreaterOrEqual(t, a["dropout_probability"], interval["low"])
	require.LessOrEqual(t, a["dropout_probability"], interval["high"])
	require.Equal(t, a["raw_score"], p.Assess(browser.NewPatient("x", "65", "Male", "Placebo", "Phase III", "120", "3", "105", "4"))["raw_score"],
		"gender counts in the score")
	accepted := browser.Eval[float64](p, "retain.assess("+changed("age: 65.0")+").then((a) => a.raw_score)")
	require.Equal(t, raw, accepted, "65.0 is a whole number")
}

// refusals gives what programs give by mistake.
func refusals(t *testing.T, p *browser.Page) {
	before := stats(p)["total_predictions"]
	for input, want := range map[string][]string{
		changed("age: 90"):                              {"age range"},
		changed("age: NaN"):                             {"age type"},
		changed("age: -Infinity"):                       {"age type"},
		changed("age: undefined"):                       {"age required"},
		changed("age: null"):                            {"age type"},
		changed(`age: "65"`):                            {"age type"},
		changed("age: 65.5"):                            {"age type"},
		changed("age: true"):                            {"age type"},
		changed("age: [65]"):                            {"age type"},
		changed("age: 1e300"):                           {"age range"},
		changed(`gender: "F"`):                          {"gender value"},
		changed(`treatment_group: "placebo"`):           {"treatment_group value"},
		changed(`patient_id: ""`):                       {"patient_id required"},
		changed(`patient_id: "P".repeat(65)`):           {"patient_id range"},
		changed("height: 180"):                          {"height unknown"},
		changed("visits_completed: 0"):                  {"last_visit_day conflict"},
		changed("last_visit_day: 0"):                    {"last_visit_day conflict"},
		changed("last_visit_day: 121"):                  {"last_visit_day range"},
		changed(`adverse_events: -1, age: 1`):           {"age range", "adverse_events range"},
		changed(`trial_phase: 3, age: "x"`):             {"age type", "trial_phase type"},
		changed("age: 65n"):                             {},
		"(() => { const o = {}; o.o = o; return o })()": {},
		"{toJSON() { throw 'a text' }}":                 {},
		"{get age() { throw null }}":                    {},
		"undefined":                                     {}, "null": {}, "[]": {}, `"P-1"`: {}, "7": {}, "() => 1": {}, "Symbol()": {},
	} {
		for _, call := range []string{"predict", "assess"} {
			r := rejection(p, fmt.Sprintf("retain.%s(%s)", call, input))
			require.True(t, r.IsError, "%s is answered, or refused without an Error", input)
			require.Equal(t, "invalid_input", r.Code, input)
			require.NotEmpty(t, r.Message, input)
			require.NotNil(t, r.Fields, input)
			if len(want) > 0 {
				require.Equal(t, want, reasons(t, r), input)
			}
		}
	}
	require.Len(t, rejection(p, "retain.predict({})").Fields, len(browser.Labels), "all problems at once")
	require.Equal(t, before, stats(p)["total_predictions"], "something refused was counted")
}

func reasons(t *testing.T, r refusal) (out []string) {
	t.Helper()
	for _, f := range r.Fields {
		require.NotEmpty(t, f.Message)
		out = append(out, f.Field+" "+f.Reason)
	}
	return out
}

// scoreAll mixes good and bad.
func scoreAll(t *testing.T, p *browser.Page) {
	before := stats(p)["total_predictions"].(float64)
	answers := browser.Eval[[]map[string]any](p, fmt.Sprintf("retain.scoreAll([%s, {}, %s, 7, null, %s, %s])",
		browser.HighRisk.JSON(), browser.LowRisk.JSON(), changed("age: 90"), browser.Example.JSON()))
	require.Len(t, answers, 7)
	require.Equal(t, before+3, stats(p)["total_predictions"])
	for i, patient := range map[int]browser.Patient{0: browser.HighRisk, 2: browser.LowRisk, 6: browser.Example} {
		require.Equal(t, patient[0].Text, answers[i]["patient_id"])
		require.Equal(t, p.Assess(patient)["raw_score"], answers[i]["raw_score"])
	}
	for i, id := range map[int]any{1: nil, 3: nil, 4: nil, 5: "P-1234"} {
		require.Len(t, answers[i], 2, "patient_id and error")
		require.Equal(t, id, answers[i]["patient_id"])
		require.Equal(t, "invalid_input", answers[i]["error"].(map[string]any)["code"])
		require.IsType(t, []any{}, answers[i]["error"].(map[string]any)["fields"])
	}
	require.Equal(t, assessKeys, browser.Eval[[]string](p, "retain.scoreAll(["+browser.Example.JSON()+"]).then((a) => Object.keys(a[0]))"))
	require.Empty(t, browser.Eval[[]any](p, "retain.scoreAll([])"))
	for _, input := range []string{"", "{}", "7", `"[]"`, "[1n]", "null"} {
		require.Equal(t, "invalid_input", rejection(p, "retain.scoreAll("+input+")").Code, input)
	}
}

// A program that does not wait is told to wait.
func TestTooEarly(t *testing.T) {
	p := open(t)
	p.OnEachLoad(fmt.Sprintf(`{
		let retain;
		Object.defineProperty(window, "retain", {
			get: () => retain,
			set(value) {
				retain = value;
				window.early = Promise.all(["predict", "assess", "selfTest"].map((call) => value[call](%s).then(String, (e) => e.code)));
				window.earlyHealth = value.health();
			},
		});
	}`, browser.LowRisk.JSON()))
	p.Go(serve(t, site).URL)
	p.WaitReady()
	require.Equal(t, []string{"not_ready", "not_ready", "not_ready"}, browser.Eval[[]string](p, "early"))
	health := browser.Eval[map[string]any](p, "earlyHealth")
	require.Equal(t, "starting", health["status"])
	require.Equal(t, false, health["offline_ready"])
	require.Equal(t, 0.0, p.Assess(browser.LowRisk)["dropout_prediction"])
}
