package view

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/models/card"
)

// card is the model card of the version in use, a chapter a section.
func (r *Root) card(version string) []app.UI {
	m := r.state.Models
	switch {
	case m.CardOf != version:
		return []app.UI{section("card", "Model card", paragraph("The card is being read."))}
	case m.Card == nil:
		return []app.UI{section("card", "Model card",
			text("p", "caution", "The card cannot be shown: "+m.CardProblem), paragraph("Predicting does not depend on it."))}
	}
	chapters := m.Card.Sections
	content := []app.UI{section("card", m.Card.Title, box("ul", "points", app.Range(chapters).Slice(func(i int) app.UI {
		return box("li", "", link(r.page.Prefix()+modelScreen.path+"#"+cardID(chapters[i]), chapters[i].Title))
	})))}
	for _, c := range chapters {
		content = append(content, section(cardID(c), c.Title, chapter(c)...))
	}
	return content
}

// cardID sets the chapters of a card apart from those of the page.
func cardID(s card.Section) string { return "card-" + s.ID }

func chapter(s card.Section) []app.UI {
	var body []app.UI
	for _, p := range s.Paragraphs {
		body = append(body, paragraph(p))
	}
	for _, t := range s.Tables {
		body = append(body, text("h3", "", t.Caption), table(s.Title+": "+t.Caption, t.Columns, t.Rows))
	}
	if len(s.Plots) > 0 {
		body = append(body, box("div", "plots", app.Range(s.Plots).Slice(func(i int) app.UI { return figure(s.Plots[i]) })))
	}
	return body
}

// figure is a plot with its axes in words, its legend, and its numbers.
func figure(p card.Plot) app.UI {
	return box("figure", "plot",
		text("h3", "", p.Title),
		text("p", "quiet", p.Y),
		app.Raw(drawing(p)),
		text("p", "quiet across", p.X),
		box("ul", "legend", app.Range(p.Series).Slice(func(i int) app.UI {
			return box("li", "", app.Raw(sample(p.Series[i], i)), app.Text(p.Series[i].Name))
		})),
		box("details", "", text("summary", "", "The same numbers as a table"), table(p.Title+", in numbers", p.Table.Columns, p.Table.Rows)),
	)
}
