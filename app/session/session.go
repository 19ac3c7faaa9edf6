// Package session is the page's answering side: it opens the model, counts what
// was predicted, and answers the calls of window.retain. It takes and returns
// bytes and knows neither the browser nor what is drawn.
package session

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"retain/core/assess"
	"retain/core/config"
	"retain/core/patient"
	"retain/core/policy"
	"retain/models/manifest"
)

// Files gives the bytes of a file of the registry by its path, such as
// "v3_causal/model.txt". It may block.
type Files func(path string) ([]byte, error)

// A Session answers for one loaded page. It is not safe for concurrent use;
// the page has one thread.
type Session struct {
	id         string
	appVersion string
	now        func() time.Time

	engine  *assess.Engine
	opened  *manifest.Opened
	refusal error // why there is no engine, once loading ended

	total, positive int
	sumProbability  float64
	sumLatency      time.Duration
}

// New returns a session that is not ready yet. now must not go backwards.
func New(id, appVersion string, now func() time.Time) *Session {
	return &Session{id: id, appVersion: appVersion, now: now}
}

// Load opens the model that siteConfig asks for and verifies it, self-test
// included. If it fails, the session refuses to predict and says why; the error
// is for people.
func (s *Session) Load(files Files, siteConfig []byte) error {
	s.engine, s.opened, s.refusal = nil, nil, nil
	opened, c, err := open(files, siteConfig)
	if err != nil {
		s.refusal = err
		return err
	}
	s.opened = opened
	s.engine = &assess.Engine{Model: opened.Model, Policy: policy.FromConfig(c), AppVersion: s.appVersion}
	return nil
}

func open(files Files, siteConfig []byte) (*manifest.Opened, config.Config, error) {
	c, err := config.ParseSite(siteConfig)
	if err != nil {
		return nil, c, err
	}
	list, err := files(manifest.IndexPath)
	if err != nil {
		return nil, c, err
	}
	index, err := manifest.ParseIndex(list)
	if err != nil {
		return nil, c, err
	}
	entry, err := index.Choose(c.Text(config.ModelVersion), c.Text(config.ModelStage))
	if err != nil {
		return nil, c, err
	}
	manifestFile, err := files(entry.ManifestPath())
	if err != nil {
		return nil, c, err
	}
	modelFile, err := files(entry.ModelPath())
	if err != nil {
		return nil, c, err
	}
	opened, err := manifest.Open(entry, manifestFile, modelFile)
	return opened, c, err
}

// Engine returns the engine, or nil while there is none.
func (s *Session) Engine() *assess.Engine { return s.engine }

// Manifest returns what is known of the opened model, or nil.
func (s *Session) Manifest() *manifest.Manifest {
	if s.opened == nil {
		return nil
	}
	return &s.opened.Manifest
}

// References is the number of reference patients that passed the self-test.
func (s *Session) References() int {
	if s.opened == nil {
		return 0
	}
	return s.opened.References()
}

// Assess answers patients and counts the answers.
func (s *Session) Assess(ps []patient.Patient) ([]assess.Assessment, error) {
	if err := s.Available(); err != nil {
		return nil, err
	}
	start := s.now()
	answers, err := s.engine.Assess(ps, start)
	if err != nil {
		return nil, &Failure{Code: ModelRefused, Message: err.Error()}
	}
	s.sumLatency += s.now().Sub(start)
	for _, a := range answers {
		s.count(a)
	}
	return answers, nil
}

// count adds one answer to the session's figures.
func (s *Session) count(a assess.Assessment) {
	s.total++
	s.positive += a.DropoutPrediction
	s.sumProbability += a.Probability
}

// Available is nil when predictions can be made, else the [Failure] that every
// call is answered with.
func (s *Session) Available() error {
	switch {
	case s.engine != nil:
		return nil
	case s.refusal != nil:
		return &Failure{Code: ModelRefused, Message: "No prediction is possible: " + s.refusal.Error()}
	}
	return &Failure{Code: NotReady, Message: "The model is still loading. Wait for retain.ready."}
}

