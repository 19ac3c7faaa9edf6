package lgbm_test

import (
	_ "embed"
	"fmt"
	"math"

	"retain/core/lgbm"
)

//go:embed paritydata/plain/three-missing.txt
var modelText []byte

// A model is parsed once, tested against its reference scores with both
// engines, and then scores rows; a missing value is NaN.
func Example() {
	m, err := lgbm.Parse(modelText)
	if err != nil {
		fmt.Println(err)
		return
	}
	engine, err := lgbm.NewLeaves(m)
	if err != nil {
		fmt.Println(err)
		return
	}
	rows := []float64{
		1, 2, 3,
		math.NaN(), 2, math.NaN(),
	}
	want := []float64{0.28635754666774127, -0.2628843536916686} // LightGBM's own
	err = lgbm.SelfTest(want, rows, lgbm.Named{Name: "own", Scorer: m}, lgbm.Named{Name: "leaves", Scorer: engine})
	if err != nil {
		fmt.Println(err)
		return
	}

	raw := make([]float64, 2)
	if err := m.Score(rows, raw); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(raw)
	// Output: [0.28635754666774127 -0.2628843536916686]
}
