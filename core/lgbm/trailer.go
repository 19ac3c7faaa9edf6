package lgbm

import "bytes"

// readTrailer checks what follows the trees: importances, the parameters of
// training, and the categories of a pandas data frame. Nothing of it takes part
// in a score, but an unknown section may mean a format we do not know.
func readTrailer(r *lineReader, names []string) error {
	seen := make(map[string]bool)
	for {
		line, ok := r.next()
		if !ok {
			return nil
		}
		if len(line) == 0 {
			continue
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		section := string(name)
		if section == "feature importances" { // v2 wrote it so
			section = "feature_importances"
		}
		if seen[section] {
			return malformed(r.line, section, "appears twice")
		}
		seen[section] = true
		if err := readSection(r, section, string(value), names); err != nil {
			return err
		}
	}
}

// readSection reads the rest of one section after its first line.
func readSection(r *lineReader, section, value string, names []string) error {
	switch section {
	case "parser":
		return unsupported(r.line, section, "custom parsers are not supported")
	case "pandas_categorical":
		if value != "null" && value != "[]" {
			return unsupported(r.line, section, "categorical columns are not supported")
		}
		return nil
	case "feature_importances", "parameters":
		if value != "" {
			return malformed(r.line, section, "%s after the colon", quote([]byte(value)))
		}
		if section == "parameters" {
			return readParameters(r)
		}
		return readImportances(r, names)
	}
	return malformed(r.line, "", "unknown section %s", quote([]byte(section)))
}

// readImportances reads name=count lines up to a blank one.
func readImportances(r *lineReader, names []string) error {
	known := make(map[string]bool, len(names))
	for _, n := range names {
		known[n] = true
	}
	for {
		line, ok := r.next()
		if !ok || len(line) == 0 {
			return nil
		}
		// The last sign: a name may itself hold one.
		cut := max(0, bytes.LastIndexByte(line, '='))
		if !known[string(line[:cut])] {
			return malformed(r.line, "feature_importances", "unknown feature %s", quote(line[:cut]))
		}
		if !isDecimal(line[cut+1:]) {
			return malformed(r.line, "feature_importances", "%s is not a count", quote(line[cut+1:]))
		}
	}
}

// readParameters reads [key: value] lines up to the mark that ends them.
func readParameters(r *lineReader) error {
	for {
		line, ok := r.next()
		if !ok {
			return malformed(r.line, "parameters", "the file ends before \"end of parameters\"")
		}
		if string(line) == "end of parameters" {
			return nil
		}
		if len(line) > 0 && (line[0] != '[' || line[len(line)-1] != ']') {
			return malformed(r.line, "parameters", "%s is not in the form [key: value]", quote(line))
		}
	}
}
