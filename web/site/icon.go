package site

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
)

// icon draws the mark of static/icon.svg for systems that take no SVG: an open
// ring that holds a dot, on a full square, which phones cut to their own shape.
//
// All of it is whole-number arithmetic, so the bytes are the same on every
// machine. Each pixel is the mean of 4 by 4 samples.
func icon(size int) []byte {
	const samples = 4
	img := image.NewPaletted(image.Rect(0, 0, size, size), palette())
	for y := range size {
		for x := range size {
			white := 0
			for sy := range samples {
				for sx := range samples {
					if onMark(point(x, sx, samples, size), point(y, sy, samples, size)) {
						white++
					}
				}
			}
			img.SetColorIndex(x, y, uint8(white))
		}
	}
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&b, img); err != nil {
		panic("site: internal error: icon: " + err.Error()) // a buffer takes everything
	}
	return b.Bytes()
}

// point returns where a sample lies on one axis, from the middle of the icon,
// in thousandths of the 64 units of the SVG.
func point(pixel, sample, samples, size int) int {
	return (2*(pixel*samples+sample)+1)*64000/(2*samples*size) - 32000
}

// onMark says whether a point is on the ring, its round ends or the dot. The
// ring has radius 16 and width 5; its gap of 90 degrees opens to the right.
func onMark(x, y int) bool {
	const inner, outer, dot, end = 13500, 18500, 6000, 2500
	const tip = 11314 // 16 units at 45 degrees
	r := x*x + y*y
	ring := r >= inner*inner && r <= outer*outer && x <= max(y, -y)
	dx, dy := x-tip, max(y, -y)-tip
	return r <= dot*dot || ring || dx*dx+dy*dy <= end*end
}

// palette goes from the accent of retain.css to white in 17 steps.
func palette() color.Palette {
	const steps = 16
	p := make(color.Palette, steps+1)
	for i := range p {
		mix := func(from int) uint8 { return uint8(from + (255-from)*i/steps) }
		p[i] = color.RGBA{mix(0x0b), mix(0x5c), mix(0xad), 255}
	}
	return p
}
