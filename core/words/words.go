// Package words is the one place where numbers become text for people: risks,
// shares and times. Everything else passes numbers on untouched.
package words

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// InHundred returns how many of 100 such patients, the whole number nearest to
// 100·p that lies on the same side of every edge as p does: a risk of 0.349
// below a threshold of 0.35 is 34 in 100, never 35. The result is 0 to 100.
func InHundred(p float64, edges []float64) int {
	n := int(math.Round(p * 100))
	for _, e := range edges {
		switch at := inPercent(e); {
		case p < e && float64(n) >= at:
			n = int(math.Ceil(at)) - 1
		case p >= e && float64(n) < at:
			n = int(math.Ceil(at))
		}
	}
	return n
}

// Percent writes a probability in whole percent, with as many decimals more as
// are needed to show on which side of an edge it lies: "37 %", but "34.9 %"
// just below a threshold of 0.35. The ends are "below 1 %" and "above 99 %".
func Percent(p float64, edges []float64) string {
	for decimals := 0; decimals <= 4; decimals++ {
		text := strconv.FormatFloat(p*100, 'f', decimals, 64)
		shown, err := strconv.ParseFloat(text, 64)
		if err == nil && sameSide(shown, p, edges) {
			switch {
			case decimals == 0 && text == "0":
				return "below 1 %"
			case decimals == 0 && text == "100":
				return "above 99 %"
			}
			return text + " %"
		}
	}
	return strconv.FormatFloat(p*100, 'g', -1, 64) + " %"
}

// sameSide reports whether shown, in percent, lies on p's side of every edge.
func sameSide(shown, p float64, edges []float64) bool {
	for _, e := range edges {
		if (p >= e) != (shown >= inPercent(e)) {
			return false
		}
	}
	return true
}

// inPercent is 100·e as people wrote it: an edge such as 0.28 times 100 is
// 28.000000000000004 in binary.
func inPercent(e float64) float64 { return math.Round(e*1e8) / 1e6 }

// Points writes percentage points, people more or fewer in 100, with their sign and one decimal, the minus as a
// true minus sign: "+7.9", "−3.2", "0.0".
func Points(x float64) string {
	text := strconv.FormatFloat(math.Abs(x), 'f', 1, 64)
	switch {
	case text == "0.0":
		return text
	case x < 0:
		return "−" + text
	}
	return "+" + text
}

// Between writes the smallest range of whole people that holds low to high,
// "35 to 39 in 100": rounded outwards, so that it never claims more than is known.
func Between(low, high float64) string {
	from, to := Outwards(low, high)
	if from == to {
		return fmt.Sprintf("%d in 100", from)
	}
	return fmt.Sprintf("%d to %d in 100", from, to)
}

// Observed writes a share that was counted: "24 in 100".
func Observed(rate float64) string {
	n := int(math.Round(rate * 100))
	switch {
	case n == 0 && rate > 0:
		return "fewer than 1 in 100"
	case n == 100 && rate < 1:
		return "more than 99 in 100"
	}
	return fmt.Sprintf("%d in 100", n)
}

// Moment writes a time stamp of an assessment (RFC 3339) for people, in UTC:
// "31 Jan 2026, 09:00 UTC". A text that is no time stamp stays as it is.
func Moment(stamp string) string {
	t, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return stamp
	}
	return t.UTC().Format("2 Jan 2006, 15:04 UTC")
}

// Share writes a threshold or another set number in percent without rounding
// it: 0.35 is "35", 0.125 is "12.5".
func Share(x float64) string {
	s := strconv.FormatFloat(x*100, 'f', 6, 64)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

// Risk is the sentence that carries a risk: who, how many, by when. horizonDays
// is 0 for a model without one.
func Risk(p float64, edges []float64, horizonDays int) string {
	return fmt.Sprintf("%s such patients leave %s.", people(InHundred(p, edges)), Horizon(horizonDays))
}

func people(n int) string {
	switch n {
	case 0:
		return "Fewer than 1 in 100"
	case 100:
		return "More than 99 in 100"
	}
	return fmt.Sprintf("About %d in 100", n)
}

// Horizon says by when a risk counts.
func Horizon(days int) string {
	if days == 0 {
		return "at any time in the simulated trial"
	}
	return fmt.Sprintf("within %d days", days)
}

// Count writes a number with its noun: "1 request", "2 requests".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Whole(n) + " " + noun + "s"
}

// Whole writes a whole number, 0 or above, with a comma between thousands where
// it has five digits or more: "1000", "250,000".
func Whole(n int) string {
	text := strconv.Itoa(n)
	if len(text) < 5 {
		return text
	}
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// Bytes writes a size as people read it: "640 bytes", "12 kB", "1.3 MB".
func Bytes(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1000*1000:
		return fmt.Sprintf("%d kB", (n+500)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
