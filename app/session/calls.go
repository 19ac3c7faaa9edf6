package session

import (
	"bytes"
	"encoding/json"

	"retain/core/assess"
	"retain/core/patient"
)

// A Call is one function of window.retain: what is registered there, documented
// on the API screen and tried there.
type Call struct {
	Name   string
	Takes  string // its argument: "patient", "patients" or "" for none
	Gives  string // what the promise resolves to, in words
	Answer func(argument []byte) (any, error)
}

// Signature is the call as it is written.
func (c Call) Signature() string { return c.Name + "(" + c.Takes + ")" }

// Calls are all functions of window.retain. offlineReady says whether the site
// is stored on the device; pause is called in long work, see [Session.ScoreAll].
func (s *Session) Calls(offlineReady func() bool, pause func() error) []Call {
	return []Call{
		{"predict", "patient", "The four keys of the baseline's contract.", s.Predict},
		{"assess", "patient", "The full assessment: probability, raw score, thresholds, versions.", s.AssessRecord},
		{"scoreAll", "patients", "An array of the same length and order; a refused patient is {patient_id, error}.",
			func(array []byte) (any, error) { return s.ScoreAll(array, pause) }},
		{"health", "", "Status, versions, whether everything is stored offline, the self-test.",
			func([]byte) (any, error) { return s.Health(offlineReady()), nil }},
		{"stats", "", "Figures of this session with the model in use: predictions, positive rate, mean probability, mean latency.",
			func([]byte) (any, error) { return s.Stats(), nil }},
		{"selfTest", "", "Runs the reference patients again, with both evaluators.",
			func([]byte) (any, error) { return answer(s.SelfTest()) }},
	}
}

// answer drops the value where there is an error.
func answer[T any](v T, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

// batch is how many records ScoreAll answers between two pauses: about 20 ms of
// work on a desktop, reasons included.
const batch = 100

// Predict answers one record with the baseline's contract.
func (s *Session) Predict(record []byte) (any, error) {
	a, err := s.one(record)
	if err != nil {
		return nil, err
	}
	return a.Prediction, nil
}

// AssessRecord answers one record in full.
func (s *Session) AssessRecord(record []byte) (any, error) {
	return answer(s.one(record))
}

func (s *Session) one(record []byte) (assess.Assessment, error) {
	if err := s.Available(); err != nil {
		return assess.Assessment{}, err
	}
	p, err := patient.ParseJSON(record)
	if err != nil {
		return assess.Assessment{}, invalid(err)
	}
	answers, err := s.Assess([]patient.Patient{p})
	if err != nil {
		return assess.Assessment{}, err
	}
	return answers[0], nil
}

// A rejected record of ScoreAll.
type rejected struct {
	PatientID *string `json:"patient_id"` // null when it could not be read
	Error     struct {
		Code   string           `json:"code"`
		Fields patient.Problems `json:"fields"`
	} `json:"error"`
}

// ScoreAll answers an array of records with an array of the same length and
// order: an assessment, or what is wrong with the record. It calls pause now
// and then, so that the page can draw; pause may end the work by an error.
func (s *Session) ScoreAll(array []byte, pause func() error) (any, error) {
	if err := s.Available(); err != nil {
		return nil, err
	}
	var records []json.RawMessage
	if trimmed := bytes.TrimSpace(array); len(trimmed) == 0 || trimmed[0] != '[' {
		return nil, &Failure{Code: InvalidInput, Message: "scoreAll takes an array of patients."}
	}
	if err := json.Unmarshal(array, &records); err != nil {
		return nil, &Failure{Code: InvalidInput, Message: "scoreAll takes an array of patients; this is not JSON."}
	}
	out := make([]any, 0, len(records))
	for start := 0; start < len(records); start += batch {
		if start > 0 {
			if err := pause(); err != nil {
				return nil, err
			}
		}
		answers, err := s.scoreSome(records[start:min(start+batch, len(records))])
		if err != nil {
			return nil, err
		}
		out = append(out, answers...)
	}
	return out, nil
}

// scoreSome answers some records, the good ones in one call of the engine.
func (s *Session) scoreSome(records []json.RawMessage) ([]any, error) {
	out := make([]any, len(records))
	var good []patient.Patient
	var places []int
	for i, record := range records {
		p, err := patient.ParseJSON(record)
		if err != nil {
			r := rejected{PatientID: idOf(record)}
			r.Error.Code, r.Error.Fields = InvalidInput, invalid(err).Fields
			out[i] = r
			continue
		}
		good, places = append(good, p), append(places, i)
	}
	answers, err := s.Assess(good)
	if err != nil {
		return nil, err
	}
	for j, a := range answers {
		out[places[j]] = a
	}
	return out, nil
}

// idOf returns a refused record's patient_id if it has one that can be read.
func idOf(record []byte) *string {
	var r struct {
		PatientID *string `json:"patient_id"`
	}
	if err := json.Unmarshal(record, &r); err != nil {
		return nil
	}
	return r.PatientID
}
