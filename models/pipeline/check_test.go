//go:build !js

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/synth"
)

// ownTable is a table of another shape than the recipes': other columns among
// those of the contract, in another order.
func ownTable(t *testing.T, n int) []string {
	t.Helper()
	recipe, err := synth.Lookup("v4_landmark")
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, recipe.WriteCSV(&b, n, 3))
	var out []string
	for i, line := range strings.Split(strings.TrimSpace(b.String()), "\n") {
		cells := strings.Split(line, ",")
		site := "07"
		if i == 0 {
			site = "site"
		}
		out = append(out, strings.Join(append([]string{site, cells[9]}, append(cells[:9:9], "")...), ","))
	}
	out[0] += "remarks"
	return out
}

func TestCheck(t *testing.T) {
	folder := t.TempDir()
	in, out := filepath.Join(folder, "own.csv"), filepath.Join(folder, "patients.csv")
	check := func(lines []string) error {
		put(t, in, strings.Join(lines, "\n")+"\n")
		return call("check", "-o", out, in)
	}
	table := ownTable(t, 3000)
	require.NoError(t, check(table))
	rows := patients(t, out)
	require.Len(t, rows.Patients, 3000)
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(text), "patient_id,age,gender,treatment_group,trial_phase,days_in_trial,visits_completed,last_visit_day,adverse_events,dropout\nS3-000001,"),
		"the contract's columns and the label, nothing else")

	edit := func(line int, old, new string) []string {
		lines := append([]string{}, table...)
		require.Contains(t, lines[line], old)
		lines[line] = strings.Replace(lines[line], old, new, 1)
		return lines
	}
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"no label", edit(0, "dropout", "outcome"), "own.csv: line 1: dropout: is not in the header"},
		{"a field missing", edit(0, "adverse_events", "ae"), "own.csv: line 1: adverse_events: is not in the header"},
		{"a label that is no 0 or 1", edit(1, "07,", "07,no"), "own.csv: line 2: dropout: is neither 0 nor 1"},
		{"an answer outside the contract", edit(2, "Phase", "phase"), "own.csv: line 3: trial_phase: is not one of the choices"},
		{"a patient twice", append(append([]string{}, table...), table[1]), "own.csv: row 3001: patient_id: is that of row 1 as well"},
		{"too few who left", ownTable(t, 1500), "at least 500 of each are needed"},
		{"too few even with the refused row", append(ownTable(t, 1500), strings.Replace(table[1], "Phase", "phase", 1)),
			"at least 500 of each are needed, or what is learnt is chance: use a registered model, and recalibrate it to your site; refused rows, 1 in all: line 1502: trial_phase"},
		{"no rows", table[:1], "0 left and 0 stayed"},
		{"nothing", []string{""}, "own.csv: line 1: header: the table is empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.NoError(t, os.Remove(out))
			err := check(c.lines)
			require.ErrorContains(t, err, c.want)
			require.NoFileExists(t, out)
			put(t, out, "")
		})
	}
}

func TestCheckCautions(t *testing.T) {
	folder := t.TempDir()
	in := filepath.Join(folder, "own.csv")
	put(t, in, strings.Join(ownTable(t, 3000), "\n")+"\n")
	var said bytes.Buffer
	require.NoError(t, run([]string{"check", in, "-o", filepath.Join(folder, "patients.csv")}, &said))
	require.Contains(t, said.String(), "3000 patients, 7")
	require.Contains(t, said.String(), "caution: below 4500 of each outcome")
}

// A table that is wrong in every line is not repeated line by line.
func TestManyProblems(t *testing.T) {
	lines := ownTable(t, 3000)
	for i := 1; i < len(lines); i++ {
		lines[i] = strings.Replace(lines[i], "Phase", "phase", 1)
	}
	in := filepath.Join(t.TempDir(), "own.csv")
	put(t, in, strings.Join(lines, "\n")+"\n")
	err := call("check", "-o", in+".out", in)
	require.ErrorContains(t, err, "line 21: trial_phase")
	require.ErrorContains(t, err, "; and 2980 more")
	require.NotContains(t, err.Error(), "line 22:")
}
