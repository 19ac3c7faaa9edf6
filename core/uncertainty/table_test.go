package uncertainty_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"retain/core/uncertainty"
)

func TestTableJSONKeepsEveryBit(t *testing.T) {
	g := generator(59)
	for _, s := range append(samples(), g.draw(2000)) {
		v := mustFit(t, s)
		for _, table := range []uncertainty.VennAbers{v, v.Rounded(3)} {
			data, err := json.Marshal(table)
			require.NoError(t, err)
			var back uncertainty.VennAbers
			require.NoError(t, json.Unmarshal(data, &back), string(data))
			require.Equal(t, table, back)
		}
	}
	_, err := json.Marshal(uncertainty.VennAbers{})
	require.ErrorContains(t, err, "not fitted")
}

const goodTable = `{"cases":4,"events":2,` +
	`"low":{"scores":[0,2],"events":[1,2],"cases":[3,4]},"high":{"scores":[-1,1],"events":[1,2],"cases":[2,3]}}`

func TestBadTablesAreRefusedByName(t *testing.T) {
	var v uncertainty.VennAbers
	require.NoError(t, json.Unmarshal([]byte(goodTable), &v))
	before := v
	for _, c := range []struct{ from, to, want string }{
		{goodTable, `null`, "0 events among 0 cases cannot be"},
		{`"cases":4,`, ``, "2 events among 0 cases"},
		{`"cases":4,`, `"cases":4.5,`, "4.5"},
		{`"cases":4,`, `"cases":2147483648,`, "cannot be"},
		{`"events":2,"low"`, `"events":4,"low"`, "4 events among 4 cases"},
		{`"cases":4,`, `"cases":4,"level":0.9,`, "level"},
		{`[0,2]`, `[0]`, "low: 1 scores, 2 events and 2 cases"},
		{`[0,2]`, `[0,null]`, "low: step 1: score 0 follows 0"},
		{`[0,2]`, `[0,1e999]`, "1e999"},
		{`[-1,1]`, `[1,-1]`, "high: step 1: score -1 follows 1"},
		{`[3,4]`, `[3,0]`, "low: step 1: 2 of 0 cannot be"},
		{`[3,4]`, `[3,6]`, "low: step 1: 2 of 6 cannot be"},
		{`[3,4]`, `[3,1]`, "low: step 1: 2 of 1 cannot be"},
		{`"events":[1,2],"cases":[2,3]`, `"events":[-1,2],"cases":[2,3]`, "high: step 0: -1 of 2"},
		{`"events":[1,2],"cases":[2,3]`, `"events":[1,2],"cases":[2,4]`, "high: step 1: value 2 of 4 is not above"},
		{`"events":[1,2],"cases":[2,3]`, `"events":[0,1],"cases":[2,5]`, "low is above high at score"},
		{`{"scores":[0,2],"events":[1,2],"cases":[3,4]}`, `{}`, "low: no steps"},
	} {
		require.Contains(t, goodTable, c.from)
		err := json.Unmarshal([]byte(replaceOnce(goodTable, c.from, c.to)), &v)
		require.ErrorContains(t, err, c.want)
		require.Equal(t, before, v, "a refused table changes nothing")
	}
}

func FuzzTable(f *testing.F) {
	f.Add([]byte(goodTable))
	f.Add([]byte(`{"cases":4,"events":2,"low":{},"high":{"scores":[1e308]}}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var v uncertainty.VennAbers
		if json.Unmarshal(data, &v) != nil || v.Cases() == 0 {
			return
		}
		lastLow, lastHigh := 0.0, 0.0
		for x := -5.0; x <= 5; x += 0.25 {
			low, high := v.Interval(x)
			require.True(t, lastLow <= low && low <= high && lastHigh <= high && high <= 1, "at %v", x)
			lastLow, lastHigh = low, high
		}
		again, err := json.Marshal(v)
		require.NoError(t, err)
		var back uncertainty.VennAbers
		require.NoError(t, json.Unmarshal(again, &back))
		require.Equal(t, v, back)
		again, err = json.Marshal(v.Rounded(2))
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(again, &back), "a rounded table is a table")
	})
}
