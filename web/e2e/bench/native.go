//go:build e2e

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"retain/web/e2e/browser"
)

var timeColumns = []string{"median", "from to", "runs", "a patient"}

// benchLine is a line of "go test -bench": name, and nanoseconds an operation.
var benchLine = regexp.MustCompile(`(?m)^Benchmark(Score\w+)/(\d+)\S*\s+\d+\s+([\d.]+) ns/op`)

// engines times the raw score alone, by the package's own benchmarks.
func engines(t *table) {
	c := exec.Command("go", "test", "-run", "^$", "-bench", "Score", "-benchtime", "200ms", "-count", "5", "./core/lgbm")
	said, err := c.CombinedOutput()
	found := benchLine.FindAllStringSubmatch(string(said), -1)
	if err != nil || len(found) == 0 {
		judge.Fatalf("go test -bench ./core/lgbm: %v\n%s", err, said)
	}
	runs := map[string][]time.Duration{}
	var order []string
	for _, f := range found {
		key := f[1] + " " + f[2]
		if runs[key] == nil {
			order = append(order, key)
		}
		runs[key] = append(runs[key], time.Duration(number(f[3])))
	}
	t.section("Raw score natively (200 trees)", timeColumns...)
	for _, key := range order {
		name, rows, _ := strings.Cut(key, " ")
		n, _ := strconv.Atoi(rows) // the pattern lets digits through only
		t.time(name+", "+rows+" at once", sampled(runs[key]...), n)
	}
}

// A nativeTime is what the binary needs for a patient.
type nativeTime struct{ assess, batch time.Duration }

// commandLine times bin/retain from text to text, as the page is timed from
// object to object. Starting and checking the model is timed apart.
func commandLine(t *table, rows []browser.Patient) nativeTime {
	folder, err := os.MkdirTemp("", "retain-bench-")
	if err != nil {
		judge.Fatalf("%v", err)
	}
	defer os.RemoveAll(folder)
	start := run(folder, "predict", "-full", jsonLines(folder, rows[:1]))
	assess := run(folder, "predict", "-full", jsonLines(folder, rows)).less(start)
	thousand := run(folder, "score", csvFile(folder, rows[:1000])).less(start)
	all := run(folder, "score", csvFile(folder, rows)).less(start)
	t.section("bin/retain", timeColumns...)
	t.time("start, open and self-test the model, one patient", start, 1)
	t.time("predict -full, 10,000 one by one", assess, len(rows))
	t.time("score, 1,000 rows", thousand, 1000)
	t.time("score, 10,000 rows", all, len(rows))
	return nativeTime{assess.median() / time.Duration(len(rows)), all.median() / time.Duration(len(rows))}
}

func run(folder string, args ...string) sample {
	binary, err := filepath.Abs(filepath.Join("bin", "retain"))
	if err != nil {
		judge.Fatalf("%v", err)
	}
	return measure(7, func() time.Duration {
		c := exec.Command(binary, args...)
		var stderr bytes.Buffer
		c.Dir, c.Env, c.Stderr = folder, []string{}, &stderr
		begin := time.Now()
		if err := c.Run(); err != nil {
			judge.Fatalf("bin/retain %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
		}
		return time.Since(begin)
	})
}

func jsonLines(folder string, rows []browser.Patient) string {
	var b strings.Builder
	for _, p := range rows {
		b.WriteString(p.JSON() + "\n")
	}
	return write(folder, strconv.Itoa(len(rows))+".jsonl", b.String())
}

func csvFile(folder string, rows []browser.Patient) string {
	var b strings.Builder
	b.WriteString("patient_id,age,gender,treatment_group,trial_phase,days_in_trial,visits_completed,last_visit_day,adverse_events\n")
	for _, p := range rows {
		var cells []string
		for _, a := range p {
			cells = append(cells, a.Text)
		}
		b.WriteString(strings.Join(cells, ",") + "\n")
	}
	return write(folder, strconv.Itoa(len(rows))+".csv", b.String())
}

func write(folder, name, text string) string {
	file := filepath.Join(folder, name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		judge.Fatalf("%v", err)
	}
	return file
}
