package render

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"image"
	_ "image/gif" // to read what was written
	"io"
	"strings"
	"testing"

	_ "golang.org/x/image/webp" // to read what was written

	"haavi/internal/layer"
)

// Pictures come back from every format as they were, as far as the format can.
func TestFormatsOfPixels(t *testing.T) {
	e := lineExhibits()[0]
	img := mustDraw(t, galleryMap(t, e))
	for _, f := range Formats() {
		var out bytes.Buffer
		if err := f.Encode(&out, img); err != nil {
			t.Fatal(f.Name, err)
		}
		if f.Draw != nil {
			continue
		}
		got, _, err := image.Decode(&out)
		if err != nil {
			t.Fatal(f.Name, err)
		}
		limit := uint8(12)
		if f.Name == "image/jpeg" {
			limit = 60
		}
		if n := differBy(limit, img, got); n > 0 {
			t.Errorf("%s: %d pixels differ", f.Name, n)
		}
	}
}

func TestGIFHasClearPixels(t *testing.T) {
	r := galleryMap(t, lineExhibits()[0])
	r.Transparent = true
	var out bytes.Buffer
	if err := EncodeGIF(&out, mustDraw(t, r)); err != nil {
		t.Fatal(err)
	}
	got, _, err := image.Decode(&out)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, a := got.At(1, 1).RGBA(); a != 0 {
		t.Errorf("the ground has alpha %d", a)
	}
}

// Every exhibit is well-formed SVG without what browsers do not draw, and a whole PDF.
func TestVectorFormats(t *testing.T) {
	for _, e := range exhibits() {
		var svg, pdf bytes.Buffer
		r := galleryMap(t, e)
		if err := DrawSVG(context.Background(), &svg, r); err != nil {
			t.Fatal(e.name, err)
		}
		defined, used := map[string]bool{}, 0
		for d := xml.NewDecoder(&svg); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(e.name, err)
			}
			start, ok := token.(xml.StartElement)
			for _, a := range start.Attr {
				switch {
				case a.Name.Local == "id":
					defined["#"+a.Value] = true
				case a.Name.Local == "href" && strings.HasPrefix(a.Value, "#"):
					if used++; !defined[a.Value] {
						t.Errorf("%s uses %s before it is defined", e.name, a.Value)
					}
				case strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf"):
					t.Errorf("%s has %s=%q", e.name, a.Name.Local, a.Value)
				}
			}
			used += btoi(ok && start.Name.Local == "path")
		}
		if used == 0 {
			t.Errorf("%s is empty", e.name)
		}
		if err := DrawPDF(context.Background(), &pdf, r); err != nil {
			t.Fatal(e.name, err)
		}
		if b := pdf.Bytes(); !bytes.HasPrefix(b, []byte("%PDF-")) || !bytes.Contains(b[len(b)-10:], []byte("%%EOF")) || bytes.Contains(b, []byte("NaN")) {
			t.Errorf("%s is no PDF", e.name)
		}
	}
}

// A map that is too large as vectors is refused, and says so.
func TestVectorMapsAreBounded(t *testing.T) {
	c := newSVGCanvas()
	c.left = 2000
	r := galleryMap(t, textExhibits()[0])
	err := r.drawOn(context.Background(), c)
	if le := (*layer.Error)(nil); !errors.As(err, &le) || c.out.Len() > 1<<20 {
		t.Errorf("got %v and %d bytes", err, c.out.Len())
	}
}
