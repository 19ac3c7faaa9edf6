package roster_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"

	"retain/core/roster"
)

// FuzzScore holds, for any bytes: no panic; either an error and nothing written,
// or as many rows out as in, each with its own cells in front of the result.
func FuzzScore(f *testing.F) {
	for _, seed := range []string{
		"", "\ufeff", "\n\n", "a", `"`, head, head + "\n",
		head + "\nA,40,Male,Active,Phase I,30,1,20,0\n",
		"\ufeff" + head + ",note\r\nA,40,Male,Active,Phase I,30,1,20,0,\"a\r\n\"\"b\"\r\n\r\n",
		head + "\nA,40\nA,40,Male,Active,Phase I,30,1,20,0,,,\n,,,,,,,,\n",
		head + ",x,x\n", head + ",error\n", head + "\n\"A,40\n", head + "\nA\"\n", strings.ReplaceAll(head, ",", ";"),
		head + "\n\xff\xfe,1e1,\x00,+1,٣,-0,1.0,99999999999999999999,NaN\n",
	} {
		f.Add([]byte(seed))
	}
	e := engine(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		var out bytes.Buffer
		problems, err := roster.Score(bytes.NewReader(in), &out, e)
		if err != nil {
			if out.Len() > 0 || problems != nil {
				t.Fatal("an error, and yet something was written")
			}
			return
		}
		before, after := lenient(t, bytes.TrimPrefix(in, []byte("\ufeff"))), lenient(t, out.Bytes())
		if len(before) != len(after) {
			t.Fatalf("%d rows in, %d out", len(before), len(after))
		}
		refused := map[int]bool{}
		for _, p := range problems {
			refused[p.Line] = true
		}
		width, withError := len(before[0]), 0
		for i, row := range after {
			kept := min(width, len(before[i]))
			if len(row) != width+len(roster.Results) || !slices.Equal(row[:kept], before[i][:kept]) {
				t.Fatalf("row %d: its cells were not kept", i)
			}
			if i > 0 && row[len(row)-1] != "" {
				withError++
			}
		}
		if withError != len(refused) {
			t.Fatalf("%d rows with an error, problems of %d rows", withError, len(refused))
		}
	})
}

// lenient reads rows of any length.
func lenient(t *testing.T, data []byte) [][]string {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	var rows [][]string
	for {
		row, err := r.Read()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatalf("not CSV: %v", err)
		}
		rows = append(rows, row)
	}
}
