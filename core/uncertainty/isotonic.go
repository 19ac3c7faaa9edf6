package uncertainty

import "sort"

// A group is all calibration cases of one score.
type group struct {
	score         float64
	cases, events int
}

// grouped returns the groups by increasing score.
func grouped(scores []float64, y []bool) []group {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(a, b int) bool { return scores[order[a]] < scores[order[b]] })
	var out []group
	for _, i := range order {
		if last := len(out) - 1; last < 0 || out[last].score != scores[i] {
			out = append(out, group{score: scores[i]})
		}
		g := &out[len(out)-1]
		g.cases++
		if y[i] {
			g.events++
		}
	}
	return out
}

// A point of the cumulative sum diagram: counts of the cases and events so far.
// The isotonic regression is the slope of the diagram's greatest convex
// minorant (R. E. Barlow et al., Statistical Inference under Order
// Restrictions, 1972, theorem 1.1). Counts are integers, so nothing is rounded.
type point struct{ cases, events int64 }

// turn is positive if the way a, b, c turns left (upwards), 0 if it is straight.
func turn(a, b, c point) int64 {
	return (b.cases-a.cases)*(c.events-a.events) - (b.events-a.events)*(c.cases-a.cases)
}

// withEvent returns, for each group, the value of the isotonic regression at
// that group's score when an event with that score is added.
//
// Adding an event at group i moves the diagram from point i on by (1, 1).
// Moving the points before i by (-1, -1) instead gives the same slopes, and from
// one i to the next only one point changes sides. The value is the slope of the
// minorant's piece across the gap. corners holds, last first, the minorant from
// the left end of that piece on; what lies further left is never needed again,
// because the left end only moves right. Linear in the number of groups.
//
// Source: Vovk, Petej and Fedorova, NIPS 2015, algorithms 1 and 2.
func withEvent(groups []group) []fraction {
	points := make([]point, len(groups)+1)
	for i, g := range groups {
		points[i+1] = point{points[i].cases + int64(g.cases), points[i].events + int64(g.events)}
	}
	before := func(i int) point { return point{points[i].cases - 1, points[i].events - 1} }

	corners := []point{points[len(groups)]}
	for i := len(groups) - 1; i >= 1; i-- {
		corners = extend(corners, points[i])
	}
	corners = extend(corners, before(0))
	out := make([]fraction, len(groups))
	for i := range groups {
		last := len(corners) - 1
		from, to := corners[last], corners[last-1]
		out[i] = fraction{int(to.events - from.events), int(to.cases - from.cases)}
		// group i goes to the left side; above the piece it changes nothing
		if i+1 < len(groups) && turn(from, to, before(i+1)) < 0 {
			corners = extend(corners[:last], before(i+1))
		}
	}
	return out
}

// extend puts p, which lies left of all corners, before them, and drops those
// that are no longer on the minorant.
func extend(corners []point, p point) []point {
	for last := len(corners) - 1; last >= 1 && turn(p, corners[last], corners[last-1]) <= 0; last-- {
		corners = corners[:last]
	}
	return append(corners, p)
}

// highSteps is p1 as a function of the score: each value holds up to its score,
// from just after the one before; 1 holds beyond the last. An event added
// between two groups has the value it would have at the upper one: alone its
// value would be 1, which is not below that group's, so the two are pooled.
func highSteps(groups []group) steps {
	var out steps
	for i, value := range withEvent(groups) {
		last := len(out.scores) - 1
		switch {
		case value.events == value.cases:
			return out // it is 1 from here on
		case last >= 0 && !out.values[last].less(value):
			out.scores[last] = groups[i].score
		default:
			out.add(groups[i].score, value)
		}
	}
	return out
}

// lowSteps is p0 as a function of the score: each value holds from its score to
// just before the next; 0 holds before the first. It is highSteps seen from the
// other side: scores reversed, events exchanged with the others.
func lowSteps(groups []group) steps {
	n := len(groups)
	mirrored := make([]group, n)
	for i, g := range groups {
		mirrored[n-1-i] = group{-g.score, g.cases, g.cases - g.events}
	}
	mirror := highSteps(mirrored)
	var out steps
	for i := len(mirror.scores) - 1; i >= 0; i-- {
		v := mirror.values[i]
		out.add(-mirror.scores[i], fraction{v.cases - v.events, v.cases})
	}
	return out
}
