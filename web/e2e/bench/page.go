//go:build e2e

package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"retain/web/e2e/browser"
	"retain/web/e2e/host"
)

// profile makes a folder for a browser; the caller removes it.
func profile() string {
	folder, err := os.MkdirTemp("", "retain-bench-")
	if err != nil {
		judge.Fatalf("%v", err)
	}
	return folder
}

// inBrowser times window.retain.
func inBrowser(t *table, site host.Site, rows []browser.Patient, native nativeTime) {
	folder := profile()
	defer os.RemoveAll(folder)
	server := host.Serve(judge, site.Handler(judge))
	defer server.Kill()
	b := browser.Start(judge, folder)
	defer b.Close(judge)
	p := b.Open(judge)
	p.Go(server.URL)
	p.WaitOffline()
	give(p, rows)

	const calls = 500
	one := timed(p, fmt.Sprintf("for (let i = 0; i < %d; i++) await retain.assess(rows[i])", calls))
	thousand := timed(p, "await retain.scoreAll(rows.slice(0, 1000))")
	all := timed(p, "await retain.scoreAll(rows)")
	t.section("window.retain in Chromium", timeColumns...)
	t.add("browser", browser.Eval[string](p, `navigator.userAgent.match(/Chrom[a-z]*\/[0-9]+/)[0]`))
	t.time(fmt.Sprintf("assess, %d one by one", calls), one, calls)
	t.time("scoreAll, 1,000 patients", thousand, 1000)
	t.time("scoreAll, 10,000 patients", all, len(rows))
	t.add("assess: Chromium to native", ratio(one.median()/calls, native.assess))
	t.add("10,000 at once: Chromium to native", ratio(all.median()/time.Duration(len(rows)), native.batch))
}

// give hands the page its patients, in pieces that a message can carry.
func give(p *browser.Page, rows []browser.Patient) {
	p.Do("window.rows = []")
	for ; len(rows) > 0; rows = rows[min(1000, len(rows)):] {
		var texts []string
		for _, r := range rows[:min(1000, len(rows))] {
			texts = append(texts, r.JSON())
		}
		p.Do("window.rows.push(" + strings.Join(texts, ",") + ")")
	}
}

// timed times statements by the page's own clock.
func timed(p *browser.Page, statements string) sample {
	return measure(5, func() time.Duration {
		ms := browser.Eval[float64](p, "(async () => { const begin = performance.now(); "+statements+"; return performance.now() - begin })()")
		return milliseconds(ms)
	})
}

func milliseconds(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }

// firstResult asks for a patient as soon as the app can answer, and notes when
// the answer came, counted from the beginning of the navigation.
var firstResult = fmt.Sprintf(`{
	let retain;
	Object.defineProperty(window, "retain", {
		get: () => retain,
		set(value) {
			retain = value;
			value.ready.then(() => value.assess(%s)).then(() => { window.answeredAt = performance.now() });
		},
	});
}`, browser.Example.JSON())

// starts times from the navigation to the first answer: at the first visit ever,
// and with the server dead, after the browser was started again and once more.
func starts(t *table, site host.Site) {
	const runs = 5
	var cold, restarted, warm []time.Duration
	for range runs {
		c, r, w := visits(site)
		cold, restarted, warm = append(cold, c), append(restarted, r), append(warm, w)
	}
	t.section("From navigation to first result", timeColumns...)
	t.time("cold: new profile, server on this machine", sampled(cold...), 1)
	t.time("offline: browser just started, server dead", sampled(restarted...), 1)
	t.time("offline: browser in use, server dead", sampled(warm...), 1)
	t.add("offline to cold", ratio(sampled(warm...).median(), sampled(cold...).median()))
}

func visits(site host.Site) (cold, restarted, warm time.Duration) {
	folder := profile()
	defer os.RemoveAll(folder)
	server := host.Serve(judge, site.Handler(judge))
	b := browser.Start(judge, folder)
	cold = answered(b, server.URL)
	b.Close(judge)
	server.Kill()
	b = browser.Start(judge, folder)
	defer b.Close(judge)
	restarted = answered(b, server.URL)
	return cold, restarted, answered(b, server.URL)
}

// answered opens a tab, waits until everything is stored, and says when the
// first answer came.
func answered(b *browser.Browser, url string) time.Duration {
	p := b.Open(judge)
	defer p.Close()
	p.OnEachLoad(firstResult)
	p.Go(url)
	p.WaitOffline()
	return milliseconds(browser.Eval[float64](p, "answeredAt"))
}
