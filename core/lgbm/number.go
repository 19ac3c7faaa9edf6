package lgbm

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
)

// parseInt reads a whole number in its one canonical form (no plus sign, no
// leading zero, no "-0") between lo and hi, both within int32.
func parseInt(tok []byte, lo, hi int) (int, error) {
	digits := bytes.TrimPrefix(tok, []byte("-"))
	canonical := len(digits) > 0 && (digits[0] != '0' || len(tok) == 1)
	for _, c := range digits {
		canonical = canonical && '0' <= c && c <= '9'
	}
	if !canonical {
		return 0, fmt.Errorf("%s is not a whole number", quote(tok))
	}
	v, err := strconv.ParseInt(string(tok), 10, 64)
	if err != nil || v < int64(lo) || v > int64(hi) {
		return 0, fmt.Errorf("%s outside %d..%d", quote(tok), lo, hi)
	}
	return int(v), nil
}

// parseFloat reads a finite decimal number. strconv alone would also take
// "inf", "nan", hexadecimal and underscores, none of which LightGBM writes for
// a finite number.
func parseFloat(tok []byte) (float64, error) {
	if !isDecimal(tok) {
		return 0, fmt.Errorf("%s is not a finite decimal number", quote(tok))
	}
	v, err := strconv.ParseFloat(string(tok), 64)
	if err != nil || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%s is too large for a float64", quote(tok))
	}
	return v, nil
}

// parseThreshold reads a threshold: a finite number, or "inf", which LightGBM
// writes for a split of the missing values from all others.
func parseThreshold(tok []byte) (float64, error) {
	if string(tok) == "inf" {
		return math.Inf(1), nil
	}
	return parseFloat(tok)
}

// isDecimal reports whether tok is -?digits[.digits][e[sign]digits].
func isDecimal(tok []byte) bool {
	rest, ok := cutDigits(bytes.TrimPrefix(tok, []byte("-")))
	if !ok {
		return false
	}
	if len(rest) > 0 && rest[0] == '.' {
		if rest, ok = cutDigits(rest[1:]); !ok {
			return false
		}
	}
	if len(rest) > 0 && (rest[0] == 'e' || rest[0] == 'E') {
		rest = rest[1:]
		if len(rest) > 0 && (rest[0] == '+' || rest[0] == '-') {
			rest = rest[1:]
		}
		if rest, ok = cutDigits(rest); !ok {
			return false
		}
	}
	return len(rest) == 0
}

// cutDigits returns b after its leading digits, and whether there were any.
func cutDigits(b []byte) (rest []byte, ok bool) {
	n := 0
	for n < len(b) && '0' <= b[n] && b[n] <= '9' {
		n++
	}
	return b[n:], n > 0
}

// tokens returns how many values a space-separated list has; empty text has none.
func tokens(list []byte) int {
	if len(list) == 0 {
		return 0
	}
	return bytes.Count(list, []byte(" ")) + 1
}
