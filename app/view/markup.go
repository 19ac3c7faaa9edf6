package view

import (
	"html"
	"strings"
)

// What only shows something, and changes with every key, is written as pieces of
// HTML: the browser makes each of them in one call, where go-app makes node by
// node, a few hundred of them for a result, at 60 µs each. Where a key changes
// only texts and attributes of a piece, only these are written into the page
// (app/clientonly): so a piece keeps its elements, and a text that comes and goes
// stands alone in one. These functions take and return finished HTML; only esc
// makes some from text.

// esc makes HTML of text.
func esc(text string) string { return html.EscapeString(text) }

// tag is an element of a class; "" is none. Attributes may follow its name:
// `th scope="row"`.
func tag(name, class string, content ...string) string {
	end, _, _ := strings.Cut(name, " ")
	if class != "" {
		name += ` class="` + class + `"`
	}
	return "<" + name + ">" + strings.Join(content, "") + "</" + end + ">"
}

// tagIf is the same, or nothing where text is empty.
func tagIf(name, class, text string) string {
	if text == "" {
		return ""
	}
	return tag(name, class, esc(text))
}

// each joins what f makes of the items.
func each[T any](items []T, f func(T) string) string {
	var b strings.Builder
	for _, item := range items {
		b.WriteString(f(item))
	}
	return b.String()
}
