package elementary

// A double is the number high + low. high is the float64 nearest to it, so low
// is at most half a unit in the last place of high.
type double struct{ high, low float64 }

// twoSum is a + b without error (D. E. Knuth, The Art of Computer Programming,
// vol. 2, section 4.2.2, theorem B).
func twoSum(a, b float64) double {
	s := a + b
	fromB := s - a
	fromA := s - fromB
	return double{s, (a - fromA) + (b - fromB)}
}

// normal makes a double of two numbers of which the first is larger in
// magnitude or 0 (Dekker 1971, section 4).
func normal(high, low float64) double {
	s := high + low
	return double{s, low - (s - high)}
}

// halves splits a into two numbers of at most 26 bits (G. W. Veltkamp, in
// Dekker 1971, section 5). |a| is below 2^970.
func halves(a float64) (high, low float64) {
	scaled := float64(a * (1<<27 + 1))
	high = scaled - (scaled - a)
	return high, a - high
}

// twoProduct is a·b without error, unless it is below 2^-900 in magnitude
// (Dekker 1971, section 5). math.FMA would be shorter, but is slow in a
// browser, which has no such instruction.
func twoProduct(a, b float64) double {
	p := float64(a * b)
	ah, al := halves(a)
	bh, bl := halves(b)
	rest := float64(ah*bh) - p
	rest += float64(ah * bl)
	rest += float64(al * bh)
	rest += float64(al * bl)
	return double{p, rest}
}

// add is a + b, with a relative error below 2^-100 unless they cancel.
func (a double) add(b double) double {
	s := twoSum(a.high, b.high)
	t := twoSum(a.low, b.low)
	s = normal(s.high, s.low+t.high)
	return normal(s.high, s.low+t.low)
}

// product is a·b, with a relative error below 2^-100.
func (a double) product(b double) double {
	p := twoProduct(a.high, b.high)
	return normal(p.high, p.low+(float64(a.high*b.low)+float64(a.low*b.high)))
}

// times is a·b.
func (a double) times(b float64) double {
	p := twoProduct(a.high, b)
	return normal(p.high, p.low+float64(a.low*b))
}

// scaled is a·f, exact when f is a power of two.
func (a double) scaled(f float64) double { return double{float64(a.high * f), float64(a.low * f)} }
