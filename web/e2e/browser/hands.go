//go:build e2e

package browser

import (
	"fmt"

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
	p.clickOn("the label "+label, Control(label)+".labels[0]")
	p.Wait("the focus in "+label, "document.activeElement === "+Control(label))
}

// Click clicks on the link, button or summary with a visible text.
func (p *Page) Click(text string) {
	p.judge.Helper()
	p.clickOn(fmt.Sprintf("%q", text), fmt.Sprintf(
		`[...document.querySelectorAll("a, button, summary")].find((e) => e.innerText.trim() === %q && e.checkVisibility())`, text))
}

// still resolves to the middle of an element once it has come to rest there and
// nothing covers it. People do not click on what moves either, and a screen
// that was just opened takes the focus, and with it the scroll position, a
// moment after it is drawn.
const still = `(async () => {
	const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
	for (let last = ""; ; await pause(25)) {
		const e = %s;
		if (!e) continue;
		e.scrollIntoView({ block: "center", behavior: "instant" });
		const r = e.getClientRects()[0];
		const at = [r.left + r.width / 2, r.top + r.height / 2];
		const hit = document.elementFromPoint(...at);
		if (e.contains(hit) && last === at + "") return at;
		last = at + "";
	}
})()`

// clickOn clicks with the mouse in the middle of an element.
func (p *Page) clickOn(what, element string) {
	p.judge.Helper()
	p.Wait(what, element)
	at := Eval[[]float64](p, fmt.Sprintf(still, element))
	p.run("click on "+what, chromedp.MouseClickXY(at[0], at[1]))
}
