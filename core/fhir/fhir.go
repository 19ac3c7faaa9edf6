// Package fhir writes an assessment as a FHIR R4 (4.0.1) RiskAssessment, for
// those who keep it in another system. Source of the structure and of every
// element's meaning: https://hl7.org/fhir/R4/riskassessment.html and
// https://hl7.org/fhir/R4/datatypes.html.
//
// Choices where the standard leaves one:
//
//   - status is preliminary: an estimate that no person has verified;
//   - the subject is named by the study code, as an identifier without a system,
//     because Retain knows no patient resource;
//   - the probability is the calibration interval as a range where there is one,
//     as R4 has room for one of the two; the number itself is in the rationale;
//   - the level is text: the standard's codes for it mean other risks (its
//     "high" is more likely than not);
//   - when is the days after the day of the assessment, up to the horizon. A
//     model without a horizon has no such time, and the note says so.
package fhir

import (
	"encoding/json"
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
	"time"

	"retain/core/assess"
	"retain/core/note"
	"retain/core/patient"
	"retain/core/words"
)

type riskAssessment struct {
	ResourceType string    `json:"resourceType"`
	Text         narrative `json:"text"`
	Status       string    `json:"status"`
	Method       concept   `json:"method"`
	Code         concept   `json:"code"`
	Subject      reference `json:"subject"`
	Occurrence   string    `json:"occurrenceDateTime"`
	Performer    reference `json:"performer"`
	Prediction   []risk    `json:"prediction"`
	Mitigation   string    `json:"mitigation"`
	Note         []remark  `json:"note"`
}

type narrative struct {
	Status string `json:"status"`
	Div    string `json:"div"`
}

type concept struct {
	Text string `json:"text"`
}

type reference struct {
	Type       string      `json:"type"`
	Identifier *identifier `json:"identifier,omitempty"`
	Display    string      `json:"display,omitempty"`
}

type identifier struct {
	Value string `json:"value"`
}

type risk struct {
	Outcome     concept     `json:"outcome"`
	Decimal     json.Number `json:"probabilityDecimal,omitempty"`
	Range       *span       `json:"probabilityRange,omitempty"`
	Qualitative concept     `json:"qualitativeRisk"`
	When        *period     `json:"whenPeriod,omitempty"`
	Rationale   string      `json:"rationale"`
}

type span struct {
	Low  quantity `json:"low"`
	High quantity `json:"high"`
}

type quantity struct {
	Value  json.Number `json:"value"`
	Unit   string      `json:"unit"`
	System string      `json:"system"`
	Code   string      `json:"code"`
}

type period struct {
	Start string `json:"start"` // dates, both inclusive
	End   string `json:"end"`
}

type remark struct {
	Text string `json:"text"`
}

// RiskAssessment returns an answer of e to a patient as one JSON object, UTF-8,
// indented. The error means that the answer's time stamp cannot be read.
func RiskAssessment(e *assess.Engine, a assess.Assessment, p patient.Patient) ([]byte, error) {
	at, err := time.Parse(time.RFC3339, a.Timestamp)
	if err != nil {
		return nil, fmt.Errorf("fhir: the time stamp of the answer: %w", err)
	}
	title, advice := note.Action(e, a)
	r := riskAssessment{
		ResourceType: "RiskAssessment",
		Text: narrative{"generated", `<div xmlns="http://www.w3.org/1999/xhtml"><p>` +
			html.EscapeString(note.Line(e, a, p)) + `</p></div>`},
		Status:     "preliminary",
		Method:     concept{"Retain, model " + a.ModelVersion},
		Code:       concept{"Risk of discontinuing the trial"},
		Subject:    reference{Type: "Patient", Identifier: &identifier{p.PatientID}},
		Occurrence: a.Timestamp,
		Performer:  reference{Type: "Device", Display: "Retain " + a.AppVersion},
		Prediction: []risk{prediction(e, a, at)},
		Mitigation: title + " " + advice,
	}
	for _, text := range []string{note.Inputs(p), note.Limits(e), note.Origin(e)} {
		r.Note = append(r.Note, remark{text})
	}
	for _, w := range a.Warnings {
		r.Note = append(r.Note, remark{"Caution. " + w.Message})
	}
	return json.MarshalIndent(r, "", "  ")
}

func prediction(e *assess.Engine, a assess.Assessment, at time.Time) risk {
	out := risk{
		Outcome:     concept{"Discontinuation of the trial"},
		Qualitative: concept{a.RiskLevel},
		Rationale: strings.TrimSpace(words.Risk(a.Probability, e.Policy.Edges(), e.Model.HorizonDays) +
			" Estimated probability: " + words.Percent(a.Probability, e.Policy.Edges()) + ". " + note.Reasons(a, len(a.Reasons))),
	}
	if a.Interval == nil {
		out.Decimal = percent(a.Probability, math.Round)
	} else {
		out.Range = &span{inPercent(percent(a.Interval.Low, math.Floor)), inPercent(percent(a.Interval.High, math.Ceil))}
	}
	if a.HorizonDays != nil {
		out.When = &period{at.AddDate(0, 0, 1).Format(time.DateOnly), at.AddDate(0, 0, *a.HorizonDays).Format(time.DateOnly)}
	}
	return out
}

func inPercent(value json.Number) quantity {
	return quantity{value, "%", "http://unitsofmeasure.org", "%"}
}

// decimals are those of a percentage: more than any reader needs, and few enough
// that processors, which differ in the last bits of a probability, agree on them.
const decimals = 4

// percent writes a probability in percent; round is the direction of its last
// decimal, outwards for the ends of a range.
func percent(p float64, round func(float64) float64) json.Number {
	const unit = 1e4 // 10^decimals
	text := strconv.FormatFloat(round(p*100*unit)/unit, 'f', decimals, 64)
	return json.Number(strings.TrimRight(strings.TrimRight(text, "0"), "."))
}
