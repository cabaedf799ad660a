package geom

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

func TestParseWKT(t *testing.T) {
	for text, want := range map[string]orb.Geometry{
		"POINT(1 2)": orb.Point{1, 2}, " point z ( 1 2 3 ) ": orb.Point{1, 2}, "POINTZM(1 2 3 4)": orb.Point{1, 2}, "POINT M (1 2 9)": orb.Point{1, 2}, "POINT(1 2 3)": orb.Point{1, 2},
		"POINT EMPTY": nil, "GEOMETRYCOLLECTION EMPTY": nil, "GEOMETRYCOLLECTION(POINT EMPTY,POINT(1 2))": orb.Collection{orb.Point{1, 2}},
		"MULTIPOINT(1 2,3 4)": orb.MultiPoint{{1, 2}, {3, 4}}, "MULTIPOINT((1 2),(3 4))": orb.MultiPoint{{1, 2}, {3, 4}}, "MULTIPOINT(EMPTY,(1 2))": orb.MultiPoint{{1, 2}},
		"LINESTRING(1e1 -2.5, +3 .5)": orb.LineString{{10, -2.5}, {3, .5}}, "SRID=3067;POINT(1 2)": orb.Point{1, 2},
		"MULTIPOLYGON(EMPTY,((0 0,1 0,1 1,0 0)))":                                  orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}},
		"GEOMETRYCOLLECTION Z(POINT Z(1 2 3),LINESTRING Z(1 2 3,4 5 6))":           orb.Collection{orb.Point{1, 2}, orb.LineString{{1, 2}, {4, 5}}},
		"GEOMETRYCOLLECTION(POINT(1 2),GEOMETRYCOLLECTION(POINT Z(3 4 5)))":        orb.Collection{orb.Point{1, 2}, orb.Collection{orb.Point{3, 4}}},
		"MULTICURVE((0 0,1 1),COMPOUNDCURVE((2 2,3 3),(3 3,4 4)))":                 orb.MultiLineString{{{0, 0}, {1, 1}}, {{2, 2}, {3, 3}, {4, 4}}},
		"MULTISURFACE(((0 0,1 0,1 1,0 0)),CURVEPOLYGON((5 5,6 5,6 6,5 5)))":        orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}, {{{5, 5}, {6, 5}, {6, 6}, {5, 5}}}},
		"TIN Z(((0 0 1,1 0 1,1 1 1,0 0 1)))":                                       orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}},
		"ENVELOPE(1, 3, 2, 4)":                                                     orb.Bound{Min: orb.Point{1, 2}, Max: orb.Point{3, 4}},
		"POLYGON((0 0,4 0,4 4,0 0),EMPTY,(1 .5,2 .5,2 1,1 .5))":                    orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {0, 0}}, {{1, .5}, {2, .5}, {2, 1}, {1, .5}}},
		"MULTILINESTRING M((1 2 0,3 4 0),EMPTY)":                                   orb.MultiLineString{{{1, 2}, {3, 4}}},
		"MultiPoint(1 2)":                                                          orb.MultiPoint{{1, 2}},
		"\tPOLYGON\n((0 0, 1 0 ,1 1\r\n, 0 0))":                                    orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}},
		"srid = 3067 ; GEOMETRYCOLLECTION(MULTIPOINT EMPTY,LINESTRING(0 0,-1 -1))": orb.Collection{orb.LineString{{0, 0}, {-1, -1}}},
	} {
		got, srid, err := ParseWKT(text)
		if err != nil || !reflect.DeepEqual(got, want) || (srid == 3067) != strings.HasPrefix(strings.ToUpper(text), "SRID") {
			t.Errorf("%s: %v, %d, %v", text, got, srid, err)
		}
	}
}

