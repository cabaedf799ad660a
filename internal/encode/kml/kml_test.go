package kml

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
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

type shape struct {
	XMLName     xml.Name
	Coordinates string  `xml:"coordinates"`
	Outer       string  `xml:"outerBoundaryIs>LinearRing>coordinates"`
	Inner       string  `xml:"innerBoundaryIs>LinearRing>coordinates"`
	Members     []shape `xml:",any"`
}

type document struct {
	Document struct {
		Name   string `xml:"name"`
		Schema struct {
			ID     string `xml:"id,attr"`
			Fields []struct {
				Name string `xml:"name,attr"`
				Type string `xml:"type,attr"`
			} `xml:"SimpleField"`
		}
		Placemarks []struct {
			ID   string `xml:"id,attr"`
			Name string `xml:"name"`
			Data struct {
				URL    string `xml:"schemaUrl,attr"`
				Values []struct {
					Name string `xml:"name,attr"`
					Text string `xml:",chardata"`
				} `xml:"SimpleData"`
			} `xml:"ExtendedData>SchemaData"`
			Geometry []shape `xml:",any"`
		} `xml:"Folder>Placemark"`
	}
}

func points(t *rapid.T, text string) (ps []orb.Point) {
	for _, pair := range strings.Fields(text) {
		x, y, _ := strings.Cut(pair, ",")
		p := orb.Point{}
		var errX, errY error
		p[0], errX = strconv.ParseFloat(x, 64)
		p[1], errY = strconv.ParseFloat(y, 64)
		if err := errors.Join(errX, errY); err != nil {
			t.Fatal(err)
		}
		ps = append(ps, p)
	}
	return ps
}

// orb makes the geometry; of MultiGeometry it makes a collection.
func (s *shape) orb(t *rapid.T) orb.Geometry {
	switch s.XMLName.Local {
	case "Point":
		return points(t, s.Coordinates)[0]
	case "LineString":
		return orb.LineString(points(t, s.Coordinates))
	case "Polygon":
		return orb.Polygon{points(t, s.Outer), points(t, s.Inner)}
	}
	var c orb.Collection
	for i := range s.Members {
		c = append(c, s.Members[i].orb(t))
	}
	return c
}

// collected is a geometry with collections in the place of multi geometries.
func collected(g orb.Geometry) orb.Geometry {
	var c orb.Collection
	switch g := g.(type) {
	case orb.MultiPoint:
		for _, m := range g {
			c = append(c, m)
		}
	case orb.MultiLineString:
		for _, m := range g {
			c = append(c, m)
		}
	case orb.MultiPolygon:
		for _, m := range g {
			c = append(c, m)
		}
	case orb.Collection:
		for _, m := range g {
			c = append(c, collected(m))
		}
	default:
		return g
	}
	return c
}

// Features come back from an ordinary parser as they were.
func TestFeaturesComeBack(t *testing.T) {
	s := encodetest.Schema()
	h := encodetest.Header(s, 0)
	h.CRS, h.Title = crs.URNName(crs.CRS84), "Things <& more>"
	rapid.Check(t, func(t *rapid.T) {
		fs := rapid.SliceOfN(encodetest.Feature(), 0, 5).Draw(t, "features")
		var got document
		text := encodetest.Encode(t, Format(), h, fs)
		if err := xml.Unmarshal([]byte(text), &got); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		d := got.Document
		if d.Name != h.Title || d.Schema.ID != "thing" || len(d.Schema.Fields) != len(s.Fields) || len(d.Placemarks) != len(fs) {
			t.Fatalf("got %+v", d)
		}
		for i, f := range fs {
			p := d.Placemarks[i]
			if key, ok := encode.ParseID("thing", p.ID); !ok || key != f.ID || p.Data.URL != "#thing" || p.Name != p.ID {
				t.Fatalf("placemark %q %q of %q", p.ID, p.Name, f.ID)
			}
			if (len(p.Geometry) == 0) != (f.Geom == nil) || f.Geom != nil && !orb.Equal(p.Geometry[0].orb(t), collected(f.Geom)) {
				t.Fatalf("%v became something else in %s", f.Geom, text)
			}
			values := map[string]string{}
			for _, v := range p.Data.Values {
				values[v.Name] = v.Text
			}
			for k, v := range f.Props {
				if got, there := values[s.Fields[k].Name]; got != plain(v) || there == v.IsNull() {
					t.Fatalf("%v became %q", v, got)
				}
			}
		}
	})
}

