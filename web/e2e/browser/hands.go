//go:build e2e

package browser

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Control is the JavaScript expression of the form control that a visible
// label belongs to.
func Control(label string) string {
	return fmt.Sprintf(`[...document.querySelectorAll("label")].find((l) => l.textContent.trim() === %q).control`, label)
}

// Press presses keys one after another, wherever the focus is. The package kb
// of chromedp names those that are not characters.
func (p *Page) Press(keys string) {
	p.judge.Helper()
	p.run("press keys", chromedp.KeyEvent(keys))
}

// ShiftTab goes one control back.
func (p *Page) ShiftTab() {
	p.judge.Helper()
	p.run("press Shift+Tab", chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
}

// Type replaces what stands in a labelled field, key by key.
func (p *Page) Type(label, text string) {
	p.judge.Helper()
	p.enter(label)
	p.run("select all", chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	p.Press(kb.Delete + text)
	p.Wait(fmt.Sprintf("%q in %s", text, label), fmt.Sprintf("%s.value === %q", Control(label), text))
}

// Choose picks an option of a labelled list with the arrow keys.
func (p *Page) Choose(label, option string) {
	p.judge.Helper()
	p.enter(label)
	steps := Eval[int](p, fmt.Sprintf("(() => { const c = %s; return [...c.options].findIndex((o) => o.text === %q) - c.selectedIndex })()",
		Control(label), option))
	for ; steps > 0; steps-- {
		p.Press(kb.ArrowDown)
	}
	for ; steps < 0; steps++ {
		p.Press(kb.ArrowUp)
	}
	p.Wait(fmt.Sprintf("%q chosen in %s", option, label), fmt.Sprintf("%s.selectedOptions[0].text === %q", Control(label), option))
}

// enter clicks on a label, which gives its field the focus.
func (p *Page) enter(label string) {
	p.judge.Helper()
	p.clickOn("the label "+label, Control(label)+".labels[0]", middle)
	p.Wait("the focus in "+label, "document.activeElement === "+Control(label))
}

// Click clicks on the link, button or summary with a visible text.
func (p *Page) Click(text string) {
	p.judge.Helper()
	p.clickOn(fmt.Sprintf("%q", text), pressable(text), middle)
}

// ClickEdge is Click close to the upper edge, where a control that moves down
// under the mouse is left first.
func (p *Page) ClickEdge(text string) {
	p.judge.Helper()
	p.clickOn(fmt.Sprintf("%q", text), pressable(text), edge)
}

func pressable(text string) string {
	return fmt.Sprintf(`[...document.querySelectorAll("a, button, summary")].find((e) => e.innerText.trim() === %q && e.checkVisibility())`, text)
}

// Where on an element a click goes, as a part of its height from above.
const (
	middle = 0.5
	edge   = 0.1
)

// still resolves to a point of an element once it has come to rest there and
// nothing covers it. People do not click on what moves either, and a screen
// that was just opened takes the focus, and with it the scroll position, a
// moment after it is drawn. From then on missedPress tells whether the mouse
// went down on the element; a new document has no such variable.
const still = `(async () => {
	const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
	const find = () => { try { return %s } catch { return null } };
	for (let last = ""; ; await pause(25)) {
		const e = find();
		if (!e) continue;
		e.scrollIntoView({ block: "center", behavior: "instant" });
		const r = e.getClientRects()[0];
		if (!r) continue; // it is not drawn now
		const at = [r.left + r.width / 2, r.top + r.height * %g];
		const hit = document.elementFromPoint(...at);
		if (e.contains(hit) && last === at + "") {
			window.missedPress = true;
			e.addEventListener("mousedown", () => { window.missedPress = false }, { capture: true, once: true });
			return at;
		}
		last = at + "";
	}
})()`

// drawn resolves once the page had the time of a press, and drew what it changed.
const drawn = `new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true))), 50))`

// clickOn clicks with the mouse on an element: it presses, lets
// the page draw what that changes, and releases, as a hand does. What moves away
// between the look and the press is looked for and pressed again; a press that
// the page loses is not.
func (p *Page) clickOn(what, element string, height float64) {
	p.judge.Helper()
	p.Wait(what, element)
	p.WaitFor("a press on "+what, func() bool {
		at := Eval[[]float64](p, fmt.Sprintf(still, element, height))
		button := func(e *input.DispatchMouseEventParams) { e.Button, e.ClickCount = input.MouseButtonLeft, 1 }
		p.run("press "+what, chromedp.MouseEvent(chromedp.MousePressed, at[0], at[1], button))
		Eval[bool](p, drawn)
		p.run("release "+what, chromedp.MouseEvent(chromedp.MouseReleased, at[0], at[1], button))
		ctx, done := context.WithTimeout(p.ctx, patience)
		defer done()
		missed, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("window.missedPress === true"))
		return err != nil || !missed // a page that is just being replaced cannot be asked: the press did that
	})
}
