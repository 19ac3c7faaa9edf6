package session

import (
	"encoding/json"
	"errors"

	"retain/core/patient"
)

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
