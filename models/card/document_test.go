package card_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/models/card"
)

func small() card.Document {
	table := card.Table{Caption: "numbers", Columns: []string{"x", "y"}, Rows: [][]string{{"0", "0"}, {"1", "0.5"}}}
	return card.Document{Title: "Card", Sections: []card.Section{
		{ID: "use", Title: "What it is for", Paragraphs: []string{"For a|b and c_d_e *here*."}, Tables: []card.Table{table}},
		{ID: "plots-2", Title: "Plots", Plots: []card.Plot{{
			Title: "A line", X: "x (days)", Y: "y", XMin: 0, XMax: 1, YMin: -1, YMax: 1,
			Series: []card.Series{{Name: "it", Points: [][2]float64{{0, 0}, {0, 0.5}, {1, 0.5}}, Intervals: [][2]float64{{-1, 0}, {0, 1}, {0, 0.5}}}},
			Table:  table,
		}}},
	}}
}

func TestParseReadsWhatIsWritten(t *testing.T) {
	text, err := json.Marshal(small())
	require.NoError(t, err)
	got, err := card.Parse(text)
	require.NoError(t, err)
	require.Equal(t, small(), got)
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		damage func(*card.Document)
		want   string
	}{
		{"no title", func(d *card.Document) { d.Title = "" }, "no title"},
		{"nothing in it", func(d *card.Document) { d.Sections = nil }, "no section"},
		{"an ID with a space", func(d *card.Document) { d.Sections[0].ID = "a b" }, `section 0: id "a b"`},
		{"an ID twice", func(d *card.Document) { d.Sections[1].ID = "use" }, `section 1: id "use" is not usable, or there twice`},
		{"a section without title", func(d *card.Document) { d.Sections[1].Title = "" }, "section plots-2: no title"},
		{"a short row", func(d *card.Document) { d.Sections[0].Tables[0].Rows[1] = []string{"1"} }, `table "numbers": row 1 has 1 cells for 2 columns`},
		{"a table without caption", func(d *card.Document) { d.Sections[0].Tables[0].Caption = "" }, "no caption"},
		{"no series", func(d *card.Document) { d.Sections[1].Plots[0].Series = nil }, `plot "A line": no title, or no series`},
		{"axes the wrong way", func(d *card.Document) { d.Sections[1].Plots[0].XMax = 0 }, "the axes run from 0 to 0"},
		{"a point outside", func(d *card.Document) { d.Sections[1].Plots[0].Series[0].Points[2][1] = 1.5 }, `series "it": point 2: 1, 1.5 lies outside`},
		{"a point that goes back", func(d *card.Document) { d.Sections[1].Plots[0].Series[0].Points[0][0] = 0.5 }, "point 1: 0, 0.5 lies outside the frame or goes back"},
		{"an interval upside down", func(d *card.Document) { d.Sections[1].Plots[0].Series[0].Intervals[0] = [2]float64{0.5, 0} }, "interval 0: 0.5 to 0 lies outside"},
		{"an interval too few", func(d *card.Document) {
			s := &d.Sections[1].Plots[0].Series[0]
			s.Intervals = s.Intervals[1:]
		}, "2 intervals for 3 points"},
		{"a plot without its table", func(d *card.Document) { d.Sections[1].Plots[0].Table = card.Table{} }, "no caption, or no column"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := small()
			c.damage(&d)
			text, err := json.Marshal(d)
			require.NoError(t, err)
			_, err = card.Parse(text)
			require.ErrorContains(t, err, c.want)
		})
	}
	for text, want := range map[string]string{
		`{"title":"a","sections":[],"x":1}`: `unknown field "x"`, `{} {}`: "something follows", `[`: "card: ",
	} {
		_, err := card.Parse([]byte(text))
		require.ErrorContains(t, err, want)
	}
	d := small()
	d.Sections[1].Plots[0].YMax = math.Inf(1)
	require.ErrorContains(t, d.Check(), "the axes run")
}

func TestMarkdown(t *testing.T) {
	got := card.Markdown(small())
	require.True(t, strings.HasPrefix(got, "# Card\n\n## What it is for\n\nFor a\\|b and c_d_e \\*here\\*.\n\nnumbers\n\n| x | y |\n|---|---|\n| 0 | 0 |\n"), got)
	require.Contains(t, got, "\n### A line\n\nnumbers\n\n| x | y |\n")
}
