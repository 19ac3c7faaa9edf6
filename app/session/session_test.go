package session_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"retain/app/session"
	"retain/core/assess"
	"retain/core/config"
	"retain/core/patient"
	"retain/models/manifest"
	"retain/models/registry"
)

// The baseline's acceptance cases.
const (
	highRisk = `{"patient_id":"HIGH","age":72,"gender":"Female","treatment_group":"Placebo","trial_phase":"Phase III","days_in_trial":150,"visits_completed":2,"last_visit_day":90,"adverse_events":8}`
	lowRisk  = `{"patient_id":"LOW","age":45,"gender":"Male","treatment_group":"Active","trial_phase":"Phase I","days_in_trial":60,"visits_completed":2,"last_visit_day":55,"adverse_events":1}`
)

// tick is a clock that advances by 4 ms a reading.
func tick() func() time.Time {
	t := time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)
	return func() time.Time { t = t.Add(4 * time.Millisecond); return t }
}

func site(t *testing.T, settings map[string]string) []byte {
	t.Helper()
	c, err := config.New(config.Layer{Source: config.FromEnvironment, Get: func(n string) (string, bool) { v, ok := settings[n]; return v, ok }})
	require.NoError(t, err)
	return c.AppendSite(nil, "1.0.0+test")
}

func loaded(t *testing.T) *session.Session {
	t.Helper()
	s := session.New("s1", "1.0.0+test", tick())
	require.NoError(t, s.Load(registry.Files.ReadFile, site(t, nil)))
	return s
}

func noPause() error { return nil }

// asJSON is what JavaScript would see of an answer.
func asJSON(t *testing.T, v any, err error) map[string]any {
	t.Helper()
	require.NoError(t, err)
	data, err := json.Marshal(v)
	require.NoError(t, err)
	var out map[string]any
	require.NoError(t, json.Unmarshal(data, &out))
	return out
}

// The baseline's own four tests: health, high risk, low risk, statistics.
func TestBaselineHealth(t *testing.T) {
	got := asJSON(t, loaded(t).Health(true), nil)
	require.Equal(t, "healthy", got["status"])
	require.Equal(t, true, got["model_loaded"])
	require.Equal(t, true, got["offline_ready"])
	require.Equal(t, "passed", got["self_test"])
	require.Equal(t, "1.0.0+test", got["app_version"])
}

func TestBaselineHighRisk(t *testing.T) {
	v, err := loaded(t).Predict([]byte(highRisk))
	require.NoError(t, err)
	text, err := json.Marshal(v)
	require.NoError(t, err)
	require.Equal(t, `{"patient_id":"HIGH","dropout_prediction":1,"risk_level":"Critical","recommended_action":"immediate_intervention"}`, string(text))
}

func TestBaselineLowRisk(t *testing.T) {
	v, err := loaded(t).AssessRecord([]byte(lowRisk))
	require.NoError(t, err)
	a := v.(assess.Assessment)
	if a.ModelVersion == "v3_causal" {
		// the specification, section 12: v3_causal gets this case wrong, and says 0.90
		const published = 0.005
		require.InDelta(t, 0.90, a.Probability, published)
		require.Equal(t, 1, a.DropoutPrediction)
	} else {
		require.Equal(t, 0, a.DropoutPrediction)
	}
}

func TestBaselineStatistics(t *testing.T) {
	s := loaded(t)
	require.Nil(t, asJSON(t, s.Stats(), nil)["positive_rate"], "no rate before the first prediction")
	for _, record := range []string{highRisk, lowRisk} {
		_, err := s.Predict([]byte(record))
		require.NoError(t, err)
	}
	got := asJSON(t, s.Stats(), nil)
	require.Equal(t, 2.0, got["total_predictions"])
	require.Equal(t, got["positive_predictions"].(float64)/2, got["positive_rate"])
	require.Equal(t, 4.0, got["avg_latency_ms"])
	require.Equal(t, 0.35, got["threshold"])
	require.Equal(t, "s1", got["session_id"])
	require.Greater(t, got["avg_probability"], 0.3)
}

func TestNotReadyIsSaid(t *testing.T) {
	s := session.New("s1", "v", tick())
	_, err := s.Predict([]byte(highRisk))
	var failure *session.Failure
	require.ErrorAs(t, err, &failure)
	require.Equal(t, session.NotReady, failure.Code)
	require.Equal(t, "starting", asJSON(t, s.Health(false), nil)["status"])
}

func TestInvalidInputNamesTheFields(t *testing.T) {
	_, err := loaded(t).Predict([]byte(strings.Replace(highRisk, `"age":72`, `"age":90`, 1)))
	var failure *session.Failure
	require.ErrorAs(t, err, &failure)
	require.Equal(t, session.InvalidInput, failure.Code)
	require.Equal(t, patient.Problems{{Field: "age", Reason: patient.Range,
		Message: "is out of range; allowed: a whole number of years from 18 to 85"}}, failure.Fields)
	got := asJSON(t, failure, nil)
	require.Equal(t, "range", got["fields"].([]any)[0].(map[string]any)["reason"])
	_, err = loaded(t).Predict(nil)
	require.ErrorAs(t, err, &failure, "no argument at all")
}

