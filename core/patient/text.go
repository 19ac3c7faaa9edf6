package patient

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// FromText reads one patient from the texts of a form or of a table row, in the
// order of [Fields]. A whole number is written with digits, with or without a
// minus sign, and ".0" may follow (some tools export 65 as 65.0); spaces, plus
// signs and exponents are refused. An empty text is a missing answer.
// The error is [Problems].
func FromText(texts []string) (Patient, error) {
	if len(texts) != fieldCount {
		panic("patient: internal error: FromText needs one text a field")
	}
	var answers [fieldCount]answer
	for i, f := range Fields {
		answers[i] = f.readText(texts[i])
	}
	return accept(answers)
}

// readText reads one text as an answer to f.
func (f Field) readText(s string) answer {
	switch {
	case s == "":
		return answer{fault: Required}
	case !utf8.ValidString(s):
		return answer{fault: Value}
	case f.Kind != Whole:
		return answer{text: s}
	}
	digits := strings.TrimPrefix(s, "-")
	if whole, zeros, ok := strings.Cut(digits, "."); ok && zeros != "" && strings.Trim(zeros, "0") == "" {
		digits = whole
	}
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return answer{fault: Type}
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n > 1e9 { // too many digits for any field
		return answer{fault: Range}
	}
	if s[0] == '-' {
		n = -n
	}
	return answer{number: n}
}
