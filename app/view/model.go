package view

import (
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
	o := r.session.Opened()
	if o != nil { // also when it is not in use any more, because it failed
		content = append(content, section("self-test", "Self-test", r.selfTest()...))
	}
	if o != nil && r.state.Engine != nil {
		content = append(content, section("identity", "What exactly is in use", r.identity(o)...))
		content = append(content, r.card(o.Model.Version)...)
	}
	return content
}

// selfTest runs the reference patients on demand.
func (r *Root) selfTest() []app.UI {
	body := []app.UI{
		paragraph("The version's manifest holds reference patients with the raw scores that LightGBM itself gave them. Two evaluators " +
			"that share no code must give the same scores, bit for bit. This was done when the model was opened; it can be done again at any time."),
		box("div", "buttons", &testButton{Disabled: r.state.Engine == nil, Root: r}),
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

	Disabled bool
	Root     *Root
}

func (b *testButton) Render() app.UI {
	return button("Run the self-test", b.Root.runSelfTest).Attr("disabled", b.Disabled)
}

func (r *Root) runSelfTest() {
	if t, err := r.session.SelfTest(); err == nil { // else there is no model, and the banner says so
		r.send(state.Tested{Result: t})
	}
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
