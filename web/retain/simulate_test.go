package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The baseline's patients: these three rows come from NumPy (testdata of
// core/synth), and 525 of the 1,000 drop out.
func TestSimulateTheBaseline(t *testing.T) {
	got := world{}.call("simulate -recipe v3_causal -n 1000 -seed 42")
	require.Equal(t, 0, got.code, got.stderr)
	require.Empty(t, got.stderr)
	lines := strings.Split(got.stdout, "\n")
	require.Len(t, lines, 1002)
	require.Equal(t, head+",dropout,true_probability", lines[0])
	require.Regexp(t, `^S42-000001,69,Non-binary,Active,Phase II,152,4,113,2,1,0\.6246054176439\d*$`, lines[1])
	require.Regexp(t, `^S42-000500,78,Female,Control,Phase II,324,7,286,0,0,0\.3221522806225\d*$`, lines[500])
	require.Regexp(t, `^S42-001000,54,Male,Control,Phase I,166,2,138,2,1,0\.6438181340495\d*$`, lines[1000])
	dropouts := 0
	for _, line := range lines[1:1001] {
		if strings.Split(line, ",")[9] == "1" {
			dropouts++
		}
	}
	require.Equal(t, 525, dropouts)
}

// What simulate writes, score takes.
func TestSimulateFeedsScore(t *testing.T) {
	for _, recipe := range []string{"v3_causal", "v4_landmark"} {
		out := filepath.Join(t.TempDir(), "labelled.csv")
		require.Equal(t, result{}, world{}.call("simulate -n 200 -seed 4294967295 -recipe", recipe, "-o", out))
		data, err := os.ReadFile(out)
		require.NoError(t, err)
		require.Equal(t, string(data), world{}.call("simulate --seed=4294967295 --n=200 -o - --recipe="+recipe).stdout)
		require.Equal(t, recipe == "v3_causal", strings.Contains(string(data), "true_probability"))
		got := world{}.call("score", out)
		require.Equal(t, 0, got.code, got.stderr)
		require.Equal(t, 201, strings.Count(got.stdout, "\n"))
	}
}

func TestSimulateRefuses(t *testing.T) {
	const (
		recipe   = "retain: simulate: -recipe: allowed: v3_causal or v4_landmark\n\nusage: retain simulate "
		patients = "retain: simulate: -n: allowed: a whole number from 1 to 10000000\n"
		seed     = "retain: simulate: -seed: allowed: a whole number from 0 to 4294967295\n"
	)
	for _, c := range []struct{ name, args, stderr string }{
		{"no recipe", "-n 1 -seed 1", recipe},
		{"unknown recipe", "-recipe v5 -n 1 -seed 1", recipe},
		{"no number", "-recipe v4_landmark -seed 1", patients},
		{"0 patients", "-recipe v4_landmark -n 0 -seed 1", patients},
		{"fewer than 0 patients", "-recipe v4_landmark -n -5 -seed 1", patients},
		{"too many patients", "-recipe v4_landmark -n 10000001 -seed 1", patients},
		{"part of a patient", "-recipe v4_landmark -n 1.5 -seed 1", patients},
		{"no seed", "-recipe v4_landmark -n 1", seed},
		{"seed below the range", "-recipe v4_landmark -n 1 -seed -1", seed},
		{"seed above the range", "-recipe v4_landmark -n 1 -seed 4294967296", seed},
		{"seed in words", "-recipe v4_landmark -n 1 -seed forty-two", seed},
		{"an argument", "-recipe v4_landmark -n 1 -seed 1 out.csv", "retain: simulate: it takes at most 0 arguments\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			got := world{}.call("simulate "+c.args, "-o", filepath.Join(dir, "out.csv"))
			require.Equal(t, 2, got.code)
			require.Contains(t, got.stderr, c.stderr)
			require.Empty(t, got.stdout)
			require.Empty(t, names(t, dir), "nothing is written")
		})
	}
}

func TestSimulateHelp(t *testing.T) {
	got := world{}.call("help simulate")
	require.Equal(t, 0, got.code)
	for _, part := range []string{"-recipe RECIPE", "v4_landmark", "-seed SEED", "0 to 4294967295", "-o FILE", "No real patient"} {
		require.Contains(t, got.stdout, part)
	}
}
