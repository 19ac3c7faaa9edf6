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
	keys      = 200                    // every second one makes a new answer
	usualP95  = 50 * time.Millisecond  // the product's target
	typedInto = "Adverse events"
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
	p := b.Open(judge)
	p.Go(server.URL)
	p.WaitOffline()
	p.Show(1280, 900, 1, "light")
	p.Fill(browser.Example)
	p.WaitText("#result", "in 100")
	p.Do(repaints)
	if _, err := chromedp.Call(p.Context(), emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: slowdown}); err != nil {
		judge.Fatalf("slow the page down: %v", err)
	}
	p.Do(browser.Control(typedInto) + ".focus()")
	for i := range keys / 2 {
		time.Sleep(keyPause)
		p.Press(kb.Backspace)
		time.Sleep(keyPause)
		p.Press(strconv.Itoa(i % 10))
	}
	p.Wait("a repaint for every key", fmt.Sprintf("window.repaints.length >= %d", keys))
	var all []time.Duration
	for _, ms := range browser.Eval[[]float64](p, "window.repaints") {
		all = append(all, milliseconds(ms))
	}
	s := sampled(all...)
	t.section(fmt.Sprintf("Typing to repaint, processor %d times slower", slowdown), "median", "95 of 100 within", "longest", "keys")
	t.add("a key in "+typedInto, short(s.median()), short(s[len(s)*95/100]), short(s[len(s)-1]), fmt.Sprint(len(s)))
	t.add("target", "", short(usualP95))
}
