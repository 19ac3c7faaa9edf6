package evaluate

import "math"

// bins is the number of equal-count bins of the calibration error.
const bins = 10

// A Bin is a run of neighbours in order of their probability.
type Bin struct {
	N        int     // rows
	Mean     float64 // of the probabilities
	Observed float64 // share that left
	Variance float64 // mean of p(1−p)
}

// Bins cuts the rows, sorted by probability, into ten bins of equal count,
// lowest first. If the count does not divide by ten, the first bins have one
// row more each (numpy.array_split); with fewer than ten rows there is one bin
// for each row.
//
// Rows of equal probability that a cut would part are divided in proportion:
// each side gets its number of rows, with the group's own share of those who
// left. This is what breaking the tie at random gives on average, and it
// depends neither on the order of the rows nor on their outcomes.
func (s *Sample) Bins() []Bin { return s.bins(s.whole) }

func (s *Sample) bins(w weights) []Bin {
	out := make([]Bin, min(bins, w.n))
	for i := range out {
		out[i].N = w.n / bins
		if i < w.n%bins {
			out[i].N++
		}
	}
	i, room := -1, 0
	for g, p := range s.p {
		left := float64(w.cells[2*g+1])
		size := int(w.cells[2*g] + w.cells[2*g+1])
		for rest := size; rest > 0; {
			if room == 0 {
				i++
				room = out[i].N
			}
			take := min(rest, room)
			share := float64(take)
			out[i].Mean += float64(share * p)
			out[i].Observed += float64(share*left) / float64(size)
			out[i].Variance += float64(share * float64(p*(1-p)))
			rest -= take
			room -= take
		}
	}
	for i := range out {
		n := float64(out[i].N)
		out[i].Mean /= n
		out[i].Observed /= n
		out[i].Variance /= n
	}
	return out
}

// ece is the expected calibration error: the mean over rows of how far the
// share that left lies from the mean probability in the row's bin ([Sample.Bins]).
// It does not exist without rows.
//
// Source: M. P. Naeini, G. F. Cooper and M. Hauskrecht, "Obtaining well
// calibrated probabilities using Bayesian binning", AAAI 2015, with bins of
// equal count.
func (s *Sample) ece(w weights) number {
	if w.n == 0 {
		return number{}
	}
	sum := 0.0
	for _, b := range s.bins(w) {
		sum += float64(float64(b.N) * math.Abs(b.Observed-b.Mean))
	}
	return defined(sum / float64(w.n))
}

// ChanceECE is about what the calibration error would be if the probabilities
// were right for every row: chance alone keeps observed rates away from them,
// the further the fewer rows there are. nil without rows.
//
// It takes the error of a bin for normal with the binomial variance, whose mean
// absolute value is √(2/π) standard deviations; with fewer than about five
// expected events a bin that is rough.
func (s *Sample) ChanceECE() *float64 {
	if s.whole.n == 0 {
		return nil
	}
	sum := 0.0
	for _, b := range s.Bins() {
		sum += math.Sqrt(2 / math.Pi * float64(b.N) * b.Variance)
	}
	return defined(sum / float64(s.whole.n)).pointer()
}
