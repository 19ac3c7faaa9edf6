//go:build e2e

package browser

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A Page is one tab.
type Page struct {
	Close func()

	judge Judge
	ctx   context.Context

	mu       sync.Mutex
	requests []request // of this page alone
	troubles []string
}

// A request is told when it is sent, and by its answer whether it went further
// than the service worker.
type request struct {
	id  network.RequestID
	url string
}

// reportViolations makes a refusal of the content security policy an error on
// the console, which outlives the document it happened in.
const reportViolations = `addEventListener("securitypolicyviolation",
	(e) => console.error("policy violation: " + e.violatedDirective + " " + e.blockedURI));`

// heard keeps what the browser tells about the page.
func (p *Page) heard(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, request{e.RequestID, e.Request.URL})
	case *network.EventResponseReceived:
		if e.Response.FromServiceWorker {
			p.requests = slices.DeleteFunc(p.requests, func(r request) bool { return r.id == e.RequestID })
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		p.troubles = append(p.troubles, "exception: "+text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			p.troubles = append(p.troubles, fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			var words []string
			for _, a := range e.Args {
				words = append(words, strings.Trim(string(a.Value), `"`)+a.Description)
			}
			p.troubles = append(p.troubles, "console: "+strings.Join(words, " "))
		}
	}
}

// Troubles are the errors and warnings so far: of the console, exceptions,
// failed requests, and refusals of the content security policy.
func (p *Page) Troubles() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.troubles)
}

// Requests are the addresses that the page asked for and that the service worker
// did not answer; its own requests are not among them.
func (p *Page) Requests() (urls []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.requests {
		urls = append(urls, r.url)
	}
	return urls
}

// Context is the tab's, for commands of the DevTools protocol that this
// package has no word for.
func (p *Page) Context() context.Context { return p.ctx }

func (p *Page) do(what string, err error) {
	p.judge.Helper()
	if err != nil {
		p.judge.Fatalf("%s: %v%s", what, err, p.described())
	}
}

func (p *Page) run(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.judge.Helper()
	ctx, done := context.WithTimeout(p.ctx, patience)
	defer done()
	p.do(what, chromedp.Do(ctx, steps...))
}

// OnEachLoad has a script run in every document before its own scripts.
func (p *Page) OnEachLoad(script string) {
	p.judge.Helper()
	_, err := chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	p.do("add a script", err)
}

// Go opens an address, as if it had been typed.
func (p *Page) Go(url string) {
	p.judge.Helper()
	p.run("open "+url, chromedp.Navigate(url))
}

// Reload loads the page again.
func (p *Page) Reload() {
	p.judge.Helper()
	p.run("reload", chromedp.Reload())
}

// Eval returns the value of a JavaScript expression; a promise is awaited.
func Eval[T any](p *Page, expression string) T {
	p.judge.Helper()
	ctx, done := context.WithTimeout(p.ctx, patience)
	defer done()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	p.do("evaluate "+shortened(expression), err)
	return v
}

// Do runs a JavaScript expression for its effect.
func (p *Page) Do(expression string) {
	p.judge.Helper()
	Eval[chromedp.Void](p, expression)
}

// Wait waits until a JavaScript expression is true. A page that is just being
// replaced cannot be asked, so errors count as "not yet".
func (p *Page) Wait(what, expression string) {
	p.judge.Helper()
	p.WaitFor(what, func() bool {
		ctx, done := context.WithTimeout(p.ctx, patience)
		defer done()
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		return err == nil && ok
	})
}

// WaitFor waits until a condition holds.
func (p *Page) WaitFor(what string, condition func() bool) {
	p.judge.Helper()
	for end := time.Now().Add(patience); !condition(); {
		if time.Now().After(end) {
			p.judge.Fatalf("waited %s for: %s%s", patience, what, p.described())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// WaitText waits until an element, given by a CSS selector, shows a text.
func (p *Page) WaitText(selector, text string) {
	p.judge.Helper()
	p.Wait(fmt.Sprintf("%q in %s", text, selector),
		fmt.Sprintf("[...document.querySelectorAll(%q)].some((e) => e.innerText.includes(%q))", selector, text))
}

// Text is what an element shows, with every run of space as one space.
func (p *Page) Text(selector string) string {
	p.judge.Helper()
	return strings.Join(strings.Fields(Eval[string](p, fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", selector))), " ")
}

// Show sets the size of the window in CSS pixels, how many of the screen's
// make one, and the colour scheme ("light" or "dark").
func (p *Page) Show(width, height, scale int, scheme string) {
	p.judge.Helper()
	p.run("set the window", chromedp.EmulateViewport(int64(width), int64(height), chromedp.EmulateScale(float64(scale))))
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	p.do("set the colour scheme", err)
	p.Wait("the window's size", fmt.Sprintf("innerWidth === %d && matchMedia('(prefers-color-scheme: %s)').matches", width, scheme))
}

// described is what helps to see why something failed.
func (p *Page) described() string {
	ctx, done := context.WithTimeout(p.ctx, 5*time.Second)
	defer done()
	shown, err := chromedp.Run(ctx, chromedp.Evaluate[string](
		`location.href + "\n" + document.title + "\n" + document.body.innerText.slice(0, 1500)`))
	if err != nil {
		shown = "(the page does not answer: " + err.Error() + ")"
	}
	return "\n--- the page shows\n" + shown + "\n--- troubles\n" + strings.Join(p.Troubles(), "\n")
}

func shortened(s string) string {
	if len(s) > 200 {
		return s[:200] + "…"
	}
	return s
}
