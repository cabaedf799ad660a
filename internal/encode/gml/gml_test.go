package gml

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/encode/encodetest"
	"haavi/internal/feature"
)

type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

func (e *element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// Features come back from an ordinary parser as they were, and no gml:id stands twice.
func TestFeaturesComeBack(t *testing.T) {
	s := encodetest.Schema()
	rapid.Check(t, func(t *rapid.T) {
		fs := rapid.SliceOfNDistinct(encodetest.Feature(), 0, 5, func(f *feature.Feature) string { return f.ID }).Draw(t, "features")
		text := encodetest.Encode(t, Format(), encodetest.Header(s, len(fs)), fs)
		var got element
		if err := xml.Unmarshal([]byte(text), &got); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if got.XMLName.Local != "FeatureCollection" || got.attr("numberReturned") != strconv.Itoa(len(fs)) || len(got.Children) != len(fs) {
			t.Fatalf("got %+v", got)
		}
		seen := map[string]bool{}
		for i, f := range fs {
			e := got.Children[i].Children[0]
			if key, ok := encode.ParseID("thing", e.attr("id")); !ok || key != f.ID {
				t.Fatalf("id %q of %q", e.attr("id"), f.ID)
			}
			unique(t, &e, seen)
			checkProperties(t, s, f, e.Children)
		}
	})
}

func unique(t *rapid.T, e *element, seen map[string]bool) {
	if id := e.attr("id"); id != "" {
		if seen[id] {
			t.Fatalf("the identifier %s stands twice", id)
		}
		seen[id] = true
	}
	for i := range e.Children {
		unique(t, &e.Children[i], seen)
	}
}

// checkProperties compares the property elements of a feature, nulls absent, in the order of the schema.
func checkProperties(t *rapid.T, s *feature.Schema, f *feature.Feature, got []element) {
	if f.Geom != nil {
		var numbers []float64
		coordinates(t, &got[0], &numbers)
		var want []float64
		flatten(f.Geom, &want)
		if len(numbers) != len(want) {
			t.Fatalf("%v became %v", f.Geom, numbers)
		}
		for i := range want {
			if numbers[i] != want[i] {
				t.Fatalf("%v became %v", want, numbers)
			}
		}
		got = got[1:]
	}
	for i, v := range f.Props {
		if v.IsNull() {
			continue
		}
		want := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
				return 0xFFFD
			}
			return r
		}, strings.ToValidUTF8(v.String(), "\uFFFD"))
		if len(got) == 0 || got[0].XMLName.Local != s.Fields[i].Name || got[0].Text != want {
			t.Fatalf("%s %q is not in %+v", s.Fields[i].Name, want, got)
		}
		got = got[1:]
	}
	if len(got) > 0 {
		t.Fatalf("there is more: %+v", got)
	}
}

func coordinates(t *rapid.T, e *element, into *[]float64) {
	if n := e.XMLName.Local; n == "pos" || n == "posList" {
		for w := range strings.FieldsSeq(e.Text) {
			f, err := strconv.ParseFloat(w, 64)
			if err != nil {
				t.Fatal(err)
			}
			*into = append(*into, f)
		}
	}
	for i := range e.Children {
		coordinates(t, &e.Children[i], into)
	}
}

func flatten(g orb.Geometry, into *[]float64) {
	switch g := g.(type) {
	case orb.Point:
		*into = append(*into, g[0], g[1])
	case orb.MultiPoint:
		for _, p := range g {
			flatten(p, into)
		}
	case orb.LineString:
		flatten(orb.MultiPoint(g), into)
	case orb.MultiLineString:
		for _, l := range g {
			flatten(l, into)
		}
	case orb.Polygon:
		for _, r := range g {
			flatten(orb.MultiPoint(r), into)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			flatten(p, into)
		}
	case orb.Collection:
		for _, m := range g {
			flatten(m, into)
		}
	}
}

// A geometry is written as its column's type says, where that can be.
func TestDeclaredTypes(t *testing.T) {
	line, square := orb.LineString{{1, 2}, {3, 4}}, orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}
	for _, c := range []struct {
		t    feature.GeometryType
		g    orb.Geometry
		want string
	}{
		{feature.MultiPoint, orb.Point{1, 2}, "MultiPoint"}, {feature.Point, orb.MultiPoint{{1, 2}}, "Point"},
		{feature.MultiLineString, line, "MultiCurve"}, {feature.LineString, orb.MultiLineString{line}, "LineString"},
		{feature.MultiPolygon, square, "MultiSurface"}, {feature.Polygon, orb.MultiPolygon{square}, "Polygon"},
		{feature.GeometryCollection, square, "MultiGeometry"}, {feature.AnyGeometry, square, "Polygon"},
	} {
		s := &feature.Schema{Name: "l", CRS: crs.WGS84, Geometry: feature.Field{Name: "g", Type: feature.Geometry, Geom: c.t}}
		got := encodetest.Encode(t, Format(), encodetest.Header(s, 1), []*feature.Feature{{ID: "1", Geom: c.g}})
		if !strings.Contains(got, "<haavi:g><gml:"+c.want+" ") {
			t.Errorf("%v as %s: %s", c.g, c.t, got)
		}
	}
}

