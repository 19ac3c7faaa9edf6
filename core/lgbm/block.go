package lgbm

import (
	"bytes"
	"math"
	"unicode/utf8"
)

// maxText bounds a model file, in bytes, so that every node of it can be
// numbered in an int32 and no page runs out of memory. The models of this
// product are less than a hundredth of it.
const maxText = 1 << 26

// checkText refuses bytes that no line of a model holds, before lines are cut.
func checkText(text []byte) error {
	if len(text) > maxText {
		return malformed(1, "", "%d bytes, at most %d are read", len(text), maxText)
	}
	number := 0
	for line := range bytes.Lines(text) {
		number++
		if line[len(line)-1] != '\n' {
			return malformed(number, "", "the file ends inside a line")
		}
		for _, c := range line[:len(line)-1] {
			if c == '\r' {
				return malformed(number, "", "carriage return; lines must end in LF alone")
			}
			if c < ' ' || c == 0x7f {
				return malformed(number, "", "control character 0x%02x", c)
			}
		}
		if !utf8.Valid(line) {
			return malformed(number, "", "not UTF-8 text")
		}
	}
	if number == 0 {
		return malformed(1, "", "the file is empty")
	}
	return nil
}

// A lineReader cuts checked text into lines.
type lineReader struct {
	text []byte
	pos  int // start of the next line
	line int // number of the line last read
}

// next returns the next line without its LF, and false at the end.
func (r *lineReader) next() ([]byte, bool) {
	if r.pos >= len(r.text) {
		return nil, false
	}
	r.line++
	end := r.pos + bytes.IndexByte(r.text[r.pos:], '\n') // checkText: there is one
	line := r.text[r.pos:end]
	r.pos = end + 1
	return line, true
}

// expect reads one line that must be want.
func (r *lineReader) expect(want string) error {
	line, ok := r.next()
	if !ok {
		return malformed(r.line, "", "the file ends where %q must follow", want)
	}
	if string(line) != want {
		return malformed(r.line, "", "%s where %q must stand", quote(line), want)
	}
	return nil
}

// A field is the value of one key and the line it stands on.
type field struct {
	value []byte
	line  int
}

// A block is a set of key=value lines that ends with a blank line.
type block struct {
	fields map[string]field
	line   int // of the blank line, for what is missing
}

// block reads lines up to and with the next blank one. Keys must be in known,
// each at most once, so the block is no larger than known.
func (r *lineReader) block(known map[string]keyKind) (block, error) {
	b := block{fields: make(map[string]field, len(known))}
	for {
		line, ok := r.next()
		if !ok {
			return block{}, malformed(r.line, "", "the file ends before a blank line")
		}
		if len(line) == 0 {
			b.line = r.line
			return b, nil
		}
		name, value, hasValue := bytes.Cut(line, []byte("="))
		kind, ok := known[string(name)]
		if !ok {
			return block{}, malformed(r.line, "", "unknown key %s", quote(name))
		}
		key := string(name)
		if hasValue == (kind == bare) {
			return block{}, malformed(r.line, key, "not in the form key=value")
		}
		if _, twice := b.fields[key]; twice {
			return block{}, malformed(r.line, key, "appears twice")
		}
		b.fields[key] = field{value, r.line}
	}
}

// keyKind says how a key is written: with "=value", or bare.
type keyKind uint8

const (
	withValue keyKind = iota
	bare
)

// need returns the field of a key that must be there.
func (b block) need(key string) (field, error) {
	f, ok := b.fields[key]
	if !ok {
		return field{}, malformed(b.line, key, "missing")
	}
	return f, nil
}

// absent reports whether the file has no value for an optional key: not the
// key, or, as LightGBM writes for a tree of one leaf, the key without a value.
func (b block) absent(key string, leaves int) bool {
	f, ok := b.fields[key]
	return !ok || leaves == 1 && len(f.value) == 0
}

// integer reads a needed key that holds one whole number in lo..hi.
func (b block) integer(key string, lo, hi int) (int, error) {
	f, err := b.need(key)
	if err != nil {
		return 0, err
	}
	v, err := parseInt(f.value, lo, hi)
	if err != nil {
		return 0, malformed(f.line, key, "%v", err)
	}
	return v, nil
}

// integers reads a needed key that holds n whole numbers in lo..hi.
func (b block) integers(key string, n, lo, hi int) ([]int, error) {
	return list(b, key, n, func(tok []byte) (int, error) { return parseInt(tok, lo, hi) })
}

// indexes reads a needed key that holds, for each of n nodes, an index in lo..hi.
func (b block) indexes(key string, n, lo, hi int) ([]int, error) {
	values, err := b.integers(key, n, math.MinInt32, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	for i, v := range values {
		if v < lo || v > hi {
			return nil, malformed(b.fields[key].line, key, "node %d: index %d outside %d..%d", i, v, lo, hi)
		}
	}
	return values, nil
}

// floats reads a needed key that holds n finite numbers.
func (b block) floats(key string, n int) ([]float64, error) {
	return list(b, key, n, parseFloat)
}

// counts reads a needed key that holds n numbers of training rows.
func (b block) counts(key string, n int) ([]int64, error) {
	return list(b, key, n, func(tok []byte) (int64, error) {
		v, err := parseInt(tok, 0, math.MaxInt32)
		return int64(v), err
	})
}

// list reads a needed key that holds n values with single spaces between. The
// values are counted before memory is taken, so n may be any claim.
func list[T any](b block, key string, n int, parse func([]byte) (T, error)) ([]T, error) {
	f, err := b.need(key)
	if err != nil {
		return nil, err
	}
	if got := tokens(f.value); got != n {
		return nil, malformed(f.line, key, "%d values, expected %d", got, n)
	}
	values := make([]T, 0, n)
	for rest := f.value; len(values) < n; {
		var tok []byte
		tok, rest, _ = bytes.Cut(rest, []byte(" "))
		v, err := parse(tok)
		if err != nil {
			return nil, malformed(f.line, key, "value %d: %v", len(values), err)
		}
		values = append(values, v)
	}
	return values, nil
}
