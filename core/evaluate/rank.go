package evaluate

// auc is the area under the ROC curve: the share of pairs of one who left and
// one who stayed in which the first has the higher probability. It does not
// exist without both outcomes.
//
// A tied pair counts one half, which is the trapezoidal rule over distinct
// probabilities that scikit-learn's roc_auc_score applies. Counted in whole
// numbers, so exact but for one division.
//
// Source: J. A. Hanley and B. J. McNeil, Radiology 143, 1982.
func auc(w weights) number {
	if !w.bothOutcomes() {
		return number{}
	}
	halves, below := int64(0), int64(0) // half pairs won; those who stayed with less
	for g := 0; g < len(w.cells); g += 2 {
		stayed, left := int64(w.cells[g]), int64(w.cells[g+1])
		halves += left * (2*below + stayed)
		below += stayed
	}
	pairs := float64(w.events) * float64(w.n-w.events)
	return defined(float64(halves) / (2 * pairs))
}

// averagePrecision is the mean, over those who left, of the precision when
// everyone is flagged who has at least that patient's probability. It does not
// exist when no one left; it is 1 when everyone did.
//
// Rows of equal probability are flagged together, and nothing is interpolated:
// scikit-learn's average_precision_score.
func averagePrecision(w weights) number {
	if w.events == 0 {
		return number{}
	}
	sum, flagged, caught := 0.0, 0, 0
	for g := len(w.cells) - 2; g >= 0; g -= 2 {
		left := int(w.cells[g+1])
		flagged += int(w.cells[g]) + left
		caught += left
		if left > 0 {
			sum += float64(left) * float64(caught) / float64(flagged)
		}
	}
	return defined(sum / float64(w.events))
}

// A Point is one point of the ROC and of the precision-recall curve: what comes
// of flagging everyone with at least this probability.
type Point struct {
	Probability float64
	Flagged     int
	Caught      int // of those flagged, how many left
}

// Points returns one point for each distinct probability, highest first, so
// both curves run from their strictest point to the one that flags everyone.
// With N and Events, all of a curve follows: recall is Caught/Events, precision
// Caught/Flagged, the false positive rate (Flagged−Caught)/(N−Events).
//
// The point that flags no one is not among them: it has no probability, and no
// precision.
func (s *Sample) Points() []Point {
	points := make([]Point, 0, len(s.p))
	flagged, caught := 0, 0
	for g := len(s.p) - 1; g >= 0; g-- {
		left := int(s.whole.cells[2*g+1])
		flagged += int(s.whole.cells[2*g]) + left
		caught += left
		points = append(points, Point{s.p[g], flagged, caught})
	}
	return points
}
