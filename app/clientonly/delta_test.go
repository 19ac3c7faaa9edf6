package app

import (
	"html"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDelta(t *testing.T) {
	for _, c := range []struct{ name, old, fresh, changes string }{
		{"text", `<p>1</p>`, `<p>2</p>`, "0||2"},
		{"a text that comes and goes", `<p><i>a</i><b></b></p>`, `<p><i></i><b>c</b></p>`, "1|||2||c"},
		{"attribute", `<svg><path class="up" d="M0 0"/><path d="M1 1"/></svg>`, `<svg><path class="down" d="M0 0"/><path d="M1 2"/></svg>`,
			"1|class|down|2|d|M1 2"},
		{"several of one element", `<a href="x" class="y">t</a>`, `<a href="1" class="2">3</a>`, "0|href|1|0|class|2|0||3"},
		{"what is between stays", `<p><b>1</b> and <i>2</i></p>`, `<p><b>3</b> and <i>4</i></p>`, "1||3|2||4"},
		{"a flag without a value", `<p hidden class="a"></p>`, `<p hidden class="b"></p>`, "0|class|b"},
		{"entities", `<p title="a">b</p>`, `<p title="&#34;&#39;">&lt;b&gt; &amp;amp;</p>`, `0|title|"'|0||<b> &amp;`},
		{"nothing", `<p>1</p>`, `<p>1</p>`, ""},
	} {
		elements, changes, ok := delta(c.old, c.fresh)
		require.True(t, ok, c.name)
		require.Equal(t, c.changes, strings.ReplaceAll(changes, between, "|"), c.name)
		require.Equal(t, strings.Count(c.fresh, "<")-strings.Count(c.fresh, "</"), elements, c.name)
	}
}

func TestNoDelta(t *testing.T) {
	for _, c := range []struct{ name, old, fresh string }{
		{"another element", `<p>1</p>`, `<b>1</b>`},
		{"one more", `<p></p>`, `<p><b></b></p>`},
		{"one less", `<p><b></b></p>`, `<p></p>`},
		{"one more at the end", `<p></p>`, `<p></p><p></p>`},
		{"another attribute", `<p class="a"></p>`, `<p title="a"></p>`},
		{"one attribute more", `<p class="a"></p>`, `<p class="a" title="b"></p>`},
		{"a flag", `<p></p>`, `<p hidden></p>`},
		{"a text beside an element", `<p><b>Caution.</b> One</p>`, `<p><b>Caution.</b> Two</p>`},
		{"a text that becomes an element", `<p>1</p>`, `<p><b>1</b></p>`},
		{"another entity", `<p>1</p>`, `<p>&nbsp;</p>`},
		{"a quoted sign", `<p title="a>b">1</p>`, `<p title="a>c">1</p>`},
		{"the separator", `<p>1</p>`, "<p>\x1f</p>"},
		{"the separator in an attribute", `<p title="1"></p>`, "<p title=\"\x1f\"></p>"},
		{"no end", `<p`, `<b`},
	} {
		_, _, ok := delta(c.old, c.fresh)
		require.False(t, ok, c.name)
	}
}

// FuzzDelta checks that a value never changes what is around it, and arrives as it
// was meant; and that nothing stops it.
func FuzzDelta(f *testing.F) {
	f.Add("1", "2", "<p>1</p>")
	f.Add(`<b>&"'`, "&amp;", `<p a="1">`)
	f.Add("", "\x00", "<")
	f.Fuzz(func(t *testing.T, before, after, any string) {
		page := func(value string) string {
			value = html.EscapeString(value)
			return `<p title="` + value + `"><b>` + value + `</b> <i/></p>`
		}
		elements, changes, ok := delta(page(before), page(after))
		require.Equal(t, !strings.Contains(after, between) || before == after, ok)
		if ok && before != after {
			require.Equal(t, 3, elements)
			require.Equal(t, []string{"0", "title", after, "1", "", after}, strings.Split(changes, between))
		}
		delta(any, page(after))
		delta(page(after), any)
		if _, changes, ok := delta(any, any); ok {
			require.Empty(t, changes)
		}
	})
}
