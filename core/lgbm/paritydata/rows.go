package paritydata

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
)

// The probing rows of rows.py, made again: same draws, same order, same bits.
// The comments that say why are there; both sides must change together, and
// the digest in cases.txt tells whether they agree.

const (
	gamma    = 0x9E3779B97F4A7C15
	zeroBand = 1.0000000180025095e-35 // lgbm.ZeroBand
)

// quietNaN is NumPy's NaN; Go's own has other bits.
var quietNaN = math.Float64frombits(0x7FF8000000000000)

// Specials are values that have gone wrong somewhere before.
var Specials = func() []float64 {
	inf := math.Inf(1)
	up := func(x float64) float64 { return math.Nextafter(x, 1) }
	down := func(x float64) float64 { return math.Nextafter(x, 0) }
	return []float64{
		0, math.Copysign(0, -1), 5e-324, -5e-324, 2.2250738585072014e-308, -2.2250738585072014e-308,
		1e-35, -1e-35, down(1e-35), -down(1e-35),
		up(1e-35), -up(1e-35),
		zeroBand, -zeroBand, down(zeroBand), -down(zeroBand),
		up(zeroBand), -up(zeroBand), 2e-35, -2e-35,
		1, -1, 9007199254740993, -9007199254740993, 1e300, -1e300,
		math.MaxFloat64, -math.MaxFloat64, inf, -inf,
	}
}()

// A Tree is what leads a row to a node of an lgbm.Tree. It stands here, because
// the tests of package lgbm use this package.
type Tree struct {
	Feature     []int
	Threshold   []float64
	Left, Right []int // as in lgbm.Tree
}

// mix is SplitMix64's output function.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// Probes returns c.Rows rows of the given number of features, row-major: three
// per node of the case's trees, then others as drawn.
func (c Case) Probes(features int, trees []Tree) []float64 {
	thresholds := make([][]float64, features)
	for _, t := range trees {
		for i, f := range t.Feature {
			thresholds[f] = append(thresholds[f], t.Threshold[i])
		}
	}
	out := make([]float64, c.Rows*features)
	for i := range out {
		u := mix(c.Seed + uint64(i+1)*gamma)
		out[i] = cell(u, i%features, c.Scale, thresholds[i%features])
	}
	steer(out, features, trees)
	return out
}

// cell makes one value from one draw.
func cell(u uint64, column, scale int, thresholds []float64) float64 {
	kind, pick := u&63, u>>6
	switch {
	case kind < 4:
		return quietNaN
	case kind < 8:
		return Specials[pick%uint64(len(Specials))]
	case kind < 10:
		x := math.Float64frombits(mix(u))
		if math.IsNaN(x) {
			return quietNaN
		}
		return x
	case kind < 20 && len(thresholds) > 0:
		x := thresholds[(pick>>2)%uint64(len(thresholds))]
		switch pick & 3 {
		case 0:
			return math.Nextafter(x, math.Inf(-1))
		case 1:
			return math.Nextafter(x, math.Inf(1))
		}
		return x
	}
	x := float64((u>>11)%10) - 2
	if column%2 == 0 {
		// The conversion keeps the product apart from the difference, so that
		// no processor fuses them.
		x = float64(float64(u>>11)*0x1p-50) - 4
	}
	return x * math.Ldexp(1, scale)
}

// steer leads three rows to every node, in order, to test it with the float64
// below its threshold, the threshold, and the float64 above.
func steer(rows []float64, features int, trees []Tree) {
	for _, t := range trees {
		for node := range t.Feature {
			lower, upper := pathBounds(t, node)
			x := t.Threshold[node]
			for _, probe := range []float64{math.Nextafter(x, math.Inf(-1)), x, math.Nextafter(x, math.Inf(1))} {
				for f, v := range lower {
					rows[f] = math.Nextafter(v, math.Inf(1))
					if math.IsInf(v, 1) {
						rows[f] = quietNaN
					}
				}
				for f, v := range upper {
					rows[f] = v
				}
				rows[t.Feature[node]] = probe
				rows = rows[features:]
			}
		}
	}
}

// pathBounds returns what the path from the root to node asks of each feature:
// above lower, at most upper.
func pathBounds(t Tree, node int) (lower, upper map[int]float64) {
	lower, upper = map[int]float64{}, map[int]float64{}
	for node != 0 {
		for p := range t.Feature {
			f, x := t.Feature[p], t.Threshold[p]
			switch node {
			case t.Left[p]:
				if v, ok := upper[f]; !ok || x < v {
					upper[f] = x
				}
			case t.Right[p]:
				if v, ok := lower[f]; !ok || x > v {
					lower[f] = x
				}
			default:
				continue
			}
			node = p
			break
		}
	}
	return lower, upper
}

// Digest is the SHA-256 of rows as little-endian float64, in hexadecimal.
func Digest(rows []float64) string {
	buf := make([]byte, 0, 8*len(rows))
	for _, x := range rows {
		buf = binary.LittleEndian.AppendUint64(buf, math.Float64bits(x))
	}
	sum := sha256.Sum256(buf)
	return hex.EncodeToString(sum[:])
}