// Each version writes geometries in elements of its own, and names the system where its schema asks for it.
func TestVersions(t *testing.T) {
	square, hole := orb.Ring{{0, 0}, {9, 0}, {9, 8}, {0, 0}}, orb.Ring{{1, 1}, {2, 2}, {2, 1}, {1, 1}}
	shapes := orb.Collection{orb.MultiLineString{{{1, 2}, {3, 4}}}, orb.MultiPolygon{{square, hole}}, orb.Point{5, 6}}
	s := &feature.Schema{Name: "l", CRS: crs.WGS84, Geometry: feature.Field{Name: "g", Type: feature.Geometry}}
	h := encodetest.Header(s, 1)
	for v, want := range map[*Version]string{
		V31: `<gml:featureMember><haavi:l gml:id="l.1"><haavi:g><gml:MultiGeometry srsName="urn:ogc:def:crs:EPSG::4326">` +
			`<gml:geometryMember><gml:MultiCurve><gml:curveMember><gml:LineString><gml:posList>2 1 4 3</gml:posList></gml:LineString></gml:curveMember></gml:MultiCurve></gml:geometryMember>` +
			`<gml:geometryMember><gml:MultiSurface><gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>0 0 0 9 8 9 0 0</gml:posList></gml:LinearRing></gml:exterior>` +
			`<gml:interior><gml:LinearRing><gml:posList>1 1 2 2 1 2 1 1</gml:posList></gml:LinearRing></gml:interior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></gml:geometryMember>` +
			`<gml:geometryMember><gml:Point><gml:pos>6 5</gml:pos></gml:Point></gml:geometryMember></gml:MultiGeometry></haavi:g></haavi:l></gml:featureMember>`,
		V21: `<gml:featureMember><haavi:l fid="l.1"><haavi:g><gml:MultiGeometry srsName="EPSG:4326">` +
			`<gml:geometryMember><gml:MultiLineString srsName="EPSG:4326"><gml:lineStringMember><gml:LineString><gml:coordinates decimal="." cs="," ts=" ">1,2 3,4</gml:coordinates></gml:LineString></gml:lineStringMember></gml:MultiLineString></gml:geometryMember>` +
			`<gml:geometryMember><gml:MultiPolygon srsName="EPSG:4326"><gml:polygonMember><gml:Polygon><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates decimal="." cs="," ts=" ">0,0 9,0 9,8 0,0</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs>` +
			`<gml:innerBoundaryIs><gml:LinearRing><gml:coordinates decimal="." cs="," ts=" ">1,1 2,2 2,1 1,1</gml:coordinates></gml:LinearRing></gml:innerBoundaryIs></gml:Polygon></gml:polygonMember></gml:MultiPolygon></gml:geometryMember>` +
			`<gml:geometryMember><gml:Point><gml:coordinates decimal="." cs="," ts=" ">5,6</gml:coordinates></gml:Point></gml:geometryMember></gml:MultiGeometry></haavi:g></haavi:l></gml:featureMember>`,
	} {
		if v == V21 {
			h.CRS = crs.ShortName(s.CRS)
		} else {
			h.CRS = crs.URNName(s.CRS)
		}
		got := encodetest.Encode(t, v.Format(), h, []*feature.Feature{{ID: "1", Geom: shapes}})
		if !strings.Contains(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", v.MediaType(), got, want)
		}
	}
}

func TestNoPlace(t *testing.T) {
	s := encodetest.Schema()
	got := encodetest.Encode(t, Format(), encodetest.Header(s, 1), []*feature.Feature{{ID: "1", Geom: orb.Point{math.Inf(1), 0}, Props: make([]feature.Value, len(s.Fields))}})
	if !strings.Contains(got, `<haavi:thing gml:id="thing.1"></haavi:thing>`) {
		t.Error(got)
	}
}

func BenchmarkGML(b *testing.B) { encodetest.Bench(b, Format()) }

// A feature that stands in the document already is a reference to it; without its identifiers being kept where no later query has its type.
func TestSeveral(t *testing.T) {
	s, fs := encodetest.Occurrence(3)
	other := *s
	other.Name = "other"
	h, o := encodetest.Header(s, 3), encodetest.Header(&other, 3)
	for _, v := range []*Version{V32, V31, V21} {
		got := encodetest.EncodeSeveral(t, v.Format(), fs, h, o, h)
		if strings.Count(got, "<haavi:occurrence"+v.idAttribute) != 3 || strings.Count(got, "<haavi:other"+v.idAttribute) != 3 || strings.Count(got, `xlink:href="#occurrence.`) != 3 {
			t.Errorf("%s", got)
		}
		if err := xml.Unmarshal([]byte(got), new(struct{})); err != nil {
			t.Error(err)
		}
		nested := 0
		if v == V32 {
			nested = 3
		}
		if strings.Count(got, "</wfs:FeatureCollection>") != nested+1 {
			t.Errorf("%s", got)
		}
	}
}
