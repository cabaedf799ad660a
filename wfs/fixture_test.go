package wfs

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/encode/csv"
	"haavi/internal/encode/geojson"
	"haavi/internal/encode/gml"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/memory"
)

const base = "https://maps.example.org/haavi"

func fields(types ...any) []feature.Field {
	var fs []feature.Field
	for i := 0; i < len(types); i += 2 {
		name := types[i].(string)
		mandatory := strings.HasPrefix(name, "!")
		name = strings.TrimPrefix(name, "!")
		fs = append(fs, feature.Field{Name: name, Column: name, Type: types[i+1].(feature.Kind), Nullable: !mandatory})
	}
	return fs
}

func geometryField(name string, t feature.GeometryType) feature.Field {
	return feature.Field{Name: name, Column: name, Type: feature.Geometry, Geom: t, Nullable: true}
}

// observations are points in ETRS-TM35FIN, whose axes are east, north.
func observations() (*feature.Schema, []*feature.Feature) {
	s := &feature.Schema{
		Name: "observation", CRS: crs.EPSG(3067), Geometry: geometryField("geom", feature.Point),
		Fields: fields("!fid", feature.Int, "name", feature.String, "count", feature.Int, "weight", feature.Float,
			"day", feature.Date, "seen", feature.DateTime, "sure", feature.Bool),
		Key: fields("!fid", feature.Int),
	}
	s.Fields[1].Title, s.Fields[1].Description = "Name", "The scientific name <of the taxon>"
	instant := time.Date(2024, 5, 17, 4, 30, 15, 250e6, time.UTC)
	return s, []*feature.Feature{
		{ID: "1", Geom: orb.Point{385800.1234, 6671500}, Props: []feature.Value{feature.IntValue(1), feature.StringValue("Parus major"),
			feature.IntValue(3), feature.FloatValue(18.5), feature.DateOf(instant), feature.DateTimeOf(instant), feature.BoolValue(true)}},
		{ID: "2", Geom: orb.Point{386000, 6671600.5}, Props: []feature.Value{feature.IntValue(2), feature.StringValue(`Ærø & "Bo" <b>, åäö` + "\nline"),
			feature.IntValue(-1), {}, {}, {}, feature.BoolValue(false)}},
		{ID: "3", Props: []feature.Value{feature.IntValue(3), {}, {}, {}, {}, {}, {}}},
		{ID: "4", Geom: orb.Point{500000, 7000000}, Props: []feature.Value{feature.IntValue(4), feature.StringValue("Pica pica"),
			feature.IntValue(0), feature.FloatValue(1e21), feature.DateOf(instant.AddDate(-1, 0, 0)), feature.DateTimeOf(instant.AddDate(-1, 0, 0)), {}}},
		{ID: "5", Geom: orb.Point{510000, 7100000}, Props: []feature.Value{feature.IntValue(5), feature.StringValue("Pica pica"),
			feature.IntValue(7), {}, {}, {}, {}}},
	}
}

// areas are polygons in WGS 84, whose axes are north, east. The ring of the first runs clockwise.
func areas() (*feature.Schema, []*feature.Feature) {
	s := &feature.Schema{
		Name: "area", CRS: crs.WGS84, Geometry: geometryField("shape", feature.MultiPolygon),
		Fields: fields("title", feature.String), Key: fields("!code", feature.String),
	}
	square := orb.Ring{{24, 60}, {24, 61}, {25, 61}, {25, 60}, {24, 60}}
	hole := orb.Ring{{24.25, 60.25}, {24.5, 60.25}, {24.5, 60.5}, {24.25, 60.5}, {24.25, 60.25}}
	island := orb.Ring{{26, 60}, {26.5, 60}, {26.5, 60.123456789}, {26, 60}}
	return s, []*feature.Feature{
		{ID: "KE:1/a b", Geom: orb.MultiPolygon{{square, hole}, {island}}, Props: []feature.Value{feature.StringValue("Square")}},
		{ID: "_x0041_", Geom: orb.Polygon{island}, Props: []feature.Value{feature.StringValue("Island")}},
	}
}

// things have every kind of geometry in one column, in the European grid, whose axes are north, east.
func things() (*feature.Schema, []*feature.Feature) {
	s := &feature.Schema{Name: "thing", CRS: crs.EPSG(3035), Geometry: geometryField("geom", feature.AnyGeometry),
		Fields: fields("kind", feature.String), Key: fields("!a", feature.Int, "!b", feature.Int)}
	line := orb.LineString{{5000000, 4000000}, {5000001.5, 4000002.25}}
	ring := orb.Ring{{5000000, 4000000}, {5000010, 4000000}, {5000010, 4000010}, {5000000, 4000000}}
	shapes := []orb.Geometry{
		orb.Point{5000000, 4000000}, line, orb.Polygon{ring}, orb.MultiPoint{{5000000, 4000000}, {5000001, 4000001}},
		orb.MultiLineString{line, line}, orb.MultiPolygon{{ring}}, orb.Collection{orb.Point{5000000, 4000000}, orb.Collection{line}},
	}
	var fs []*feature.Feature
	for i, g := range shapes {
		fs = append(fs, &feature.Feature{ID: feature.JoinID("1", string(rune('1'+i))), Geom: g, Props: []feature.Value{feature.StringValue(g.GeoJSONType())}})
	}
	return s, fs
}

