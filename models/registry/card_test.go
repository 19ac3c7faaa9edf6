package registry_test

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/models/card"
)

//go:embed */card.json */card.md
var cards embed.FS

// Every version has the card that its manifest names, as a document and as a
// file with the same words.
func TestEveryVersionHasItsCard(t *testing.T) {
	for _, o := range opened(t) {
		text, err := cards.ReadFile(o.Manifest.Version + "/card.json")
		require.NoError(t, err)
		sum := sha256.Sum256(text)
		require.Equal(t, o.Manifest.CardSHA256, hex.EncodeToString(sum[:]), o.Manifest.Version)
		d, err := card.Parse(text)
		require.NoError(t, err)
		page, err := cards.ReadFile(o.Manifest.Version + "/card.md")
		require.NoError(t, err)
		require.Equal(t, card.Markdown(d), string(page))
	}
}

// The card answers every attribute and every item, each with words of its own,
// and draws every curve the specification asks for.
func TestCardsAreComplete(t *testing.T) {
	for _, o := range opened(t) {
		text, err := cards.ReadFile(o.Manifest.Version + "/card.json")
		require.NoError(t, err)
		d, err := card.Parse(text)
		require.NoError(t, err)
		sections := map[string]card.Section{}
		var plots []string
		for _, s := range d.Sections {
			sections[s.ID] = s
			for _, p := range s.Plots {
				plots = append(plots, p.Title)
				require.NotEmpty(t, p.Table.Rows, p.Title)
			}
		}
		require.Equal(t, "use", d.Sections[0].ID, "what a coordinator reads comes first")
		for _, id := range []string{"data", "model", "performance", "decisions", "levels", "uncertainty", "groups", "external", "limits", "again"} {
			require.Contains(t, sections, id)
		}
		for _, title := range []string{"ROC curve", "Precision and recall", "Calibration of LightGBM", "Decision curve", "Cost by threshold"} {
			require.Contains(t, plots, title)
		}
		require.Equal(t, numbers(31), firstCells(sections["attributes"], ". "), "HTI-1: 31 source attributes")
		require.Equal(t, strings.Fields("1 2 3a 3b 3c 4 5a 5b 6a 6b 6c 7 8a 8b 8c 9a 9b 9c 10 11 12a 12b 12c 12d 12e 12f 12g 13 14 15 16 17 "+
			"18a 18b 18c 18d 18e 18f 19 20a 20b 20c 21 22 23a 23b 24 25 26 27a 27b 27c"), firstCells(sections["tripod"], "\n"), "TRIPOD+AI: 27 items, 52 with their parts")
		for _, id := range []string{"attributes", "tripod"} {
			for _, table := range sections[id].Tables {
				for _, row := range table.Rows {
					require.Greater(t, len(row[len(row)-1]), 3, "%s: %s has no answer", id, row[0])
				}
			}
		}
		if o.Manifest.Data.Synthetic {
			require.Contains(t, strings.Join(d.Sections[0].Paragraphs, " "), "It was trained on simulated patients. No real patient's data are in it")
		}
	}
}

func numbers(n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprint(i+1))
	}
	return out
}

// firstCells are the first cells of all tables, up to a mark.
func firstCells(s card.Section, until string) (out []string) {
	for _, table := range s.Tables {
		for _, row := range table.Rows {
			cell, _, _ := strings.Cut(row[0], until)
			out = append(out, cell)
		}
	}
	return out
}
