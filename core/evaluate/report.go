package evaluate

import "retain/core/policy"

// A Report holds all figures of a sample.
type Report struct {
	N      int
	Events int

	AUC              Figure // needs both outcomes
	AveragePrecision Figure // needs an event
	Brier            Figure // needs a row; mean of (y−p)²
	LogLoss          Figure // needs a row; mean of −ln p or −ln(1−p), p clipped to 2⁻⁵² from 0 and 1

	// Slope of a logistic regression of the outcome on logit p, with an
	// intercept: 1 if the spread of the probabilities is right, less if they
	// are too extreme. Needs outcomes that overlap: it does not exist if all
	// probabilities are equal, or if one of them separates those who stayed
	// from those who left.
	CalibrationSlope Figure
	// Intercept of a logistic regression with logit p as offset (slope 1): 0 if
	// as many left as predicted, more if more did, in log-odds. Needs both
	// outcomes.
	CalibrationIntercept Figure
	// Expected calibration error over the ten [Sample.Bins]. Needs a row.
	ECE Figure

	At []At // one for each threshold, in the order asked
}

// Places of the figures in a measurement; those of the decisions follow.
const (
	iAUC = iota
	iAveragePrecision
	iBrier
	iLogLoss
	iSlope
	iIntercept
	iECE
	sampleFigures
)

// Report computes all figures with their intervals. Thresholds must lie inside
// (0, 1); that is the only error.
//
// It takes time in proportion to [Draws] times the number of rows.
func (s *Sample) Report(thresholds []float64, c policy.Costs) (Report, error) {
	cuts, err := s.cuts(thresholds)
	if err != nil {
		return Report{}, err
	}
	m, values := newMeter(s, cuts, c)
	draws := make([][]float64, len(values))
	if s.whole.n > 0 {
		random, w := generator(seed), weights{cells: make([]int32, len(s.whole.cells))}
		for range Draws {
			s.draw(&random, &w)
			for i, v := range m.measure(w, lastDrawStep) {
				if v.ok {
					draws[i] = append(draws[i], v.x)
				}
			}
		}
	}
	return assemble(s, cuts, values, draws), nil
}

// Values computes the figures of [Sample.Report] without their intervals: a
// thousand times faster, enough for a curve.
func (s *Sample) Values(thresholds []float64, c policy.Costs) (Report, error) {
	cuts, err := s.cuts(thresholds)
	if err != nil {
		return Report{}, err
	}
	_, values := newMeter(s, cuts, c)
	return assemble(s, cuts, values, make([][]float64, len(values))), nil
}

// A meter measures weighted rows. It remembers the regressions of the whole
// sample, near which those of the draws lie.
type meter struct {
	*Sample
	slope     *regression
	intercept float64
	cuts      []cut
	costs     policy.Costs
}

// newMeter returns a meter and what it measures on the whole sample.
func newMeter(s *Sample, cuts []cut, c policy.Costs) (*meter, []number) {
	m := &meter{Sample: s, slope: newRegression(s), cuts: cuts, costs: c}
	values := m.measure(s.whole, lastStep)
	if l, ok := m.slope.fit(s.whole, lastStep); ok {
		m.slope.from(l)
	}
	m.intercept = values[iIntercept].x
	return m, values
}

// measure returns every figure of w. Regressions end with a step of at most
// last.
func (m *meter) measure(w weights, last float64) []number {
	out := make([]number, sampleFigures, sampleFigures+3*decisionFigures*len(m.cuts))
	out[iAUC] = auc(w)
	out[iAveragePrecision] = averagePrecision(w)
	out[iBrier] = w.mean(m.square)
	out[iLogLoss] = w.mean(m.loss)
	if l, ok := m.slope.fit(w, last); ok {
		out[iSlope] = defined(l.slope / m.slope.deviation)
	}
	if a, ok := m.fitIntercept(w, m.intercept, last); ok {
		out[iIntercept] = defined(a)
	}
	out[iECE] = m.ece(w)
	return w.decideAll(m.cuts, m.costs, out)
}

// assemble names the figures.
func assemble(s *Sample, cuts []cut, values []number, draws [][]float64) Report {
	next := 0
	take := func() Figure {
		next++
		return figure(values[next-1], draws[next-1])
	}
	r := Report{
		N: s.N(), Events: s.Events(),
		AUC: take(), AveragePrecision: take(), Brier: take(), LogLoss: take(),
		CalibrationSlope: take(), CalibrationIntercept: take(), ECE: take(),
	}
	for _, c := range cuts {
		at := At{Threshold: c.threshold}
		flagged := 0
		for g := c.group; g < len(s.p); g++ {
			flagged += int(s.whole.size(g))
		}
		at.Model, at.Everyone, at.Nobody = decision(flagged, take), decision(s.N(), take), decision(0, take)
		r.At = append(r.At, at)
	}
	return r
}

func decision(flagged int, take func() Figure) Decision {
	return Decision{flagged, take(), take(), take(), take(), take()}
}