// notes have no geometry.
func notes() (*feature.Schema, []*feature.Feature) {
	s := &feature.Schema{Name: "note", Fields: fields("text", feature.String), Key: fields("!id", feature.Int)}
	return s, []*feature.Feature{{ID: "1", Props: []feature.Value{feature.StringValue("Remember")}}}
}

var empty = orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}}

func addLayer(t testing.TB, c *layer.Catalog, o layer.Options, s *feature.Schema, src source.Source) {
	t.Helper()
	o.Name, o.Schema, o.Relation = s.Name, s, query.Relation{Table: s.Name}
	if err := c.Add(o, src, layer.Limits{FilterNodes: 1000, FilterVertices: 1000}); err != nil {
		t.Fatal(err)
	}
}

// testService is a service over the four layers, at a fixed time.
func testService(t testing.TB) *service {
	c := layer.NewCatalog()
	s, fs := observations()
	addLayer(t, c, layer.Options{Title: "Observations", Abstract: "Seen & heard", Keywords: []string{"birds"},
		Metadata: []layer.Metadata{{URL: "https://catalogue.example.org/1?a=b&c=d", Standard: "ISO19115:2003", Format: "text/xml"}},
		Extent:   orb.Bound{Min: orb.Point{385800, 6671500}, Max: orb.Point{510000, 7100000}}}, s, memory.New(s, fs))
	s, fs = areas()
	addLayer(t, c, layer.Options{Extent: orb.Bound{Min: orb.Point{24, 60}, Max: orb.Point{26.5, 61}}, CRSs: []crs.Ref{crs.EPSG(3067)}}, s, memory.New(s, fs))
	s, fs = things()
	addLayer(t, c, layer.Options{Extent: empty}, s, memory.New(s, fs))
	s, fs = notes()
	addLayer(t, c, layer.Options{Extent: empty}, s, memory.New(s, fs))
	return testServiceOf(c, testQueries()...)
}

// testQueries have every type of parameter, and one or several layers.
func testQueries() []StoredQuery {
	none := ""
	return []StoredQuery{
		{Name: "named", Title: "Observations & names", Abstract: "By the beginning of the name.",
			Parameters: []Parameter{{Name: "Start", Title: "Beginning", Abstract: "How the name begins.", Type: "string", Default: &none}, {Name: "most", Type: "integer"}},
			Queries:    []QueryTemplate{{Layer: "observation", Where: "name LIKE :start || '%' AND fid <= :most", Fields: []string{"fid", "name"}, Sort: "fid DESC"}}},
		{Name: "around", ID: "http://example.org/around",
			Parameters: []Parameter{{Name: "place", Type: "geometry"}, {Name: "km", Type: "double"}, {Name: "since", Type: "date"}, {Name: "before", Type: "dateTime"}, {Name: "sure", Type: "boolean"}},
			Queries: []QueryTemplate{{Layer: "observation", Where: "DWITHIN(geom, :place, :km, kilometers) AND day >= :since AND seen BEFORE :before AND sure = :sure", Fields: []string{"fid"}},
				{Layer: "area", Where: "DWITHIN(shape, :place, :km, kilometers)", Fields: []string{"title"}}, {Layer: "note"}}},
	}
}

func testServiceOf(c *layer.Catalog, stored ...StoredQuery) *service {
	s := &service{o: Options{Catalog: c, StoredQueries: stored, Formats: []encode.Format{gml.Format(), geojson.Format(), csv.Format()},
		Service: ows.Service{Title: "Test", Provider: ows.Provider{Name: "Museum", Contact: ows.Contact{Email: "gis@example.org"}}}}.withDefaults()}
	s.started = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s.now = func() time.Time { return time.Date(2026, 1, 2, 3, 4, 6, 0, time.UTC) }
	return s
}

// do answers a request: a query string, or an XML body.
func do(h http.Handler, request string) *httptest.ResponseRecorder {
	var r *http.Request
	if strings.HasPrefix(request, "<") {
		r = httptest.NewRequest(http.MethodPost, Path, strings.NewReader(request))
		r.Header.Set("Content-Type", "text/xml")
	} else {
		r = httptest.NewRequest(http.MethodGet, Path+"?"+request, nil)
	}
	return answer1(h, r)
}

func answer1(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r.WithContext(ows.WithBase(r.Context(), base)))
	return w
}

const (
	v2  = "service=WFS&version=2.0.0&request="
	v11 = "service=WFS&version=1.1.0&request="
	v10 = "service=WFS&version=1.0.0&request="
)