// plain is a value as the file has it: XML has no way to write some characters.
func plain(v feature.Value) string {
	if v.Kind() == feature.Bool {
		return strconv.FormatInt(v.Int(), 10)
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(v.String(), "\uFFFD"))
}

func TestTypesAndLabels(t *testing.T) {
	s := &feature.Schema{Name: "x", Geometry: feature.Field{Name: "g", Geom: feature.Polygon}}
	for _, f := range []struct {
		name string
		kind feature.Kind
	}{{"occurrence_id", feature.String}, {"scientific_name", feature.String}, {"small", feature.Int}, {"wide", feature.Int}, {"huge", feature.Int}, {"ok", feature.Bool}, {"f", feature.Float}, {"day", feature.Date}} {
		s.Fields = append(s.Fields, feature.Field{Name: f.name, Type: f.kind})
	}
	h := encodetest.Header(s, 1)
	h.CRS = crs.URNName(crs.CRS84)
	got := encodetest.Encode(t, Format(), h, []*feature.Feature{{ID: "7",
		Geom: orb.Polygon{{{24, 60}, {24, 61}, {25, 61}, {24, 60}}, {{24.1, 60.2}, {24.2, 60.3}, {24.1, 60.3}, {24.1, 60.2}}},
		Props: []feature.Value{feature.StringValue("MY.1"), feature.StringValue("Pica\n“pica” <đø>"), feature.IntValue(math.MinInt32), feature.IntValue(math.MaxInt32 + 1), feature.IntValue(math.MinInt64),
			feature.BoolValue(true), feature.FloatValue(math.NaN()), feature.DateValue(0)}}})
	want := `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<name>x</name>
<Schema name="x" id="x">
<SimpleField type="string" name="occurrence_id"></SimpleField>
<SimpleField type="string" name="scientific_name"></SimpleField>
<SimpleField type="int" name="small"></SimpleField>
<SimpleField type="double" name="wide"></SimpleField>
<SimpleField type="string" name="huge"></SimpleField>
<SimpleField type="bool" name="ok"></SimpleField>
<SimpleField type="double" name="f"></SimpleField>
<SimpleField type="string" name="day"></SimpleField></Schema>
<Folder><name>x</name>
<Placemark id="x.7"><name>Pica&#10;“pica” &lt;đø&gt;</name><ExtendedData><SchemaData schemaUrl="#x">
<SimpleData name="occurrence_id">MY.1</SimpleData>
<SimpleData name="scientific_name">Pica&#10;“pica” &lt;đø&gt;</SimpleData>
<SimpleData name="small">-2147483648</SimpleData>
<SimpleData name="wide">2147483648</SimpleData>
<SimpleData name="huge">-9223372036854775808</SimpleData>
<SimpleData name="ok">1</SimpleData>
<SimpleData name="day">1970-01-01</SimpleData></SchemaData></ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>24,60 25,61 24,61 24,60</coordinates></LinearRing></outerBoundaryIs><innerBoundaryIs><LinearRing><coordinates>24.1,60.2 24.1,60.3 24.2,60.3 24.1,60.2</coordinates></LinearRing></innerBoundaryIs></Polygon></Placemark>
</Folder></Document></kml>
`
	if got != want {
		t.Errorf("got\n%s", got)
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

func BenchmarkKML(b *testing.B) { encodetest.Bench(b, Format()) }

// Identifiers are there once, and each query has a schema and a folder of its own.
func TestSeveral(t *testing.T) {
	s, fs := encodetest.Occurrence(3)
	h := encodetest.Header(s, 3)
	got := encodetest.EncodeSeveral(t, Format(), fs, h, h)
	for text, n := range map[string]int{"<Schema name=\"occurrence\" id=\"occurrence\">": 1, "<Schema name=\"occurrence_2\" id=\"occurrence_2\">": 1,
		"<Folder>": 2, "<Placemark": 6, "<Placemark id=": 3, "schemaUrl=\"#occurrence_2\"": 3} {
		if strings.Count(got, text) != n {
			t.Errorf("%d times %s, not %d, in\n%s", strings.Count(got, text), text, n, got)
		}
	}
	if err := xml.Unmarshal([]byte(got), new(struct{})); err != nil {
		t.Error(err)
	}
}
