// Package paritydata holds the golden files of package lgbm for every test that
// needs them: models, LightGBM's own raw scores, and the rows that were scored.
// It is for tests only; no program links it.
//
// make_parity.py in this folder made the files with LightGBM 4.7.0, and says
// how to make them again. Rows are not stored: [Case.Probes] makes them, as
// rows.py did. The files are embedded, so that the same tests run natively, in
// Node and in a browser. Failures end the test that asked.
package paritydata

import (
	"archive/zip"
	"bytes"
	"embed"
	"encoding/binary"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
)

//go:embed cases.txt models.zip scores.zip plain/*.txt
var files embed.FS

// A Case is one entry of cases.txt: a model, and how its rows are made.
type Case struct {
	Name   string
	Why    string // what the case is there to show; never empty
	Model  string // in plain/, else in models.zip
	Rows   int
	Seed   uint64
	Scale  int    // values are drawn 2^Scale times their usual size
	Digest string // of the rows, see [Digest]
	Leaves string // "exact", or part of the refusal of lgbm.NewLeaves
}

// Cases returns the list in its order. An empty list, an entry without a reason
// and a repeated name are failures: a test that lost its cases must not pass.
func Cases(tb testing.TB) []Case {
	tb.Helper()
	var cases []Case
	names := map[string]bool{}
	for _, entry := range strings.Split(string(read(tb, "cases.txt")), "\n\n") {
		if strings.HasPrefix(entry, "#") {
			continue
		}
		c := readCase(tb, entry)
		if c.Why == "" {
			tb.Fatalf("paritydata: case %s has no why", c.Name)
		}
		if names[c.Name] {
			tb.Fatalf("paritydata: case %s appears twice", c.Name)
		}
		names[c.Name] = true
		cases = append(cases, c)
	}
	if len(cases) == 0 {
		tb.Fatal("paritydata: no cases")
	}
	return cases
}

// Named returns the case of that name.
func Named(tb testing.TB, name string) Case {
	tb.Helper()
	for _, c := range Cases(tb) {
		if c.Name == name {
			return c
		}
	}
	tb.Fatalf("paritydata: no case %s", name)
	return Case{}
}

// readCase reads one entry; unknown, repeated and missing keys are failures.
func readCase(tb testing.TB, entry string) Case {
	tb.Helper()
	fields := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(entry), "\n") {
		key, value, ok := strings.Cut(line, ":")
		key = strings.TrimSpace(key)
		if _, twice := fields[key]; !ok || twice {
			tb.Fatalf("paritydata: line %q", line)
		}
		fields[key] = strings.TrimSpace(value)
	}
	take := func(key string) string {
		v, ok := fields[key]
		if !ok {
			tb.Fatalf("paritydata: entry %q has no %s", entry, key)
		}
		delete(fields, key)
		return v
	}
	c := Case{Name: take("name"), Why: take("why"), Model: take("model"), Digest: take("digest"), Leaves: take("leaves")}
	var rows, seed, scale error
	c.Rows, rows = strconv.Atoi(take("rows"))
	c.Seed, seed = strconv.ParseUint(take("seed"), 10, 64)
	c.Scale, scale = strconv.Atoi(take("scale"))
	if rows != nil || seed != nil || scale != nil || len(fields) > 0 {
		tb.Fatalf("paritydata: case %s: %v %v %v, unknown keys %v", c.Name, rows, seed, scale, fields)
	}
	return c
}

// Text returns the model file.
func (c Case) Text(tb testing.TB) []byte {
	tb.Helper()
	if strings.HasPrefix(c.Model, "plain/") {
		return read(tb, c.Model)
	}
	return Unzip(tb, read(tb, "models.zip"), c.Model)
}

// Plain returns a model that is stored as text.
func Plain(tb testing.TB, name string) []byte {
	tb.Helper()
	return read(tb, "plain/"+name)
}

// Scores returns LightGBM's raw scores, one for each row.
func (c Case) Scores(tb testing.TB) []float64 {
	tb.Helper()
	return Floats(tb, Unzip(tb, read(tb, "scores.zip"), c.Name+".f64"), c.Rows)
}

// Unzip returns one file of an archive.
func Unzip(tb testing.TB, archive []byte, name string) []byte {
	tb.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		tb.Fatalf("paritydata: %v", err)
	}
	f, err := z.Open(name)
	if err != nil {
		tb.Fatalf("paritydata: %v", err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		tb.Fatalf("paritydata: %s: %v", name, err)
	}
	return data
}

// Floats reads n little-endian float64, which must be all of data.
func Floats(tb testing.TB, data []byte, n int) []float64 {
	tb.Helper()
	if len(data) != 8*n {
		tb.Fatalf("paritydata: %d bytes, not %d numbers", len(data), n)
	}
	out := make([]float64, n)
	for i := range out {
		out[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:]))
	}
	return out
}

func read(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := files.ReadFile(name)
	if err != nil {
		tb.Fatalf("paritydata: %v", err)
	}
	return data
}
