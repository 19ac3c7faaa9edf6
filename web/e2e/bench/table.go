//go:build e2e

package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// cells is how many every line has; missing ones are empty, so that all
// sections align as one table.
const cells = 5

// A table collects rows and prints them aligned.
type table struct {
	lines [][]string
}

func (t *table) section(name string, columns ...string) {
	if len(t.lines) > 0 {
		t.add()
	}
	t.add(append([]string{strings.ToUpper(name)}, columns...)...)
}

func (t *table) add(line ...string) { t.lines = append(t.lines, line) }

// time adds what took how long, for one of n.
func (t *table) time(what string, s sample, n int) {
	per := ""
	if n > 1 {
		per = short(s.median() / time.Duration(n))
	}
	t.add(what, short(s.median()), short(s[0])+" to "+short(s[len(s)-1]), fmt.Sprint(len(s)), per)
}

func (t *table) print(w io.Writer) {
	var b strings.Builder
	out := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, line := range t.lines {
		fmt.Fprintln(out, strings.Join(line, "\t")+strings.Repeat("\t", cells-len(line)))
	}
	out.Flush()
	for line := range strings.Lines(b.String()) {
		fmt.Fprintln(w, strings.TrimRight(line, " \n"))
	}
}

// A sample is several runs of the same, sorted.
type sample []time.Duration

func sampled(runs ...time.Duration) sample {
	slices.Sort(runs)
	return runs
}

// measure runs something n times, and once before that does not count.
func measure(n int, run func() time.Duration) sample {
	run()
	var all []time.Duration
	for range n {
		all = append(all, run())
	}
	return sampled(all...)
}

func (s sample) median() time.Duration { return s[len(s)/2] }

// less is the sample without a part that all of its runs share.
func (s sample) less(shared sample) sample {
	out := slices.Clone(s)
	for i := range out {
		out[i] = max(0, out[i]-shared.median())
	}
	return out
}

func ratio(a, b time.Duration) string { return fmt.Sprintf("%.2f", float64(a)/float64(b)) }

// short writes a time with three figures.
func short(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{time.Second, "s"}, {time.Millisecond, "ms"}, {time.Microsecond, "µs"}} {
		if d >= unit.size {
			x := float64(d) / float64(unit.size)
			decimals := 2
			if x >= 100 {
				decimals = 0
			} else if x >= 10 {
				decimals = 1
			}
			return fmt.Sprintf("%.*f %s", decimals, x, unit.name)
		}
	}
	return fmt.Sprintf("%d ns", d)
}
