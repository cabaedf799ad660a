package geom

import (
	"testing"

	"github.com/paulmach/orb"
)

func TestPredicates(t *testing.T) {
	square := orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}}}
	beside := orb.Polygon{{{4, 0}, {8, 0}, {8, 4}, {4, 4}, {4, 0}}}
	holed := orb.Polygon{square[0], {{1, 1}, {1, 3}, {3, 3}, {3, 1}, {1, 1}}}
	inHole := orb.Polygon{{{1.5, 1.5}, {2, 1.5}, {2, 2}, {1.5, 1.5}}}
	line := orb.LineString{{-1, 2}, {5, 2}}
	type relation func(a, b orb.Geometry) bool
	for _, c := range []struct {
		name string
		is   relation
		a, b orb.Geometry
		want bool
	}{
		{"point in polygon", Intersects, orb.Point{2, 2}, square, true},
		{"point on an edge", Intersects, orb.Point{4, 2}, square, true},
		{"point on a corner", Intersects, orb.Point{4, 4}, square, true},
		{"point in a hole", Intersects, orb.Point{2, 2}, holed, false},
		{"point on a hole's edge", Intersects, orb.Point{1, 2}, holed, true},
		{"point beside", Intersects, orb.Point{4.001, 2}, square, false},
		{"on an edge is not within", Within, orb.Point{4, 2}, square, false},
		{"inside is within", Within, orb.Point{2, 2}, square, true},
		{"contains", Contains, square, orb.Point{2, 2}, true},
		{"touches", Touches, orb.Point{4, 2}, square, true},
		{"a line's end touches", Touches, orb.Point{-1, 2}, line, true},
		{"a closed line has no end", Within, orb.Point{0, 0}, orb.LineString{{0, 0}, {1, 0}, {1, 1}, {0, 0}}, true},
		{"two lines' common end is inner", Within, orb.Point{1, 1}, orb.MultiLineString{{{0, 0}, {1, 1}}, {{1, 1}, {2, 0}}}, true},
		{"crosses", Crosses, line, square, true},
		{"areas never cross", Crosses, beside, square, false},
		{"lines that share a part do not cross", Crosses, line, orb.LineString{{0, 2}, {1, 2}, {1, 5}}, false},
		{"... but overlap", Overlaps, line, orb.LineString{{0, 2}, {1, 2}, {1, 5}}, true},
		{"overlaps", Overlaps, square, orb.Polygon{{{2, 2}, {6, 2}, {6, 6}, {2, 6}, {2, 2}}}, true},
		{"a point does not overlap a line", Overlaps, orb.Point{0, 2}, line, false},
		{"equals, other start and a vertex more", Equals, square, orb.Polygon{{{4, 4}, {0, 4}, {0, 0}, {4, 0}, {4, 2}, {4, 4}}}, true},
		{"point and multipoint", Equals, orb.Point{1, 2}, orb.MultiPoint{{1, 2}, {1, 2}}, true},
		{"equal boxes, other shapes", Equals, square, orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {0, 0}}}, false},
		{"in a hole is not within", Within, inHole, holed, false},
		{"in a hole is disjoint", Disjoint, inHole, holed, true},
		{"hole larger than the guest", Contains, square, inHole, true},
		{"neighbours touch", Touches, square, beside, true},
		{"within itself", Within, square, square, true},
		{"collection as its union", Contains, orb.Collection{square, beside}, orb.LineString{{2, 2}, {6, 2}}, true},
		{"a line along the seam of a collection", Within, orb.LineString{{4, 1}, {4, 3}}, orb.Collection{square, beside}, true},
		{"member of a collection", Intersects, orb.Collection{orb.Point{9, 9}, line}, square, true},
		{"no member of a collection", Intersects, orb.Collection{orb.Point{9, 9}, orb.LineString{{8, 8}, {9, 7}}}, square, false},
		{"nil", Intersects, nil, square, false},
		{"nil is disjoint", Disjoint, nil, square, true},
		{"nil within", Within, nil, square, false},
		{"two empty ones are equal", Equals, orb.MultiPoint{}, nil, true},
		{"box", Intersects, orb.Point{1, 1}, orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{2, 2}}, true},
		{"a box's edge is not within", Within, orb.Point{1, 1}, orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{2, 2}}, false},
		{"polygon in a box", Within, square, orb.Bound{Min: orb.Point{-1, -1}, Max: orb.Point{5, 5}}, true},
		{"polygon that fills a box", Within, square, orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{4, 4}}, true},
		{"line on a box's edge", Within, orb.LineString{{0, 1}, {0, 2}}, orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{4, 4}}, false},
		{"a box without a height", Intersects, orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{2, 1}}, square, true},
		{"a box that is a point", Within, orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{1, 1}}, square, true},
		{"a point in a box that is a point", Intersects, orb.Point{1, 1}, orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{1, 1}}, true},
		{"line and box", Intersects, line, orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{1, 3}}, true},
		{"a bow tie does not fail", Intersects, orb.Point{0.5, 1}, orb.Polygon{{{0, 0}, {2, 2}, {2, 0}, {0, 2}, {0, 0}}}, true},
		{"between the wings of a bow tie", Intersects, orb.Point{1, 1.5}, orb.Polygon{{{0, 0}, {2, 2}, {2, 0}, {0, 2}, {0, 0}}}, false},
		{"a bow tie overlaps", Overlaps, orb.Polygon{{{-1, -1}, {3, -1}, {1, 3}, {-1, -1}}}, orb.Polygon{{{0, 0}, {2, 2}, {2, 0}, {0, 2}, {0, 0}}}, true},
		{"an open ring is closed", Intersects, orb.LineString{{1, 1}, {2, 2}}, orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {0, 4}}}, true},
		{"a line without length is a point", Within, orb.LineString{{1, 1}, {1, 1}}, square, true},
		{"a thousandth of an inch beside a slope", Intersects, orb.Point{500000.3, 6700000.1}, orb.LineString{{500000, 6700000}, {500003, 6700001}}, false},
	} {
		if got := c.is(c.a, c.b); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// Whatever overlay does with input it cannot handle, the answers stay consistent.
func TestRelateVertices(t *testing.T) {
	square := shapeOf(orb.Bound{Max: orb.Point{4, 4}})
	for _, c := range []struct {
		name string
		b    orb.Geometry
		want matrix
	}{
		{"far", orb.Bound{Min: orb.Point{8, 8}, Max: orb.Point{9, 9}}, matrix{-1, -1, 2, -1, -1, 1, 2, 1, 2}},
		{"inside", orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{2, 2}}, matrix{2, -1, 2, -1, 1, 1, -1, -1, 2}},
	} {
		if got := relateVertices(square, shapeOf(c.b)); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func BenchmarkIntersects(b *testing.B) {
	big := star(orb.Point{0, 0}, 1000, 5000)
	for name, g := range map[string]orb.Geometry{
		"point": orb.Point{400, 300}, "polygon across": star(orb.Point{900, 0}, 200, 50), "polygon inside": star(orb.Point{0, 0}, 100, 50),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				Intersects(g, big)
			}
		})
	}
	b.Run("point and box", func(b *testing.B) {
		box := orb.Bound{Max: orb.Point{1000, 1000}}
		var g orb.Geometry = orb.Point{400, 300}
		var h orb.Geometry = box
		b.ReportAllocs()
		for range b.N {
			Intersects(g, h)
		}
	})
}

func BenchmarkWithin(b *testing.B) {
	big := star(orb.Point{0, 0}, 1000, 500)
	for name, g := range map[string]orb.Geometry{"inside": star(orb.Point{0, 0}, 100, 50), "across": star(orb.Point{900, 0}, 200, 50)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				Within(g, big)
			}
		})
	}
}
