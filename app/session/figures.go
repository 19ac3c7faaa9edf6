package session

import (
	"time"

	"retain/core/assess"
)

// figures sum up what one version answered. Versions are kept apart: a mean
// over two models says nothing about either.
type figures struct {
	total, positive int
	probability     float64
	latency         time.Duration
}

// count adds answers of the model in use, and how long they took.
func (s *Session) count(answers []assess.Assessment, took time.Duration) {
	version := s.engine.Model.Version
	f := s.figures[version]
	if f == nil {
		f = &figures{}
		s.figures[version] = f
	}
	s.answers += len(answers)
	f.latency += took
	f.total += len(answers)
	for _, a := range answers {
		f.positive += a.DropoutPrediction
		f.probability += a.Probability
	}
}

// Stats are the baseline's session figures, of the model in use. Rates are null
// before its first prediction.
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
	}{SessionID: s.id}
	if s.engine == nil {
		return stats
	}
	stats.ModelVersion, stats.Threshold = &s.engine.Model.Version, &s.engine.Policy.Threshold
	if f := s.figures[s.engine.Model.Version]; f != nil && f.total > 0 {
		n := float64(f.total)
		rate, average := float64(f.positive)/n, f.probability/n
		latency := float64(f.latency) / float64(time.Millisecond) / n
		stats.Total, stats.Positive = f.total, f.positive
		stats.PositiveRate, stats.Average, stats.Latency = &rate, &average, &latency
	}
	return stats
}

// Answers is how many predictions this session counted, with any version.
func (s *Session) Answers() int { return s.answers }

// CountRange counts a range of risk that was shown because something is not
// known, and returns its number. It is no prediction: the figures leave it out.
func (s *Session) CountRange() int {
	s.ranges++
	return s.ranges
}
