package session

import (
	"errors"
	"time"

	"retain/models/card"
	"retain/models/manifest"
)

// A Version is one row of the registry as the page knows it.
type Version struct {
	Entry    manifest.IndexEntry
	Manifest manifest.Manifest
	Problem  error // why Manifest is not known; nil if it is
}

// Versions lists the registry. A version whose manifest cannot be read keeps
// its place and says why. It blocks as the session's files do.
func (s *Session) Versions() ([]Version, error) {
	if s.files == nil {
		return nil, errors.New("the registry is not known before the configuration is")
	}
	index, err := manifest.ReadIndex(s.files)
	if err != nil {
		return nil, err
	}
	list := make([]Version, len(index.Versions))
	for i, e := range index.Versions {
		m, err := manifest.ReadManifest(s.files, e)
		list[i] = Version{e, m, err}
	}
	return list, nil
}

// Card reads the model card of a version whose manifest is known. It blocks.
func (s *Session) Card(m manifest.Manifest) (card.Document, error) {
	return manifest.ReadCard(s.files, m)
}

// Configured is the version that the site's configuration asks for, "" if that
// is not known.
func (s *Session) Configured() string { return s.configured }

// Open reads a registered version and verifies it as at the start, and leaves
// the one in use alone. It blocks.
func (s *Session) Open(version string) (*manifest.Opened, error) {
	if s.config == nil {
		return nil, errors.New("no version can be used without the site's settings")
	}
	_, opened, err := manifest.Load(s.files, version, "")
	return opened, err
}

// Events of a session's log.
const (
	ModelChanged       = "model_changed"
	ModelChangeRefused = "model_change_refused" // the version did not hold; From stays in use
)

// A Change is an entry of the session's log. It is kept in memory only.
type Change struct {
	Event    string
	Time     time.Time
	From, To string // versions; From is "" where none was in use
	Reason   string // of the person who asked
	Refusal  string // why the version was refused; "" if it was not
}

// Use makes an opened version the one that answers, and writes the log.
func (s *Session) Use(o *manifest.Opened, reason string) {
	s.note(Change{Event: ModelChanged, To: o.Model.Version, Reason: reason})
	s.use(o)
}

// Keep writes into the log that a change was asked for and refused.
func (s *Session) Keep(version, reason string, refusal error) {
	s.note(Change{Event: ModelChangeRefused, To: version, Reason: reason, Refusal: refusal.Error()})
}

func (s *Session) note(c Change) {
	c.Time = s.now()
	if s.engine != nil {
		c.From = s.engine.Model.Version
	}
	s.changes = append(s.changes, c)
}

// Changes is the session's log, oldest first.
func (s *Session) Changes() []Change { return s.changes }
