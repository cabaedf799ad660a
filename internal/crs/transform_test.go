package crs

import (
	"errors"
	"strconv"
	"testing"

	"github.com/paulmach/orb"
)

func TestNoImage(t *testing.T) {
	for _, c := range []struct {
		to Ref
		p  orb.Point
	}{{WebMercator, orb.Point{0, 91}}, {EPSG(3067), orb.Point{-153, 0}}, {EPSG(3067), orb.Point{25, 91}}} {
		tr, err := NewTransform(WGS84, c.to)
		if err != nil {
			t.Fatal(err)
		}
		if q, ok := tr.Point(c.p); ok {
			t.Errorf("%v has the image %v in %v", c.p, q, c.to)
		}
	}
	if _, err := NewTransform(WGS84, EPSG(27700)); !errors.Is(err, ErrUnsupported) {
		t.Errorf("British National Grid: %v", err)
	}
	if tr, err := NewTransform(EPSG(27700), EPSG(27700)); err != nil || !tr.Identity() {
		t.Errorf("a system to itself: %v", err)
	}
}

func TestGeometry(t *testing.T) {
	tr, err := NewTransform(WGS84, EPSG(3067))
	if err != nil {
		t.Fatal(err)
	}
	inside := func(p orb.Point) bool { return p[0] > 1e5 && p[0] < 8e5 && p[1] > 6.6e6 && p[1] < 7.8e6 }
	line := func() orb.LineString { return orb.LineString{{24, 60}, {25, 61}} }
	square := func() orb.Polygon { return orb.Bound{Min: orb.Point{24, 60}, Max: orb.Point{25, 61}}.ToPolygon() }
	for _, g := range []orb.Geometry{orb.Point{24, 60}, orb.MultiPoint{{24, 60}}, line(), orb.MultiLineString{line()}, square(), orb.MultiPolygon{square()},
		square()[0], square().Bound(), orb.Collection{orb.Point{24, 60}, square()}} {
		got, err := tr.Geometry(g)
		if err != nil || got.GeoJSONType() != g.GeoJSONType() {
			t.Errorf("%v: %v, %v", g, got, err)
			continue
		}
		if b := got.Bound(); !inside(b.Min) || !inside(b.Max) {
			t.Errorf("%T: %v", g, got)
		}
	}
	if g, err := tr.Geometry(nil); g != nil || err != nil {
		t.Errorf("nothing became %v, %v", g, err)
	}
	if g, err := tr.Geometry(orb.LineString{{24, 60}, {-150, 0}}); err == nil {
		t.Errorf("a vertex on the other side of the earth: %v", g)
	}
}

func BenchmarkPoint(b *testing.B) {
	for _, code := range []int{3067, 3857, 3035, 2393} {
		b.Run(strconv.Itoa(code), func(b *testing.B) {
			tr, err := NewTransform(WGS84, EPSG(code))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for range b.N {
				tr.Point(orb.Point{24.94, 60.17})
			}
		})
	}
}
