package view

import (
	"fmt"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/port"
	"retain/core/assess"
	"retain/core/words"
)

// A screen is one entry of the bar.
type screen struct {
	path    string // after the site's prefix
	name    string // in the bar
	title   string
	purpose string // one sentence under the title
	class   string // layout of the main element
}

var (
	patientScreen = screen{"/", "Patient", "Will this patient stay in the trial?",
		"For people who look after trial patients. It supports a decision, it does not make one.", ""}
	modelScreen = screen{"/model/", "Model", "Model",
		"Which version answers, what it was trained on, how well it does, and how to check it.", "plain"}
	apiScreen = screen{"/api/", "API", "API",
		"The same answers for programs that run in this page. Nothing leaves the device.", "plain"}
	helpScreen = screen{"/help/", "Help", "Help",
		"How to use Retain, what it does with data, where its limits are, and what each message means.", "plain"}
	nowhere = screen{"", "", "No such page", "", "plain"}

	screens = []screen{patientScreen, modelScreen, apiScreen, helpScreen}
)

// titleID is the heading that takes the focus when the screen changes.
const titleID = "title"

// screenOf returns the screen at a path below the site's prefix. A folder's
// index.html is the folder, as on any static host.
func screenOf(path string) screen {
	for _, s := range screens {
		if path == s.path || path == s.path+"index.html" || path+"/" == s.path {
			return s
		}
	}
	return nowhere
}

// What is around a screen's content are components with all that they show as
// fields: a key that changes none of it does not draw it.

// header leads to the screens, and says whether the page works offline and what it
// has requested.
type header struct {
	app.Compo

	Screen   string // path of the one that is shown
	Offline  port.Offline
	Requests []port.Request
	Page     port.Page
}

func (h *header) Render() app.UI {
	links := make([]app.UI, len(screens))
	for i, s := range screens {
		entry := link(h.Page.Prefix()+s.path, s.name)
		if s.path == h.Screen {
			entry.Aria("current", "page")
		}
		links[i] = box("li", "", entry)
	}
	return box("header", "bar", box("div", "",
		text("span", "name", "Retain"),
		el("nav", "").Aria("label", "Screens").Body(box("ul", "", links...)),
		h.privacy(),
	))
}

// privacy says whether the page works offline, and opens the list of what it has
// requested.
func (h *header) privacy() app.UI {
	dot := "dot"
	if h.Offline.State == port.OfflineReady {
		dot = "dot on"
	}
	update := text("p", "quiet", h.Offline.Update).Hidden(h.Offline.Update == "")
	if h.Offline.UpdateReady {
		update = box("p", "update",
			app.Text("A newer version is stored. "),
			button("Switch and reload", h.Page.ActivateUpdate),
		)
	}
	return box("div", "state",
		el("p", "").ID("offline-state").Role("status").Body(
			el("span", dot).Aria("hidden", "true"), app.Text(offlineText(h.Offline))),
		box("details", "requests",
			text("summary", "", sentText(h.Requests)).ID("request-summary"),
			box("div", "panel",
				text("p", "", requestText(h.Requests)+". None of them carries anything you typed: the page has no code that could send it. "+
					"The browser also blocks every other address (content security policy)."),
				box("ul", "", app.Range(h.Requests).Slice(func(i int) app.UI {
					return text("li", "", h.Requests[i].Path)
				})).TabIndex(0).Aria("label", "Requests"), // it scrolls, so the keyboard must reach it
			),
		),
		update,
	)
}

func (r *Root) title() app.UI {
	return box("div", "title",
		el("h1", "").ID(titleID).TabIndex(-1).Text(r.screen.title),
		text("p", "quiet", r.screen.purpose),
	)
}

// banner owns up to which model answers and what it was trained on, on every
// screen.
type banner struct {
	app.Compo

	Refusal    string // why there is no engine; "" if there is one
	InUse      string // version that answers; "" if none does
	Configured string // version the site is set to
	Prefix     string // of the site
}

func (b *banner) Render() app.UI {
	if b.Refusal != "" {
		return el("div", "banner refused").Role("alert").Body(
			box("p", "", text("b", "", "No prediction is possible. "),
				app.Text("Nothing you typed is lost, and no number is shown rather than a wrong one.")),
			text("p", "quiet", b.Refusal),
			box("p", "", app.Text("Reload the page. If this stays, tell the person who installed Retain: "),
				link(b.Prefix+helpScreen.path, "what this means and what to do")),
		)
	}
	return box("div", "banner",
		b.replaced(),
		box("p", "", text("b", "", "Trained on synthetic patients, "),
			app.Text("made by a computer. Not checked at your site yet. "),
			link(b.Prefix+helpScreen.path+"#limits", "Evidence and limits")),
	)
}

// replaced says that the version in use is not the one the site is set to.
func (b *banner) replaced() app.UI {
	if b.InUse == "" || b.InUse == b.Configured {
		return text("p", "", "").Hidden(true)
	}
	return box("p", "",
		text("b", "", b.InUse+" is in use, not "+b.Configured+". "),
		app.Text("It was chosen on this page; the site is set to "+b.Configured+", which answers again after a reload. "),
		link(b.Prefix+modelScreen.path, "Versions and changes"),
	)
}

// footer names everything a score came from.
type footer struct {
	app.Compo

	Engine     *assess.Engine // nil if there is none
	SelfTest   int            // reference patients that passed
	AppVersion string
}

func (f *footer) Render() app.UI {
	e := f.Engine
	if e == nil {
		return text("footer", "", "Retain "+f.AppVersion)
	}
	return text("footer", "", fmt.Sprintf(
		"Model %s, %s, sha %.8s · features %s · policy %s · self-test %d of %d exact · Retain %s",
		e.Model.Version, e.Model.Stage, e.Model.SHA256, e.Model.Features.Name, e.Policy.Version,
		f.SelfTest, f.SelfTest, f.AppVersion))
}

// offlineText says in one line what works without a network.
func offlineText(o port.Offline) string {
	switch o.State {
	case port.OfflineReady:
		return "Ready offline"
	case port.OfflineInstalling:
		if o.Total > 0 { // the worker said how many files there are
			return fmt.Sprintf("Storing for offline use: %d of %d", o.Done, o.Total)
		}
	case port.OfflineUnsupported:
		return "Works only while this page stays open: this window cannot store the app (private window?)"
	case port.OfflineInsecure:
		return "Works only while this page stays open: plain http cannot store the app. Nothing is kept"
	case port.OfflineFailed:
		return "Not available offline: " + o.Detail
	}
	return "Starting"
}

// sentText says that nothing is sent, and counts the requests instead where some
// would be news.
func sentText(requests []port.Request) string {
	if other, late := news(requests); other+late > 0 {
		return requestText(requests)
	}
	return "Nothing you type is sent"
}

// news counts the requests to another site, and those since the page was ready.
func news(requests []port.Request) (other, late int) {
	for _, q := range requests {
		if !q.Own {
			other++
		}
		if q.AfterReady {
			late++
		}
	}
	return other, late
}

// requestText counts the page's requests, and those that would be news.
func requestText(requests []port.Request) string {
	other, late := news(requests)
	counted := words.Count(len(requests), "request") + " since this page was opened, "
	if other > 0 {
		return counted + fmt.Sprintf("%d of them to another site", other)
	}
	counted += "all to this site"
	if late > 0 {
		return counted + fmt.Sprintf(", %d since it was ready", late)
	}
	return counted
}
