// Package view draws the app. Its components get finished values from package
// state, send messages back, and decide nothing.
package view

import (
	"errors"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/port"
	"retain/app/session"
	"retain/app/state"
	"retain/core/config"
	"retain/core/patient"
	"retain/core/unknown"
)

// Root is the one component that go-app mounts; it stays mounted while the user
// moves between screens, so what was typed is still there on the way back.
type Root struct {
	app.Compo

	page    port.Page
	session *session.Session
	now     func() time.Time
	ready   func(error) // told once when the model is opened or refused

	state  state.State
	screen screen
	moved  bool // a screen was shown before: the next one takes the focus
	trial  trial

	// async runs work where it may block, and what work returns on the UI
	// goroutine.
	async     func(work func() func())
	afterDraw func(f func())

	rows      int  // of the next slice of a search
	partsOpen bool // the list of all contributions
}

// NewRoot returns the root of a page. ready is called once: with nil when
// predictions can be made, else with the reason why they cannot.
func NewRoot(page port.Page, s *session.Session, now func() time.Time, ready func(error)) *Root {
	r := &Root{page: page, session: s, now: now, ready: ready, state: state.New(), trial: newTrial(), rows: leastRows}
	r.state.Offline, r.state.Requests = page.Offline(), page.Requests()
	return r
}

// OnMount opens the model and begins to follow the browser's reports.
func (r *Root) OnMount(ctx app.Context) {
	r.page.OnChange(func() {
		ctx.Dispatch(func(app.Context) {
			r.send(state.PageChanged{Offline: r.page.Offline(), Requests: r.page.Requests()})
		})
	})
	r.afterDraw = func(f func()) { ctx.Defer(func(app.Context) { f() }) }
	r.async = func(work func() func()) {
		ctx.Async(func() {
			done := work()
			ctx.Dispatch(func(app.Context) { done() })
		})
	}
	r.session.OnRefusal(func(reason error) {
		ctx.Dispatch(func(app.Context) { r.follow(reason) })
	})
	r.async(func() func() {
		err := r.open()
		var unusable config.Errors
		if !errors.As(err, &unusable) {
			r.page.KeepConfig() // a bad one must not replace the last good copy
		}
		return func() {
			r.follow(err)
			r.ready(r.session.Available())
			r.page.StartOffline() // only now: it must not slow the first answer down
			r.readModels()
			r.prepare()
		}
	})
}

// prepare gets the reasons ready before the first answer asks for them.
func (r *Root) prepare() {
	if e := r.session.Engine(); e != nil && e.Model.Explainer != nil {
		r.async(func() func() {
			r.page.Pause()
			_, _ = e.Model.Explainer() // an answer says if there are none
			return func() {}
		})
	}
}

// follow takes over what the session answers with now: an engine, or none for a
// reason.
func (r *Root) follow(refusal error) {
	if refusal != nil {
		r.send(state.ModelRefused{Reason: refusal.Error()})
		return
	}
	r.send(state.ModelOpened{Engine: r.session.Engine(), SelfTest: r.session.Opened().References(), At: r.now()})
}

// open loads configuration and model. It blocks.
func (r *Root) open() error {
	siteConfig, err := r.page.Config()
	if err != nil {
		return r.session.Refuse(err)
	}
	return r.session.Load(func(path string) ([]byte, error) { return r.page.Asset("models/" + path) }, siteConfig)
}

// OnNav shows the screen of the address.
func (r *Root) OnNav(ctx app.Context) {
	before := r.screen
	r.screen = screenOf(strings.TrimPrefix(ctx.Page().URL().Path, r.page.Prefix()))
	ctx.Page().SetTitle(r.screen.title + " · Retain")
	if r.moved {
		chapter, another := ctx.Page().URL().Fragment, r.screen != before
		r.async(func() func() {
			r.page.NextFrame() // in which the browser gives the focus to what a fragment names, or takes it away
			return func() {
				if another {
					r.page.Focus(titleID)
				}
				r.page.Focus(chapterTitleID(chapter)) // if the address names one; the title would scroll it away
			}
		})
	}
	r.moved = true
	r.readModels()
}

