package geojson

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/encode/encodetest"
	"haavi/internal/feature"
)

type parsed struct {
	Type           string
	NumberMatched  int64
	NumberReturned int64
	CRS            struct{ Properties struct{ Name string } }
	Features       []struct {
		Type, ID   string
		Geometry   *shape
		Properties map[string]any
	}
}

type shape struct {
	Type        string
	Coordinates json.RawMessage
	Geometries  []shape
}

// orb makes the geometry that a GeoJSON object says.
func (s *shape) orb(t *rapid.T) orb.Geometry {
	read := func(into any) {
		if err := json.Unmarshal(s.Coordinates, into); err != nil {
			t.Fatalf("%s: %v", s.Coordinates, err)
		}
	}
	switch s.Type {
	case "Point":
		var g orb.Point
		read(&g)
		return g
	case "LineString":
		var g orb.LineString
		read(&g)
		return g
	case "Polygon":
		var g orb.Polygon
		read(&g)
		return g
	case "MultiPoint":
		var g orb.MultiPoint
		read(&g)
		return g
	case "MultiLineString":
		var g orb.MultiLineString
		read(&g)
		return g
	case "MultiPolygon":
		var g orb.MultiPolygon
		read(&g)
		return g
	case "GeometryCollection":
		var g orb.Collection
		for i := range s.Geometries {
			g = append(g, s.Geometries[i].orb(t))
		}
		return g
	}
	t.Fatalf("type %q", s.Type)
	return nil
}

// Features come back from an ordinary parser as they were.
func TestFeaturesComeBack(t *testing.T) {
	s := encodetest.Schema()
	rapid.Check(t, func(t *rapid.T) {
		fs := rapid.SliceOfN(encodetest.Feature(), 0, 5).Draw(t, "features")
		text := encodetest.Encode(t, Format(), encodetest.Header(s, len(fs)), fs)
		var got parsed
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&got); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if got.Type != "FeatureCollection" || int(got.NumberReturned) != len(fs) || len(got.Features) != len(fs) || got.CRS.Properties.Name != "urn:ogc:def:crs:EPSG::3067" {
			t.Fatalf("got %+v", got)
		}
		for i, f := range fs {
			g := got.Features[i]
			if key, ok := encode.ParseID("thing", g.ID); !ok || key != f.ID {
				t.Fatalf("id %q of %q", g.ID, f.ID)
			}
			if (g.Geometry == nil) != (f.Geom == nil) || f.Geom != nil && !orb.Equal(g.Geometry.orb(t), f.Geom) {
				t.Fatalf("geometry %v became %+v in %s", f.Geom, g.Geometry, text)
			}
			for k, v := range f.Props {
				if want := plain(v); want != g.Properties[s.Fields[k].Name] {
					t.Fatalf("%v became %#v", v, g.Properties[s.Fields[k].Name])
				}
			}
		}
	})
}

// plain is a value as encoding/json has it with UseNumber.
func plain(v feature.Value) any {
	switch v.Kind() {
	case feature.Null:
		return nil
	case feature.Bool:
		return v.Bool()
	case feature.Int:
		return json.Number(v.String())
	case feature.Float:
		if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
			return nil
		}
		return json.Number(v.String())
	default:
		return strings.ToValidUTF8(v.String(), "\uFFFD")
	}
}

func TestRingsAreTurned(t *testing.T) {
	outer := orb.Ring{{0, 0}, {0, 9}, {9, 9}, {0, 0}}
	inner := orb.Ring{{1, 2}, {2, 3}, {1, 3}, {1, 2}}
	got := string(appendGeometry(nil, orb.Polygon{outer, inner}, 3))
	if want := `{"type":"Polygon","coordinates":[[[0,0],[9,9],[0,9],[0,0]],[[1,2],[1,3],[2,3],[1,2]]]}`; got != want {
		t.Errorf("got %s", got)
	}
	if outer[1] != (orb.Point{0, 9}) {
		t.Error("the ring itself was changed")
	}
}

func TestNoPlace(t *testing.T) {
	s := encodetest.Schema()
	h := encodetest.Header(s, 1)
	h.CRS = crs.URNName(crs.WGS84)
	for name, g := range map[string]orb.Geometry{"none": nil, "not a number": orb.Point{math.NaN(), 1}, "infinite": orb.LineString{{1, 2}, {math.Inf(1), 0}}} {
		got := encodetest.Encode(t, Format(), h, []*feature.Feature{{ID: "1", Geom: g, Props: make([]feature.Value, len(s.Fields))}})
		if !strings.Contains(got, `"geometry":null`) || strings.Contains(got, `"crs"`) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func BenchmarkGeoJSON(b *testing.B) { encodetest.Bench(b, Format()) }