// Stats are the baseline's session figures. Rates are null before the first
// prediction.
func (s *Session) Stats() any {
	stats := struct {
		SessionID    string   `json:"session_id"`
		ModelVersion *string  `json:"model_version"`
		Total        int      `json:"total_predictions"`
		Positive     int      `json:"positive_predictions"`
		PositiveRate *float64 `json:"positive_rate"`
		Average      *float64 `json:"avg_probability"`
		Latency      *float64 `json:"avg_latency_ms"`
		Threshold    *float64 `json:"threshold"`
	}{SessionID: s.id, Total: s.total, Positive: s.positive}
	if s.engine != nil {
		stats.ModelVersion, stats.Threshold = &s.engine.Model.Version, &s.engine.Policy.Threshold
	}
	if n := float64(s.total); n > 0 {
		rate, average := float64(s.positive)/n, s.sumProbability/n
		latency := float64(s.sumLatency) / float64(time.Millisecond) / n
		stats.PositiveRate, stats.Average, stats.Latency = &rate, &average, &latency
	}
	return stats
}

// Health answers whether the page can predict, and offline.
func (s *Session) Health(offlineReady bool) any {
	health := struct {
		Status       string  `json:"status"` // starting, healthy, refused
		ModelLoaded  bool    `json:"model_loaded"`
		ModelVersion *string `json:"model_version"`
		AppVersion   string  `json:"app_version"`
		OfflineReady bool    `json:"offline_ready"`
		SelfTest     string  `json:"self_test"` // pending, passed, failed, not_run
	}{Status: "starting", AppVersion: s.appVersion, OfflineReady: offlineReady, SelfTest: "pending"}
	switch {
	case s.engine != nil:
		health.Status, health.ModelLoaded, health.SelfTest = "healthy", true, "passed"
		health.ModelVersion = &s.engine.Model.Version
	case s.refusal != nil:
		health.Status, health.SelfTest = "refused", "not_run"
		if errors.Is(s.refusal, manifest.ErrSelfTest) {
			health.SelfTest = "failed"
		}
	}
	return health
}

// SelfTest runs the reference patients again.
func (s *Session) SelfTest() (any, error) {
	if err := s.Available(); err != nil {
		return nil, err
	}
	result := struct {
		Passed       bool   `json:"passed"`
		ModelVersion string `json:"model_version"`
		References   int    `json:"references"`
		Evaluators   int    `json:"evaluators"`
		Message      string `json:"message"`
	}{true, s.engine.Model.Version, s.References(), 2, ""}
	if err := s.opened.SelfTest(); err != nil {
		result.Passed, result.Message = false, err.Error()
		s.Refuse(fmt.Errorf("%w: %w", manifest.ErrSelfTest, err))
	} else {
		result.Message = fmt.Sprintf("%d of %d reference patients exact, by 2 evaluators", result.References, result.References)
	}
	return result, nil
}

// Failure codes of window.retain.
const (
	InvalidInput = "invalid_input"
	ModelRefused = "model_refused"
	NotReady     = "not_ready"
)

// A Failure is why a call was not answered. Fields is empty unless the input is
// at fault.
type Failure struct {
	Code    string
	Message string
	Fields  patient.Problems
}

func (f *Failure) Error() string { return f.Message }

// MarshalJSON writes code, message and fields; fields is [] rather than null.
func (f *Failure) MarshalJSON() ([]byte, error) {
	fields := f.Fields
	if fields == nil {
		fields = patient.Problems{}
	}
	return json.Marshal(struct {
		Code    string           `json:"code"`
		Message string           `json:"message"`
		Fields  patient.Problems `json:"fields"`
	}{f.Code, f.Message, fields})
}

// invalid turns the problems of a record into a failure.
func invalid(err error) *Failure {
	var problems patient.Problems
	errors.As(err, &problems)
	return &Failure{InvalidInput, "The input is not usable: " + err.Error(), problems}
}

// Refuse stops predicting for a reason, as a failing Load does, and returns it.
func (s *Session) Refuse(reason error) error {
	s.engine, s.refusal = nil, reason
	return reason
}
