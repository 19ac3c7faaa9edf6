//go:build e2e

package e2e

import "retain/web/e2e/browser"

// A refusal is what a rejected promise of window.retain carries.
type refusal struct {
	IsError bool
	Code    string
	Message string
	Fields  []struct{ Field, Reason, Message string }
}

// rejection is why a call was refused; empty if it was answered.
func rejection(p *browser.Page, call string) refusal {
	return browser.Eval[refusal](p, call+`.then(() => ({}), (e) => ({
		IsError: e instanceof Error, Code: e.code, Message: e.message,
		Fields: e.fields?.map(({ field, reason, message }) => ({ Field: field, Reason: reason, Message: message })),
	}))`)
}
