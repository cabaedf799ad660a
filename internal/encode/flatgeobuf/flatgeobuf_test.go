package flatgeobuf

import (
	"errors"
	"io"
	"os"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/encode/encodetest"
	"haavi/internal/feature"
)

// numbered gives the features numbers to be found by.
func numbered(fs []*feature.Feature) []*feature.Feature {
	for i, f := range fs {
		f.Props[1] = feature.IntValue(int64(i))
	}
	return fs
}

// Features come back as they were, from the start of the file to its end and by way of the index.
func TestFeaturesComeBack(t *testing.T) {
	s := encodetest.Schema()
	s.Fields[3].Title, s.Fields[3].Description = "Text", "Any “text”"
	h := encodetest.Header(s, 0)
	h.Title, h.Description = "Things & more", "All of them"
	rapid.Check(t, func(t *rapid.T) {
		fs := numbered(rapid.SliceOfN(encodetest.Feature(), 0, 40).Draw(t, "features"))
		f := open(encodetest.Encode(t, Format(), h, fs))
		if f.head.text(0) != "thing" || f.head.text(11) != h.Title || f.head.text(12) != h.Description || int(f.head.u64(8)) != len(fs) {
			t.Fatalf("head %q %q %q %d", f.head.text(0), f.head.text(11), f.head.text(12), f.head.u64(8))
		}
		if c := f.head.tables(7)[3]; c.text(0) != "p_string" || c.u8(1) != 11 || c.text(2) != "Text" || c.text(3) != "Any “text”" {
			t.Fatalf("column %q", c.text(0))
		}
		if c, ok := f.head.child(10); !ok || c.text(0) != "EPSG" || c.u8(1) != 3067&0xff || c.text(2) != "ETRS89 / TM35FIN(E,N)" {
			t.Fatal("the CRS is not there")
		}
		seen := 0
		for at := 0; at < len(f.features); seen++ {
			var got table
			got, at = f.at(at)
			checkFeature(t, s, fs, got)
		}
		if seen != len(fs) {
			t.Fatalf("%d of %d features", seen, len(fs))
		}
		for range 3 {
			checkSearch(t, f, fs, s)
		}
	})
}

func checkFeature(t *rapid.T, s *feature.Schema, fs []*feature.Feature, got table) {
	values := got.values(s.Fields)
	want := fs[values[1].Int()]
	g, placed := got.child(0)
	if placed != (want.Geom != nil) || placed && !orb.Equal(g.orb(), want.Geom) {
		t.Fatalf("%v became something else", want.Geom)
	}
	for k, v := range want.Props {
		if values[k] != v && values[k].String() != v.String() {
			t.Fatalf("%s: %v became %v", s.Fields[k].Name, v, values[k])
		}
	}
}

func checkSearch(t *rapid.T, f file, fs []*feature.Feature, s *feature.Schema) {
	number := rapid.Float64Range(-9e6, 9e6)
	b := box{number.Draw(t, "x"), number.Draw(t, "y")}
	b[2], b[3] = b[0]+number.Draw(t, "width"), b[1]+number.Draw(t, "height")
	want := map[int64]bool{}
	for i, f := range fs {
		if f.Geom != nil {
			if e := boxOf(f.Geom); e[0] <= b[2] && e[2] >= b[0] && e[1] <= b[3] && e[3] >= b[1] {
				want[int64(i)] = true
			}
		}
	}
	for _, at := range f.search(b) {
		got, _ := f.at(at)
		n := got.values(s.Fields)[1].Int()
		if !want[n] {
			t.Fatalf("feature %d is not in %v, or was found twice", n, b)
		}
		delete(want, n)
	}
	if len(want) > 0 {
		t.Fatalf("not found in %v: %v", b, want)
	}
}

// A tree of several levels finds what lies in a box.
func TestDeepIndex(t *testing.T) {
	s, fs := encodetest.Occurrence(5_000)
	f := open(encodetest.Encode(t, Format(), encodetest.Header(s, len(fs)), fs))
	first, last := fs[1234].Geom.(orb.Point), fs[1300].Geom.(orb.Point)
	if got := f.search(box{first[0], first[1], last[0], last[1]}); len(got) != 67 {
		t.Errorf("found %d of 67", len(got))
	}
	if root, _ := readEntry(f.nodes); root != (box{385_000.123, 6_671_000.456, fs[4999].Geom.(orb.Point)[0], fs[4999].Geom.(orb.Point)[1]}) {
		t.Errorf("the root is %v", root)
	}
	if got := feature.GeometryType(f.head.u8(2)); got != feature.Point {
		t.Errorf("the type is %s", got)
	}
}

// The curve visits each cell once, and goes from a cell to one beside it.
func TestCurve(t *testing.T) {
	const n = 1 << 8 // a corner of the curve is a curve
	cells := map[uint32][2]uint32{}
	for x := range uint32(n) {
		for y := range uint32(n) {
			cells[curve(x, y)] = [2]uint32{x, y}
		}
	}
	for d := uint32(1); d < n*n; d++ {
		a, okA := cells[d-1]
		b, okB := cells[d]
		dx, dy := int(a[0])-int(b[0]), int(a[1])-int(b[1])
		if !okA || !okB || dx*dx+dy*dy != 1 {
			t.Fatalf("from %v to %v at %d", a, b, d)
		}
	}
}

func TestTypes(t *testing.T) {
	s := &feature.Schema{Name: "x", CRS: crs.CRS84, Geometry: feature.Field{Name: "g", Geom: feature.MultiPolygon}}
	square := orb.Bound{Max: orb.Point{1, 1}}.ToPolygon()
	f := open(encodetest.Encode(t, Format(), encodetest.Header(s, 1), []*feature.Feature{{Geom: square}}))
	got, _ := f.at(0)
	if g, _ := got.child(0); feature.GeometryType(f.head.u8(2)) != feature.MultiPolygon || !orb.Equal(g.orb(), orb.MultiPolygon{square}) {
		t.Error("a polygon is to be a multi polygon of one")
	}
	f = open(encodetest.Encode(t, Format(), encodetest.Header(s, 1), []*feature.Feature{{Geom: square}, {Geom: orb.Point{1, 2}}}))
	if got := f.head.u8(2); got != 0 {
		t.Errorf("mixed types have the type %d", got)
	}
	f = open(encodetest.Encode(t, Format(), encodetest.Header(s, 1), []*feature.Feature{{}, {}}))
	if f.head.placed() || f.head.u64(8) != 2 {
		t.Error("features without a place have no index")
	}
	f = open(encodetest.Encode(t, Format(), encodetest.Header(s, 1), nil))
	if f.head.placed() || len(f.features) > 0 {
		t.Error("nothing has no index")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("gone") }

func TestNothingStaysBehind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	s, fs := encodetest.Occurrence(3)
	for _, out := range []io.Writer{broken{}, io.Discard} {
		e := Format().New(out)
		err := errors.Join(e.Begin(encodetest.Header(s, 3)), e.Feature(fs[0]), e.End())
		if (err == nil) != (out == io.Discard) {
			t.Errorf("got %v", err)
		}
		encode.Abort(e)
		encode.Abort(e)
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	}
}

func BenchmarkFlatGeobuf(b *testing.B) { encodetest.Bench(b, Format()) }
