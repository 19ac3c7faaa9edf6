package synth_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/patient"
	"retain/core/synth"
)

var recipeNames = []string{"v3_causal", "v4_landmark"}

func TestLookup(t *testing.T) {
	for i, r := range synth.Recipes() {
		require.Equal(t, recipeNames[i], r.Name)
		found, err := synth.Lookup(r.Name)
		require.NoError(t, err)
		require.Equal(t, r.Name, found.Name)
	}
	_, err := synth.Lookup("v5")
	require.EqualError(t, err, `synth: recipe "v5" is not known; allowed: v3_causal or v4_landmark`)
}

// Every row is inside the contract, its code is its own, and no code looks like
// a name, an e-mail address or a phone number.
func TestRowsAreInsideTheContract(t *testing.T) {
	for _, name := range recipeNames {
		codes := map[string]bool{}
		for row := range recipe(t, name).Rows(20_000, 4294967295) {
			require.NoError(t, row.Validate())
			require.False(t, codes[row.PatientID])
			codes[row.PatientID] = true
		}
		require.Len(t, codes, 20_000)
		require.True(t, codes["S4294967295-000001"] && codes["S4294967295-020000"])
	}
}

func TestNumbersThatAreRefused(t *testing.T) {
	for _, n := range []int{0, -1, synth.MaxPatients + 1} {
		require.Panics(t, func() { recipe(t, "v3_causal").Rows(n, 1) }, "%d", n)
		require.Panics(t, func() { synth.DemoRoster(n, 1) }, "%d", n)
	}
	require.Panics(t, func() { synth.DemoRoster(synth.MaxDemo+1, 1) })
}

func TestSameSeedSameRows(t *testing.T) {
	for _, name := range recipeNames {
		r := recipe(t, name)
		first := slices.Collect(r.Rows(300, 7))
		require.Equal(t, first, slices.Collect(r.Rows(300, 7)), name)
		require.NotEqual(t, first, slices.Collect(r.Rows(300, 8)), name)
		require.Len(t, slices.Collect(r.Rows(1, 7)), 1, name)
	}
	r := recipe(t, "v4_landmark")
	require.Equal(t, slices.Collect(r.Rows(300, 7))[:20], slices.Collect(r.Rows(20, 7)), "a shorter simulation")
}

// A caller may stop in the middle.
func TestRowsCanBeLeft(t *testing.T) {
	for _, name := range recipeNames {
		seen := 0
		for range recipe(t, name).Rows(100, 1) {
			if seen++; seen == 3 {
				break
			}
		}
		require.Equal(t, 3, seen)
	}
}

func TestWriteCSV(t *testing.T) {
	head := strings.Join(patient.Names(), ",") + ",dropout"
	for name, want := range map[string]string{"v3_causal": head + ",true_probability", "v4_landmark": head} {
		r := recipe(t, name)
		var b bytes.Buffer
		require.NoError(t, r.WriteCSV(&b, 50, 3))
		lines := strings.Split(b.String(), "\n")
		require.Len(t, lines, 52)
		require.Equal(t, want, lines[0])
		require.Empty(t, lines[51])
		i := 0
		for row := range r.Rows(50, 3) {
			i++
			require.Equal(t, cells(row, r.HasTruth), lines[i])
		}
	}
}

// cells writes a row in another way than the package does.
func cells(row synth.Row, truth bool) string {
	label := map[bool]int{false: 0, true: 1}[row.Dropout]
	text := fmt.Sprintf("%s,%d,%s,%s,%s,%d,%d,%d,%d,%d", row.PatientID, row.Age, row.Gender, row.TreatmentGroup,
		row.TrialPhase, row.DaysInTrial, row.VisitsCompleted, row.LastVisitDay, row.AdverseEvents, label)
	if truth {
		text += fmt.Sprintf(",%v", row.TrueProbability)
	}
	return text
}

// fails is a place that takes a few bytes only.
type fails struct{ left int }

func (f *fails) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errors.New("the disk is full")
	}
	return len(p), nil
}

func TestWriteCSVReportsWriting(t *testing.T) {
	for _, room := range []int{0, 300} {
		err := recipe(t, "v4_landmark").WriteCSV(&fails{room}, synth.MaxPatients, 1) // and stops at once
		require.EqualError(t, err, "synth: writing: the disk is full")
	}
}

func TestDemoRoster(t *testing.T) {
	roster := synth.DemoRoster(200, 1)
	require.Len(t, roster, 200)
	require.Equal(t, "DEMO-0001", roster[0].PatientID)
	require.Equal(t, "DEMO-0200", roster[199].PatientID)
	seen := map[string]bool{}
	for _, p := range roster {
		require.NoError(t, p.Validate())
		require.Empty(t, patient.LooksPersonal(p.PatientID))
		seen[p.TreatmentGroup], seen[p.TrialPhase] = true, true
	}
	require.Len(t, seen, 6, "every arm and phase")
	require.Equal(t, roster[:5], synth.DemoRoster(5, 1))
	require.NotEqual(t, roster[:5], synth.DemoRoster(5, 2))
}

func BenchmarkRows(b *testing.B) {
	for _, name := range recipeNames {
		r := recipe(b, name)
		b.Run(name, func(b *testing.B) {
			for range r.Rows(min(b.N, synth.MaxPatients), 1) {
			}
		})
	}
}