func TestParseWKTRefuses(t *testing.T) {
	for text, message := range map[string]string{
		"":                           `WKT ends at byte 0, where the name of a geometry type, such as POINT or POLYGON should come`,
		"POINT":                      `WKT ends at byte 5, where ( or EMPTY should come`,
		"POINT(1)":                   `WKT at byte 7: ")" should be a number`,
		"POINT(1 2":                  `WKT ends at byte 9, where ) should come`,
		"POINT(1 2) x":               `WKT at byte 11: "x" should be the end of the geometry`,
		"POINT(1 2 3 4 5)":           `WKT at byte 14: "5)" should be )`,
		"POINT Z(1 2)":               `WKT at byte 11: ")" should be a vertex of 3 numbers like those before it`,
		"LINESTRING(1 2,3 4 5)":      `WKT at byte 20: ")" should be a vertex of 2 numbers like those before it`,
		"CIRCLE(1 2)":                `WKT at byte 0: "CIRCLE(1 2)" should be the name of a geometry type, such as POINT or POLYGON`,
		"SRID=x;POINT(1 2)":          `WKT at byte 5: "x;POINT(1 2)" should be an SRID and a semicolon`,
		"POLYGON(0 0,1 1,1 0)":       `WKT at byte 8: "0 0,1 1,1 0)" should be ( or EMPTY`,
		"LINESTRING(1 2,3 oops)":     `WKT at byte 17: "oops)" should be a number`,
		"POINT(1e999 2)":             `WKT at byte 6: "1e999 2)" should be a number`,
		"POINT(NaN 2)":               `WKT at byte 6: "NaN 2)" should be a number`,
		"LINESTRING(1 2)":            errShortLine.Error(),
		"POLYGON((0 0,1 0,0 0))":     errShortRing.Error(),
		"POLYGON((0 0,1 0,1 1,0 1))": errOpenRing.Error(),
		"ENVELOPE(3,1,2,4)":          errEnvelope.Error(),
	} {
		if _, _, err := ParseWKT(text); err == nil || err.Error() != message {
			t.Errorf("%s: %v\nwant %s", text, err, message)
		}
	}
	if _, _, err := ParseWKT(strings.Repeat("GEOMETRYCOLLECTION(", 100000)); err == nil {
		t.Error("deep nesting was read")
	}
}

func TestAppendWKT(t *testing.T) {
	for _, c := range []struct {
		g        orb.Geometry
		decimals int
		want     string
	}{
		{orb.Point{1.23456, -0.0004}, 3, "POINT (1.235 0)"},
		{orb.Point{385700, 6672126.5}, 3, "POINT (385700 6672126.5)"},
		{orb.Point{1e21, 100}, 0, "POINT (1000000000000000000000 100)"},
		{orb.Point{0.1, 1e-7}, -1, "POINT (0.1 0.0000001)"},
		{orb.LineString{}, 3, "LINESTRING EMPTY"},
		{nil, 3, "GEOMETRYCOLLECTION EMPTY"},
		{orb.MultiPolygon{{}, {{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}}, 2, "MULTIPOLYGON (EMPTY,((0 0,1 0,1 1,0 0)))"},
		{orb.Bound{Max: orb.Point{1, 1}}, 2, "POLYGON ((0 0,1 0,1 1,0 1,0 0))"},
	} {
		if got := string(AppendWKT([]byte("x"), c.g, c.decimals)); got != "x"+c.want {
			t.Errorf("%s, want %s", got[1:], c.want)
		}
	}
}

func FuzzParseWKT(f *testing.F) {
	for _, g := range samples() {
		f.Add(string(AppendWKT(nil, g, -1)))
	}
	f.Add("SRID=4326;CURVEPOLYGON(COMPOUNDCURVE(CIRCULARSTRING(0 0,1 1,2 0),(2 0,0 0)))")
	f.Fuzz(func(t *testing.T, s string) {
		g, _, err := ParseWKT(s)
		if err != nil {
			if len(err.Error()) > 300 {
				t.Errorf("an error of %d bytes", len(err.Error()))
			}
			return
		}
		if g == nil {
			return
		}
		text := AppendWKT(nil, g, -1)
		if again, _, err := ParseWKT(string(text)); err != nil || !bytes.Equal(AppendWKT(nil, again, -1), text) {
			t.Errorf("%s does not come back: %v", text, err)
		}
	})
}

func BenchmarkAppendWKT(b *testing.B) {
	g := star(orb.Point{500000, 6700000}, 1000, 1000)
	dst := AppendWKT(nil, g, 3)
	b.SetBytes(int64(len(dst)))
	b.ReportAllocs()
	for range b.N {
		dst = AppendWKT(dst[:0], g, 3)
	}
}

func BenchmarkParseWKT(b *testing.B) {
	text := string(AppendWKT(nil, star(orb.Point{500000, 6700000}, 1000, 1000), 3))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for range b.N {
		if _, _, err := ParseWKT(text); err != nil {
			b.Fatal(err)
		}
	}
}
