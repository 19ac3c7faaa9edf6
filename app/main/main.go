//go:build js

// Command main is the app that runs in the browser, compiled to WebAssembly.

package main

import (
	"crypto/rand"
	"encoding/hex"
	"runtime/debug"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"retain/app/port"
	"retain/app/session"
	"retain/app/view"
)

func main() {
	debug.SetGCPercent(400) // 1 MB is in use; a collection at every 4 MB would hold up one key in thirty
	page := port.Browser()
	s := session.New(sessionID(), page.AppVersion(), time.Now)
	calls := map[string]port.Call{}
	for _, c := range s.Calls(func() bool { return page.Offline().State == port.OfflineReady }, func() error { page.Pause(); return nil }) {
		calls[c.Name] = c.Answer
	}
	api := port.Install(page.AppVersion(), calls)
	root := view.NewRoot(page, s, time.Now, api.Ready)
	app.RouteWithRegexpFunc(".*", func() app.Composer { return root }) // one root for all addresses
	app.RunWhenOnBrowser()
}

// sessionID names this visit; it is random and says nothing about the device.
func sessionID() string {
	var b [8]byte
	rand.Read(b[:]) // never fails, see crypto/rand
	return hex.EncodeToString(b[:])
}
