package geom

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"math"
	"reflect"
	"testing"

	"github.com/paulmach/orb"
)

// Values made by PostGIS: select encode(ST_AsEWKB(g), 'hex'), encode(ST_AsBinary(g, 'XDR'), 'hex').
func TestReadWKB(t *testing.T) {
	triangle := orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}
	for name, c := range map[string]struct {
		hex  string
		want orb.Geometry
	}{
		"point":             {"0101000000000000000000f03f0000000000000040", orb.Point{1, 2}},
		"point, EWKB":       {"0101000020fb0b0000000000000000f03f0000000000000040", orb.Point{1, 2}},
		"point, XDR":        {"00000000013ff00000000000004000000000000000", orb.Point{1, 2}},
		"point Z, EWKB":     {"0101000080000000000000f03f00000000000000400000000000000840", orb.Point{1, 2}},
		"point ZM, ISO":     {"01b90b0000000000000000f03f000000000000004000000000000008400000000000001040", orb.Point{1, 2}},
		"point M, ISO":      {"01d1070000000000000000f03f00000000000000400000000000000840", orb.Point{1, 2}},
		"point empty":       {"0101000000000000000000f87f000000000000f87f", nil},
		"line":              {"010200000002000000000000000000f03f000000000000004000000000000008400000000000001040", orb.LineString{{1, 2}, {3, 4}}},
		"line Z, ISO":       {"01ea03000002000000000000000000f03f0000000000000040000000000000224000000000000008400000000000001040" + "0000000000002240", orb.LineString{{1, 2}, {3, 4}}},
		"polygon M, EWKB":   {"01030000400100000004000000000000000000000000000000000000000000000000002240000000000000f03f00000000000000000000000000002240000000000000f03f000000000000f03f0000000000002240000000000000000000000000000000000000000000002240", triangle},
		"empty polygon":     {"010300000000000000", nil},
		"empty multi":       {"010600000000000000", nil},
		"mixed byte orders": {"01040000000100000000000000013ff00000000000004000000000000000", orb.MultiPoint{{1, 2}}},
		"empty member":      {"01bc0b00000200000001b90b0000000000000000f03f00000000000000400000000000000840000000000000104001b90b0000000000000000f87f000000000000f87f000000000000f87f000000000000f87f", orb.MultiPoint{{1, 2}}},
		"collection Z, XDR": {"00a000000700000bfb0000000200800000013ff0000000000000400000000000000040080000000000000080000002000000020000000000000000000000000000000000000000000000003ff00000000000003ff00000000000003ff0000000000000",
			orb.Collection{orb.Point{1, 2}, orb.LineString{{0, 0}, {1, 1}}}},
		"empty in empty": {"0107000000010000000107000000010000000101000000000000000000f87f000000000000f87f", nil},
		"TIN":            {"0110000000010000000111000000010000000400000000000000000000000000000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f00000000000000000000000000000000", orb.MultiPolygon{triangle}},
		"multisurface": {"010c000000020000000103000000010000000400000000000000000000000000000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f00000000000000000000000000000000010a0000000100000001020000000400000000000000000014400000000000001440000000000000184000000000000014400000000000001840000000000000184000000000000014400000000000001440",
			orb.MultiPolygon{triangle, {{{5, 5}, {6, 5}, {6, 6}, {5, 5}}}}},
	} {
		raw, err := hex.DecodeString(c.hex)
		if err != nil {
			t.Fatal(name, err)
		}
		if got, err := ReadWKB(raw); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, %v; want %v", name, got, err, c.want)
		}
	}
}

// A half circle over (1 1), closed by its diameter; PostGIS's ST_CurveToLine has the same vertices.
func TestReadCurve(t *testing.T) {
	raw, err := hex.DecodeString("010a0000000100000001090000000200000001080000000300000000000000000000000000000000000000000000000000f03f000000000000f03f000000000000004000000000000000000102000000020000000000000000000040000000000000000000000000000000000000000000000000")
	if err != nil {
		t.Fatal(err)
	}
	g, err := ReadWKB(raw)
	if err != nil {
		t.Fatal(err)
	}
	p, ok := g.(orb.Polygon)
	if !ok || len(p) != 1 || len(p[0]) != 2*quadrantSteps+2 {
		t.Fatalf("%v", g)
	}
	for _, want := range []orb.Point{{0, 0}, {0.0012, 0.0491}, {0.2929, 0.7071}, {1, 1}, {1.9988, 0.0491}, {2, 0}} {
		found := false
		for _, v := range p[0] {
			found = found || math.Hypot(v[0]-want[0], v[1]-want[1]) < 1e-4
		}
		if !found {
			t.Errorf("no vertex near %v in %v", want, p[0])
		}
	}
	clockwise := linearize([]orb.Point{{0, 0}, {1, -1}, {2, 0}})
	if mid := clockwise[len(clockwise)/2]; math.Hypot(mid[0]-1, mid[1]+1) > 1e-9 {
		t.Errorf("the arc below passes %v", mid)
	}
	if ring := linearize([]orb.Point{{0, 0}, {2, 0}, {0, 0}}); len(ring) != 4*quadrantSteps+1 || math.Abs(boundOf(ring).Max[1]-1) > 1e-9 {
		t.Errorf("the whole circle is %v", ring)
	}
}

