package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"retain/core/roster"
)

var checkStage = stage{
	name: "check", synopsis: "-o FILE OWN.csv",
	summary: "check a labelled table of one's own, and write it as training takes it: columns beyond the contract left out",
	min:     1, max: 1,
	flags: func(set *flag.FlagSet, o *options) { outFlag(set, o) },
	run: func(o options, out io.Writer) error {
		table, err := os.ReadFile(o.args[0])
		if err != nil {
			return err
		}
		rows, err := checkOwn(table)
		if err != nil {
			return inFile(filepath.Base(o.args[0]), err)
		}
		left := events(rows.Left)
		fmt.Fprintf(out, "%d patients, %d of them left\n", len(rows.Patients), left)
		if min(left, len(rows.Left)-left) < stableRarer {
			fmt.Fprintf(out, "caution: below %d of each outcome a tree ensemble does worse on other patients than on these; compare with logistic regression\n", stableRarer)
		}
		return o.write(func(w io.Writer) error {
			_, err := w.Write(tableOf(rows.Patients, rows.Left))
			return err
		})
	},
}

// leastRarer is how many patients of the rarer outcome a table must have: 100 in
// each of the three parts that hold a fifth of the patients, as a validation
// needs (Y. Vergouwe et al., J. Clinical Epidemiology 58, 2005), and then 200
// for training.
const leastRarer = 500

// stableRarer is how many let a tree ensemble do on other patients nearly what
// it does on its own: 200 for each of nine features in two fifths of the
// patients (T. van der Ploeg, P. C. Austin and E. W. Steyerberg, "Modern
// modelling techniques are data hungry", BMC Medical Research Methodology 14,
// 2014). Fewer are taken with a caution.
const stableRarer = 200 * 9 * 5 / 2

// checkOwn reads the table and refuses it as a whole: with a problem in any row,
// a patient twice, or too few of one outcome. A table that is too small even if
// every refused row were mended is said to be so at once.
func checkOwn(table []byte) (roster.Labelled, error) {
	rows, problems, err := roster.ReadLabelled(bytes.NewReader(table), nil)
	if err != nil {
		return rows, err
	}
	left := events(rows.Left)
	stayed := len(rows.Left) - left
	tooSmall := fmt.Sprintf("%d left and %d stayed; at least %d of each are needed, or what is learnt is chance: use a registered model, and recalibrate it to your site",
		left, stayed, leastRarer)
	switch small := min(left, stayed)+rows.Refused < leastRarer; {
	case small && len(problems) > 0:
		return rows, fmt.Errorf("%s; refused rows, %d in all: %w", tooSmall, rows.Refused, shortened(problems))
	case small:
		return rows, errors.New(tooSmall)
	case len(problems) > 0:
		return rows, problems
	}
	first := map[string]int{}
	for i, p := range rows.Patients {
		if j, ok := first[p.PatientID]; ok {
			return rows, fmt.Errorf("row %d: patient_id: is that of row %d as well; allowed: one row a patient, or the same person is in two parts of the split", i+1, j+1)
		}
		first[p.PatientID] = i
	}
	return rows, nil
}

// events counts those who left.
func events(left []bool) (n int) {
	for _, l := range left {
		if l {
			n++
		}
	}
	return n
}