// send applies a message, runs its effects and has the page drawn.
func (r *Root) send(message any) {
	defer r.Update()
	var effects []any
	r.state, effects = state.Update(r.state, message)
	for _, effect := range effects {
		switch e := effect.(type) {
		case state.Refill:
			for i, f := range patient.Fields {
				r.page.SetValue(fieldID(f.Name), r.state.Texts[i])
			}
		case state.Write:
			r.page.SetValue(fieldID(e.Field), e.Text)
			r.send(state.Typed{Field: e.Field, Text: e.Text, At: r.now()})
		case state.Focus:
			r.page.Focus(fieldID(e.Field))
		case state.FocusOn:
			r.afterDraw(func() { r.page.Focus(e.ID) }) // the element may be new
		case state.Verify:
			r.verify(e.Version, e.Reason)
		case state.Reveal:
			r.afterDraw(func() { r.page.Reveal(e.ID) })
		case state.Clip:
			r.copy(e.Text)
		case state.SelectText:
			r.afterDraw(func() { r.page.Select(boxID) })
		case state.File:
			r.page.Keep(e.Name, e.Type, e.Content)
		case state.Print:
			r.page.Print()
		case state.Record:
			if _, err := r.session.Assess([]patient.Patient{e.Patient}); err != nil {
				app.Log("view: record: " + err.Error())
				break
			}
			r.send(state.Counted{Number: r.session.Answers()})
		case state.RecordRange:
			r.send(state.Counted{Number: r.session.CountRange()})
		case state.Continue:
			r.async(func() func() {
				r.page.Pause()
				return func() { r.search(e.Search) }
			})
		}
	}
}

// copy puts a text on the clipboard and tells the state what became of it.
func (r *Root) copy(text string) {
	r.page.Copy(text, func(err error) {
		refused := ""
		if err != nil {
			refused = err.Error()
		}
		r.async(func() func() { return func() { r.send(state.Copied{Text: text, Refused: refused}) } })
	})
}

// Slices of a search, in rows and in time: short enough that typing stays fluent
// on a machine four times slower.
const (
	leastRows = 50
	mostRows  = 1 << 16
	sliceTime = 6 * time.Millisecond
)

// search works out a slice of a range, and finds out how long the next may be.
func (r *Root) search(s *unknown.Search) {
	start := r.now()
	r.send(state.Searched{Search: s, Rows: r.rows})
	switch took := r.now().Sub(start); {
	case took > sliceTime:
		r.rows = max(leastRows, r.rows/2)
	case took < sliceTime/2:
		r.rows = min(mostRows, r.rows*2)
	}
}

// Render draws the frame and the screen in it.
func (r *Root) Render() app.UI {
	var content []app.UI
	switch r.screen.path {
	case patientScreen.path:
		content = r.patientContent()
	case modelScreen.path:
		content = r.modelContent()
	case apiScreen.path:
		content = r.apiContent()
	case helpScreen.path:
		content = r.helpContent()
	default:
		content = []app.UI{box("section", "card",
			text("p", "", "There is nothing at this address. The screens are in the bar above; what you typed is still there."))}
	}
	return box("div", "",
		el("a", "skip").Attr("href", "#main").Text("Skip to content").OnClick(func(ctx app.Context, e app.Event) {
			e.PreventDefault()
			r.page.Focus("main")
		}),
		&header{Screen: r.screen.path, Offline: r.state.Offline, Requests: r.state.Requests, Page: r.page},
		el("main", "").ID("main").TabIndex(-1).Class(r.screen.class).Body(
			append([]app.UI{r.title(), r.banner()}, content...)...),
		&footer{Engine: r.state.Engine, SelfTest: r.state.SelfTest, AppVersion: r.page.AppVersion()},
	)
}

func (r *Root) banner() app.UI {
	b := &banner{Refusal: r.state.Refusal, Configured: r.session.Configured(), Prefix: r.page.Prefix()}
	if e := r.state.Engine; e != nil {
		b.InUse = e.Model.Version
	}
	return b
}
