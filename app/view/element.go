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

// button calls f when pressed. Two buttons of one component need handlers from
// two source lines: go-app tells handlers apart by their code.
func button(content string, f func()) app.HTMLElem {
	return text("button", "", content).Attr("type", "button").OnClick(func(app.Context, app.Event) { f() })
}
