package evaluate

import "math"

// lastBisection is the step that ends a search by a bisection, which unlike
// Newton's step leaves an error of its own size.
const lastBisection = 1e-12

// fitIntercept returns a with Σ(y − sigmoid(logit + a)) = 0: the only maximum of
// the likelihood when the logits count as they are. It is not ok without both
// outcomes. from is where the search starts; it ends with a step of at most
// last.
//
// Method: Newton's, kept inside an interval that always holds the root; a step
// that would leave it, or is more than half as long as the one before, becomes a
// bisection. In odds no row needs an exponential: the odds at logit + a are
// those at logit times exp(a).
func (s *Sample) fitIntercept(w weights, from, last float64) (a float64, ok bool) {
	if !w.bothOutcomes() {
		return 0, false
	}
	base := math.Log(float64(w.events) / float64(w.n-w.events))
	low, high := base-s.logit[len(s.logit)-1], base-s.logit[0]
	a = math.Min(math.Max(from, low), high)
	before := math.Inf(1)
	for range maxSteps {
		sum, weight := s.shifted(w, math.Exp(a))
		if sum > 0 {
			low = a
		} else {
			high = a
		}
		next := a + sum/weight
		step, limit := math.Abs(next-a), last
		if !(next >= low && next <= high && step <= before/2) {
			next = low + (high-low)/2
			step, limit = math.Abs(next-a), lastBisection
		}
		a, before = next, step
		if step <= limit {
			return a, true
		}
	}
	return 0, false
}

// shifted returns how many more left than expected when all odds are multiplied
// by factor, and the variance of that.
func (s *Sample) shifted(w weights, factor float64) (sum, variance float64) {
	for g, odds := range s.odds {
		stayed, left := float64(w.cells[2*g]), float64(w.cells[2*g+1])
		odds *= factor
		q := 1 / (1 + odds)
		p := 1 / (1 + 1/odds) // not 1−q, which cancels
		sum += float64(left*q) - float64(stayed*p)
		variance += float64((stayed + left) * float64(p*q))
	}
	return sum, variance
}
