package view

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/core/config"
	"retain/core/patient"
	"retain/core/policy"
	"retain/core/words"
)

// helpContent explains the app. Facts that the program knows (fields, settings,
// levels, figures of the model) are printed from where they are kept.
func (r *Root) helpContent() []app.UI {
	return []app.UI{
		section("use", "How to use it",
			paragraph("Fill in the form on the Patient screen. The answer follows as you type. Assess checks everything, goes to the first field that needs you, and counts the answer in this session's figures. Everything works with the keyboard: Tab moves on, the arrow keys choose, Enter assesses."),
			table("What is on the screen", []string{"Part", "What it says"}, screenParts),
			table("Fields", []string{"Field", "Allowed", "Meaning"}, fieldRows()),
			r.levels(),
		),
		section("privacy", "What happens to data",
			paragraph("The prediction is computed in this browser. What you type is not sent, not stored and not written to any log; closing the page forgets it."),
			paragraph("To check this: “Nothing you type is sent” at the top opens the list of every request this page made since it was opened. Once it says “Ready offline” the app is stored on the device, and assessing makes no request at all. Switch the network off and try. In the browser's developer tools, the Network panel shows the same."),
			paragraph("Two things enforce it: the app has no code that sends a form, and the page carries a content security policy with which the browser refuses every address but this site's own. The server answers only GET and HEAD and refuses anything that would carry data. "+
				"The page also asks the browser not to translate it, because a translation sends what is shown to a service."),
		),
		section("limits", "Evidence and limits",
			list(limits(r)...),
			box("p", "", app.Text("How it did on real trials, its whole card, the registered versions and a self-test: "), link(r.page.Prefix()+modelScreen.path, "Model")),
		),
		section("deployment", "For IT",
			list(
				"The site is one folder of static files. Any static host, any sub-path, or the small server in the same binary will do; dist/SHA256SUMS lists every file.",
				"Serve it over https, or from the computer itself (http://127.0.0.1). Plain http on another host works only while the page stays open, because browsers allow neither offline storage nor encryption there; the line at the top says so.",
				"Give it an origin (host name) of its own. On a shared origin other pages can read what a browser keeps for it.",
				"A host that sends no headers loses clickjacking protection and the server's own policy header; the page carries the rest of the policy itself.",
				"If the host sends no caching headers, the browser itself asks for sw.js once, shortly after a page was opened. The request carries nothing.",
				"Safari removes a site's storage after seven days without use unless the app is installed to the home screen.",
			),
			table("Settings", []string{"Name", "In force", "Meaning", "Default", "Allowed"}, r.settingRows()),
		),
		section("troubleshooting", "Messages and what to do",
			table("Messages", []string{"Message", "Cause", "What to do"}, messages),
		),
	}
}

func section(id, title string, body ...app.UI) app.UI {
	return el("section", "card prose").ID(id).Aria("labelledby", chapterTitleID(id)).
		Body(append([]app.UI{el("h2", "").ID(chapterTitleID(id)).TabIndex(-1).Text(title)}, body...)...)
}

// chapterTitleID is the id of a chapter's heading, which takes the focus when
// an address leads to the chapter.
func chapterTitleID(id string) string { return id + "-title" }

func paragraph(content string) app.UI { return text("p", "", content) }

func list(items ...string) app.UI {
	return box("ul", "points", app.Range(items).Slice(func(i int) app.UI { return text("li", "", items[i]) }))
}

// table draws rows of text; see [grid].
func table(label string, head []string, rows [][]string) app.UI {
	cells := make([][]app.UI, len(rows))
	for i, row := range rows {
		for _, content := range row {
			cells[i] = append(cells[i], app.Text(content))
		}
	}
	return grid(label, head, cells)
}

// grid draws rows of cells; the first cell of a row heads it. A phone shows each
// row as a record, for which every cell carries its column's name.
func grid(label string, head []string, rows [][]app.UI) app.UI {
	return el("div", "table-wrap").TabIndex(0).Role("region").Aria("label", label).Body(box("table", "",
		box("thead", "", box("tr", "", app.Range(head).Slice(func(i int) app.UI {
			if head[i] == "" { // what stands below needs no name
				return el("td", "")
			}
			return el("th", "").Attr("scope", "col").Text(head[i])
		}))),
		box("tbody", "", app.Range(rows).Slice(func(i int) app.UI {
			return box("tr", "", app.Range(rows[i]).Slice(func(j int) app.UI {
				if j == 0 {
					return box("th", "", rows[i][j]).Attr("scope", "row")
				}
				return box("td", "", rows[i][j]).DataSet("label", head[j])
			}))
		})),
	))
}

func fieldRows() [][]string {
	rows := make([][]string, len(patient.Fields))
	for i, f := range patient.Fields {
		rows[i] = []string{f.Label, f.Allowed(), f.Help}
	}
	return rows
}

// settingRows lists the settings with what is in force, and who set it.
func (r *Root) settingRows() [][]string {
	c, known := r.session.Config()
	rows := make([][]string, len(config.Settings))
	for i, s := range config.Settings {
		inForce := "not known: config.json could not be used"
		switch {
		case !s.Site:
			inForce = "the server's own, not known to the page"
		case known:
			v := c.Value(s.Name)
			inForce = orNotSet(v.Text) + " (" + v.Source + ")"
		}
		rows[i] = []string{s.Name, inForce, s.Meaning, orNotSet(s.Default), s.Allowed}
	}
	return rows
}

func orNotSet(value string) string {
	if value == "" {
		return "not set"
	}
	return value
}

// levels prints the policy in force.
func (r *Root) levels() app.UI {
	if r.state.Engine == nil {
		return paragraph("The risk levels are shown here once the model is open.")
	}
	p := r.state.Engine.Policy
	var rows [][]string
	for _, b := range p.Bands {
		rows = append(rows, []string{b.Level, "from " + words.Share(b.From) + " in 100", b.Title + " " + b.Advice})
	}
	return box("div", "",
		table("Risk levels", []string{"Level", "Risk", "Recommended"}, rows),
		paragraph("A patient is flagged, prediction 1, from "+words.Share(p.Threshold)+" in 100 on ("+p.ThresholdSource+" setting). "+straddling(p)),
	)
}

func straddling(p policy.Policy) string {
	for _, b := range p.Bands {
		if p.Straddles(b.Level) {
			return "Some " + b.Level + " patients are flagged and some are not."
		}
	}
	return ""
}
