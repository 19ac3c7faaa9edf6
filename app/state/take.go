package state

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"retain/core/fhir"
	"retain/core/note"
	"retain/core/patient"
)

// What can be taken away, as messages of the buttons.
type (
	// Copy asks for the answer as text: one line, or in full.
	Copy struct{ Full bool }
	// Copied tells what became of it: Refused is why Text could not be put on the
	// clipboard, "" if it is there.
	Copied struct{ Text, Refused string }
	// Save asks for the answer as a file.
	Save struct{ Format Format }
	// Printed says that "Print" was pressed.
	Printed struct{}
)

// A Format is one kind of file.
type Format string

const (
	JSON Format = "json"
	FHIR Format = "fhir.json"
)

// The effects they lead to.
type (
	// Clip puts a text on the clipboard; [Copied] answers it.
	Clip struct{ Text string }
	// File offers a file to keep.
	File struct {
		Name, Type string
		Content    []byte
	}
	// SelectText selects what stands in the box of a refused copy, so that the
	// next key can copy it.
	SelectText struct{}
	// Print prints the page.
	Print struct{}
)

// take answers the messages above. Without an answer there is nothing to take.
func (s State) take(message any) (State, []any) {
	if s.Result == nil && s.Range == nil {
		return s, nil
	}
	switch m := message.(type) {
	case Copy:
		if m.Full {
			return s, []any{Clip{s.paragraph()}}
		}
		return s, []any{Clip{s.line()}}
	case Copied:
		return s.copied(m)
	case Save:
		return s.save(m.Format)
	}
	return s, []any{Print{}}
}

// copied says what became of a copy, unless something was typed since.
func (s State) copied(m Copied) (State, []any) {
	if m.Text != s.line() && m.Text != s.paragraph() {
		return s, nil
	}
	s.Notice, s.Boxed = "Copied. Paste it into the note.", ""
	if m.Refused == "" {
		return s, nil
	}
	s.Notice, s.Boxed = "The browser did not copy it ("+m.Refused+"). It is selected below: copy it from there.", m.Text
	return s, []any{SelectText{}}
}

// save makes a file of a prediction. A range has none: neither format has a
// place for a number that is not known.
func (s State) save(format Format) (State, []any) {
	if s.Result == nil {
		return s, nil
	}
	content, err := s.file(format)
	if err != nil {
		s.Notice = "No file was made: " + err.Error()
		return s, nil
	}
	f := File{Name: s.fileName(format), Type: "application/json", Content: content}
	if format == FHIR {
		f.Type = "application/fhir+json"
	}
	s.Notice = "Saved as " + f.Name + "."
	return s, []any{f}
}

func (s State) file(format Format) ([]byte, error) {
	if format == FHIR {
		return fhir.RiskAssessment(s.Engine, *s.Result, *s.Patient)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(s.Result)
	return b.Bytes(), err
}

// fileName names a file after the patient's code and the day, in characters
// that every file system takes.
func (s State) fileName(format Format) string {
	safe := strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_') {
			return r
		}
		return '-'
	}, s.Patient.PatientID)
	return "retain-" + safe + "-" + s.at.UTC().Format("2006-01-02") + "." + string(format)
}

// line is the answer in one line, for the source note.
func (s State) line() string {
	if s.Range == nil {
		return note.Line(s.Engine, *s.Result, *s.Patient) + s.number("Answer")
	}
	b := PresentRange(*s.Patient, s.Unknown, *s.Range, s.Engine)
	m := s.Engine.Model
	return fmt.Sprintf("%s, as of %s: %s %s Retain, model %s, SHA-256 %.12s…; synthetic training data; it supports people and does not decide.",
		b.Who, s.Moment(), b.Sentence, b.NotKnown, m.Version, m.SHA256) + s.number("Range")
}

// paragraph is the answer with everything a reader of the note needs to judge it.
func (s State) paragraph() string {
	if s.Range == nil {
		return note.Paragraph(s.Engine, *s.Result, *s.Patient) + s.number("Answer")
	}
	b := PresentRange(*s.Patient, s.Unknown, *s.Range, s.Engine)
	entered := make([]string, 0, len(patient.Fields))
	for _, f := range patient.Fields[1:] {
		answer := s.Text(f.Name)
		if s.IsUnknown(f.Name) {
			answer = "not known"
		}
		entered = append(entered, label(f.Name)+" "+answer)
	}
	return fmt.Sprintf("%s, as of %s. Entered: %s. %s %s %s %s %s %s %s", b.Who, s.Moment(), strings.Join(entered, ", "),
		b.Sentence, b.Contract, b.NotKnown, b.Ends, b.Ask, note.Limits(s.Engine), note.Origin(s.Engine)) + s.number("Range")
}

// number is the place of a recorded answer in the session, as a sentence.
func (s State) number(what string) string {
	if s.Recorded == 0 {
		return ""
	}
	return " " + what + " " + strconv.Itoa(s.Recorded) + " of this session."
}
