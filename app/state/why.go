package state

import (
	"fmt"
	"math"

	"retain/core/assess"
	"retain/core/reason"
	"retain/core/words"
)

// Why is what moved a result away from the base risk. Without an explanation
// only Note is set, and says so.
type Why struct {
	Title   string
	Start   string // the base risk
	Bars    []Bar  // the largest first; what is left is one bar, "All else"
	End     string // this patient's risk
	Note    string
	Parts   [][]string // feature, how it is computed, log-odds; then base and raw score
	Account []string   // how the numbers came about, a paragraph each
}

// A Bar is one reason.
type Bar struct {
	Headline, Detail string
	Points           string  // in 100, with their sign
	Length           float64 // -1 to 1, a share of the longest bar
}

// shownReasons is how many reasons stand alone. A fixed number keeps the page
// still while someone types.
const shownReasons = 5

func why(a assess.Assessment, e *assess.Engine) Why {
	if a.BaseValue == nil || len(a.Reasons) == 0 {
		return Why{Title: "Why", Note: "This model cannot be explained, so no reasons are shown."}
	}
	base := e.Model.Calibrator.Probability(*a.BaseValue)
	risk := words.InHundreds(a.Probability, e.Policy.Edges())
	w := Why{
		Title: "Why " + risk,
		Start: words.Observed(base),
		Bars:  bars(a.Reasons),
		End:   risk,
		Note:  reason.Meaning,
	}
	for i, c := range a.Contributions {
		w.Parts = append(w.Parts, []string{c.Feature, e.Model.Features.Features[i].Formula, words.LogOdds(c.LogOdds)})
	}
	w.Parts = append(w.Parts,
		[]string{"base", "mean score of the training patients", words.LogOdds(*a.BaseValue)},
		[]string{"raw score", "the sum of all", words.LogOdds(a.RawScore)})
	w.Account = account(a, base)
	return w
}

// bars draws the largest reasons and adds up the others.
func bars(reasons []reason.Reason) []Bar {
	longest := 0.0
	for _, r := range reasons {
		longest = math.Max(longest, math.Abs(r.Points))
	}
	length := func(points float64) float64 {
		if longest == 0 {
			return 0
		}
		return math.Max(-1, math.Min(1, points/longest))
	}
	var out []Bar
	rest := 0.0
	for i, r := range reasons {
		if i < shownReasons || len(reasons) == shownReasons+1 {
			out = append(out, Bar{r.Headline, r.Detail, words.Points(r.Points), length(r.Points)})
		} else {
			rest += r.Points
		}
	}
	if n := len(reasons) - shownReasons; n > 1 {
		out = append(out, Bar{"All else", words.Count(n, "smaller reason"), words.Points(rest), length(rest)})
	}
	return out
}

// account says how reasons are computed and where they begin.
func account(a assess.Assessment, base float64) []string {
	start := fmt.Sprintf("Reasons begin at %s: a typical training patient has the mean score of all.", words.Observed(base))
	for _, c := range a.Comparators {
		if c.Name == assess.AllTraining {
			start += fmt.Sprintf(" That is not the share of them who left, %s, because the mean is taken over scores and not over risks.",
				words.Observed(c.Rate))
		}
	}
	return []string{
		start,
		"Each contribution is how far the patient's value moved the score (log-odds) away from that mean: exact path-dependent TreeSHAP, " +
			"equal to LightGBM's own pred_contrib. With the base they add up to the raw score.",
		"Values that come from the same answers are one reason. Points are its contributions times one number, chosen so that all points " +
			"add up to the risk minus the base risk. They are rounded, so what is shown may miss the sum by a little.",
	}
}
