package lgbm

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/dmitryikh/leaves"
)

// Leaves scores a model with the leaves module. It is immutable and safe for
// concurrent use. Only [NewLeaves] makes one.
type Leaves struct {
	ensemble *leaves.Ensemble
	features int // leaves says 0 for a model of one feature
}

// NewLeaves gives the checked bytes of m to leaves. The bytes are the file's
// own; only the version line is made to say v3, the newest leaves accepts.
//
// It refuses, with an error that wraps [ErrUnsupported] and names the feature:
//
//   - a threshold inside the zero band, ends not included, where leaves' band
//     differs from LightGBM's, and where LightGBM's own answers for dense and
//     for sparse rows differ;
//   - two missing types on one feature, which one training run never writes
//     (LightGBM keeps the type per feature): the file was merged or edited;
//   - a feature name with an equals sign, which leaves can not read.
//
// The model itself scores the first two as LightGBM does.
func NewLeaves(m *Model) (*Leaves, error) {
	if m == nil || len(m.trees) == 0 {
		return nil, errors.New("lgbm: leaves: no model")
	}
	if err := refuseForLeaves(m); err != nil {
		return nil, err
	}
	// Without leaves' own transformation: the raw score is wanted.
	e, err := leaves.LGEnsembleFromReader(bufio.NewReader(bytes.NewReader(m.normalised)), false)
	if err != nil {
		return nil, fmt.Errorf("lgbm: leaves: %w", err)
	}
	if e.NEstimators() != len(m.trees) || e.NOutputGroups() != 1 {
		return nil, fmt.Errorf("lgbm: leaves: read %d trees of %d outputs, expected %d of 1",
			e.NEstimators(), e.NOutputGroups(), len(m.trees))
	}
	return &Leaves{ensemble: e, features: len(m.names)}, nil
}

// refuseForLeaves names what leaves would not do exactly.
func refuseForLeaves(m *Model) error {
	for _, name := range m.names {
		if strings.Contains(name, "=") {
			return fmt.Errorf("lgbm: leaves: feature %q: equals sign in the name: %w", name, ErrUnsupported)
		}
	}
	split := make([]bool, len(m.names))
	missing := make([]MissingType, len(m.names))
	for i, t := range m.trees {
		for n, f := range t.Feature {
			if x := t.Threshold[n]; -ZeroBand < x && x < ZeroBand {
				return fmt.Errorf("lgbm: leaves: tree %d: feature %q: threshold %g inside the zero band: %w",
					i, m.names[f], x, ErrUnsupported)
			}
			if split[f] && missing[f] != t.Missing[n] {
				return fmt.Errorf("lgbm: leaves: tree %d: feature %q: missing types %v and %v: %w",
					i, m.names[f], missing[f], t.Missing[n], ErrUnsupported)
			}
			split[f], missing[f] = true, t.Missing[n]
		}
	}
	return nil
}

// NumFeatures implements [Scorer].
func (l *Leaves) NumFeatures() int { return l.features }

// Score implements [Scorer] with leaves.
//
// Rows pass through LightGBM's zero band first. Leaves has a band of its own,
// 1e-35 wide and without its negative end; once the values of LightGBM's band
// are 0, the two bands hold the same values.
func (l *Leaves) Score(rows, raw []float64) error {
	if err := checkLengths(rows, raw, l.features); err != nil {
		return err
	}
	row := make([]float64, l.features)
	score := make([]float64, 1)
	for i := range raw {
		copyBanded(row, rows[i*l.features:])
		// Not PredictSingle: it returns 0 where Predict returns an error. All
		// trees: the 0.
		if err := l.ensemble.Predict(row, 0, score); err != nil {
			return fmt.Errorf("lgbm: leaves: row %d: %w", i, err)
		}
		raw[i] = score[0]
	}
	return nil
}
