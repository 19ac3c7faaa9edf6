// Package build makes a model card from what the stages of training measured.
// The page does not link it.
package build

import (
	"fmt"

	"retain/models/card"
	"retain/models/manifest"
	"retain/models/results"
)

// An Input is all that a card says something about.
type Input struct {
	Manifest    manifest.Manifest
	Calibration results.Calibration
	Results     results.Results
	Sections    []card.Section // of the Python side, taken over word for word
}

// Card builds the card of a version.
func Card(in Input) (card.Document, error) {
	d := card.Document{
		Title:    fmt.Sprintf("Model card: %s", in.Manifest.Version),
		Sections: append([]card.Section{{ID: "use", Title: "What it is for", Paragraphs: []string{in.Manifest.Title, in.Manifest.Data.Description}}}, in.Sections...),
	}
	return d, d.Check()
}
