package accept_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"retain/web/accept"
)

func TestQuality(t *testing.T) {
	for _, test := range []struct {
		name   string
		header []string
		coding string
		want   float64
	}{
		{"no header", nil, "br", 0},
		{"an empty header", []string{""}, "br", 0},
		{"named", []string{"gzip, deflate, br, zstd"}, "br", 1},
		{"another one named", []string{"gzip, deflate"}, "br", 0},
		{"only part of the name", []string{"xbr, brx"}, "br", 0},
		{"in capitals", []string{"GZIP"}, "gzip", 1},
		{"weighted", []string{"br;q=0.5, gzip"}, "br", 0.5},
		{"spaces and a capital Q", []string{"br ; Q = 0.25"}, "br", 0.25},
		{"refused", []string{"br;q=0, gzip"}, "br", 0},
		{"refused with decimals", []string{"br;q=0.000"}, "br", 0},
		{"anything", []string{"*"}, "br", 1},
		{"anything, but not this", []string{"*, br;q=0"}, "br", 0},
		{"anything refused, this one named", []string{"br, *;q=0"}, "br", 1},
		{"two headers", []string{"gzip", "br"}, "br", 1},
		{"not a number", []string{"br;q=yes"}, "br", 0},
		{"not a number, spelled so", []string{"br;q=NaN"}, "br", 0},
		{"more than all", []string{"br;q=2"}, "br", 0},
		{"another parameter", []string{"br;level=1"}, "br", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, accept.Quality(test.header, test.coding))
		})
	}
}
