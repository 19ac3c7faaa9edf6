package lgbm

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/lgbm/paritydata"
)

// fewRows of each case are enough: every pair of them is mixed.
const fewRows = 40

// On every parity model, a restricted model scores rows that keep the settled
// values as the model does, bit for bit.
func TestRestrict(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range paritydata.Cases(t) {
		m := mustParse(t, c.Text(t))
		n := m.NumFeatures()
		x := probes(m, c)
		smaller := 0
		for range fewRows {
			row := x[r.IntN(c.Rows)*n:][:n]
			free := make([]bool, n)
			for f := range free {
				free[f] = r.IntN(3) == 0
			}
			restricted, err := m.Restrict(row, free)
			require.NoError(t, err)
			require.Equal(t, n, restricted.NumFeatures())
			rows := make([]float64, 0, fewRows*n)
			for range fewRows {
				other := x[r.IntN(c.Rows)*n:][:n]
				for f := range free {
					if free[f] {
						rows = append(rows, other[f])
					} else {
						rows = append(rows, row[f])
					}
				}
			}
			want, got := make([]float64, fewRows), make([]float64, fewRows)
			require.NoError(t, m.Score(rows, want))
			require.NoError(t, restricted.Score(rows, got))
			require.Equal(t, want, got, c.Name)
			if len(restricted.flat.nodes) < len(m.flat.nodes) {
				smaller++
			}
		}
		require.True(t, smaller > 0 || len(m.flat.nodes) == 0, c.Name)
	}
}

func TestRestrictRefuses(t *testing.T) {
	m := mustParse(t, plain(t, "three-missing.txt"))
	_, err := m.Restrict([]float64{1, 2}, make([]bool, 3))
	require.ErrorContains(t, err, "2 values and 3 marks for 3 features")
	_, err = (&Model{}).Restrict(nil, nil)
	require.ErrorContains(t, err, "for 0 features")
	r, err := m.Restrict([]float64{1, 2, 3}, []bool{true, false, false})
	require.NoError(t, err)
	require.ErrorContains(t, r.Score(make([]float64, 4), make([]float64, 1)), "4 values for 1 rows of 3 features")
}

// On every parity model, a value may be replaced by any other of its cell, and
// the score keeps its bits.
func TestCells(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	replaced := 0
	for _, c := range paritydata.Cases(t) {
		m := mustParse(t, c.Text(t))
		n, cells := m.NumFeatures(), m.Cells()
		x := probes(m, c)
		mates := make([]map[int][]float64, n) // by feature and cell, values seen
		for f := range mates {
			mates[f] = map[int][]float64{}
			for i := range c.Rows {
				v := x[i*n+f]
				mates[f][cells.Of(f, v)] = append(mates[f][cells.Of(f, v)], v)
			}
		}
		for range fewRows {
			row := slices.Clone(x[r.IntN(c.Rows)*n:][:n])
			want, got := make([]float64, 1), make([]float64, 1)
			require.NoError(t, m.Score(row, want))
			for f, v := range row {
				others := mates[f][cells.Of(f, v)]
				if row[f] = others[r.IntN(len(others))]; row[f] != v {
					replaced++
				}
			}
			require.NoError(t, m.Score(row, got))
			require.Equal(t, want, got, c.Name)
		}
	}
	require.Greater(t, replaced, 1000, "values that share a cell are rare in these rows; the test says little")
}
