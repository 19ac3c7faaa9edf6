package synth

import (
	"fmt"

	"retain/core/patient"
)

// MaxDemo bounds a demo roster.
const MaxDemo = 9999

// DemoRoster makes n patients, 1 to [MaxDemo], for trying the app: inputs of
// v4_landmark, without outcomes, under the codes DEMO-0001 and so on. The first
// patients of a longer roster are those of a shorter one with the same seed. It
// panics for other numbers.
func DemoRoster(n int, seed uint32) []patient.Patient {
	if n < 1 || n > MaxDemo {
		panic("synth: internal error: the number of demo patients is out of range")
	}
	roster := make([]patient.Patient, 0, n)
	for row := range v4Landmark.Rows(n, seed) {
		row.PatientID = fmt.Sprintf("DEMO-%04d", len(roster)+1)
		roster = append(roster, row.Patient)
	}
	return roster
}
