package lgbm

import (
	"bytes"
	"errors"
	"fmt"
	"math"
)

// headerKeys are the keys of the first block, in versions v2 to v4.
var headerKeys = map[string]keyKind{
	"version":                withValue,
	"num_class":              withValue,
	"num_tree_per_iteration": withValue,
	"label_index":            withValue,
	"max_feature_idx":        withValue,
	"objective":              withValue,
	"average_output":         bare,
	"feature_names":          withValue,
	"monotone_constraints":   withValue,
	"feature_infos":          withValue,
	"tree_sizes":             withValue,
}

// A header is the first block of a file, checked.
type header struct {
	version   field
	names     []string
	sigmoid   float64
	treeSizes []int // bytes, from "Tree=" to the second blank line
	sizesLine int
}

// readHeader reads the first line and the first block.
func readHeader(r *lineReader) (header, error) {
	if err := r.expect("tree"); err != nil {
		return header{}, err
	}
	b, err := r.block(headerKeys)
	if err != nil {
		return header{}, err
	}
	var h header
	if h.version, err = readVersion(b); err != nil {
		return header{}, err
	}
	if err := refuseKinds(b); err != nil {
		return header{}, err
	}
	if h.sigmoid, err = readObjective(b); err != nil {
		return header{}, err
	}
	if h.names, err = readFeatures(b); err != nil {
		return header{}, err
	}
	if h.treeSizes, h.sizesLine, err = readTreeSizes(b); err != nil {
		return header{}, err
	}
	return h, nil
}

func readVersion(b block) (field, error) {
	f, err := b.need("version")
	if err != nil {
		return field{}, err
	}
	switch string(f.value) {
	case "v2", "v3", "v4":
		return f, nil
	}
	return field{}, unsupported(f.line, "version", "%s is not supported; v2, v3 and v4 are", quote(f.value))
}

// refuseKinds names the kinds of model that are left out on purpose.
func refuseKinds(b block) error {
	if f, ok := b.fields["average_output"]; ok {
		return unsupported(f.line, "average_output", "random forest averaging is not supported")
	}
	for _, key := range []string{"num_class", "num_tree_per_iteration"} {
		n, err := b.integer(key, 1, math.MaxInt32)
		if err != nil {
			return err
		}
		if n != 1 {
			return unsupported(b.fields[key].line, key, "%d: several classes are not supported", n)
		}
	}
	_, err := b.integer("label_index", 0, math.MaxInt32)
	return err
}

// readObjective returns the s of "binary sigmoid:s".
func readObjective(b block) (float64, error) {
	f, ok := b.fields["objective"]
	if !ok {
		return 0, unsupported(b.line, "objective", "missing; models of a custom objective are not supported")
	}
	name, rest, _ := bytes.Cut(f.value, []byte(" "))
	if string(name) != "binary" {
		return 0, unsupported(f.line, "objective", "%s is not supported; binary is", quote(name))
	}
	number, ok := bytes.CutPrefix(rest, []byte("sigmoid:"))
	if !ok {
		return 0, malformed(f.line, "objective", "%s where \"sigmoid:\" and a number must stand", quote(rest))
	}
	s, err := parseFloat(number)
	if err != nil {
		return 0, malformed(f.line, "objective", "sigmoid: %v", err)
	}
	if s <= 0 {
		return 0, malformed(f.line, "objective", "sigmoid: %s is not above 0", quote(number))
	}
	return s, nil
}

// readFeatures returns the feature names, after checking that everything that
// is stated per feature agrees on how many there are.
//
// The entries of feature_infos (ranges seen in training) are counted and not
// read: they take no part in a score, and may be infinite.
func readFeatures(b block) ([]string, error) {
	last, err := b.integer("max_feature_idx", 0, math.MaxInt32-1)
	if err != nil {
		return nil, err
	}
	seen := make(map[string]bool)
	names, err := list(b, "feature_names", last+1, func(tok []byte) (string, error) {
		name := string(tok)
		if name == "" {
			return "", errors.New("empty name")
		}
		if seen[name] {
			return "", fmt.Errorf("%s appears twice", quote(tok))
		}
		seen[name] = true
		return name, nil
	})
	if err != nil {
		return nil, err
	}
	_, err = list(b, "feature_infos", last+1, func(tok []byte) (struct{}, error) {
		if len(tok) == 0 {
			return struct{}{}, errors.New("empty entry")
		}
		return struct{}{}, nil
	})
	if err != nil {
		return nil, err
	}
	if _, ok := b.fields["monotone_constraints"]; ok {
		if _, err := b.integers("monotone_constraints", last+1, -1, 1); err != nil {
			return nil, err
		}
	}
	return names, nil
}

func readTreeSizes(b block) (sizes []int, line int, err error) {
	f, err := b.need("tree_sizes")
	if err != nil {
		return nil, 0, err
	}
	if len(f.value) == 0 {
		return nil, 0, unsupported(f.line, "tree_sizes", "a model without trees is not supported")
	}
	sizes, err = b.integers("tree_sizes", tokens(f.value), 1, maxText)
	return sizes, f.line, err
}

// normalise returns a copy of text whose version line says v3, the newest that
// leaves accepts. Nothing that came after v3 is left in a checked file: v4
// added linear trees and is otherwise the same.
func normalise(text []byte, version field) []byte {
	out := bytes.Clone(text)
	line := fmt.Appendf(nil, "\nversion=%s\n", version.value)
	at := bytes.Index(out, line) // the line has been read, so it is there
	copy(out[at:], "\nversion=v3\n")
	return out
}
