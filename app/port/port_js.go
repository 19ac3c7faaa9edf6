package port

import (
	"errors"
	"syscall/js"
	"time"
)

// Browser returns the page this program runs in. It relies on boot.js, which
// the page shell loads first and which leaves its side in window.retainBoot.
func Browser() Page {
	boot := js.Global().Get("retainBoot")
	return &page{boot: boot, prefix: boot.Get("prefix").String(), version: boot.Get("site").Get("app_version").String()}
}

type page struct {
	boot            js.Value
	prefix, version string
}

func (p *page) Prefix() string     { return p.prefix }
func (p *page) AppVersion() string { return p.version }

func (p *page) Asset(name string) ([]byte, error) {
	v, err := await(p.boot.Call("fetchAsset", name))
	if err != nil {
		return nil, err
	}
	data := v.Get("bytes")
	b := make([]byte, data.Get("length").Int())
	js.CopyBytesToGo(b, data)
	return b, nil
}

func (p *page) AssetURL(name string) string {
	file := p.boot.Get("site").Get("files").Get(name)
	if !file.Truthy() {
		return ""
	}
	return p.Prefix() + "/" + file.Get("url").String()
}

func (p *page) Save(name, as string) error {
	v, err := await(p.boot.Call("fetchAsset", name))
	if err != nil {
		return err
	}
	download(as, js.Global().Get("Blob").New([]any{v.Get("bytes")}))
	return nil
}

// download hands bytes to the browser as a link that is clicked: a download of
// an address of the site would go past the service worker, and fail offline.
func download(name string, blob js.Value) {
	object := js.Global().Get("URL")
	address := object.Call("createObjectURL", blob)
	link := js.Global().Get("document").Call("createElement", "a")
	link.Set("href", address)
	link.Set("download", name)
	link.Call("click")
	object.Call("revokeObjectURL", address) // the browser has begun to read it
}

func (p *page) Config() ([]byte, error) {
	v, err := await(p.boot.Call("fetchConfig"))
	if err != nil {
		return nil, err
	}
	text := v.Get("text")
	if text.Type() != js.TypeString {
		return nil, errors.New("config.json could not be fetched, and no copy of it is stored")
	}
	return []byte(text.String()), nil
}

func (p *page) KeepConfig()     { p.boot.Call("keepConfig") }
func (p *page) StartOffline()   { p.boot.Call("startOffline") }
func (p *page) ActivateUpdate() { p.boot.Call("activateUpdate") }

func (p *page) Offline() Offline {
	o := p.boot.Get("offline")
	return Offline{
		State:       o.Get("state").String(),
		Detail:      text(o.Get("detail")),
		Done:        number(o.Get("done")),
		Total:       number(o.Get("total")),
		UpdateReady: o.Get("update_ready").Truthy(),
		Update:      text(o.Get("update_detail")),
	}
}

func (p *page) Requests() []Request {
	list := p.boot.Call("requests")
	out := make([]Request, list.Length())
	readyAt := p.boot.Get("ready_at")
	for i := range out {
		r := list.Index(i)
		out[i] = Request{
			Path:       r.Get("url").String(),
			Own:        r.Get("own").Truthy(),
			AfterReady: readyAt.Type() == js.TypeNumber && r.Get("time").Float() > readyAt.Float(),
		}
	}
	return out
}

func (p *page) OnChange(f func()) {
	listener := js.FuncOf(func(js.Value, []js.Value) any { f(); return nil }) // lives as long as the page
	for _, event := range []string{"retain-offline", "retain-requests"} {
		js.Global().Call("addEventListener", event, listener)
	}
}

func (p *page) Focus(id string) {
	if e := element(id); e.Truthy() {
		e.Call("focus")
	}
}

func (p *page) Reveal(id string) {
	if e := element(id); e.Truthy() {
		e.Call("scrollIntoView", map[string]any{"block": "nearest"})
	}
}

func (p *page) SetValue(id, value string) {
	if e := element(id); e.Truthy() {
		e.Set("value", value)
	}
}

func element(id string) js.Value {
	return js.Global().Get("document").Call("getElementById", id)
}

func (p *page) Print() { js.Global().Call("print") }

func (p *page) Pause() { pause() }

// pause goes on in another task of the browser. A sleep would not do: it can be
// over before Go gives the browser its turn. A timer lets the browser's own tasks
// come first.
func pause() {
	over := make(chan struct{})
	f := js.FuncOf(func(js.Value, []js.Value) any { close(over); return nil })
	defer f.Release()
	js.Global().Call("setTimeout", f, 0)
	<-over
}

func (p *page) NextFrame() {
	drawing := make(chan struct{})
	tell := js.FuncOf(func(js.Value, []js.Value) any { close(drawing); return nil })
	defer tell.Release()
	frame := js.Global().Call("requestAnimationFrame", tell)
	select {
	case <-drawing:
		p.Pause() // it is told before the frame is drawn
	case <-time.After(time.Second / 10):
		js.Global().Call("cancelAnimationFrame", frame)
	}
}

func (p *page) Copy(text string, told func(error)) {
	clipboard := js.Global().Get("navigator").Get("clipboard")
	if !clipboard.Truthy() { // plain http on another host
		told(errors.New("this page has no access to the clipboard"))
		return
	}
	written := clipboard.Call("writeText", text) // now, while the press counts
	go func() {
		_, err := await(written)
		told(err)
	}()
}

func (p *page) Select(id string) {
	if e := element(id); e.Truthy() {
		e.Call("focus")
		e.Call("select")
	}
}

func (p *page) Keep(name, mediaType string, content []byte) {
	bytes := js.Global().Get("Uint8Array").New(len(content))
	js.CopyBytesToJS(bytes, content)
	download(name, js.Global().Get("Blob").New([]any{bytes}, map[string]any{"type": mediaType}))
}

// text is a string value, or "" for anything else.
func text(v js.Value) string {
	if v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}

// number is a whole number value, or 0 for anything else.
func number(v js.Value) int {
	if v.Type() != js.TypeNumber {
		return 0
	}
	return v.Int()
}

// await blocks until a promise is settled. It must not be called on the UI
// goroutine nor from a JavaScript callback.
func await(promise js.Value) (js.Value, error) {
	type outcome struct {
		value js.Value
		err   error
	}
	settled := make(chan outcome, 1)
	kept := js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- outcome{value: args[0]}
		return nil
	})
	broken := js.FuncOf(func(_ js.Value, args []js.Value) any {
		message := "unknown failure"
		if e := args[0]; e.Truthy() && e.Type() == js.TypeObject {
			message = text(e.Get("message"))
		}
		settled <- outcome{err: errors.New(message)}
		return nil
	})
	defer kept.Release()
	defer broken.Release()
	promise.Call("then", kept, broken)
	o := <-settled
	return o.value, o.err
}
