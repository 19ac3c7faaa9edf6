package session

import (
	"bytes"
	"encoding/json"
	"errors"

	"retain/core/assess"
	"retain/core/patient"
)

// batch is how many records ScoreAll answers between two pauses: about 10 ms of
// work on a desktop, so that the page stays usable on a machine five times
// slower.
const batch = 200

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
	a, err := s.one(record)
	if err != nil {
		return nil, err
	}
	return a, nil
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
	var wrongType *json.UnmarshalTypeError
	if err := json.Unmarshal(record, &r); err != nil && !errors.As(err, &wrongType) {
		return nil
	}
	return r.PatientID
}
