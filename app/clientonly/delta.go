package app

import (
	"strconv"
	"strings"
)

// between separates the fields of a delta; HTML that holds it has none.
const between = "\x1f"

// delta tells apart two pieces of HTML of one shape: the same elements with the
// same attributes, which differ in the values of attributes and in the texts of
// elements that hold nothing else. Elements are numbered in document order from
// the root, which is 0; it returns how many there are. Changes are threes of an
// element's number, an attribute's name ("" for its text) and the new value. ok is
// false if the shapes differ, or the HTML is not plain: attributes in double
// quotes, and only the entities that html.EscapeString writes.
func delta(old, fresh string) (elements int, changes string, ok bool) {
	var d differ
	for old != "" && fresh != "" {
		tagA, textA, restA := tag(old)
		tagB, textB, restB := tag(fresh)
		if !d.tags(tagA, tagB) {
			return 0, "", false
		}
		if textA != textB {
			alone := !strings.HasPrefix(tagA, "</") && strings.HasPrefix(restA, "</") && strings.HasPrefix(restB, "</")
			if !alone || !d.change("", textB) {
				return 0, "", false
			}
		}
		old, fresh = restA, restB
	}
	return d.elements, strings.Join(d.changes, between), old == "" && fresh == ""
}

// tag cuts HTML after the tag that it begins with and the text that follows it.
func tag(html string) (tag, text, rest string) {
	end := strings.IndexByte(html, '>') + 1
	if end == 0 {
		end = len(html)
	}
	tag, html = html[:end], html[end:]
	text, _, _ = strings.Cut(html, "<")
	return tag, text, html[len(text):]
}

// A differ goes through two pieces of HTML at once.
type differ struct {
	elements int
	changes  []string
}

// tags takes the next tag of both. It reports whether they have one shape.
func (d *differ) tags(a, b string) bool {
	if strings.HasPrefix(a, "</") {
		return a == b
	}
	d.elements++
	if strings.Count(a, `"`)%2 != 0 { // a quoted ">"
		return false
	}
	return a == b || d.attributes(a, b)
}

// attributes compares tags: what stands outside of quotes is their shape.
func (d *differ) attributes(a, b string) bool {
	for {
		outsideA, restA, moreA := strings.Cut(a, `"`)
		outsideB, restB, moreB := strings.Cut(b, `"`)
		if outsideA != outsideB || moreA != moreB {
			return false
		}
		if !moreA {
			return true
		}
		var valueA, valueB string
		valueA, a, _ = strings.Cut(restA, `"`)
		valueB, b, _ = strings.Cut(restB, `"`)
		name := outsideA[strings.LastIndexByte(outsideA, ' ')+1:]
		if valueA != valueB && !d.change(strings.TrimSuffix(name, "="), valueB) {
			return false
		}
	}
}

// change notes that the element that was counted last has another value.
func (d *differ) change(name, value string) bool {
	value, plain := unescape(value)
	d.changes = append(d.changes, strconv.Itoa(d.elements-1), name, value)
	return plain && !strings.Contains(value, between)
}

var entities = []struct{ written, meant string }{
	{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}, {"&#34;", `"`}, {"&#39;", "'"},
}

// unescape is the reverse of html.EscapeString. It reports false for any other
// entity.
func unescape(text string) (string, bool) {
	if !strings.Contains(text, "&") {
		return text, true
	}
	var b strings.Builder
next:
	for text != "" {
		before, _, found := strings.Cut(text, "&")
		b.WriteString(before)
		if !found {
			break
		}
		text = text[len(before):]
		for _, e := range entities {
			if rest, is := strings.CutPrefix(text, e.written); is {
				b.WriteString(e.meant)
				text = rest
				continue next
			}
		}
		return "", false
	}
	return b.String(), true
}
