package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/assess"
)

const (
	head   = "patient_id,age,gender,treatment_group,trial_phase,days_in_trial,visits_completed,last_visit_day,adverse_events"
	rowP   = "P-1234,65,Female,Placebo,Phase III,120,3,105,4"
	rowBad = "B,17,Female,Placebo,Phase III,120,3,121,4"
)

func TestScore(t *testing.T) {
	in := file(t, "in.csv", head+",site\n"+rowP+",7\n"+rowBad+",8\n")
	got := world{}.call("score", in)
	require.Equal(t, 1, got.code)
	require.Equal(t, in+":3: age: is out of range; allowed: a whole number of years from 18 to 85\n"+
		in+":3: last_visit_day: is out of range; allowed: a whole number of days from 0 to days in trial (at most 1000); 0 only when no visit is completed\n",
		got.stderr)
	rows, err := csv.NewReader(strings.NewReader(got.stdout)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 3)
	require.Equal(t, head+",site,dropout_probability,raw_score,dropout_prediction,risk_level,recommended_action,error", strings.Join(rows[0], ","))
	require.Equal(t, rowP+",7", strings.Join(rows[1][:10], ","))
	require.Equal(t, rowBad+",8,,,,,", strings.Join(rows[2][:15], ","))

	// the same patient as JSON: the same answer
	one := world{stdin: p1234}.call("predict -full")
	var a assess.Scored
	require.NoError(t, json.Unmarshal([]byte(one.stdout), &a))
	raw, err := strconv.ParseFloat(rows[1][11], 64)
	require.NoError(t, err)
	require.Equal(t, a.RawScore, raw)
	require.Equal(t, []string{"1", "Critical", "immediate_intervention", ""}, rows[1][12:])
}

// stdin and stdout in every spelling, and -o on either side, write the same.
func TestScorePlaces(t *testing.T) {
	text := head + "\n" + rowP + "\n"
	in := file(t, "in.csv", text)
	want := world{}.call("score", in)
	require.Equal(t, 0, want.code, want.stderr)
	require.Equal(t, want, world{stdin: text}.call("score -"))
	require.Equal(t, want, world{stdin: text}.call("score -o - -"))
	out := filepath.Join(t.TempDir(), "out.csv")
	for _, args := range [][]string{{in, "-o", out}, {"-o", out, in}, {"--o=" + out, in}} {
		require.Equal(t, result{}, world{}.call("score", args...))
		data, err := os.ReadFile(out)
		require.NoError(t, err)
		require.Equal(t, want.stdout, string(data))
		require.NoError(t, os.Remove(out))
	}
}

func TestScoreThreshold(t *testing.T) {
	w := world{stdin: head + "\n" + rowP + "\n", env: map[string]string{"DECISION_THRESHOLD": "0.95"}}
	require.Contains(t, w.call("score -").stdout, ",0,Critical,")
}

// A table that is unusable as a whole leaves the named file as it was, and no
// other one.
func TestOutIsAllOrNothing(t *testing.T) {
	for _, c := range []struct{ name, in, stderr string }{
		{"header", "x\n", ":1: patient_id: is not in the header; allowed: every field of the contract, once"},
		{"column of the result", head + ",error\n", ":1: error: is a column of the result; allowed: a table without it"},
		{"quote", head + "\n" + rowP + "\n\"x\n", ":3: row: a quote is out of place or never closed"},
		{"empty", "", ":1: header: the table is empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, dir := file(t, "in.csv", c.in), t.TempDir()
			out := filepath.Join(dir, "out.csv")
			got := world{}.call("score", in, "-o", out)
			require.Equal(t, 1, got.code)
			require.Contains(t, got.stderr, in+c.stderr)
			require.Empty(t, names(t, dir))

			require.NoError(t, os.WriteFile(out, []byte("before"), 0o644))
			world{}.call("score", in, "-o", out)
			require.Equal(t, []string{"out.csv"}, names(t, dir))
			data, err := os.ReadFile(out)
			require.NoError(t, err)
			require.Equal(t, "before", string(data))

			require.Empty(t, world{}.call("score", in).stdout, "nor is anything printed")
		})
	}
}

func TestOutRefused(t *testing.T) {
	in := file(t, "in.csv", head+"\n"+rowP+"\n")
	dir := t.TempDir()
	for _, out := range []string{dir, filepath.Join(dir, "no", "out.csv"), filepath.Join(in, "out.csv")} {
		got := world{}.call("score", in, "-o", out)
		require.Equal(t, 2, got.code, out)
		require.Contains(t, got.stderr, "retain: ")
		require.Empty(t, got.stdout)
	}
	require.Empty(t, names(t, dir))
}

// A refused row is an error of the data, and yet the result is complete.
func TestOutWithRefusedRows(t *testing.T) {
	in := file(t, "in.csv", head+"\n"+rowP+"\n"+rowBad+"\n")
	out := filepath.Join(t.TempDir(), "out.csv")
	require.Equal(t, 1, world{}.call("score", in, "-o", out).code)
	data, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, 3, strings.Count(string(data), "\n"))
}

// names lists a folder.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}
