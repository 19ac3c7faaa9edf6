package view

import "github.com/maxence-charriere/go-app/v9/pkg/app"

// go-app has a type for every kind of element, each with a hundred methods that
// the linker keeps, and every call of such a method costs some bytes more. A
// first visit waits for all of them: the views use the general element type
// throughout (36 kB less), through these three functions.

// el makes an element of a class; "" is none.
func el(tag, class string) app.HTMLElem {
	e := app.Elem(tag)
	if class != "" {
		e.Class(class)
	}
	return e
}

// text is an element that holds only text.
func text(tag, class, content string) app.HTMLElem { return el(tag, class).Text(content) }

// box is an element that holds others.
func box(tag, class string, children ...app.UI) app.HTMLElem { return el(tag, class).Body(children...) }

// link leads to another place of the app.
func link(href, content string) app.HTMLElem {
	return text("a", "", content).Attr("href", href)
}

// button calls f when pressed. An element keeps the first f it was given: go-app
// tells handlers apart by their code. Where f changes, use [sender].
func button(content string, f func()) app.HTMLElem {
	return text("button", "", content).Attr("type", "button").OnClick(func(app.Context, app.Event) { f() })
}

// sender is a button that sends a message: a component of its own, so that each
// has a handler of its own.
type sender struct {
	app.Compo

	Text     string
	Name     string // for a screen reader, where Text is a sign; "" for none
	Class    string
	ID       string // "" for none
	About    string // id of what describes it beside its text; "" for none
	Message  any
	Ended    bool // does nothing now, but keeps the focus that is on it
	Unlisted bool // not a stop of the Tab key
	Form     form
}

func (b *sender) Render() app.UI {
	e := button(b.Text, func() {
		if !b.Ended {
			b.Form.send(b.Message)
		}
	}).Class(b.Class).ID(b.ID).On("mousedown", keepStill)
	if b.Name != "" {
		e.Aria("label", b.Name)
	}
	if b.About != "" {
		e.Aria("describedby", b.About)
	}
	if b.Ended {
		e.Aria("disabled", "true")
	}
	if b.Unlisted {
		e.TabIndex(-1)
	}
	return e
}
