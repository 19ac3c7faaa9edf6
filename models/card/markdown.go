package card

import "strings"

// Markdown writes a card as one file, in the dialect that GitHub, GitLab and
// pandoc read. A plot is given by its table.
func Markdown(d Document) string {
	var b strings.Builder
	b.WriteString("# " + inline(d.Title) + "\n")
	for _, s := range d.Sections {
		b.WriteString("\n## " + inline(s.Title) + "\n")
		for _, p := range s.Paragraphs {
			b.WriteString("\n" + inline(p) + "\n")
		}
		for _, t := range s.Tables {
			writeTable(&b, t)
		}
		for _, p := range s.Plots {
			b.WriteString("\n### " + inline(p.Title) + "\n")
			writeTable(&b, p.Table)
		}
	}
	return b.String()
}

func writeTable(b *strings.Builder, t Table) {
	b.WriteString("\n" + inline(t.Caption) + "\n\n")
	writeRow(b, t.Columns)
	b.WriteString("|" + strings.Repeat("---|", len(t.Columns)) + "\n")
	for _, row := range t.Rows {
		writeRow(b, row)
	}
}

func writeRow(b *strings.Builder, cells []string) {
	b.WriteString("|")
	for _, c := range cells {
		b.WriteString(" " + inline(c) + " |")
	}
	b.WriteString("\n")
}

// special are the characters that would be read as markup. Single underscores
// inside a word are left alone by these dialects, and names are full of them.
var special = strings.NewReplacer(`\`, `\\`, "|", `\|`, "*", `\*`, "<", `\<`, "`", "\\`", "[", `\[`, "\n", " ")

// inline makes text fit for one line of Markdown.
func inline(text string) string { return special.Replace(text) }
