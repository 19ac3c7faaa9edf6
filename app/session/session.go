// Package session is the page's answering side: it opens the model, changes to
// another version on demand, counts what was predicted, and answers the calls
// of window.retain. It takes and returns bytes and knows neither the browser
// nor what is drawn.
package session

import (
	"errors"
	"fmt"
	"time"

	"retain/core/assess"
	"retain/core/config"
	"retain/core/patient"
	"retain/core/policy"
	"retain/models/manifest"
)

// A Session answers for one loaded page. It is not safe for concurrent use;
// the page has one thread.
type Session struct {
	id         string
	appVersion string
	now        func() time.Time

	files      manifest.Files
	config     *config.Config // nil until it is loaded, and if it cannot be used
	configured string         // the version the configuration asks for; "" if unknown

	engine  *assess.Engine
	opened  *manifest.Opened
	refusal error // why there is no engine, once loading ended

	figures map[string]*figures // by model version
	answers int                 // predictions counted, with any version
	ranges  int                 // ranges counted, which are no predictions
	changes []Change
	refused func(reason error) // told when the model in use is refused later on
}

// New returns a session that is not ready yet. now must not go backwards.
func New(id, appVersion string, now func() time.Time) *Session {
	return &Session{id: id, appVersion: appVersion, now: now, figures: map[string]*figures{}, refused: func(error) {}}
}

// Load opens the model that siteConfig asks for and verifies it, self-test
// included. If it fails, the session refuses to predict and says why; the error
// is for people. It blocks as files does.
func (s *Session) Load(files manifest.Files, siteConfig []byte) error {
	s.files = files
	c, err := config.ParseSite(siteConfig)
	if err != nil {
		return s.Refuse(err)
	}
	s.config = &c
	entry, opened, err := manifest.Load(files, c.Text(config.ModelVersion), c.Text(config.ModelStage))
	s.configured = entry.Version
	if err != nil {
		return s.Refuse(err)
	}
	s.use(opened)
	return nil
}

// use makes a verified version the one that answers.
func (s *Session) use(o *manifest.Opened) {
	s.opened, s.refusal = o, nil
	s.engine = &assess.Engine{Model: o.Model, Policy: policy.FromConfig(*s.config), AppVersion: s.appVersion}
}

// Refuse stops predicting for a reason, as a failing Load does, and returns it.
func (s *Session) Refuse(reason error) error {
	s.engine, s.refusal = nil, reason
	return reason
}

// OnRefusal has f called when a self-test on demand refuses the model in use,
// so that no number stays on the screen.
func (s *Session) OnRefusal(f func(reason error)) { s.refused = f }

// Engine returns the engine, or nil while there is none.
func (s *Session) Engine() *assess.Engine { return s.engine }

// Opened returns the version in use, or nil. One that was refused by a later
// self-test is still returned.
func (s *Session) Opened() *manifest.Opened { return s.opened }

// Config returns the site's settings; ok is false while they are not known.
func (s *Session) Config() (c config.Config, ok bool) {
	if s.config == nil {
		return config.Config{}, false
	}
	return *s.config, true
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
	s.count(answers, s.now().Sub(start))
	return answers, nil
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

// A SelfTest is the outcome of one run of the reference patients.
type SelfTest struct {
	Passed       bool    `json:"passed"`
	ModelVersion string  `json:"model_version"`
	References   int     `json:"references"` // patients
	Evaluators   int     `json:"evaluators"`
	Milliseconds float64 `json:"duration_ms"`
	Message      string  `json:"message"` // for people
}

// SelfTest runs the reference patients again. A version that fails is refused
// from then on. The error is a [Failure] and means that there is no model.
func (s *Session) SelfTest() (SelfTest, error) {
	if err := s.Available(); err != nil {
		return SelfTest{}, err
	}
	start := s.now()
	wrong := s.opened.SelfTest()
	n := s.opened.References()
	result := SelfTest{
		Passed: wrong == nil, ModelVersion: s.opened.Model.Version, References: n, Evaluators: 2,
		Milliseconds: float64(s.now().Sub(start)) / float64(time.Millisecond),
		Message:      fmt.Sprintf("%d of %d reference patients exact, by 2 evaluators", n, n),
	}
	if wrong != nil {
		result.Message = wrong.Error()
		s.refused(s.Refuse(fmt.Errorf("%w: %w", manifest.ErrSelfTest, wrong)))
	}
	return result, nil
}
