package port

import (
	"encoding/json"
	"errors"
	"strings"
	"syscall/js"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// refused is an error with JSON members, as the session's failures are.
type refused struct{ code string }

func (e refused) Error() string { return "refused: " + e.code }
func (e refused) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"code": e.code, "fields": []string{"age"}})
}

// eval runs a JavaScript expression, which may be a promise.
func eval(t *testing.T, expression string) (js.Value, error) {
	t.Helper()
	promise := js.Global().Get("Function").New("return (async () => (" + expression + "))()").Invoke()
	return await(promise)
}

func TestInstalledCalls(t *testing.T) {
	api := Install("1.0.0+test", map[string]Call{
		"echo": func(argument []byte) (any, error) { return string(argument), nil },
		"wide": func([]byte) (any, error) { return map[string]any{"n": 0.1, "list": []int{1, 2}, "none": nil}, nil },
		"fail": func([]byte) (any, error) { return nil, refused{"invalid_input"} },
		"oops": func([]byte) (any, error) { return nil, errors.New("plain") },
		"long": func(argument []byte) (any, error) {
			var n int
			err := json.Unmarshal(argument, &n)
			list := make([]any, n)
			for i := range list {
				list[i] = map[string]int{"i": i}
			}
			return list, err
		},
	})
	for expression, want := range map[string]string{
		`retain.version`:                         `1.0.0+test`,
		`retain.echo({a: [1, "x", null, NaN]})`:  `{"a":[1,"x",null,null]}`,
		`retain.echo("text")`:                    `"text"`,
		`retain.echo()`:                          ``,
		`retain.echo(undefined)`:                 ``,
		`retain.echo(() => 1)`:                   ``,
		`JSON.stringify(await retain.wide())`:    `{"list":[1,2],"n":0.1,"none":null}`,
		`retain.wide() instanceof Promise && ""`: ``,
		`JSON.stringify(await retain.long(0))`:   `[]`,
		`JSON.stringify(await retain.long(2))`:   `[{"i":0},{"i":1}]`,
		`(await Promise.all([100, 101, 200, 350].map(async (n) => (await retain.long(n)).filter((x, at) => x.i === at).length))).join()`: `100,101,200,350`,
		`retain.fail().catch(e => (e instanceof Error) + " " + e.message + " " + e.code + " " + e.fields)`:                               `true refused: invalid_input invalid_input age`,
		`retain.oops().catch(e => (e instanceof Error) + " " + e.message)`:                                                               `true plain`,
		`retain.echo(10n).catch(e => e.code + " " + e.fields.length)`:                                                                    `invalid_input 0`,
		`(() => { const o = {}; o.o = o; return retain.echo(o).catch(e => e.code) })()`:                                                  `invalid_input`,
	} {
		got, err := eval(t, expression)
		require.NoError(t, err, expression)
		require.Equal(t, want, got.String(), expression)
	}
	api.Ready(refused{"model_refused"})
	got, err := eval(t, `retain.ready.catch(e => e.code)`)
	require.NoError(t, err)
	require.Equal(t, "model_refused", got.String())
}

// A pause is over only after the browser had its turn, whatever Go does meanwhile:
// collecting garbage takes longer than any sleep.
func TestPauseGivesTheBrowserATurn(t *testing.T) {
	for range 5 {
		turn := false
		f := js.FuncOf(func(js.Value, []js.Value) any { turn = true; return nil })
		js.Global().Call("setTimeout", f, 0)
		go func() {
			for start := time.Now(); time.Since(start) < 10*time.Millisecond; {
			}
		}()
		pause()
		f.Release()
		require.True(t, turn)
	}
}

func TestReadyIsKept(t *testing.T) {
	Install("v", nil).Ready(nil)
	_, err := eval(t, `retain.ready`)
	require.NoError(t, err)
}

func TestAwaitTellsWhatBroke(t *testing.T) {
	_, err := eval(t, `Promise.reject(new Error("storage full"))`)
	require.EqualError(t, err, "storage full")
	_, err = eval(t, `Promise.reject()`)
	require.Error(t, err)
}

// The page's side of boot.js, as the port reads it.
func TestPageReadsBoot(t *testing.T) {
	_, err := eval(t, `(window.retainBoot = {
		prefix: "/some/Path", site: {app_version: "1.0.0+abc", files: {"models/registry.json": {url: "assets/models/registry.0.json"}}}, ready_at: 5,
		offline: {state: "installing", detail: "", done: 3, total: 20, update_ready: false, update_detail: "no network"},
		requests: () => [{url: "/a", own: true, time: 1}, {url: "https://b.example", own: false, time: 9}],
		fetchAsset: (name) => name === "gone" ? Promise.reject(new Error("not there")) : Promise.resolve({bytes: new Uint8Array([1, 2, 3])}),
		fetchConfig: () => Promise.resolve({text: null, source: "none"}),
	}, 1)`)
	require.NoError(t, err)
	p := Browser()
	require.Equal(t, "/some/Path", p.Prefix())
	require.Equal(t, "1.0.0+abc", p.AppVersion())
	require.Equal(t, Offline{State: OfflineInstalling, Done: 3, Total: 20, Update: "no network"}, p.Offline())
	require.Equal(t, []Request{{Path: "/a", Own: true}, {Path: "https://b.example", AfterReady: true}}, p.Requests())
	data, err := p.Asset("models/registry.json")
	require.NoError(t, err)
	require.Equal(t, []byte{1, 2, 3}, data)
	_, err = p.Asset("gone")
	require.EqualError(t, err, "not there")
	require.Equal(t, "/some/Path/assets/models/registry.0.json", p.AssetURL("models/registry.json"))
	require.Empty(t, p.AssetURL("gone"))
	require.NoError(t, p.Save("models/registry.json", "registry.json"))
	require.EqualError(t, p.Save("gone", "gone.json"), "not there")
	_, err = p.Config()
	require.ErrorContains(t, err, "config.json")
	changed := 0
	p.OnChange(func() { changed++ })
	for _, event := range []string{"retain-offline", "retain-requests"} {
		js.Global().Call("dispatchEvent", js.Global().Get("CustomEvent").New(event))
	}
	require.Equal(t, 2, changed)
	require.NotPanics(t, func() { p.Focus(strings.Repeat("no-such-element", 2)) })
}
