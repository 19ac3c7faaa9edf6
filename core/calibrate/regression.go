package calibrate

import (
	"errors"
	"fmt"
	"math"
)

// Newton's method stops after the first step of at most maxLastStep in every
// coefficient, in units of a column's standard deviation. The steps shrink
// quadratically there, so the error left is near the square of it: rounding.
const (
	maxLastStep = 1e-8
	maxSteps    = 50
	halvings    = 40
	// llSlack is what rounding may take off a log-likelihood, relative to its
	// size, without a step counting as a wrong one.
	llSlack = 1e-12
)

var (
	errConverge = fmt.Errorf("no convergence in %d steps: the scores may separate the outcomes completely", maxSteps)
	errSingular = errors.New("the scores do not determine the curve: too few distinct ones, or they separate the outcomes completely")
)

// A regression is a logistic regression of y on columns, with an intercept and
// an offset of known weight 1 (nil: none), by maximum likelihood without
// penalty, with a least value for every coefficient but the intercept.
type regression struct {
	y       []bool
	offset  []float64
	columns [][]float64
	least   []float64
}

// fit returns the intercept and the columns' coefficients, or an error if no
// maximum exists or it is not found.
//
// Method: Newton's, on standardised columns, each step projected on the bounds
// and halved until the likelihood does not fall (D. P. Bertsekas, "Projected
// Newton methods for optimization problems with simple constraints", SIAM J.
// Control and Optimization 20, 1982). Sums run in the order of the rows.
func (r regression) fit() ([]float64, error) {
	z, means, scales, err := standardise(r.columns)
	if err != nil {
		return nil, err
	}
	least := []float64{math.Inf(-1)}
	for j, v := range r.least {
		least = append(least, v*scales[j])
	}
	s := &state{y: r.y, offset: r.offset, z: z, least: least, theta: make([]float64, len(z)+1)}
	for j := range s.theta {
		s.theta[j] = math.Max(0, least[j])
	}
	if err := s.climb(); err != nil {
		return nil, err
	}
	out := append([]float64{}, s.theta...)
	for j := range z {
		out[j+1] /= scales[j]
		out[0] -= float64(out[j+1] * means[j])
	}
	return out, nil
}

// standardise returns the columns with mean 0 and standard deviation 1, which
// keeps the equations solvable when scores are far from 0 or close together.
func standardise(columns [][]float64) (z [][]float64, means, scales []float64, err error) {
	for _, column := range columns {
		n := float64(len(column))
		mean := 0.0
		for _, v := range column {
			mean += v / n
		}
		squares, deviations := 0.0, make([]float64, len(column))
		for i, v := range column {
			d := v - mean
			deviations[i] = d
			squares += float64(d*d) / n
		}
		scale := math.Sqrt(squares)
		if !(scale > 1e-9*(1+math.Abs(mean))) {
			return nil, nil, nil, errSingular
		}
		for i := range deviations {
			deviations[i] /= scale
		}
		z, means, scales = append(z, deviations), append(means, mean), append(scales, scale)
	}
	return z, means, scales, nil
}

// A state is where the climb stands: theta has the intercept first.
type state struct {
	y      []bool
	offset []float64
	z      [][]float64
	least  []float64
	theta  []float64
}

func (s *state) climb() error {
	ll := s.logLikelihood(s.theta)
	for range maxSteps {
		direction, err := s.direction()
		if err != nil {
			return err
		}
		trial, t, trialLL := []float64(nil), 1.0, 0.0
		for try := 0; ; try++ {
			if try == halvings {
				return errConverge
			}
			trial = s.project(direction, t)
			trialLL = s.logLikelihood(trial)
			if trialLL >= ll-llSlack*(1+math.Abs(ll)) {
				break
			}
			t /= 2
		}
		step := 0.0
		for j := range trial {
			step = math.Max(step, math.Abs(trial[j]-s.theta[j]))
		}
		s.theta, ll = trial, trialLL
		if t == 1 && step <= maxLastStep {
			return nil
		}
	}
	return errConverge
}

func (s *state) project(direction []float64, t float64) []float64 {
	out := make([]float64, len(s.theta))
	for j := range out {
		out[j] = math.Max(s.theta[j]+float64(t*direction[j]), s.least[j])
	}
	return out
}

// direction is Newton's step in the coefficients that are free to move. One at
// its bound that the step would push through it is held, and the others are
// solved again; so the step always climbs.
func (s *state) direction() ([]float64, error) {
	gradient, information := s.derivatives()
	held := make([]bool, len(s.theta))
	for {
		var free []int
		for j := range held {
			if !held[j] {
				free = append(free, j)
			}
		}
		solved, err := solve(information, gradient, free)
		if err != nil {
			return nil, err
		}
		direction, again := make([]float64, len(s.theta)), false
		for k, j := range free {
			direction[j] = solved[k]
			if s.theta[j] <= s.least[j] && solved[k] < 0 {
				held[j], again = true, true
			}
		}
		if !again {
			return direction, nil
		}
	}
}

// logit is the linear predictor of row i.
func (s *state) logit(theta []float64, i int) float64 {
	x := theta[0]
	if s.offset != nil {
		x += s.offset[i]
	}
	for j, column := range s.z {
		x += float64(theta[j+1] * column[i])
	}
	return x
}

func (s *state) logLikelihood(theta []float64) float64 {
	sum := 0.0
	for i, event := range s.y {
		x := s.logit(theta, i)
		if event {
			x = -x
		}
		sum -= softplus(x)
	}
	return sum
}

// derivatives returns the gradient of the log-likelihood and its negative
// second derivative.
func (s *state) derivatives() ([]float64, [][]float64) {
	k := len(s.theta)
	gradient, information := make([]float64, k), make([][]float64, k)
	for j := range information {
		information[j] = make([]float64, k)
	}
	row := make([]float64, k)
	row[0] = 1
	for i, event := range s.y {
		x := s.logit(s.theta, i)
		for j, column := range s.z {
			row[j+1] = column[i]
		}
		p := math.Exp(-softplus(-x))
		weight, residual := float64(p*math.Exp(-softplus(x))), -p
		if event {
			residual = math.Exp(-softplus(x))
		}
		for j := range row {
			gradient[j] += float64(residual * row[j])
			for l := range j + 1 {
				information[j][l] += float64(float64(weight*row[j]) * row[l])
			}
		}
	}
	return gradient, information
}

// solve solves the equations of the rows and columns in free by Cholesky's
// method; matrix holds the lower triangle.
func solve(matrix [][]float64, right []float64, free []int) ([]float64, error) {
	n := len(free)
	lower, x := make([][]float64, n), make([]float64, n)
	for i := range n {
		lower[i], x[i] = make([]float64, n), right[free[i]]
		for j := range i + 1 {
			sum := matrix[free[i]][free[j]]
			for k := range j {
				sum -= float64(lower[i][k] * lower[j][k])
			}
			if i > j {
				lower[i][j] = sum / lower[j][j]
				continue
			}
			if !(sum > 1e-12*matrix[free[i]][free[i]]) {
				return nil, errSingular
			}
			lower[i][i] = math.Sqrt(sum)
		}
		for k := range i {
			x[i] -= float64(lower[i][k] * x[k])
		}
		x[i] /= lower[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= float64(lower[k][i] * x[k])
		}
		x[i] /= lower[i][i]
	}
	return x, nil
}
