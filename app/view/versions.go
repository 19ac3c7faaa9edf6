package view

import (
	"fmt"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/session"
	"retain/app/state"
)

// versions is the registry as a table, and below it the change that is asked for.
func (r *Root) versions() []app.UI {
	m := r.state.Models
	body := []app.UI{paragraph("The site's configuration chooses a version. Another one can be used on this page until it is closed; " +
		"it is verified as completely as at the start, and what is typed is scored again.")}
	switch {
	case m.Problem != "":
		return append(body, text("p", "caution", "The registry cannot be read: "+m.Problem))
	case m.Versions == nil:
		return append(body, paragraph("The registry is being read."))
	}
	rows := make([][]app.UI, len(m.Versions))
	for i, v := range m.Versions {
		rows[i] = r.versionRow(v)
	}
	told := text("p", "told", m.Told)
	if m.Refused {
		told.Class("caution")
	}
	return append(body,
		grid("Registered versions", []string{"Version", "Stage", "Counts leaving", "Trained on", "AUC", "Calibration", "SHA-256 of model.txt", "Use"}, rows),
		box("div", "", told.Hidden(m.Told == "")).Role("status"),
		r.change(),
	)
}

func (r *Root) versionRow(v session.Version) []app.UI {
	row := state.PresentVersion(v)
	cells := make([]app.UI, 0, 8)
	for _, content := range []string{row.Version, row.Stage, row.Horizon, row.Trained, row.AUC, row.Calibration} {
		cells = append(cells, app.Text(content))
	}
	cells = append(cells, text("code", "hash", fmt.Sprintf("%.8s", row.SHA256)).Hidden(row.SHA256 == ""))
	if e := r.state.Engine; e != nil && e.Model.Version == row.Version {
		return append(cells, text("b", "", "In use"))
	}
	return append(cells, &useButton{Version: row.Version, Disabled: r.state.Models.Verifying, Form: r})
}

// useButton asks for a version.
type useButton struct {
	app.Compo

	Version  string
	Disabled bool
	Form     form
}

func (b *useButton) Render() app.UI {
	return button("Use "+b.Version, func() { b.Form.send(state.Chosen{Version: b.Version}) }).
		ID(state.UseID(b.Version)).Attr("disabled", b.Disabled)
}

// change asks for the reason of a change; nothing is shown while none is wanted.
func (r *Root) change() app.UI {
	m := r.state.Models
	if m.Choice == "" {
		return box("div", "")
	}
	use := "Use " + m.Choice + " now"
	if m.Verifying {
		use = "Verifying " + m.Choice
	}
	return el("form", "change").Aria("label", "Use "+m.Choice).Attr("novalidate", "true").Attr("autocomplete", "off").
		On("submit", r.changeConfirmed).Body(append(r.reason(),
		box("div", "buttons",
			text("button", "main", use).Attr("type", "submit").Attr("disabled", m.Verifying).On("mousedown", keepStill),
			&abandonButton{Disabled: m.Verifying, Form: r},
		))...)
}

// reason is the field of a change. Like those of the form, it holds its text
// itself.
func (r *Root) reason() []app.UI {
	m := r.state.Models
	const hintID, warningID = state.ReasonID + "-hint", state.ReasonID + "-warning"
	invalid, hint := "false", text("p", "hint", "For the list below. No names or other personal details.")
	if m.ReasonProblem != "" {
		invalid, hint = "true", text("p", "hint wrong", m.ReasonProblem)
	}
	warning := m.ReasonWarning()
	return []app.UI{
		el("label", "").Attr("for", state.ReasonID).Text("Why " + m.Choice + "?"),
		el("input", "").Attr("type", "text").ID(state.ReasonID).Aria("required", "true").Aria("invalid", invalid).
			Aria("describedby", hintID+" "+warningID).On("input", r.reasonTyped),
		hint.ID(hintID),
		text("p", "hint caution", warning).ID(warningID).Hidden(warning == ""),
	}
}

func (r *Root) reasonTyped(ctx app.Context, _ app.Event) {
	r.send(state.ReasonTyped{Text: ctx.JSSrc().Get("value").String()})
}

func (r *Root) changeConfirmed(_ app.Context, e app.Event) {
	e.PreventDefault()
	r.send(state.Confirmed{})
}

// abandonButton takes a wish for another version back.
type abandonButton struct {
	app.Compo

	Disabled bool
	Form     form
}

func (b *abandonButton) Render() app.UI {
	return button("Cancel", func() { b.Form.send(state.Abandoned{}) }).Attr("disabled", b.Disabled).On("mousedown", keepStill)
}

// changes is the session's log.
func (r *Root) changes() []app.UI {
	log := r.session.Changes()
	gone := paragraph("This list is kept on this page only. It is gone when the page is closed or reloaded, and with it the change: print the page if it has to be kept.")
	if len(log) == 0 {
		return []app.UI{paragraph("None since this page was opened."), gone}
	}
	rows := make([][]string, len(log))
	for i, c := range log {
		rows[i] = state.ChangeRow(c)
	}
	return []app.UI{table("Changes, oldest first", []string{"Time", "Event", "From", "To", "Reason"}, rows), gone}
}
