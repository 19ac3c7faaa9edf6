package state_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"retain/app/state"
	"retain/core/patient"
)

// What is pasted into the note says what was entered, letter for letter.
func TestARangeIsTakenAsItWasEntered(t *testing.T) {
	s := searched(t, assessing(t, but(map[string]string{patient.Age: "?", patient.AdverseEvents: "?"})...))
	_, effects := state.Update(s, state.Copy{Full: true})
	require.Len(t, effects, 1)
	require.Contains(t, effects[0].(state.Clip).Text, "Entered: age not known, gender Female, treatment group Placebo, trial phase Phase III, "+
		"days in trial 120, visits completed 3, last visit day 105, adverse events not known.")
}
