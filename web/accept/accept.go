// Package accept reads the header Accept-Encoding: how welcome is a content
// coding to the browser that asks?
package accept

import (
	"strconv"
	"strings"
)

// Quality returns the q value, 0 to 1, of a coding such as "br": 1 where the
// header names the coding without one, the value of "*" where it does not name
// it, and 0, "do not send", where it names neither or the value is unreadable.
func Quality(header []string, coding string) float64 {
	other := 0.0
	for item := range strings.SplitSeq(strings.Join(header, ","), ",") {
		name, params, _ := strings.Cut(item, ";")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case coding:
			return quality(params)
		case "*":
			other = quality(params)
		}
	}
	return other
}

func quality(params string) float64 {
	key, value, ok := strings.Cut(params, "=")
	if !ok {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !strings.EqualFold(strings.TrimSpace(key), "q") || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}
