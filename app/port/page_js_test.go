package port

import (
	"syscall/js"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// within fails a test that would otherwise wait for ever.
func within(t *testing.T, what string, done chan error) error {
	t.Helper()
	select {
	case err := <-done:
		return err
	case <-time.After(10 * time.Second):
		t.Fatalf("waited 10 s for %s", what)
		return nil
	}
}

func TestCopyTellsWhatBecameOfIt(t *testing.T) {
	for name, c := range map[string]struct{ clipboard, refused string }{
		"taken":        {`{ writeText: (text) => { window.written = text; return Promise.resolve() } }`, ""},
		"refused":      {`{ writeText: () => Promise.reject(new DOMException("Write permission denied.", "NotAllowedError")) }`, "Write permission denied."},
		"no clipboard": {`undefined`, "this page has no access to the clipboard"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := eval(t, `Object.defineProperty(navigator, "clipboard", { configurable: true, value: `+c.clipboard+` })`)
			require.NoError(t, err)
			told := make(chan error, 1)
			(&page{}).Copy("P-1: 37 in 100", func(err error) { told <- err })
			if err := within(t, "the clipboard", told); c.refused != "" {
				require.EqualError(t, err, c.refused)
				return
			}
			require.Equal(t, "P-1: 37 in 100", js.Global().Get("written").String())
		})
	}
}

func TestKeepOffersTheBytes(t *testing.T) {
	_, err := eval(t, `(() => {
		HTMLAnchorElement.prototype.click = function () { window.offered = { name: this.download, text: fetch(this.href).then((r) => r.text()) } };
	})()`)
	require.NoError(t, err)
	(&page{}).Keep("retain-P-1.json", "application/json", []byte(`{"ä":1}`))
	text, err := eval(t, `window.offered.text`)
	require.NoError(t, err)
	require.Equal(t, `{"ä":1}`, text.String())
	require.Equal(t, "retain-P-1.json", js.Global().Get("offered").Get("name").String())
}

// A frame comes soon, and where none comes, as in the background, the wait ends
// all the same.
func TestNextFrame(t *testing.T) {
	for _, frames := range []string{"window.requestAnimationFrame", "() => 0"} {
		_, err := eval(t, "void (window.requestAnimationFrame = "+frames+")")
		require.NoError(t, err)
		over := make(chan error, 1)
		go func() { (&page{}).NextFrame(); over <- nil }()
		require.NoError(t, within(t, "a frame", over))
	}
}
