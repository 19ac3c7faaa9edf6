package uncertainty

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
)

// A tableJSON is a [VennAbers] as a manifest carries it.
type tableJSON struct {
	Cases  int       `json:"cases"`
	Events int       `json:"events"`
	Low    stepsJSON `json:"low"`
	High   stepsJSON `json:"high"`
}

// A stepsJSON is one end of the interval. Its values are events[i] / cases[i],
// from scores[i] on (low) or up to and including scores[i] (high).
type stepsJSON struct {
	Scores []float64 `json:"scores"`
	Events []int     `json:"events"`
	Cases  []int     `json:"cases"`
}

// MarshalJSON writes the table: "cases" and "events" of the calibration, and
// for each end, "low" and "high", the arrays "scores", "events" and "cases".
// Low is events[i]/cases[i] from scores[i] on, 0 before the first; high is
// events[i]/cases[i] up to and including scores[i], 1 after the last. The
// quotients count the added case, so cases[i] can be one more than "cases".
// Reading it back gives the same bits. The zero VennAbers is an error.
func (v VennAbers) MarshalJSON() ([]byte, error) {
	if v.cases == 0 {
		return nil, errors.New("uncertainty: venn-abers: not fitted")
	}
	return json.Marshal(tableJSON{v.cases, v.events, v.low.json(), v.high.json()})
}

func (s steps) json() stepsJSON {
	out := stepsJSON{Scores: append([]float64{}, s.scores...), Events: []int{}, Cases: []int{}}
	for _, v := range s.values {
		out.Events, out.Cases = append(out.Events, v.events), append(out.Cases, v.cases)
	}
	return out
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses, and then leaves v
// unchanged: other members; counts that cannot be; arrays that are empty or of
// different lengths; scores that do not increase; values that do not increase
// or lie outside [0, 1]; a low end above the high end anywhere.
func (v *VennAbers) UnmarshalJSON(data []byte) error {
	var t tableJSON
	if err := strict(data, &t); err != nil {
		return fmt.Errorf("uncertainty: venn-abers: %w", err)
	}
	out, err := t.table()
	if err != nil {
		return fmt.Errorf("uncertainty: venn-abers: %w", err)
	}
	*v = out
	return nil
}

func (t tableJSON) table() (VennAbers, error) {
	if t.Events <= 0 || t.Events >= t.Cases || t.Cases > MaxCases {
		return VennAbers{}, fmt.Errorf("%d events among %d cases cannot be", t.Events, t.Cases)
	}
	v := VennAbers{cases: t.Cases, events: t.Events}
	var err error
	if v.low, err = t.Low.steps(t.Cases); err != nil {
		return VennAbers{}, fmt.Errorf("low: %w", err)
	}
	if v.high, err = t.High.steps(t.Cases); err != nil {
		return VennAbers{}, fmt.Errorf("high: %w", err)
	}
	// high does not fall, so it is enough to look where low steps up
	for _, s := range v.low.scores {
		if low, high := v.Interval(s); low > high {
			return VennAbers{}, fmt.Errorf("low is above high at score %v", s)
		}
	}
	return v, nil
}

func (t stepsJSON) steps(cases int) (steps, error) {
	if len(t.Events) != len(t.Scores) || len(t.Cases) != len(t.Scores) {
		return steps{}, fmt.Errorf("%d scores, %d events and %d cases", len(t.Scores), len(t.Events), len(t.Cases))
	}
	if len(t.Scores) == 0 {
		return steps{}, errors.New("no steps")
	}
	var s steps
	for i, score := range t.Scores {
		value := fraction{t.Events[i], t.Cases[i]}
		switch {
		case math.IsNaN(score) || math.IsInf(score, 0):
			return steps{}, fmt.Errorf("step %d: the score is not finite", i)
		case value.cases < 1 || value.cases > cases+1 || value.events < 0 || value.events > value.cases:
			return steps{}, fmt.Errorf("step %d: %d of %d cannot be", i, value.events, value.cases)
		case i > 0 && score <= s.scores[i-1]:
			return steps{}, fmt.Errorf("step %d: score %v follows %v", i, score, s.scores[i-1])
		case i > 0 && !s.values[i-1].less(value):
			return steps{}, fmt.Errorf("step %d: value %d of %d is not above the one before", i, value.events, value.cases)
		}
		s.add(score, value)
	}
	return s, nil
}

// strict reads exactly one JSON value and refuses unknown members.
func strict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows the JSON value")
	}
	return nil
}
