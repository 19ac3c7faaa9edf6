package assess

import (
	"encoding/json"

	"retain/core/explain"
	"retain/core/patient"
	"retain/core/reason"
)

// Contributions are what each feature added to the raw score, in feature order:
// an object in JSON, null if there are none.
type Contributions []Contribution

// A Contribution is that of one feature, in log-odds.
type Contribution struct {
	Feature string
	LogOdds float64
}

// MarshalJSON keeps the order of the features.
func (c Contributions) MarshalJSON() ([]byte, error) {
	if c == nil {
		return []byte("null"), nil
	}
	out := []byte{'{'}
	for i, one := range c {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := json.Marshal(one.Feature)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(one.LogOdds)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), value...)
	}
	return append(out, '}'), nil
}

// why explains the answers of one call.
type why struct {
	model          *Model
	explainer      *explain.Explainer // nil: nothing is explained
	failed         bool               // the model has an explainer that cannot be prepared
	groups         reason.Groups
	logOdds, share []float64 // of one patient, again and again
}

func (m *Model) why() *why {
	w := &why{model: m}
	if m.Explainer == nil {
		return w
	}
	e, err := m.Explainer()
	if err != nil {
		w.failed = true
		return w
	}
	w.explainer, w.groups = e, reason.GroupsOf(m.Features)
	w.logOdds, w.share = make([]float64, m.Features.Len()), make([]float64, m.Features.Len())
	return w
}

// explain fills what an answer says about its reasons. An explanation that does
// not add up to the score would explain another one, so none is shown.
func (w *why) explain(a *Assessment, p patient.Patient, row []float64) {
	a.Reasons = []reason.Reason{}
	if w.explainer == nil {
		if w.failed {
			a.Warnings = append(a.Warnings, notExplained)
		}
		return
	}
	base := w.explainer.Base()
	err := w.explainer.Contributions(row, w.logOdds)
	if err == nil {
		err = explain.Points(w.logOdds, base, a.RawScore, w.model.Calibrator.Probability, w.share)
	}
	if err != nil {
		a.Warnings = append(a.Warnings, notExplained)
		return
	}
	a.BaseValue = &base
	a.Contributions = make(Contributions, len(w.logOdds))
	for i, f := range w.model.Features.Features {
		a.Contributions[i] = Contribution{f.Name, w.logOdds[i]}
	}
	a.Reasons = w.groups.Reasons(p, w.logOdds, w.share)
}
