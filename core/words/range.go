package words

import (
	"math"
	"strconv"
)

// InHundreds writes a risk as a share of people, for the middle of a sentence:
// "24 in 100". Edges as for [InHundred].
func InHundreds(p float64, edges []float64) string {
	switch n := InHundred(p, edges); n {
	case 0:
		return "fewer than 1 in 100"
	case 100:
		return "more than 99 in 100"
	default:
		return strconv.Itoa(n) + " in 100"
	}
}

// Outwards returns the smallest range of whole percents that holds low to high:
// what [Between] and [RiskBetween] write.
func Outwards(low, high float64) (from, to int) {
	return int(math.Floor(inPercent(low))), int(math.Ceil(inPercent(high)))
}

// RiskBetween is [Risk] for a risk that lies between two probabilities, because
// something is not known: "Between 18 and 41 in 100 such patients leave within
// 90 days."
func RiskBetween(low, high float64, horizonDays int) string {
	from, to := Outwards(low, high)
	return "Between " + strconv.Itoa(from) + " and " + strconv.Itoa(to) + " in 100 such patients leave " + Horizon(horizonDays) + "."
}

// LogOdds writes a score, or a part of one, with its sign and three decimals, the
// minus as a true minus sign: "+0.412", "−1.150", "0.000".
func LogOdds(x float64) string {
	text := strconv.FormatFloat(math.Abs(x), 'f', 3, 64)
	switch {
	case text == "0.000":
		return text
	case x < 0:
		return "−" + text
	}
	return "+" + text
}

// Width writes how wide a range of risk is at most, in whole people of 100: "13".
func Width(share float64) string { return strconv.Itoa(int(math.Ceil(inPercent(share)))) }
