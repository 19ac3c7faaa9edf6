package lgbm

import "strconv"

// Parse reads a LightGBM text model of version v2, v3 or v4 and checks all of
// it; see the package comment for what is accepted. The text is not kept.
//
// On error the model is nil and the error is a [*ParseError]. It wraps
// [ErrUnsupported] if the file uses a part of LightGBM that is left out on
// purpose. No bytes make Parse panic or loop, and the memory it takes is
// bounded by a multiple of len(text).
//
// Source: LightGBM's src/boosting/gbdt_model_text.cpp and src/io/tree.cpp, and
// files written by it.
func Parse(text []byte) (*Model, error) {
	if err := checkText(text); err != nil {
		return nil, err
	}
	r := &lineReader{text: text}
	h, err := readHeader(r)
	if err != nil {
		return nil, err
	}
	m := &Model{
		format:     string(h.version.value),
		names:      h.names,
		sigmoid:    h.sigmoid,
		normalised: normalise(text, h.version),
	}
	for i, size := range h.treeSizes {
		start := r.pos
		if err := r.expect("Tree=" + strconv.Itoa(i)); err != nil {
			return nil, err
		}
		t, err := readTree(r, len(h.names))
		if err != nil {
			return nil, err
		}
		if used := r.pos - start; used != size {
			return nil, malformed(h.sizesLine, "tree_sizes", "tree %d has %d bytes, not %d", i, used, size)
		}
		m.trees = append(m.trees, t)
	}
	if err := r.expect("end of trees"); err != nil {
		return nil, err
	}
	if err := readTrailer(r, h.names); err != nil {
		return nil, err
	}
	m.flat = flatten(m.trees)
	return m, nil
}
