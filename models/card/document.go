// Package card reads a model card: what is known of a version, in an order that
// a coordinator can begin and a statistician can finish, with plots and a table
// of the same numbers beside each. The training pipeline builds it (package
// build); the page draws it, and Markdown writes it as a file.
//
// All numbers of a card are finished text but the coordinates of its plots.
package card

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
)

// A Document is a whole card.
type Document struct {
	Title    string    `json:"title"`
	Sections []Section `json:"sections"`
}

// A Section is one chapter: paragraphs, then tables, then plots.
type Section struct {
	ID         string   `json:"id"` // small letters, digits and hyphens; its own in the document
	Title      string   `json:"title"`
	Paragraphs []string `json:"paragraphs"`
	Tables     []Table  `json:"tables"`
	Plots      []Plot   `json:"plots"`
}

// A Table has as many cells in a row as columns. The first cell of a row is its
// header.
type Table struct {
	Caption string     `json:"caption"`
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

// A Plot shows series in one frame. Table has the same numbers, thinned to what
// a person reads.
type Plot struct {
	Title  string   `json:"title"`
	X      string   `json:"x"` // title of the axis, with the unit
	Y      string   `json:"y"`
	XMin   float64  `json:"x_min"`
	XMax   float64  `json:"x_max"`
	YMin   float64  `json:"y_min"`
	YMax   float64  `json:"y_max"`
	Series []Series `json:"series"`
	Table  Table    `json:"table"`
}

// A Series is one line of a plot, inside its frame.
type Series struct {
	Name      string       `json:"name"`
	Points    [][2]float64 `json:"points"`              // [x, y], x rising or equal
	Intervals [][2]float64 `json:"intervals,omitempty"` // [low, high] in y at each point
	Dots      bool         `json:"dots,omitempty"`      // the points are measurements of their own: draw them
	Reference bool         `json:"reference,omitempty"` // a line to compare with, not a measurement: draw it lighter
}

// Parse reads a card and refuses, with the place, whatever could not be drawn:
// unknown members, missing titles, an ID twice, rows of another length than the
// header, coordinates that are not finite or lie outside the frame.
func Parse(data []byte) (Document, error) {
	var d Document
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return Document{}, fmt.Errorf("card: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return Document{}, fmt.Errorf("card: something follows the JSON value")
	}
	if err := d.Check(); err != nil {
		return Document{}, err
	}
	return d, nil
}

// Check reports the first thing of d that [Parse] would refuse.
func (d Document) Check() error {
	if d.Title == "" || len(d.Sections) == 0 {
		return fmt.Errorf("card: no title, or no section")
	}
	seen := map[string]bool{}
	for i, s := range d.Sections {
		if strings.Trim(s.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || s.ID == "" || seen[s.ID] {
			return fmt.Errorf("card: section %d: id %q is not usable, or there twice", i, s.ID)
		}
		seen[s.ID] = true
		if err := s.check(); err != nil {
			return fmt.Errorf("card: section %s: %w", s.ID, err)
		}
	}
	return nil
}

func (s Section) check() error {
	if s.Title == "" {
		return fmt.Errorf("no title")
	}
	for _, t := range s.Tables {
		if err := t.check(); err != nil {
			return fmt.Errorf("table %q: %w", t.Caption, err)
		}
	}
	for _, p := range s.Plots {
		if err := p.check(); err != nil {
			return fmt.Errorf("plot %q: %w", p.Title, err)
		}
	}
	return nil
}

func (t Table) check() error {
	if t.Caption == "" || len(t.Columns) == 0 {
		return fmt.Errorf("no caption, or no column")
	}
	for i, row := range t.Rows {
		if len(row) != len(t.Columns) {
			return fmt.Errorf("row %d has %d cells for %d columns", i, len(row), len(t.Columns))
		}
	}
	return nil
}

func (p Plot) check() error {
	if p.Title == "" || p.X == "" || p.Y == "" || len(p.Series) == 0 {
		return fmt.Errorf("no title, or no series")
	}
	if !finite(p.XMin, p.XMax, p.YMin, p.YMax) || p.XMin >= p.XMax || p.YMin >= p.YMax {
		return fmt.Errorf("the axes run from %v to %v and from %v to %v", p.XMin, p.XMax, p.YMin, p.YMax)
	}
	for _, s := range p.Series {
		if err := p.checkSeries(s); err != nil {
			return fmt.Errorf("series %q: %w", s.Name, err)
		}
	}
	return p.Table.check()
}

func (p Plot) checkSeries(s Series) error {
	if s.Name == "" || len(s.Points) == 0 {
		return fmt.Errorf("no name, or no points")
	}
	if len(s.Intervals) != 0 && len(s.Intervals) != len(s.Points) {
		return fmt.Errorf("%d intervals for %d points", len(s.Intervals), len(s.Points))
	}
	for i, at := range s.Points {
		inside := at[0] >= p.XMin && at[0] <= p.XMax && at[1] >= p.YMin && at[1] <= p.YMax
		if !inside || i > 0 && at[0] < s.Points[i-1][0] {
			return fmt.Errorf("point %d: %v, %v lies outside the frame or goes back", i, at[0], at[1])
		}
	}
	for i, r := range s.Intervals {
		if !(r[0] >= p.YMin && r[0] <= r[1] && r[1] <= p.YMax) {
			return fmt.Errorf("interval %d: %v to %v lies outside the frame", i, r[0], r[1])
		}
	}
	return nil
}

func finite(values ...float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
