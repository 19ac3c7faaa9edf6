package view

import (
	"math"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/state"
)

// why draws the reasons: one table, whose bars repeat its numbers. The list of
// all contributions, once opened, is open again when an answer comes back.
func (r *Root) why(w state.Why) app.UI {
	body := []app.UI{app.Raw(tag("div", "",
		tag(`h2 id="why"`, "", esc(w.Title)),
		reasons(w),
		tag("p", "note", esc(w.Note))))}
	if len(w.Parts) > 0 {
		list := []app.UI{text("summary", "", "Every contribution, and how they are computed")}
		if r.partsOpen { // closed, it would only cost every key its time
			list = append(list, app.Raw(parts(w)))
		}
		body = append(body, box("details", "", list...).Attr("open", r.partsOpen).
			On("toggle", func(ctx app.Context, _ app.Event) { r.partsOpen = ctx.JSSrc().Get("open").Bool() }))
	}
	return el("section", "card").Aria("labelledby", "why").Body(body...)
}

func reasons(w state.Why) string {
	if len(w.Bars) == 0 {
		return ""
	}
	return tag(`table aria-labelledby="why"`, "why",
		tag("thead", "visually-hidden", tag("tr", "",
			tag(`th scope="col"`, "", "Reason"), tag("td", ""), tag(`th scope="col"`, "", "In 100"))),
		tag("tbody", "",
			end("A typical training patient", w.Start),
			each(w.Bars, func(b state.Bar) string {
				return tag("tr", "",
					tag(`th scope="row"`, "", tag("span", "headline", esc(b.Headline)), " ", tag("span", "detail", esc(b.Detail))),
					tag("td", "", bar(b.Length)), tag("td", "n", esc(b.Points)))
			}),
			end("This patient", w.End)))
}

// end is the row where the reasons begin, or that to which they lead.
func end(who, risk string) string {
	return tag("tr", "end", tag(`th scope="row"`, "", esc(who)), tag(`td colspan="2"`, "n", esc(risk)))
}

// barWidth is half the width of a bar's drawing: the length of the longest bar.
const barWidth = 70

// bar draws a bar from the middle to the right if it raises the risk, to the
// left if it lowers it.
func bar(length float64) string {
	const middle = barWidth + 2
	class, x, width := "up", float64(middle), math.Abs(length)*barWidth
	if length < 0 {
		class, x = "down", middle-width
	}
	return `<svg viewBox="0 0 144 16" preserveAspectRatio="none" aria-hidden="true"><rect class="` + class + `" x="` + measure(x) +
		`" y="2" width="` + measure(width) + `" height="12"/><path class="axis" d="M72 0v16"/></svg>`
}

// parts lists every contribution.
func parts(w state.Why) string {
	heads := []string{"Feature", "Computed as", "Log-odds"}
	return tag("div", "parts",
		tag(`div tabindex="0" role="region" aria-label="Contributions"`, "table-wrap", tag("table", "",
			tag("thead", "", tag("tr", "", each(heads, func(h string) string { return tag(`th scope="col"`, "", h) }))),
			tag("tbody", "", each(w.Parts, func(p []string) string {
				return tag("tr", "", tag(`th scope="row"`, "", esc(p[0])), tag(`td data-label="Computed as"`, "", esc(p[1])),
					tag(`td data-label="Log-odds"`, "n", esc(p[2])))
			})))),
		each(w.Account, func(a string) string { return tag("p", "note", esc(a)) }))
}
