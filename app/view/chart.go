package view

import (
	"fmt"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/state"
	"retain/core/policy"
)

// shapes mark a level beside its word, so that it is never told by colour
// alone: an empty, a quarter, a half and a full circle.
var shapes = map[string]string{
	policy.Low:      `<circle cx="7" cy="7" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/>`,
	policy.Moderate: `<circle cx="7" cy="7" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M7 7V1a6 6 0 0 1 6 6z"/>`,
	policy.High:     `<circle cx="7" cy="7" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M7 1a6 6 0 0 0 0 12z"/>`,
	policy.Critical: `<circle cx="7" cy="7" r="7"/>`,
}

// level is the risk level as a word with its shape.
func level(a state.Answer) app.UI {
	return el("span", "").Class("level", strings.ToLower(a.Level)).Body(
		app.Raw(`<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">`+shapes[a.Level]+`</svg>`),
		app.Text(a.Level+" risk"),
	)
}

// scale draws where the probability lies among the levels, 0 to 1000 wide, with
// the same numbers in its caption. Measures are SVG attributes, because the
// content security policy forbids inline styles.
func scale(a state.Answer) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<figure class="place"><svg viewBox="0 0 1000 28" preserveAspectRatio="none" role="img" aria-label="%s">`, a.ScaleText)
	for i, band := range a.Bands {
		end := 1.0
		if i+1 < len(a.Bands) {
			end = a.Bands[i+1].From
		}
		fmt.Fprintf(&b, `<rect class="b%d" x="%.1f" y="10" width="%.1f" height="8"/>`,
			i+1, band.From*1000, max(0, (end-band.From)*1000-2))
	}
	fmt.Fprintf(&b, `<rect class="threshold" x="%.1f" y="0" width="2" height="28"/>`, a.Threshold*1000-1)
	fmt.Fprintf(&b, `<rect class="mark" x="%.1f" y="2" width="6" height="24"/></svg>`, a.Probability*1000-3)
	fmt.Fprintf(&b, `<figcaption class="quiet"><span><b>%s</b></span>`, a.Percent)
	for _, text := range a.ScaleLegend {
		fmt.Fprintf(&b, ` <span>%s</span>`, text)
	}
	b.WriteString(`</figcaption></figure>`)
	return b.String()
}
