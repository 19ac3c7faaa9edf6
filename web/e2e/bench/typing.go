//go:build e2e

package main

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"retain/web/e2e/browser"
	"retain/web/e2e/host"
)

const (
	slowdown  = 4                      // times slower than this machine
	keyPause  = 150 * time.Millisecond // between two keys: fast for a person
	keys      = 200                    // each of them changes the answer
	typedInto = "Adverse events"
	// idle is a page that does nothing else, timed in the same run: what browser
	// and machine take anyway.
	idle = `data:text/html,<label>Adverse events<input oninput="results.textContent=value"></label><p class="results" id="results">`
)

// repaints notes, for every key, the time from the key to the end of the frame
// in which the results first changed. The key's own time stamp counts, so that
// waiting for a busy page does.
const repaints = `(() => {
	window.repaints = [];
	let key = null;
	addEventListener("keydown", (e) => { key = e.timeStamp; }, true);
	new MutationObserver(() => {
		if (key === null) return;
		const begin = key, channel = new MessageChannel();
		key = null;
		channel.port1.onmessage = () => window.repaints.push(performance.now() - begin);
		requestAnimationFrame(() => channel.port2.postMessage(0));
	}).observe(document.querySelector(".results"), { subtree: true, childList: true, characterData: true, attributes: true });
})()`

// typing times from a key to the new answer on the screen, as on a machine that
// is four times slower.
func typing(t *table, site host.Site) {
	folder := profile()
	defer os.RemoveAll(folder)
	server := host.Serve(judge, site.Handler(judge))
	defer server.Kill()
	b := browser.Start(judge, folder)
	defer b.Close(judge)
	t.section(fmt.Sprintf("From key to repaint, processor %d times slower", slowdown), "median", "95 of 100", "longest", "keys")

	p := b.Open(judge)
	p.Go(server.URL)
	p.WaitOffline()
	p.Show(1280, 900, 1, "light")
	p.Fill(browser.Example)
	p.WaitText("#result", "in 100")
	row(t, "a new answer (target: 95 of 100 within 50 ms)", typed(p))
	p.Close()

	p = b.Open(judge)
	defer p.Close()
	p.Go(idle)
	p.Show(1280, 900, 1, "light")
	row(t, "a page that only shows the key again", typed(p))
}

func row(t *table, what string, s sample) {
	t.add(what, short(s.median()), short(s[len(s)*95/100]), short(s[len(s)-1]), fmt.Sprint(len(s)))
}

// typed appends a digit and takes it back, again and again.
func typed(p *browser.Page) sample {
	p.Type(typedInto, "1")
	p.Do(repaints)
	if _, err := chromedp.Call(p.Context(), emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: slowdown}); err != nil {
		judge.Fatalf("slow the page down: %v", err)
	}
	for i := range keys / 2 {
		time.Sleep(keyPause)
		p.Press(strconv.Itoa(i % 10))
		time.Sleep(keyPause)
		p.Press(kb.Backspace)
	}
	p.Wait("a repaint for every key", fmt.Sprintf("window.repaints.length >= %d", keys))
	var all []time.Duration
	for _, ms := range browser.Eval[[]float64](p, "window.repaints") {
		all = append(all, milliseconds(ms))
	}
	return sampled(all...)
}
