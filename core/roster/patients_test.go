package roster_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/assess"
	"retain/core/calibrate"
	"retain/core/config"
	"retain/core/feature"
	"retain/core/patient"
	"retain/core/policy"
)

// sums stands in for a model: its raw score is the sum of the features less 40,
// so that every feature counts and the whole range of risk occurs.
type sums struct{ features int }

func (s sums) NumFeatures() int { return s.features }

func (s sums) Score(rows, raw []float64) error {
	for i := range raw {
		raw[i] = -40
		for _, x := range rows[i*s.features : (i+1)*s.features] {
			raw[i] += x
		}
	}
	return nil
}

// fails is a model that cannot score.
type fails struct{ sums }

func (fails) Score([]float64, []float64) error { return errors.New("no score today") }

func engine(tb testing.TB) *assess.Engine {
	tb.Helper()
	features, err := feature.Lookup("v3_causal")
	require.NoError(tb, err)
	calibrator, err := calibrate.New(calibrate.Spec{Method: "logistic"})
	require.NoError(tb, err)
	c, err := config.New()
	require.NoError(tb, err)
	return &assess.Engine{
		Model: &assess.Model{Version: "sums", Stage: "archived", Features: features,
			Calibrator: calibrator, Scorer: sums{features.Len()}},
		Policy: policy.FromConfig(c), AppVersion: "test",
	}
}

// anyPatient draws from the whole contract, last-visit rule included.
func anyPatient(r *rand.Rand, id string) patient.Patient {
	choice := func(field string) string {
		c := patient.Fields[patient.Index(field)].Choices
		return c[r.IntN(len(c))]
	}
	p := patient.Patient{
		PatientID: id, Age: 18 + r.IntN(68), Gender: choice(patient.Gender),
		TreatmentGroup: choice(patient.TreatmentGroup), TrialPhase: choice(patient.TrialPhase),
		DaysInTrial: 1 + r.IntN(1000), VisitsCompleted: r.IntN(101), AdverseEvents: r.IntN(51),
	}
	if p.VisitsCompleted > 0 {
		p.LastVisitDay = 1 + r.IntN(p.DaysInTrial)
	}
	return p
}

func row(p patient.Patient) string {
	return fmt.Sprintf("%s,%d,%s,%s,%s,%d,%d,%d,%d", p.PatientID, p.Age, p.Gender, p.TreatmentGroup, p.TrialPhase,
		p.DaysInTrial, p.VisitsCompleted, p.LastVisitDay, p.AdverseEvents)
}

// table makes n rows, every seventh of them refused.
func table(r *rand.Rand, n int) (text string, patients []patient.Patient) {
	var b strings.Builder
	b.WriteString(head + "\n")
	for i := range n {
		p := anyPatient(r, "P-"+strconv.Itoa(i))
		if i%7 == 3 {
			p.Age = 17
		}
		patients = append(patients, p)
		b.WriteString(row(p) + "\n")
	}
	return b.String(), patients
}
