//go:build e2e

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// script times LightGBM's own explanations of the rows that the package's
// benchmark explains, once for each size of a call.
const (
	script      = "core/explain/testdata/time_lightgbm.py"
	explained   = "models/registry/v3_causal/model.txt"
	environment = ".venv/bin/python"
)

// lightGBM is a line that script prints.
var lightGBM = regexp.MustCompile(`(\d+) rows a call: ([\d.]+) µs a patient`)

// explanations times exact reasons alone: natively, in Chromium as the page is
// compiled, and by LightGBM's own pred_contrib natively.
func explanations(t *table) {
	t.section("Reasons of one patient (v3_causal, 200 trees)", timeColumns...)
	native := sampled(contributions(exec.Command("go", "test", "-run", "^$", "-bench", "Contributions$", "-count", "5", "./core/explain"))...)
	c := exec.Command("go", "test", "-gcflags=all=-l", "-exec", tool("wasmbrowsertest"), "-run", "^$", "-bench", "Contributions$", "-count", "5", "./core/explain")
	// Go's WebAssembly takes little environment; the browser is looked for by name
	c.Env = []string{"PATH=" + tool("browser") + ":" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"),
		"GOOS=js", "GOARCH=wasm", "GOTOOLCHAIN=" + os.Getenv("GOTOOLCHAIN"), "GOFLAGS=" + os.Getenv("GOFLAGS")}
	chromium := sampled(contributions(c)...)
	t.time("natively", native, 1)
	t.time("in Chromium", chromium, 1)

	said, err := exec.Command(environment, script, explained).CombinedOutput()
	found := lightGBM.FindAllStringSubmatch(string(said), -1)
	if err != nil || len(found) == 0 {
		t.add("LightGBM's pred_contrib", "not timed: make train sets LightGBM up")
		return
	}
	for _, f := range found {
		each := milliseconds(number(f[2]) / 1000)
		t.add("LightGBM's pred_contrib, "+f[1]+" at once", short(each))
		t.add("that, to one patient in Chromium", ratio(each, chromium.median()))
	}
}

// benchTime is the time of an operation in a line of "go test -bench".
var benchTime = regexp.MustCompile(`([\d.]+) ns/op`)

func contributions(c *exec.Cmd) (times []time.Duration) {
	said, err := c.CombinedOutput()
	for _, f := range benchTime.FindAllStringSubmatch(string(said), -1) {
		times = append(times, time.Duration(number(f[1])))
	}
	if err != nil || len(times) == 0 {
		judge.Fatalf("%s: %v\n%s", strings.Join(c.Args, " "), err, said)
	}
	return times
}

// tool is something that .ci/tools has set up.
func tool(name string) string {
	path, err := filepath.Abs(filepath.Join(".cache", "tools", name))
	if err != nil {
		judge.Fatalf("%v", err)
	}
	return path
}

func number(text string) float64 {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		judge.Fatalf("%v", err)
	}
	return x
}
