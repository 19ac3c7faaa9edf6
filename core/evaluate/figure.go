package evaluate

import (
	"math"
	"strconv"
	"strings"
)

// A Figure is a value with its 95 % interval. All are nil where the value does
// not exist; Low and High are nil where it has no interval (see the package
// comment).
type Figure struct {
	Value *float64 `json:"value"`
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
}

// Text is the value with its interval, "0.746 (0.743 to 0.749)", to the given
// number of decimals and with a true minus sign, for people to read; the value
// alone where it has no interval; "not defined" where it does not exist.
func (f Figure) Text(decimals int) string {
	if f.Value == nil {
		return "not defined"
	}
	if f.Low == nil || f.High == nil {
		return fixed(*f.Value, decimals)
	}
	return fixed(*f.Value, decimals) + " (" + fixed(*f.Low, decimals) + " to " + fixed(*f.High, decimals) + ")"
}

// fixed writes a figure with so many decimals, and no minus before zero.
func fixed(x float64, decimals int) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', decimals, 64)
	if x < 0 && strings.Trim(s, "0.") != "" {
		return "−" + s
	}
	return s
}

// Rounded is the figure to so many significant decimal digits: what is written
// to a file that must come out the same on every processor (see the package
// comment, "Reproducibility").
func (f Figure) Rounded(digits int) Figure {
	round := func(x *float64) *float64 {
		if x == nil {
			return nil
		}
		out, err := strconv.ParseFloat(strconv.FormatFloat(*x, 'e', digits-1, 64), 64)
		if err != nil {
			panic("evaluate: internal error: " + err.Error()) // a figure is always finite
		}
		return &out
	}
	return Figure{round(f.Value), round(f.Low), round(f.High)}
}
