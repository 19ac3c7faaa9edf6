// Package port is the one place where the app touches the browser: what the
// page shell baked in, files of the site, the state of the offline copy, the
// list of requests, focus, clipboard, print and downloads. The browser's side is in
// port_js.go; port_other.go is a page that never changes, for native tests.
package port

// States of the offline copy, as boot.js reports them.
const (
	OfflineStarting    = "starting"    // not asked for yet
	OfflineInstalling  = "installing"  // Done of Total files are stored
	OfflineReady       = "ready"       // every file is stored and was checked
	OfflineUnsupported = "unsupported" // the browser or window has no service worker
	OfflineInsecure    = "insecure"    // plain http on another host
	OfflineFailed      = "failed"      // Detail says why
)

// Offline is the state of the copy on this device.
type Offline struct {
	State       string
	Detail      string // for people; with OfflineFailed the reason
	Done, Total int    // files, while installing
	UpdateReady bool   // a newer version is stored and waits for the user
	Update      string // for people: why a newer version could not be looked for or stored
}

// A Request is one thing the page asked for since it was loaded.
type Request struct {
	Path       string // without query
	Own        bool   // of the page's own origin
	AfterReady bool   // made after the offline copy was complete
}

// A Page is the browser page as the app sees it.
type Page interface {
	// Prefix is the path the site is served under, without a final slash; ""
	// at the origin's root.
	Prefix() string
	AppVersion() string
	// Asset returns a file of the site, such as "models/registry.json". It
	// blocks, so it must not be called on the UI goroutine; so does Config.
	Asset(name string) ([]byte, error)
	// AssetURL is the address of a file of the site, "" if there is none of that
	// name. Save has the browser store the file as a download; it blocks.
	AssetURL(name string) string
	Save(name, as string) error
	// Config returns config.json, from the network or else the last good copy.
	Config() ([]byte, error)
	// KeepConfig stores the configuration as the last good copy.
	KeepConfig()
	// StartOffline begins to store the site on the device.
	StartOffline()
	// ActivateUpdate switches to the stored newer version and reloads.
	ActivateUpdate()
	Offline() Offline
	Requests() []Request
	// OnChange calls f whenever Offline or Requests may have changed.
	OnChange(f func())
	Focus(id string)
	// Reveal scrolls an element into the window, no further than needed.
	Reveal(id string)
	// SetValue writes into a form control.
	SetValue(id, value string)
	Print()
	// Copy puts a text on the clipboard and then calls told: with nil, or with
	// why the browser refused. It must be called while a press is being handled,
	// and told must not block.
	Copy(text string, told func(error))
	// Select gives a text box the focus and selects all of it.
	Select(id string)
	// Keep offers content as a file to keep. Nothing is requested for it.
	Keep(name, mediaType string, content []byte)
	// Pause blocks for a moment, so that the browser can draw and react.
	Pause()
	// NextFrame blocks until the browser has drawn once more, which a page in
	// the background does not do: then for a tenth of a second.
	NextFrame()
}
