//go:build e2e

// Command bench measures the built product and prints one table: speed natively
// and in Chromium, sizes, and start times. "make bench" builds before and runs
// it at the top of the tree.
//
// Absolute times belong to the machine they were taken on; what can be compared
// are the ratios, because both sides of one come from the same run.
package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"

	"retain/web/e2e/browser"
	"retain/web/e2e/host"
)

var judge browser.Loud

func main() {
	site := host.Load(judge, "dist")
	rows := patients(10_000)
	t := &table{}
	t.section("Machine")
	t.add("processors, system, Go", fmt.Sprintf("%d, %s/%s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version()))
	engines(t)
	explanations(t)
	native := commandLine(t, rows)
	inBrowser(t, site, rows, native)
	typing(t, site)
	starts(t, site)
	sizes(t, site)
	t.print(os.Stdout)
}

// patients draws patients of the contract, the same ones in each run.
func patients(n int) []browser.Patient {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	whole := func(low, high int) string { return strconv.Itoa(low + r.IntN(high-low+1)) }
	out := make([]browser.Patient, n)
	for i := range out {
		days := 30 + r.IntN(335)
		out[i] = browser.NewPatient("P-"+strconv.Itoa(i), whole(18, 85), pick("Male", "Female", "Non-binary"),
			pick("Active", "Control", "Placebo"), pick("Phase I", "Phase II", "Phase III"), strconv.Itoa(days),
			whole(1, days/30+1), whole(1, days), whole(0, 12))
	}
	return out
}
