package wms

import (
	"image"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/source/memory"
)

// lakes is a service of one layer: the Blue Lake of OGC's test data, with Goose Island.
func lakes(t *testing.T) *Service {
	lake := orb.Polygon{{{0.0006, -0.0018}, {0.0010, -0.0006}, {0.0024, -0.0001}, {0.0031, -0.0015}, {0.0006, -0.0018}},
		{{0.0017, -0.0011}, {0.0025, -0.0011}, {0.0025, -0.0006}, {0.0017, -0.0006}, {0.0017, -0.0011}}}
	s := schema("Lakes", crs.CRS84, feature.Polygon)
	c := layer.NewCatalog()
	if err := c.Add(layer.Options{Name: "Lakes", Schema: s, Extent: lake.Bound()}, memory.New(s, []*feature.Feature{item("1", lake)}), layer.Limits{}); err != nil {
		t.Fatal(err)
	}
	service, err := New(Options{Catalog: c})
	if err != nil {
		t.Fatal(err)
	}
	return service
}

const lakeMap = "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=Lakes&STYLES=&CRS=CRS:84&BBOX=0,-0.0020,0.0040,0&WIDTH=200&HEIGHT=100&FORMAT=image/png"

// The pixels that OGC's suite looks at, in the default style.
func TestLakesAsTheSuiteLooksAtThem(t *testing.T) {
	s := lakes(t)
	whites := func(img image.Image, r image.Rectangle) (n int) {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				if at(img, x, y) == white {
					n++
				}
			}
		}
		return n
	}
	img := picture(t, s, lakeMap)
	if whites(img, image.Rect(0, 0, 25, 100)) != 2500 || whites(img, image.Rect(150, 0, 200, 50)) != 2500 || whites(img, image.Rect(60, 50, 80, 70)) != 0 {
		t.Error("the lake is not where it should be")
	}
	edges := picture(t, s, with(lakeMap, "BBOX", "0.0016,-0.0012,0.0026,-0.0005", "WIDTH", "10", "HEIGHT", "7"))
	for _, r := range []image.Rectangle{image.Rect(0, 0, 10, 1), image.Rect(0, 6, 10, 7), image.Rect(0, 0, 1, 7), image.Rect(9, 0, 10, 7)} {
		if n := whites(edges, r); n != 0 {
			t.Errorf("BBOX does not mean the outer edges of pixels: %d white pixels in %v", n, r)
		}
	}
	if a, b := get(t, s, with(lakeMap, "BBOX", "-.0005E1,-25E-4,+05E-3,.00025E+1")), get(t, s, with(lakeMap, "BBOX", "-0.005,-0.0025,0.005,0.0025")); a.body != b.body {
		t.Error("exponents give another map")
	}
	for _, size := range [][2]string{{"1024", "768"}, {"8", "5"}} {
		img := picture(t, s, with(lakeMap, "WIDTH", size[0], "HEIGHT", size[1]))
		if b := img.Bounds(); b.Dx() != map[string]int{"1024": 1024, "8": 8}[size[0]] {
			t.Errorf("%v gives %v", size, b)
		}
	}
}
