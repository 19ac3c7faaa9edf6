package uncertainty_test

import (
	"encoding/json"
	"fmt"

	"retain/core/uncertainty"
)

// Four calibration cases, and a new one with score 0.5 between one who left and
// one who stayed: the isotonic regression pools the three. Added as one who
// stays, the new case makes it one of three; as one who leaves, two of three.
func ExampleFitVennAbers() {
	v, err := uncertainty.FitVennAbers([]float64{-1, 0, 1, 2}, []bool{false, true, false, true})
	if err != nil {
		panic(err)
	}
	fmt.Println(v.Interval(0.5))
	table, err := json.Marshal(v)
	fmt.Println(string(table), err)
	// Output:
	// 0.3333333333333333 0.6666666666666666
	// {"cases":4,"events":2,"low":{"scores":[0,2],"events":[1,2],"cases":[3,4]},"high":{"scores":[-1,1],"events":[2,2],"cases":[4,3]}} <nil>
}
