package assess

// An Interval is between which two probabilities the calibration cases pin the
// risk: calibration uncertainty only. It holds the probability that is shown.
type Interval struct {
	Low    float64  `json:"low"`
	High   float64  `json:"high"`
	Method string   `json:"method"` // "venn-abers"
	Level  *float64 `json:"level"`  // null: it has no nominal level
}

// A Separation tells where a score lies among those of patients who left and of
// those who stayed, and what happened to the held-out patients told the same.
type Separation struct {
	Label        string   `json:"label"`         // separable_leave, separable_stay, not_separable
	ObservedRate *float64 `json:"observed_rate"` // null: no held-out patient had this label
	N            int      `json:"n"`
}

func (m *Model) interval(s Scored) *Interval {
	if m.VennAbers == nil {
		return nil
	}
	low, high := m.VennAbers.IntervalHolding(s.RawScore, s.Probability)
	return &Interval{Low: low, High: high, Method: "venn-abers"}
}

func (m *Model) separation(s Scored) *Separation {
	if m.Separation == nil {
		return nil
	}
	label, group := m.Separation.Label(s.RawScore)
	out := &Separation{Label: label, N: group.N}
	if rate, ok := group.Rate(); ok {
		out.ObservedRate = &rate
	}
	return out
}
