package view

import (
	"fmt"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/session"
	"retain/app/state"
	"retain/models/manifest"
)

// modelContent is everything that is known of the registered versions, and of
// the one in use.
func (r *Root) modelContent() []app.UI {
	content := []app.UI{
		section("versions", "Versions", r.versions()...),
		section("changes", "Changes in this session", r.changes()...),
	}
	if o := r.session.Opened(); o != nil && r.state.Engine != nil {
		content = append(content,
			section("self-test", "Self-test", r.selfTest(o)...),
			section("identity", "What exactly is in use", r.identity(o)...),
		)
		content = append(content, r.card(o.Model.Version)...)
	}
	return content
}

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
	hint := text("p", "hint", "For the list below. No names or other personal details.")
	if m.ReasonProblem != "" {
		hint = text("p", "hint wrong", m.ReasonProblem)
	}
	invalid := "false"
	if m.ReasonProblem != "" {
		invalid = "true"
	}
	warning := m.ReasonWarning()
	use := "Use " + m.Choice + " now"
	if m.Verifying {
		use = "Verifying " + m.Choice
	}
	return el("form", "change").Aria("label", "Use "+m.Choice).Attr("novalidate", "true").Attr("autocomplete", "off").
		On("submit", r.changeConfirmed).Body(
		el("label", "").Attr("for", state.ReasonID).Text("Why "+m.Choice+"?"),
		el("input", "").Attr("type", "text").ID(state.ReasonID).Aria("required", "true").Aria("invalid", invalid).
			Aria("describedby", state.ReasonID+"-hint").On("input", r.reasonTyped),
		hint.ID(state.ReasonID+"-hint"),
		text("p", "hint caution", warning).Hidden(warning == ""),
		box("div", "buttons",
			text("button", "main", use).Attr("type", "submit").Attr("disabled", m.Verifying).On("mousedown", keepStill),
			&abandonButton{Disabled: m.Verifying, Form: r},
		),
	)
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
		return []app.UI{paragraph("None: the version that the site is set to has been in use since the page was opened."), gone}
	}
	rows := make([][]string, len(log))
	for i, c := range log {
		rows[i] = state.ChangeRow(c)
	}
	return []app.UI{table("Changes, oldest first", []string{"Time", "Event", "From", "To", "Reason"}, rows), gone}
}

// selfTest runs the reference patients on demand.
func (r *Root) selfTest(o *manifest.Opened) []app.UI {
	body := []app.UI{
		paragraph("The version's manifest holds reference patients with the raw scores that LightGBM itself gave them. Two evaluators " +
			"that share no code must give the same scores, bit for bit. This was done when the model was opened; it can be done again at any time."),
		box("div", "buttons", &testButton{Root: r}),
	}
	outcome := box("div", "").Role("status").ID("self-test-outcome")
	if t := r.state.Models.Test; t != nil {
		outcome.Body(known(state.TestFacts(*t)))
	}
	return append(body, outcome)
}

// testButton runs the self-test.
type testButton struct {
	app.Compo

	Root *Root
}

func (b *testButton) Render() app.UI {
	return button("Run the self-test", func() {
		if t, err := b.Root.session.SelfTest(); err == nil { // else there is no model, and the banner says so
			b.Root.send(state.Tested{Result: t})
		}
	})
}

// known is a list of what is known, a line a fact.
func known(facts []state.Fact) app.UI {
	return box("dl", "known", app.Range(facts).Slice(func(i int) app.UI {
		value := app.UI(app.Text(facts[i].Value))
		if facts[i].Exact {
			value = text("code", "", facts[i].Value)
		}
		return box("div", "", text("dt", "", facts[i].Name), box("dd", "", value))
	}))
}

// identity names what a statistician or auditor has to find again.
func (r *Root) identity(o *manifest.Opened) []app.UI {
	return []app.UI{known(state.Identity(o, r.entry(o.Model.Version))), r.downloads(o.Model.Version)}
}

// entry is what the registry's list says of a version.
func (r *Root) entry(version string) manifest.IndexEntry {
	for _, v := range r.state.Models.Versions {
		if v.Entry.Version == version {
			return v.Entry
		}
	}
	return manifest.IndexEntry{}
}

// downloads leads to the files of a version.
func (r *Root) downloads(version string) app.UI {
	items := []app.UI{}
	for _, name := range []string{"model.txt", "manifest.json", "card.md"} {
		if asset := "models/" + version + "/" + name; r.page.AssetURL(asset) != "" {
			items = append(items, box("li", "", &fileLink{Asset: asset, As: version + "-" + name, Name: name, Root: r}))
		}
	}
	problem := r.state.Models.FileProblem
	return box("div", "", text("h3", "", "Files"), box("ul", "points", items...),
		box("div", "", text("p", "caution", problem).Hidden(problem == "")).Role("status"))
}

// fileLink saves a file of the site. It is a plain link; a click is answered
// here, because a browser asks the network for a download, past the copy on the
// device.
type fileLink struct {
	app.Compo

	Asset, As, Name string
	Root            *Root
}

func (l *fileLink) Render() app.UI {
	return link(l.Root.page.AssetURL(l.Asset), l.Name).Attr("download", l.As).OnClick(func(ctx app.Context, e app.Event) {
		e.PreventDefault()
		ctx.Async(func() {
			if err := l.Root.page.Save(l.Asset, l.As); err != nil {
				ctx.Dispatch(func(app.Context) { l.Root.send(state.NotSaved{Reason: err.Error()}) })
			}
		})
	})
}

// readModels reads what the Model page shows, once it is on the screen and the
// site's settings are known. Predicting does not wait for it, nor suffer.
func (r *Root) readModels() {
	if _, known := r.session.Config(); !known || r.screen != modelScreen {
		return
	}
	r.readCard()
	if r.state.Models.Versions != nil {
		return
	}
	r.async(func() func() {
		versions, err := r.session.Versions()
		listed := state.Listed{Versions: versions}
		if err != nil {
			listed.Problem = err.Error()
		}
		return func() { r.send(listed) }
	})
}

// readCard reads the card of the version in use.
func (r *Root) readCard() {
	o := r.session.Opened()
	if o == nil || r.state.Models.CardOf == o.Model.Version {
		return
	}
	r.async(func() func() {
		read := state.CardRead{Version: o.Model.Version}
		d, err := r.session.Card(o.Manifest)
		if read.Card = &d; err != nil {
			read.Card, read.Problem = nil, err.Error()
		}
		return func() { r.send(read) }
	})
}

// verify opens a version and puts it to use if it holds.
func (r *Root) verify(version, reason string) {
	r.async(func() func() {
		opened, err := r.session.Open(version)
		return func() {
			if err != nil {
				r.session.Keep(version, reason, err)
				r.send(state.Changed{Refusal: err.Error(), InUse: inUse(r.session)})
				return
			}
			r.session.Use(opened, reason)
			r.follow(nil)
			r.send(state.Changed{})
			r.readModels()
		}
	})
}

func inUse(s *session.Session) string {
	if e := s.Engine(); e != nil {
		return e.Model.Version
	}
	return ""
}

// replaced says on every screen that the version in use is not the one the site
// is set to.
func (r *Root) replaced() app.UI {
	e, configured := r.state.Engine, r.session.Configured()
	if e == nil || e.Model.Version == configured {
		return text("p", "", "").Hidden(true)
	}
	return box("p", "",
		text("b", "", e.Model.Version+" is in use, not "+configured+". "),
		app.Text("It was chosen on this page; the site is set to "+configured+", which answers again after a reload. "),
		link(r.page.Prefix()+modelScreen.path, "Versions and changes"),
	)
}
