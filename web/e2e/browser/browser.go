//go:build e2e

// Package browser drives a headless Chromium the way a person uses one: it
// types keys, clicks with the mouse and reads what is shown. It knows labels
// and texts, not the insides of the app.
//
// Nothing returns an error: whoever asks gives a Judge, and whatever goes wrong
// ends the test (or the program) with what was expected and what the page shows.
package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// patience is how long anything may take. It is far beyond what a slow machine
// needs; a wait ends as soon as what it waits for is there.
const patience = time.Minute

// A Judge ends what is going on, loudly. *testing.T is one.
type Judge interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Loud is the Judge of a program: it prints and exits.
type Loud struct{}

// Helper does nothing; a program has no lines to skip.
func (Loud) Helper() {}

// Fatalf prints the message and ends the program with code 1.
func (Loud) Fatalf(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

// A Browser is one running Chromium.
type Browser struct {
	ctx  context.Context
	stop func()
}

// A Flag is a switch of Chromium beside the ones that are always given.
type Flag struct{ Name, Value string }

// Start starts the browser that CHROME names, or chromium, with a profile in
// the given folder. A machine without a browser is a failure, never a skip.
func Start(j Judge, profile string, flags ...Flag) *Browser {
	j.Helper()
	name := os.Getenv("CHROME")
	if name == "" {
		name = "chromium"
	}
	path, err := exec.LookPath(name)
	if err != nil {
		j.Fatalf("no browser: %q is not a program; install chromium or set CHROME= (.ci/tools does both)", name)
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(profile),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("lang", "en-US"),
		chromedp.WSURLReadTimeout(patience),
	}
	for _, f := range flags {
		options = append(options, chromedp.Flag(f.Name, f.Value))
	}
	allocator, release := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	b := &Browser{ctx: ctx, stop: func() { cancel(); release() }}
	if err := chromedp.Do(ctx); err != nil {
		j.Fatalf("%s did not start: %v", path, err)
	}
	return b
}

// Close ends the browser as its own "quit" does, so that the profile is
// complete on the disk.
func (b *Browser) Close(j Judge) {
	j.Helper()
	ctx, done := context.WithTimeout(b.ctx, patience)
	defer done()
	err := chromedp.Cancel(ctx)
	b.stop()
	if err != nil {
		j.Fatalf("the browser did not quit: %v", err)
	}
}

// Private opens a tab in a session of its own, with its own caches and
// storage, which ends with the tab.
func (b *Browser) Private(j Judge) *Page {
	j.Helper()
	return b.open(j, chromedp.WithNewBrowserContext())
}

// Open opens a tab that uses the profile.
func (b *Browser) Open(j Judge) *Page {
	j.Helper()
	return b.open(j)
}

func (b *Browser) open(j Judge, options ...chromedp.ContextOption) *Page {
	j.Helper()
	p := &Page{judge: j}
	p.ctx, p.Close = chromedp.NewContext(b.ctx, append(options, chromedp.WithListener(p.heard))...)
	p.do("open a tab", chromedp.Do(p.ctx))
	// A tab in the background would not get the focus that people give it.
	_, err := chromedp.Call(p.ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	p.do("give the tab the focus", err)
	p.OnEachLoad(reportViolations)
	return p
}
