package port

import (
	"bytes"
	"encoding/json"
	"syscall/js"
)

// A Call answers one function of window.retain: argument is the JSON of its
// first argument, empty if there was none that JSON can express.
type Call func(argument []byte) (any, error)

// An API is window.retain, before the model is open.
type API struct {
	fulfil, reject js.Value // of the promise "ready"
}

// Install sets window.retain. Every call returns a promise; an error becomes a
// rejection with an Error that carries the error's JSON members (code, fields).
func Install(version string, calls map[string]Call) *API {
	api := &API{}
	object := js.Global().Get("Object").New()
	object.Set("version", version)
	object.Set("ready", promise(func(fulfil, reject js.Value) { api.fulfil, api.reject = fulfil, reject }))
	// a page that does not look at "ready" must not report an unhandled rejection
	object.Get("ready").Call("catch", js.FuncOf(func(js.Value, []js.Value) any { return nil }))
	for name, call := range calls {
		object.Set(name, function(call))
	}
	js.Global().Set("retain", object)
	return api
}

// Ready settles the promise "ready".
func (a *API) Ready(err error) {
	if err != nil {
		a.reject.Invoke(jsError(err))
		return
	}
	a.fulfil.Invoke()
}

// promise makes a JavaScript promise; the executor runs at once.
func promise(executor func(fulfil, reject js.Value)) js.Value {
	f := js.FuncOf(func(_ js.Value, args []js.Value) any {
		executor(args[0], args[1])
		return nil
	})
	defer f.Release()
	return js.Global().Get("Promise").New(f)
}

// function wraps a call. The work runs in a goroutine, because a JavaScript
// callback must return before the page can go on.
func function(call Call) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		argument, failure := stringify(args)
		return promise(func(fulfil, reject js.Value) {
			if failure.Truthy() {
				reject.Invoke(failure)
				return
			}
			go func() {
				answer, err := call(argument)
				if err != nil {
					reject.Invoke(jsError(err))
					return
				}
				if list, long := answer.([]any); long {
					fulfil.Invoke(jsList(list))
					return
				}
				fulfil.Invoke(jsValue(answer))
			}()
		})
	})
}

// stringify is the first argument as JSON. What JSON cannot express at all (a
// cycle, a BigInt, a member that throws) makes JavaScript throw; the failure is
// then an Error with the code of unusable input. Nothing is asked of the thrown
// value, which can be anything, even null.
func stringify(args []js.Value) (argument []byte, failure js.Value) {
	if len(args) == 0 {
		return nil, js.Undefined()
	}
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case js.Error:
			failure = js.Global().Get("Error").New(
				"The input is not usable: it cannot be written as JSON (it holds a cycle, a BigInt, or something that throws).")
			failure.Set("code", "invalid_input")
			failure.Set("fields", js.Global().Get("Array").New())
		default:
			panic(thrown)
		}
	}()
	text := js.Global().Get("JSON").Call("stringify", args[0])
	if text.Type() != js.TypeString { // undefined or a function
		return nil, js.Undefined()
	}
	return []byte(text.String()), js.Undefined()
}

// jsValue is a Go value as JavaScript sees its JSON.
func jsValue(v any) js.Value {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("port: internal error: an answer did not encode: " + err.Error())
	}
	return js.Global().Get("JSON").Call("parse", b.String())
}

// part is how many items of a list are handed over between two pauses: writing
// an assessment and reading it again takes a desktop about a fifth of a
// millisecond.
const part = 100

// jsList is jsValue of a list, with pauses in which the page can draw.
func jsList(list []any) js.Value {
	out := js.Global().Get("Array").New()
	for len(list) > part {
		out.Get("push").Call("apply", out, jsValue(list[:part]))
		list = list[part:]
		pause()
	}
	out.Get("push").Call("apply", out, jsValue(list))
	return out
}

// jsError is an Error with the message and, if err has JSON members, those.
func jsError(err error) js.Value {
	e := js.Global().Get("Error").New(err.Error())
	if m, ok := err.(json.Marshaler); ok {
		js.Global().Get("Object").Call("assign", e, jsValue(m))
	}
	return e
}
