package evaluate_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"retain/core/config"
	"retain/core/evaluate"
	"retain/core/policy"
)

var costs = policy.Costs{Intervention: config.InterventionCost, Missed: config.MissedDropoutCost, Effectiveness: 1}

// calibrated draws n probabilities and outcomes that follow them.
func calibrated(r *rand.Rand, n int) (p []float64, left []bool) {
	for range n {
		x := 1 / (1 + math.Exp(1.2-r.NormFloat64()))
		p, left = append(p, x), append(left, r.Float64() < x)
	}
	return p, left
}

func BenchmarkReport(b *testing.B) {
	for _, n := range []int{200, 50_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			p, left := calibrated(rand.New(rand.NewPCG(1, 2)), n)
			for b.Loop() {
				s, err := evaluate.NewSample(p, left)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := s.Report([]float64{0.2, 0.35, 0.5}, costs); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
