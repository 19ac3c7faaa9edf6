package lgbm

import (
	"errors"
	"fmt"
	"math"
	"strconv"
)

// Named is a scorer and the name that [SelfTest] calls it by.
type Named struct {
	Name   string
	Scorer Scorer
}

// SelfTest scores the reference rows with every scorer and compares each score
// with want, bit for bit. Rows are laid out as for [Scorer], one per value of
// want.
//
// The error names the first scorer and the first row that differ, with both
// scores. The rows are a model's reference vectors, not patients, so it may be
// logged. No rows and no scorers are errors too: a test of nothing passes
// nothing.
func SelfTest(want, rows []float64, scorers ...Named) error {
	if len(want) == 0 {
		return errors.New("lgbm: self-test: no reference rows")
	}
	if len(scorers) == 0 {
		return errors.New("lgbm: self-test: no scorers")
	}
	raw := make([]float64, len(want))
	for _, s := range scorers {
		for i := range raw {
			raw[i] = math.NaN() // so that a row left unset is seen
		}
		if err := s.Scorer.Score(rows, raw); err != nil {
			return fmt.Errorf("lgbm: self-test: %s: %w", s.Name, err)
		}
		for i := range raw {
			if math.Float64bits(raw[i]) != math.Float64bits(want[i]) {
				return fmt.Errorf("lgbm: self-test: %s: row %d: score %s, expected %s", s.Name, i, show(raw[i]), show(want[i]))
			}
		}
	}
	return nil
}

// show writes a score so that its bits can be told: shortest form and hex.
func show(v float64) string {
	return fmt.Sprintf("%s (0x%016x)", strconv.FormatFloat(v, 'g', -1, 64), math.Float64bits(v))
}
