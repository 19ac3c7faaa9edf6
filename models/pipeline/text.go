package main

import (
	"bytes"
	"encoding/json"
	"fmt"

	"retain/models/manifest"
)

// manifestText writes a manifest with one member a line, and one reference
// patient a line, so that a change shows as what it is.
func manifestText(m manifest.Manifest) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	return append(object(b.Bytes(), "  ", map[string]layout{
		"reference": func(member []byte) []byte {
			return object(member, "    ", map[string]layout{"patients": list, "raw": list})
		},
	}), '\n'), nil
}

// A layout writes one JSON value over several lines.
type layout func(value []byte) []byte

// object writes each member on a line of its own, by a layout if it has one.
func object(value []byte, indent string, layouts map[string]layout) []byte {
	dec := json.NewDecoder(bytes.NewReader(value))
	must(dec.Token())
	var lines [][]byte
	for dec.More() {
		name := must(dec.Token()).(string)
		var member json.RawMessage
		must(0, dec.Decode(&member))
		if as := layouts[name]; as != nil {
			member = as(member)
		}
		lines = append(lines, fmt.Appendf(nil, "%s%q: %s", indent, name, member))
	}
	return enclose('{', lines, indent[2:], '}')
}

// list writes each element on a line of its own.
func list(value []byte) []byte {
	dec := json.NewDecoder(bytes.NewReader(value))
	must(dec.Token())
	var lines [][]byte
	for dec.More() {
		var element json.RawMessage
		must(0, dec.Decode(&element))
		lines = append(lines, append([]byte("      "), element...))
	}
	return enclose('[', lines, "    ", ']')
}

func enclose(open byte, lines [][]byte, indent string, end byte) []byte {
	out := append([]byte{open, '\n'}, bytes.Join(lines, []byte(",\n"))...)
	return append(append(append(out, '\n'), indent...), end)
}

// must unwraps what cannot fail: reading JSON that was just written.
func must[T any](value T, err error) T {
	if err != nil {
		panic("pipeline: internal error: " + err.Error())
	}
	return value
}
