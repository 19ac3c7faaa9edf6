//go:build !js

package roster_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/roster"
)

// The pilot trial's landmark table has 229 real patients, 13 of them older than
// the contract admits (their lines, counted from the file).
func TestPilotTrial(t *testing.T) {
	path := filepath.Join("..", "..", "..", "shared", "data", "cdisc_pilot_csv", "landmark28.csv")
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		t.Skipf("NOT TESTED: the pilot trial's table is not at %s beside the project", path)
	}
	require.NoError(t, err)
	defer f.Close()
	var out strings.Builder
	problems, err := roster.Score(f, &out, engine(t))
	require.NoError(t, err)
	var lines []int
	for _, p := range problems {
		require.Equal(t, "age: is out of range; allowed: a whole number of years from 18 to 85", p.Problem.Error())
		lines = append(lines, p.Line)
	}
	require.Equal(t, []int{50, 69, 70, 89, 114, 123, 131, 155, 162, 177, 189, 196, 227}, lines)
	scored := 0
	for _, row := range read(t, out.String())[1:] {
		if row[len(row)-1] == "" {
			scored++
		}
	}
	require.Equal(t, 216, scored)
}
