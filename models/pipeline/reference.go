package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"

	"retain/core/feature"
	"retain/core/patient"
	"retain/core/roster"
	"retain/models/manifest"
)

var referenceStage = stage{
	name: "reference", synopsis: "DIR -feature-version VERSION",
	summary: "choose the reference patients and compute their features; writes " + referenceFile + " and " + refFeaturesFile,
	min:     1, max: 1,
	flags: featureFlag,
	run:   func(o options, out io.Writer) error { return runReference(o.args[0], o.features, out) },
}

// sampled is how many test patients are reference patients, beside those that
// [corners] and [acceptance] add: with them 256.
const sampled = 200

func runReference(dir, featureVersion string, out io.Writer) error {
	version, err := feature.Lookup(featureVersion)
	if err != nil {
		return err
	}
	d, err := readData(dir)
	if err != nil {
		return err
	}
	patients := slices.Concat(stratified(d), corners(), acceptance())
	if len(patients) < manifest.MinReferences {
		return fmt.Errorf("%d reference patients; at least %d are needed: the test part has too few rows",
			len(patients), manifest.MinReferences)
	}
	table := tableOf(patients, nil)
	if err := write(filepath.Join(dir, referenceFile), table); err != nil {
		return err
	}
	var features bytes.Buffer
	if err := roster.Features(bytes.NewReader(table), &features, version); err != nil {
		return inFile(referenceFile, err)
	}
	fmt.Fprintf(out, "%d reference patients\n", len(patients))
	return write(filepath.Join(dir, refFeaturesFile), features.Bytes())
}

// stratified takes every n-th test patient in the order of phase, arm and
// outcome, and inside that of the table: each stratum gives its share.
func stratified(d *dataset) []patient.Patient {
	rows := d.in(manifest.TestPart)
	stratum := func(row int) string {
		p := d.patients[row]
		return fmt.Sprint(p.TrialPhase, p.TreatmentGroup, d.left[row])
	}
	slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(stratum(a), stratum(b)) })
	n := min(sampled, len(rows))
	out := make([]patient.Patient, n)
	for i := range out {
		out[i] = d.patients[rows[i*len(rows)/n]]
	}
	return out
}

// corners are patients at the corners of the contract, in every phase and arm.
func corners() []patient.Patient {
	var out []patient.Patient
	for _, arm := range patient.Fields[patient.Index(patient.TreatmentGroup)].Choices {
		for _, phase := range patient.Fields[patient.Index(patient.TrialPhase)].Choices {
			for _, c := range []struct{ age, days, visits, last, events int }{
				{18, 1, 0, 0, 0}, {85, 1, 1, 1, 50}, {18, 1000, 100, 1000, 0},
				{85, 1000, 100, 1, 50}, {50, 1000, 0, 0, 50}, {50, 30, 100, 15, 50},
			} {
				out = append(out, patient.Patient{
					PatientID: fmt.Sprintf("CORNER-%02d", len(out)+1), Age: c.age, Gender: "Female", TreatmentGroup: arm, TrialPhase: phase,
					DaysInTrial: c.days, VisitsCompleted: c.visits, LastVisitDay: c.last, AdverseEvents: c.events,
				})
			}
		}
	}
	return out
}

// acceptance are the baseline's two cases (PRODUCT specification, section 12).
func acceptance() []patient.Patient {
	return []patient.Patient{
		{PatientID: "ACCEPT-HIGH", Age: 72, Gender: "Female", TreatmentGroup: "Placebo", TrialPhase: "Phase III",
			DaysInTrial: 150, VisitsCompleted: 2, LastVisitDay: 90, AdverseEvents: 8},
		{PatientID: "ACCEPT-LOW", Age: 45, Gender: "Male", TreatmentGroup: "Active", TrialPhase: "Phase I",
			DaysInTrial: 60, VisitsCompleted: 2, LastVisitDay: 55, AdverseEvents: 1},
	}
}

// tableOf writes patients as CSV in the contract's columns, with the outcome if
// it is given.
func tableOf(patients []patient.Patient, left []bool) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	header := patient.Names()
	if left != nil {
		header = append(header, roster.Dropout)
	}
	w.Write(header)
	for i, p := range patients {
		cells := []string{p.PatientID, strconv.Itoa(p.Age), p.Gender, p.TreatmentGroup, p.TrialPhase, strconv.Itoa(p.DaysInTrial),
			strconv.Itoa(p.VisitsCompleted), strconv.Itoa(p.LastVisitDay), strconv.Itoa(p.AdverseEvents)}
		if left != nil {
			cells = append(cells, map[bool]string{false: "0", true: "1"}[left[i]])
		}
		w.Write(cells)
	}
	w.Flush()
	must(0, w.Error()) // writing to memory
	return b.Bytes()
}