func TestReadWKBRefuses(t *testing.T) {
	huge := binary.LittleEndian.AppendUint32([]byte{1, 2, 0, 0, 0}, math.MaxUint32)
	deep := bytes.Repeat([]byte{1, 7, 0, 0, 0, 1, 0, 0, 0}, 10000)
	for name, b := range map[string][]byte{
		"nothing": nil, "order only": {1}, "bad order": {9, 1, 0, 0, 0}, "truncated": {1, 1, 0, 0, 0, 1, 2}, "a count of 4 billion": huge,
		"an unknown type": {1, 13, 0, 0, 0, 0, 0, 0, 0}, "type 9001": {1, 0x29, 0x23, 0, 0, 0, 0, 0, 0}, "deep nesting": deep,
		"a line among points":  AppendWKB([]byte{1, 4, 0, 0, 0, 1, 0, 0, 0}, orb.LineString{{1, 2}, {3, 4}}),
		"a trailing byte":      append(AppendWKB(nil, orb.LineString{{1, 2}, {3, 4}}), 0),
		"a missing last byte":  AppendWKB(nil, orb.LineString{{1, 2}, {3, 4}})[:40],
		"an SRID cut in two":   {1, 1, 0, 0, 0x20, 1, 2},
		"more rings than data": {1, 3, 0, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0},
	} {
		if g, err := ReadWKB(b); err == nil {
			t.Errorf("%s: read as %v", name, g)
		}
	}
}

func TestReadWKBMends(t *testing.T) {
	open := orb.Polygon{{{0, 0}, {1, 0}, {1, 1}}}
	got, err := ReadWKB(AppendWKB(nil, open))
	if want := (orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("an open ring: %v, %v", got, err)
	}
	got, err = ReadWKB(AppendWKB(nil, orb.LineString{{0, 0}, {math.NaN(), 1}, {math.Inf(1), 1}, {2, 2}}))
	if want := (orb.LineString{{0, 0}, {2, 2}}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("vertices that are no numbers: %v, %v", got, err)
	}
}

func samples() []orb.Geometry {
	square := orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}}, {{1, 1}, {1, 2}, {2, 2}, {2, 1}, {1, 1}}}
	return []orb.Geometry{
		orb.Point{1.5, -2}, orb.MultiPoint{{1, 2}, {3, 4}}, orb.LineString{{0, 0}, {1, 1.25}}, orb.MultiLineString{{{0, 0}, {1, 1}}, {{2, 2}, {3, 3}}},
		square, orb.MultiPolygon{square, {{{9, 9}, {10, 9}, {10, 10}, {9, 9}}}}, orb.Collection{orb.Point{1, 2}, square, orb.Collection{orb.Point{3, 4}}},
	}
}

func TestRoundTrips(t *testing.T) {
	for _, g := range samples() {
		if got, err := ReadWKB(AppendWKB(nil, g)); err != nil || !reflect.DeepEqual(got, g) {
			t.Errorf("WKB of %v: %v, %v", g, got, err)
		}
		if got, _, err := ParseWKT(string(AppendWKT(nil, g, -1))); err != nil || !reflect.DeepEqual(got, g) {
			t.Errorf("WKT %s: %v, %v", AppendWKT(nil, g, -1), got, err)
		}
	}
	box := orb.Bound{Min: orb.Point{1, 2}, Max: orb.Point{3, 4}}
	for name, g := range map[string]orb.Geometry{"bound": box, "ring": box.ToRing()} {
		if got, err := ReadWKB(AppendWKB(nil, g)); err != nil || !reflect.DeepEqual(got, box.ToPolygon()) {
			t.Errorf("a %s is read back as %v, %v", name, got, err)
		}
	}
	if got, err := ReadWKB(AppendWKB(nil, nil)); err != nil || got != nil {
		t.Errorf("nothing is read back as %v, %v", got, err)
	}
}

func FuzzReadWKB(f *testing.F) {
	for _, g := range samples() {
		f.Add(AppendWKB(nil, g))
	}
	for _, code := range []byte{wkbCircularString, wkbCompoundCurve, wkbCurvePolygon, wkbMultiCurve, wkbMultiSurface, wkbTIN} {
		f.Add(append([]byte{1, code, 0, 0, 0, 1, 0, 0, 0}, AppendWKB(nil, orb.LineString{{1, 2}, {3, 4}, {5, 2}})...))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		g, err := ReadWKB(b)
		if err != nil || g == nil {
			return
		}
		if IsEmpty(g) {
			t.Fatalf("%v is empty and not nil", g)
		}
		if again, err := ReadWKB(AppendWKB(nil, g)); err != nil || !bytes.Equal(AppendWKB(nil, again), AppendWKB(nil, g)) {
			t.Errorf("%v does not come back: %v", g, err)
		}
		box := orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{1, 1}}
		if len(b) < 2000 && Intersects(g, box) == Disjoint(g, box) {
			t.Errorf("%v both intersects a box and not", g)
		}
	})
}

func BenchmarkReadWKBPoint(b *testing.B) {
	raw := AppendWKB(nil, orb.Point{385700, 6672126})
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for range b.N {
		if _, err := ReadWKB(raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadWKBPolygon(b *testing.B) {
	raw := AppendWKB(nil, star(orb.Point{500000, 6700000}, 1000, 1000))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for range b.N {
		if _, err := ReadWKB(raw); err != nil {
			b.Fatal(err)
		}
	}
}

// star is a polygon of n corners around c whose radius is r and half of r in turns.
func star(c orb.Point, r float64, n int) orb.Polygon {
	ring := make(orb.Ring, 0, n+1)
	for i := range n {
		s, co := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		q := r
		if i%2 == 1 {
			q = r / 2
		}
		ring = append(ring, orb.Point{c[0] + q*co, c[1] + q*s})
	}
	return orb.Polygon{append(ring, ring[0])}
}
