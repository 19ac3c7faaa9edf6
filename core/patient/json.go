package patient

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ParseJSON reads one patient from one JSON object.
//
// Every field of the contract must be there, once, and no other. Numbers are
// JSON numbers with a whole value (65 and 65.0, not 65.5, "65", true or null).
// The error is [Problems] and holds everything that is wrong.
func ParseJSON(data []byte) (Patient, error) {
	if !utf8.Valid(data) {
		return Patient{}, Problems{{"", Type, "the record is not UTF-8 text; allowed: one JSON object"}}
	}
	members, err := readObject(data)
	if err != nil {
		return Patient{}, Problems{{"", Type, err.Error() + "; allowed: one JSON object"}}
	}
	var answers [fieldCount]answer
	for i := range answers {
		answers[i].fault = Required
	}
	var others Problems
	for _, m := range members {
		i := Index(m.name)
		switch {
		case i < 0 && !seen(others, m.name):
			others = append(others, Problem{m.name, Unknown,
				"is not a field of the contract; allowed: " + strings.Join(Names(), ", ")})
		case i < 0: // an unknown field is reported once
		case answers[i].fault != Required:
			answers[i].fault = Duplicate
		default:
			answers[i] = Fields[i].readJSON(m.value)
		}
	}
	p, err := accept(answers)
	if len(others) > 0 {
		var problems Problems
		errors.As(err, &problems)
		return Patient{}, append(problems, others...)
	}
	return p, err
}

func seen(ps Problems, field string) bool {
	_, ok := ps.Of(field)
	return ok
}

// A member is one name and value of an object, as they stand in the text.
type member struct {
	name  string
	value json.RawMessage
}

// readObject splits one JSON object into its members, in order and with
// repetitions, which json.Unmarshal would silently drop.
func readObject(data []byte) ([]member, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	open, err := dec.Token()
	if err != nil {
		return nil, errors.New("the record is not JSON")
	}
	if open != json.Delim('{') {
		return nil, errors.New("the record is not a JSON object")
	}
	var members []member
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, errors.New("the record is not JSON")
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, errors.New("the record is not JSON")
		}
		members = append(members, member{name.(string), value})
	}
	if _, err := dec.Token(); err != nil {
		return nil, errors.New("the record is not complete JSON")
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("something follows the JSON object")
	}
	return members, nil
}

// readJSON reads one JSON value as an answer to f.
func (f Field) readJSON(value json.RawMessage) answer {
	if f.Kind != Whole {
		var s *string // a pointer, because null would leave a string unchanged
		if err := json.Unmarshal(value, &s); err != nil || s == nil {
			return answer{fault: Type}
		}
		return answer{text: *s}
	}
	if c := value[0]; c != '-' && (c < '0' || c > '9') {
		return answer{fault: Type}
	}
	x, err := strconv.ParseFloat(string(value), 64)
	switch {
	case err != nil: // the only error of a well-formed JSON number: too large for a float64
		return answer{fault: Range}
	case x != math.Trunc(x):
		return answer{fault: Type}
	case math.Abs(x) > math.MaxInt32:
		return answer{fault: Range} // and never convert a float that an int cannot hold
	}
	return answer{number: int(x)}
}
