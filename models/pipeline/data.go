package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"retain/core/patient"
	"retain/core/roster"
	"retain/core/synth"
	"retain/models/manifest"
)

// A dataset is the labelled table of a version with the part of each patient.
type dataset struct {
	patients []patient.Patient
	left     []bool
	truth    []float64 // noise-free probability, or nil
	part     []string  // one of manifest.Parts

	sha256, splitSHA256 string // of the two files
}

// readData reads the table of patients and the split of folder dir.
func readData(dir string) (*dataset, error) {
	table, err := os.ReadFile(filepath.Join(dir, patientsFile))
	if err != nil {
		return nil, err
	}
	rows, problems, err := roster.ReadLabelled(bytes.NewReader(table), nil)
	if err == nil && len(problems) > 0 {
		err = problems
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", patientsFile, shortened(err))
	}
	d := &dataset{patients: rows.Patients, left: rows.Left, sha256: sha(table)}
	if d.truth, err = readTruth(table); err != nil {
		return nil, fmt.Errorf("%s: %w", patientsFile, err)
	}
	split, err := os.ReadFile(filepath.Join(dir, splitFile))
	if err != nil {
		return nil, err
	}
	d.splitSHA256 = sha(split)
	if err := d.readSplit(split); err != nil {
		return nil, fmt.Errorf("%s: %w", splitFile, err)
	}
	return d, nil
}

// mostShown is how many problems of a table one message may list.
const mostShown = 20

// shortened keeps a message readable when a table is wrong in every line.
func shortened(err error) error {
	var problems roster.Problems
	if errors.As(err, &problems) && len(problems) > mostShown {
		return fmt.Errorf("%w; and %d more", problems[:mostShown], len(problems)-mostShown)
	}
	return err
}

// readTruth reads the column of noise-free probabilities, if the table has one.
func readTruth(table []byte) ([]float64, error) {
	header, _, _ := bytes.Cut(table, []byte("\n"))
	if !bytes.Contains(header, []byte(synth.ColumnTrueProbability)) {
		return nil, nil
	}
	columns, err := readColumns(table, synth.ColumnTrueProbability)
	if err != nil {
		return nil, err
	}
	return numbers(columns[0])
}

// readColumns reads the named columns of a table with a header.
func readColumns(table []byte, names ...string) ([][]string, error) {
	r := csv.NewReader(bytes.NewReader(table))
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return nil, err
	}
	place := make([]int, len(names))
	for i, name := range names {
		if place[i] = slices.Index(header, name); place[i] < 0 {
			return nil, fmt.Errorf("column %s is not there", name)
		}
	}
	out := make([][]string, len(names))
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		for i, p := range place {
			out[i] = append(out[i], cells[p])
		}
	}
}

// numbers reads finite numbers.
func numbers(cells []string) ([]float64, error) {
	out := make([]float64, len(cells))
	for i, cell := range cells {
		x, err := strconv.ParseFloat(cell, 64)
		if err != nil || x-x != 0 {
			return nil, fmt.Errorf("row %d: %q is not a finite number", i+1, cell)
		}
		out[i] = x
	}
	return out, nil
}

// readSplit reads patient_id,part, in the order of the patients.
func (d *dataset) readSplit(table []byte) error {
	columns, err := readColumns(table, patient.PatientID, "part")
	if err != nil {
		return err
	}
	ids, parts := columns[0], columns[1]
	if len(ids) != len(d.patients) {
		return fmt.Errorf("%d rows for %d patients", len(ids), len(d.patients))
	}
	for i, id := range ids {
		switch {
		case id != d.patients[i].PatientID:
			return fmt.Errorf("row %d is of another patient than in %s", i+1, patientsFile)
		case !slices.Contains(manifest.Parts, parts[i]):
			return fmt.Errorf("row %d: part %q is not known", i+1, parts[i])
		}
	}
	d.part = parts
	return nil
}

// in returns the rows of a part.
func (d *dataset) in(part string) []int {
	var rows []int
	for i, p := range d.part {
		if p == part {
			rows = append(rows, i)
		}
	}
	return rows
}

// parts counts the parts that have rows.
func (d *dataset) parts() []manifest.Part {
	var out []manifest.Part
	for _, name := range manifest.Parts {
		p := manifest.Part{Name: name}
		for _, i := range d.in(name) {
			p.Rows++
			if d.left[i] {
				p.Events++
			}
		}
		if p.Rows > 0 {
			out = append(out, p)
		}
	}
	return out
}

// take returns the values of some rows.
func take[T any](all []T, rows []int) []T {
	out := make([]T, len(rows))
	for i, row := range rows {
		out[i] = all[row]
	}
	return out
}
