package wms

import (
	"bytes"
	"image"
	"image/color"
	_ "image/jpeg" // maps come as JPEG too
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/source/memory"
	"haavi/styles"
)

func day(s string) feature.Value {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		panic(err)
	}
	return feature.DateOf(t)
}

var properties = []feature.Field{
	{Name: "name", Column: "name", Title: "Nimi", Type: feature.String, Nullable: true},
	{Name: "count", Column: "count", Type: feature.Int, Nullable: true},
	{Name: "begin", Column: "begin", Type: feature.Date, Nullable: true},
	{Name: "end", Column: "end", Type: feature.Date, Nullable: true},
}

func schema(name string, r crs.Ref, kind feature.GeometryType) *feature.Schema {
	return &feature.Schema{Name: name, CRS: r, Fields: properties, Key: []feature.Field{{Name: "id", Column: "id", Type: feature.Int}},
		Geometry: feature.Field{Name: "geom", Column: "geom", Type: feature.Geometry, Geom: kind, Nullable: true}}
}

func item(id string, g orb.Geometry, values ...feature.Value) *feature.Feature {
	for len(values) < len(properties) {
		values = append(values, feature.Value{})
	}
	return &feature.Feature{ID: id, Geom: g, Props: values}
}

// squares are two overlapping squares of the CITE data set, and a diamond.
func squares() []*feature.Feature {
	box := func(a, b, c, d float64) orb.Polygon {
		return orb.Bound{Min: orb.Point{a, b}, Max: orb.Point{c, d}}.ToPolygon()
	}
	return []*feature.Feature{
		item("1", orb.Polygon{{{-1, 0}, {0, -1}, {1, 0}, {0, 1}, {-1, 0}}}, feature.StringValue("diamond")),
		item("2", box(-2, 3, 1, 6), feature.StringValue("<b>first</b>")),
		item("3", box(-1, 2, 2, 5), feature.StringValue("second")),
		item("4", nil, feature.StringValue("nowhere")),
	}
}

// sightings are points in ETRS-TM35FIN with times.
func sightings() []*feature.Feature {
	return []*feature.Feature{
		item("1", orb.Point{385000, 6675000}, feature.StringValue("Parus major"), feature.IntValue(3), day("2019-05-01"), day("2019-05-02")),
		item("2", orb.Point{386000, 6675000}, feature.StringValue("Pica pica"), feature.IntValue(1), day("2020-06-01"), feature.Value{}),
		item("3", orb.Point{387000, 6676000}, feature.StringValue("Corvus; 'corax'"), feature.IntValue(1), day("2021-01-01"), day("2022-12-31")),
		item("4", orb.Point{387000, 6677000}, feature.StringValue("No time"), feature.IntValue(7)),
	}
}

func newService(t testing.TB, change ...func(*Options)) *Service {
	t.Helper()
	c := layer.NewCatalog()
	add := func(o layer.Options, all []*feature.Feature) {
		if err := c.Add(o, memory.New(o.Schema, all), layer.Limits{}); err != nil {
			t.Fatal(err)
		}
	}
	add(layer.Options{Name: "squares", Title: "Squares & more", Schema: schema("squares", crs.CRS84, feature.Polygon), Keywords: []string{"a", "b"},
		Extent: orb.Bound{Min: orb.Point{-2, -1}, Max: orb.Point{2, 6}}}, squares())
	add(layer.Options{Name: "sightings", Abstract: "Birds <seen>", Schema: schema("sightings", crs.EPSG(3067), feature.Point), Style: "red", MoreStyles: []string{"blue"}, CRSs: []crs.Ref{crs.EPSG(3879)},
		TimeBegin: "begin", TimeEnd: "end", MaxScale: 1e7, Attribution: "© Somebody",
		Metadata: []layer.Metadata{{URL: "https://catalogue.example.org/1?a=b&c=d", Standard: "ISO19115:2003", Format: "text/xml"}},
		Extent:   orb.Bound{Min: orb.Point{385000, 6675000}, Max: orb.Point{387000, 6677000}}}, sightings())
	add(layer.Options{Name: "table", Schema: &feature.Schema{Name: "table", Fields: properties}}, nil)
	red, err := styles.Simple{Title: "Sighting", Symbol: styles.Symbol{Marker: "square", Size: 11, Fill: "#ff0000", Stroke: "none"}}.Style("red")
	if err != nil {
		t.Fatal(err)
	}
	blue, err := styles.Simple{Symbol: styles.Symbol{Marker: "square", Size: 11, Fill: "#0000ff", Stroke: "none"}}.Style("blue")
	if err != nil {
		t.Fatal(err)
	}
	registry, err := styles.NewRegistry(red, blue)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Catalog: c, Styles: registry, Service: ows.Service{Title: "Test & trial", Abstract: "For tests.", Keywords: []string{"birds"},
		Provider: ows.Provider{Name: "Somebody", Contact: ows.Contact{Person: "A", Position: "B", Phone: "1", Email: "a@example.org", City: "C", Country: "D"}}}}
	for _, f := range change {
		f(&o)
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.o.Dimensions.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

type answer struct {
	status int
	header http.Header
	body   string
}

func get(t testing.TB, s http.Handler, query string) answer {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/wms?"+query, nil)
	s.ServeHTTP(w, r.WithContext(ows.WithBase(r.Context(), "https://maps.example.org/haavi")))
	return answer{w.Code, w.Header(), w.Body.String()}
}

// with returns the parameters of base, changed by pairs of name and value; the value "-" takes a parameter away.
func with(base string, pairs ...string) string {
	v, err := url.ParseQuery(base)
	if err != nil {
		panic(err)
	}
	for i := 0; i < len(pairs); i += 2 {
		if v.Del(pairs[i]); pairs[i+1] != "-" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return v.Encode()
}

const (
	map130 = "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=squares&STYLES=&CRS=CRS:84&BBOX=-5,-5,5,5&WIDTH=100&HEIGHT=100&FORMAT=image/png"
	map111 = "SERVICE=WMS&VERSION=1.1.1&REQUEST=GetMap&LAYERS=squares&STYLES=&SRS=EPSG:4326&BBOX=-5,-5,5,5&WIDTH=100&HEIGHT=100&FORMAT=image/png"
	birds  = "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=sightings&STYLES=&CRS=EPSG:3067&BBOX=380000,6670000,390000,6680000&WIDTH=100&HEIGHT=100&FORMAT=image/png"
)

// picture asks for a map, which must come.
func picture(t testing.TB, s http.Handler, query string) image.Image {
	t.Helper()
	a := get(t, s, query)
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "image/") {
		t.Fatalf("%s: %d %s\n%s", query, a.status, a.header.Get("Content-Type"), a.body)
	}
	if a.header.Get("Content-Type") == "image/jpeg" {
		img, _, err := image.Decode(strings.NewReader(a.body))
		if err != nil {
			t.Fatal(err)
		}
		return img
	}
	img, err := png.Decode(bytes.NewReader([]byte(a.body)))
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return img
}

func at(img image.Image, x, y int) color.NRGBA {
	return color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
}

var (
	white = color.NRGBA{255, 255, 255, 255}
	red   = color.NRGBA{255, 0, 0, 255}
)
