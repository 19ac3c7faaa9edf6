package lgbm

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

	"github.com/stretchr/testify/require"
)

// The golden files are embedded, so that the same tests run natively, in Node
// and in a browser.
//
//go:embed testdata/cases.txt testdata/models.zip testdata/scores.zip testdata/plain/*.txt
var golden embed.FS

// A goldenCase is one entry of testdata/cases.txt.
type goldenCase struct {
	name   string
	why    string
	model  string // in plain/, else in models.zip
	rows   int
	seed   uint64
	scale  int
	digest string
	leaves string // "exact", or part of the refusal of NewLeaves
}

// goldenCases reads the list. A list that is empty, or an entry without a
// reason, is a failure: a test that lost its cases must not pass.
func goldenCases(tb testing.TB) []goldenCase {
	tb.Helper()
	text, err := golden.ReadFile("testdata/cases.txt")
	require.NoError(tb, err)
	var cases []goldenCase
	names := map[string]bool{}
	for _, entry := range strings.Split(string(text), "\n\n") {
		if strings.HasPrefix(entry, "#") {
			continue
		}
		c := readCase(tb, entry)
		require.NotEmpty(tb, c.why, "case %s has no why", c.name)
		require.False(tb, names[c.name], "case %s appears twice", c.name)
		names[c.name] = true
		cases = append(cases, c)
	}
	require.NotEmpty(tb, cases)
	return cases
}

// readCase reads one entry; unknown, repeated and missing keys are failures.
func readCase(tb testing.TB, entry string) goldenCase {
	tb.Helper()
	fields := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(entry), "\n") {
		key, value, ok := strings.Cut(line, ":")
		key = strings.TrimSpace(key)
		require.True(tb, ok, "line %q", line)
		require.NotContains(tb, fields, key)
		fields[key] = strings.TrimSpace(value)
	}
	take := func(key string) string {
		v, ok := fields[key]
		require.True(tb, ok, "entry %q has no %s", entry, key)
		delete(fields, key)
		return v
	}
	c := goldenCase{name: take("name"), why: take("why"), model: take("model"), digest: take("digest"), leaves: take("leaves")}
	var err error
	c.rows, err = strconv.Atoi(take("rows"))
	require.NoError(tb, err)
	c.seed, err = strconv.ParseUint(take("seed"), 10, 64)
	require.NoError(tb, err)
	c.scale, err = strconv.Atoi(take("scale"))
	require.NoError(tb, err)
	require.Empty(tb, fields, "unknown keys in case %s", c.name)
	return c
}

// text returns the model file of a case.
func (c goldenCase) text(tb testing.TB) []byte {
	tb.Helper()
	if strings.HasPrefix(c.model, "plain/") {
		return plain(tb, strings.TrimPrefix(c.model, "plain/"))
	}
	return zipped(tb, "models.zip", c.model)
}

// want returns LightGBM's raw scores of a case.
func (c goldenCase) want(tb testing.TB) []float64 {
	tb.Helper()
	data := zipped(tb, "scores.zip", c.name+".f64")
	require.Len(tb, data, 8*c.rows)
	want := make([]float64, c.rows)
	for i := range want {
		want[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:]))
	}
	return want
}

// goldenModel parses the model of the named case.
func goldenModel(tb testing.TB, name string) (*Model, goldenCase) {
	tb.Helper()
	for _, c := range goldenCases(tb) {
		if c.name == name {
			return mustParse(tb, c.text(tb)), c
		}
	}
	tb.Fatalf("no case %s", name)
	return nil, goldenCase{}
}

func plain(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := golden.ReadFile("testdata/plain/" + name)
	require.NoError(tb, err)
	return data
}

func zipped(tb testing.TB, archive, name string) []byte {
	tb.Helper()
	data, err := golden.ReadFile("testdata/" + archive)
	require.NoError(tb, err)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(tb, err)
	f, err := z.Open(name)
	require.NoError(tb, err)
	defer f.Close()
	data, err = io.ReadAll(f)
	require.NoError(tb, err)
	return data
}

func mustParse(tb testing.TB, text []byte) *Model {
	tb.Helper()
	m, err := Parse(text)
	require.NoError(tb, err)
	return m
}
