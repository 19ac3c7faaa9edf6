package uncertainty

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// A separationJSON is a [Separation] as a manifest carries it.
type separationJSON struct {
	LevelPercent int      `json:"level_percent"`
	LeaveFrom    *float64 `json:"leave_from"`
	StayTo       *float64 `json:"stay_to"`
	Calibration  struct {
		Leave int `json:"leave"`
		Stay  int `json:"stay"`
	} `json:"calibration"`
	Groups struct {
		Stay  groupJSON `json:"separable_stay"`
		None  groupJSON `json:"not_separable"`
		Leave groupJSON `json:"separable_leave"`
	} `json:"groups"`
}

// A groupJSON is a [Group] whose members must be there.
type groupJSON struct {
	Events *int `json:"events"`
	N      *int `json:"n"`
}

// MarshalJSON writes the level, the two cutoffs ("leave" is in the set from
// leave_from on, "stay" up to stay_to, both inclusive), the calibration cases
// of each class, and the held-out group of each label. Reading it back gives
// the same bits. The zero Separation has no cutoffs and is an error.
func (s Separation) MarshalJSON() ([]byte, error) {
	if s.cutoffs == nil {
		return nil, errors.New("uncertainty: separation: not fitted")
	}
	t := separationJSON{LevelPercent: LevelPercent, LeaveFrom: &s.cutoffs.leaveFrom, StayTo: &s.cutoffs.stayTo}
	t.Calibration.Leave, t.Calibration.Stay = s.cutoffs.leavers, s.cutoffs.stayers
	for i, g := range []*groupJSON{&t.Groups.Stay, &t.Groups.None, &t.Groups.Leave} {
		g.Events, g.N = &s.groups[i].Events, &s.groups[i].N
	}
	return json.Marshal(t)
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses, and then leaves s
// unchanged: other members, another level, cutoffs that are missing or not
// finite, fewer than [MinClass] calibration cases of a class, and groups that
// are missing, negative, have more events than cases, or are all empty.
func (s *Separation) UnmarshalJSON(data []byte) error {
	var t separationJSON
	if err := strict(data, &t); err != nil {
		return fmt.Errorf("uncertainty: separation: %w", err)
	}
	out, err := t.separation()
	if err != nil {
		return fmt.Errorf("uncertainty: separation: %w", err)
	}
	*s = out
	return nil
}

func (t separationJSON) separation() (Separation, error) {
	if t.LevelPercent != LevelPercent {
		return Separation{}, fmt.Errorf("level_percent: %d, this program knows %d", t.LevelPercent, LevelPercent)
	}
	for i, cutoff := range []*float64{t.LeaveFrom, t.StayTo} {
		if cutoff == nil || math.IsNaN(*cutoff) || math.IsInf(*cutoff, 0) {
			return Separation{}, fmt.Errorf("%s: missing or not finite", []string{"leave_from", "stay_to"}[i])
		}
	}
	c := cutoffs{*t.LeaveFrom, *t.StayTo, t.Calibration.Leave, t.Calibration.Stay}
	if err := c.enough(); err != nil {
		return Separation{}, err
	}
	s, all := Separation{cutoffs: &c}, 0
	for i, g := range []groupJSON{t.Groups.Stay, t.Groups.None, t.Groups.Leave} {
		if g.Events == nil || g.N == nil || *g.Events < 0 || *g.N < *g.Events || *g.N > MaxCases {
			return Separation{}, fmt.Errorf("groups: %s: missing, or its counts cannot be", Labels[i])
		}
		s.groups[i] = Group{*g.Events, *g.N}
		all += *g.N
	}
	if all == 0 {
		return Separation{}, errors.New("groups: no held-out case in any")
	}
	return s, nil
}