// Everything that can be wrong with the site's files refuses to predict, and
// says what is wrong.
func TestDamagedSiteIsRefused(t *testing.T) {
	flip := func(path string) manifest.Files {
		return func(p string) ([]byte, error) {
			data, err := registry.Files.ReadFile(p)
			if strings.HasSuffix(p, path) {
				data = append([]byte(nil), data...)
				data[len(data)/2] ^= 1
			}
			return data, err
		}
	}
	cases := []struct {
		why, want string
		files     manifest.Files
		config    []byte
	}{
		{"one wrong bit in the model", "model.txt", flip("model.txt"), site(t, nil)},
		{"one wrong bit in the manifest", "manifest.json", flip("manifest.json"), site(t, nil)},
		{"a file that cannot be fetched", "gone", func(string) ([]byte, error) { return nil, errors.New("gone") }, site(t, nil)},
		{"a version that is not there", "v9", registry.Files.ReadFile, site(t, map[string]string{"MODEL_VERSION": "v9"})},
		{"a page that is no configuration", "config", registry.Files.ReadFile, []byte("<html>")},
	}
	for _, c := range cases {
		s := session.New("s1", "v", tick())
		require.ErrorContains(t, s.Load(c.files, c.config), c.want, c.why)
		_, err := s.Predict([]byte(highRisk))
		var failure *session.Failure
		require.ErrorAs(t, err, &failure, c.why)
		require.Equal(t, session.ModelRefused, failure.Code, c.why)
		got := asJSON(t, s.Health(false), nil)
		require.Equal(t, "refused", got["status"], c.why)
		require.Equal(t, "not_run", got["self_test"], c.why)
	}
}

func TestScoreAllKeepsLengthAndOrder(t *testing.T) {
	s := loaded(t)
	var records []string
	for i := 0; i < 450; i++ {
		switch {
		case i%10 == 3:
			records = append(records, strings.Replace(lowRisk, `"age":45`, `"age":4.5`, 1))
		case i == 7:
			records = append(records, `null`)
		case i == 8:
			records = append(records, `{"patient_id":8}`)
		default:
			records = append(records, highRisk)
		}
	}
	pauses := 0
	v, err := s.ScoreAll([]byte("["+strings.Join(records, ",")+"]"), func() error { pauses++; return nil })
	require.NoError(t, err)
	items := v.([]any)
	require.Len(t, items, 450)
	require.Equal(t, 4, pauses, "the page can draw in between")
	one, err := s.AssessRecord([]byte(highRisk))
	require.NoError(t, err)
	for i, item := range items {
		a, accepted := item.(assess.Assessment)
		require.Equal(t, i%10 != 3 && i != 7 && i != 8, accepted, i)
		if accepted {
			require.Equal(t, one.(assess.Assessment).RawScore, a.RawScore)
		}
	}
	got := asJSON(t, items[3], nil)
	require.Equal(t, "LOW", got["patient_id"])
	require.Equal(t, "invalid_input", got["error"].(map[string]any)["code"])
	require.Nil(t, asJSON(t, items[7], nil)["patient_id"])
	require.Nil(t, asJSON(t, items[8], nil)["patient_id"], "what is no text is no identifier")
}

func TestScoreAllRefusesWhatIsNoArray(t *testing.T) {
	for _, input := range []string{"", "{}", "[1", "7"} {
		_, err := loaded(t).ScoreAll([]byte(input), noPause)
		var failure *session.Failure
		require.ErrorAs(t, err, &failure, "%q", input)
		require.Equal(t, session.InvalidInput, failure.Code)
	}
	v, err := loaded(t).ScoreAll([]byte("[]"), noPause)
	require.NoError(t, err)
	require.Empty(t, v)
}

func TestSelfTestOnDemand(t *testing.T) {
	s := loaded(t)
	got, err := s.SelfTest()
	require.NoError(t, err)
	require.True(t, got.Passed)
	require.GreaterOrEqual(t, got.References, 200)
	require.Equal(t, 2, got.Evaluators)
	require.Equal(t, 4.0, got.Milliseconds)
	require.NoError(t, s.Available())
}

// One bit off is refused from then on, and whoever shows numbers is told.
func TestSelfTestThatFailsRefusesTheModel(t *testing.T) {
	s := loaded(t)
	var told error
	s.OnRefusal(func(reason error) { told = reason })
	s.Opened().Manifest.Reference.Raw[9] += 1e-9
	got, err := s.SelfTest()
	require.NoError(t, err)
	require.False(t, got.Passed)
	require.Contains(t, got.Message, "row 9")
	require.ErrorIs(t, told, manifest.ErrSelfTest)
	require.Equal(t, "failed", asJSON(t, s.Health(true), nil)["self_test"])
	_, err = s.SelfTest()
	require.Error(t, err)
}

func TestRefuseStopsPredicting(t *testing.T) {
	s := loaded(t)
	s.Refuse(errors.New("one bit differs"))
	_, err := s.Predict([]byte(highRisk))
	require.ErrorContains(t, err, "one bit differs")
	require.Nil(t, s.Engine())
}
