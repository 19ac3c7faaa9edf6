package config

import (
	"fmt"
	"strings"
)

// ParseEnvFile reads the lines of a .env file: NAME=value, blank lines, and
// lines that begin with "#"; a byte order mark is skipped. Quotes around a value
// are taken off; nothing is expanded. The error is [Errors] and names each bad line: no "=", an unknown
// name, a name given twice.
func ParseEnvFile(text string) (Layer, error) {
	values := map[string]string{}
	var problems Errors
	for i, line := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		name, value = strings.TrimSpace(name), unquote(strings.TrimSpace(value))
		switch {
		case !ok:
			problems = append(problems, fmt.Sprintf(".env:%d: no \"=\"; allowed: NAME=value", i+1))
		case !known(name):
			problems = append(problems, fmt.Sprintf(".env:%d: %s: not a setting; allowed: %s", i+1, name, strings.Join(names(), ", ")))
		case values[name] != "":
			problems = append(problems, fmt.Sprintf(".env:%d: %s: given twice", i+1, name))
		default:
			values[name] = value
		}
	}
	if len(problems) > 0 {
		return Layer{}, problems
	}
	return Layer{FromFile, func(name string) (string, bool) { v, ok := values[name]; return v, ok }}, nil
}

func unquote(s string) string {
	if n := len(s); n >= 2 && (s[0] == '"' || s[0] == '\'') && s[n-1] == s[0] {
		return s[1 : n-1]
	}
	return s
}

func names() []string {
	var out []string
	for _, s := range Settings {
		out = append(out, s.Name)
	}
	return out
}

func known(name string) bool {
	for _, s := range Settings {
		if s.Name == name {
			return true
		}
	}
	return false
}
