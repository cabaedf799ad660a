package render

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io"
	"testing"

	"pgregory.net/rapid"
)

func decode(t interface{ Fatal(...any) }, encode func(io.Writer, *image.RGBA) error, img *image.RGBA) image.Image {
	var b bytes.Buffer
	if err := encode(&b, img); err != nil {
		t.Fatal(err)
	}
	out, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A picture of up to 256 colours comes back as it was.
func TestPNGIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 40).Draw(t, "w"), rapid.IntRange(1, 40).Draw(t, "h")
		palette := rapid.SliceOfN(rapid.Uint32(), 1, 300).Draw(t, "palette")
		img := image.NewRGBA(image.Rect(0, 0, w, h))
		pick := rapid.IntRange(0, len(palette)-1)
		used := map[color.RGBA]bool{}
		for y := range h {
			for x := range w {
				c := palette[pick.Draw(t, "c")]
				n := color.NRGBA{uint8(c), uint8(c >> 8), uint8(c >> 16), uint8(c >> 24)}
				img.Set(x, y, n)
				used[img.RGBAAt(x, y)] = true
			}
		}
		out := decode(t, EncodePNG, img)
		for y := range h {
			for x := range w {
				want := img.RGBAAt(x, y)
				got := color.RGBAModel.Convert(out.At(x, y)).(color.RGBA)
				if d := colorDistance(got, want); d > 1 && len(used) <= 256 || d > 10 {
					t.Fatalf("%d colours: pixel %d %d is %v, was %v", len(used), x, y, got, want)
				}
			}
		}
	})
}

func colorDistance(a, b color.RGBA) int {
	return max(abs(int(a.R)-int(b.R)), abs(int(a.G)-int(b.G)), abs(int(a.B)-int(b.B)), abs(int(a.A)-int(b.A)))
}

// Surfaces are exact even where edges are rounded; pictures of many colours are kept whole.
func TestPNGOfManyColours(t *testing.T) {
	img := mustDraw(t, pointMap(t, 500))
	out := decode(t, EncodePNG, img)
	if _, paletted := out.(*image.Paletted); !paletted {
		t.Errorf("a map of one symbol is a %T", out)
	}
	for i := range img.Rect.Dx() * img.Rect.Dy() {
		x, y := i%256, i/256
		got, want := color.RGBAModel.Convert(out.At(x, y)).(color.RGBA), img.RGBAAt(x, y)
		if surface := want.A == 0 || want == (color.RGBA{0xe2, 0x4a, 0x1b, 0xff}); surface && got != want {
			t.Fatalf("%d %d is %v, was %v", x, y, got, want)
		}
		if colorDistance(got, want) > 10 {
			t.Fatalf("%d %d is %v, was %v", x, y, got, want)
		}
	}
	photo := image.NewRGBA(image.Rect(0, 0, 200, 200))
	for i := range 200 * 200 {
		photo.Set(i%200, i/200, color.NRGBA{uint8(i % 200), uint8(i / 200), uint8(i * 7), uint8(255 - i%3*100)})
	}
	out = decode(t, EncodePNG, photo)
	for i := range 200 * 200 {
		if got := color.RGBAModel.Convert(out.At(i%200, i/200)).(color.RGBA); colorDistance(got, photo.RGBAAt(i%200, i/200)) > 1 {
			t.Fatalf("pixel %d is %v, was %v", i, got, photo.RGBAAt(i%200, i/200))
		}
	}
	if _, paletted := decode(t, EncodePNG8, photo).(*image.Paletted); !paletted {
		t.Error("mode=8bit gives no palette")
	}
}
