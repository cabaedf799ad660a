package wmts

import (
	"context"
	"encoding/xml"
	"errors"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/memory"
	"haavi/tiles"
)

// broken fails when it is asked for features.
type broken struct{ source.Source }

func (broken) Features(context.Context, *query.Query) (source.Features, error) {
	return nil, errors.New("the database went away")
}

// fixture is a service of the layers "points", in EPSG:3067 with days, and "broken". Its WMS answers with what it was asked.
func fixture(t testing.TB) *Service {
	t.Helper()
	s := &feature.Schema{Name: "points", CRS: crs.EPSG(3067), Key: []feature.Field{{Name: "fid", Column: "fid", Type: feature.Int}},
		Fields:   []feature.Field{{Name: "day", Column: "day", Type: feature.Date, Nullable: true}},
		Geometry: feature.Field{Name: "geom", Column: "geom", Type: feature.Geometry, Geom: feature.Point}}
	src := memory.New(s, []*feature.Feature{
		{ID: "1", Geom: orb.Point{-548576 + 8192*64, 8388608 - 8192*128}, Props: []feature.Value{feature.DateValue(11323)}}, // 2001-01-01
		{ID: "2", Geom: orb.Point{300000, 6700000}, Props: []feature.Value{feature.DateValue(12000)}},
	})
	c := layer.NewCatalog()
	extent := orb.Bound{Min: orb.Point{-30000, 6700000}, Max: orb.Point{300000, 7400000}}
	other := *s
	plain := feature.Schema{Name: "table", CRS: crs.EPSG(3067), Key: s.Key, Fields: s.Fields}
	for _, err := range []error{
		c.Add(layer.Options{Name: "points", Title: "Points & <places>", Schema: s, Extent: extent, TimeBegin: "day",
			Dimensions: []layer.Dimension{{Name: "seen", Begin: "day", Units: "ISO8601", UnitSymbol: "d", Extent: []string{"2001-01-01/2002-12-31/P1D"}, Nearest: true}},
			Metadata:   []layer.Metadata{{URL: "https://example.org/m.xml", Standard: "ISO19115:2003", Format: "text/xml"}}}, src, layer.Limits{}),
		c.Add(layer.Options{Name: "broken", Schema: &other, Extent: extent}, broken{src}, layer.Limits{}),
		c.Add(layer.Options{Name: "table", Schema: &plain}, src, layer.Limits{}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	maps := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		w.Header().Set("Content-Type", q.Get("INFO_FORMAT")+"; charset=utf-8")
		_, _ = w.Write([]byte(r.URL.Path + " " + q.Encode()))
	})
	return New(Options{Tiles: tiles.New(tiles.Options{Catalog: c}), Maps: maps, MapsPath: "/wms", Themes: []Theme{
		{ID: "nature", Title: "Nature", Layers: []string{"points", "table"}, Themes: []Theme{{ID: "more", Layers: []string{"broken"}}}}}})
}

func get(h http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r.WithContext(ows.WithBase(r.Context(), "https://maps.example.org/haavi")))
	return w
}

const tileQuery = "SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=points&STYLE=default&FORMAT=image/png&TILEMATRIXSET=ETRS-TM35FIN&TILEMATRIX=0&TILEROW=0&TILECOL=0"

// with changes parameters of a query: NAME=value, or NAME to leave it out.
func with(query string, changes ...string) string {
	q, err := url.ParseQuery(query)
	if err != nil {
		panic(err)
	}
	for _, c := range changes {
		name, value, given := strings.Cut(c, "=")
		q.Del(name)
		if given {
			q.Set(name, value)
		}
	}
	return "/wmts?" + q.Encode()
}

// report reads an exception report.
func report(t *testing.T, w *httptest.ResponseRecorder) (code, locator string) {
	t.Helper()
	var doc struct {
		Exception struct {
			Code    string `xml:"exceptionCode,attr"`
			Locator string `xml:"locator,attr"`
		}
	}
	if err := xml.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return doc.Exception.Code, doc.Exception.Locator
}

// What is wrong with a request is told by the code, locator and status that the standard and OGC's suite ask for.
func TestExceptions(t *testing.T) {
	s := fixture(t)
	infoQuery := tileQuery + "&I=64&J=128&INFOFORMAT=text/plain"
	infoQuery = strings.Replace(infoQuery, "GetTile", "GetFeatureInfo", 1)
	for target, want := range map[string]string{
		with(tileQuery, "VERSION"):                                        "400 MissingParameterValue version",
		with(tileQuery, "LAYER"):                                          "400 MissingParameterValue layer",
		with(tileQuery, "STYLE"):                                          "400 MissingParameterValue style",
		with(tileQuery, "FORMAT"):                                         "400 MissingParameterValue format",
		with(tileQuery, "TILEMATRIXSET"):                                  "400 MissingParameterValue tilematrixset",
		with(tileQuery, "TILEMATRIX"):                                     "400 MissingParameterValue tilematrix",
		with(tileQuery, "TILEROW"):                                        "400 MissingParameterValue tilerow",
		with(tileQuery, "TILECOL"):                                        "400 MissingParameterValue tilecol",
		with(tileQuery, "SERVICE"):                                        "400 MissingParameterValue service",
		with(tileQuery, "REQUEST"):                                        "400 MissingParameterValue request",
		with(tileQuery, "SERVICE=WMS"):                                    "400 InvalidParameterValue service",
		with(tileQuery, "REQUEST=GetBOGUS"):                               "400 InvalidParameterValue request",
		with(tileQuery, "VERSION=1.1.0"):                                  "400 InvalidParameterValue version",
		with(tileQuery, "LAYER=x"):                                        "400 InvalidParameterValue layer",
		with(tileQuery, "LAYER=table"):                                    "400 InvalidParameterValue layer",
		with(tileQuery, "STYLE=x"):                                        "400 InvalidParameterValue style",
		with(tileQuery, "FORMAT=image/bogus"):                             "400 InvalidParameterValue format",
		with(tileQuery, "TILEMATRIXSET=x"):                                "400 InvalidParameterValue tilematrixset",
		with(tileQuery, "TILEMATRIX=16"):                                  "400 InvalidParameterValue tilematrix",
		with(tileQuery, "TILEROW=x"):                                      "400 InvalidParameterValue tilerow",
		with(tileQuery, "TILEROW=1"):                                      "400 TileOutOfRange tilerow",
		with(tileQuery, "TILECOL=-1"):                                     "400 TileOutOfRange tilecol",
		with(tileQuery, "TILECOL=99999999999999999999"):                   "400 TileOutOfRange tilecol",
		with(tileQuery, "TILEMATRIX=3", "TILEROW=7"):                      "400 TileOutOfRange tilerow", // in the matrix, but not of the layer
		with(tileQuery, "TIME=soon"):                                      "400 InvalidParameterValue time",
		with(tileQuery, "FILTER=x=1"):                                     "400 InvalidParameterValue filter",
		with(tileQuery, "LAYER=broken"):                                   "500 NoApplicableCode ",
		with(infoQuery, "I=256"):                                          "400 PointIJOutOfRange i",
		with(infoQuery, "J=-1"):                                           "400 PointIJOutOfRange j",
		with(infoQuery, "J=x"):                                            "400 InvalidParameterValue j",
		with(infoQuery, "I"):                                              "400 MissingParameterValue i",
		with(infoQuery, "J"):                                              "400 MissingParameterValue j",
		with(infoQuery, "INFOFORMAT"):                                     "400 MissingParameterValue infoformat",
		with(infoQuery, "INFOFORMAT=x"):                                   "400 InvalidParameterValue infoformat",
		with(infoQuery, "TILECOL=1"):                                      "400 TileOutOfRange tilecol",
		"/wmts?service=WMTS&request~GetCapabilities!version~1.0.0":        "400 MissingParameterValue request",
		"/wmts?service=WMTS&request=GetCapabilities&acceptversions=9.9.9": "400 VersionNegotiationFailed ",
		"/wmts?service=WMTS&request=GetCapabilities&updatesequence=99999999999999": "400 InvalidUpdateSequence ",
		"/wmts?service=WMTS&request=GetCapabilities&sections=":                     "400 MissingParameterValue sections",
		"/wmts?service=WMTS&request=GetCapabilities&sections=Bogus":                "400 InvalidParameterValue sections",
		"/wmts/1.0.0/x/default/ETRS-TM35FIN/0/0/0.png":                             "404 InvalidParameterValue layer",
		"/wmts/1.0.0/points/default/ETRS-TM35FIN/0/1/0.png":                        "404 TileOutOfRange tilerow",
		"/wmts/1.0.0/points/default/ETRS-TM35FIN/0/0/0.gif":                        "404 InvalidParameterValue format",
		"/wmts/1.0.0/points/default/ETRS-TM35FIN/0/0/0/256/0.txt":                  "404 PointIJOutOfRange j",
		"/wmts/1.0.0/points/default/ETRS-TM35FIN/0/0/0/0/0.doc":                    "404 InvalidParameterValue infoformat",
		"/wmts/1.0.0/WMTSCapabilities.xml/Bogus":                                   "404 InvalidParameterValue ",
		"/wmts/2.0.0/WMTSCapabilities.xml":                                         "404 InvalidParameterValue version",
		"/wmts/1.0.0/%25zz/default/ETRS-TM35FIN/0/0/0.png":                         "404 InvalidParameterValue layer",
	} {
		w := get(s, target)
		code, locator := report(t, w)
		if got := strings.TrimPrefix(strings.Join([]string{http.StatusText(w.Code), code, locator}, " "), ""); got != http.StatusText(atoi(want[:3]))+want[3:] {
			t.Errorf("%s: %d %s %s, want %s", target, w.Code, code, locator, want)
		}
		if ct := w.Header().Get("Content-Type"); ct != "application/xml" {
			t.Errorf("%s: %s", target, ct)
		}
	}
	if w := get(s, "/wmts/1.0.0/WMTSCapabilities.xml", "Accept", "example/unknown"); w.Code != http.StatusNotAcceptable {
		t.Errorf("Accept: example/unknown: %d", w.Code)
	}
	for _, accept := range []string{"*/*", "text/html, application/xml;q=0.9", "image/png, */*; q=0.1"} {
		if w := get(s, "/wmts/1.0.0/WMTSCapabilities.xml", "Accept", accept); w.Code != 200 {
			t.Errorf("Accept: %s: %d", accept, w.Code)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/wmts", strings.NewReader("x"))
	w := httptest.NewRecorder()
	if s.ServeHTTP(w, r); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

func atoi(s string) int { return int(s[0]-'0')*100 + int(s[1]-'0')*10 + int(s[2]-'0') }

// A tile is the same by either way in, and shows the point where it is.
func TestTiles(t *testing.T) {
	s := fixture(t)
	for _, target := range []string{with(tileQuery), with(tileQuery, "STYLE="), with(tileQuery, "TIME=all"), with(tileQuery, "TIME=default"), with(tileQuery, "TIME=2001"), "/wmts/1.0.0/points/default/ETRS-TM35FIN/0/0/0.png?time=2001-01"} {
		w := get(s, target)
		img, err := png.Decode(w.Body)
		if err != nil || w.Header().Get("ETag") == "" {
			t.Fatalf("%s: %d %v", target, w.Code, err)
		}
		_, _, _, here := img.At(64, 128).RGBA()
		_, _, _, there := img.At(200, 40).RGBA()
		if here == 0 || there != 0 {
			t.Errorf("%s: alpha %d at the point, %d elsewhere", target, here, there)
		}
	}
	img, err := png.Decode(get(s, with(tileQuery, "TIME=1999")).Body)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, here := img.At(64, 128).RGBA(); here != 0 {
		t.Error("TIME=1999 shows a point of 2001")
	}
	if w := get(s, with(tileQuery, "FORMAT=image/jpeg")); w.Header().Get("Content-Type") != "image/jpeg" {
		t.Errorf("JPEG: %v", w.Header())
	}
}

// The WMS is asked for the tile as a map, in which the pixel is the tile's.
func TestFeatureInfo(t *testing.T) {
	s := fixture(t)
	want := "/wms " + url.Values{"SERVICE": {"WMS"}, "VERSION": {"1.1.1"}, "REQUEST": {"GetFeatureInfo"}, "LAYERS": {"points"}, "QUERY_LAYERS": {"points"}, "STYLES": {"default"},
		"SRS": {"EPSG:3067"}, "WIDTH": {"256"}, "HEIGHT": {"256"}, "FORMAT": {"image/png"}, "BBOX": {"-548576,7.340032e+06,500000,8.388608e+06"}, "INFO_FORMAT": {"text/plain"},
		"X": {"3"}, "Y": {"7"}, "FEATURE_COUNT": {"10"}}.Encode()
	for _, target := range []string{
		with(strings.Replace(tileQuery, "GetTile", "GetFeatureInfo", 1), "TILEMATRIX=1", "I=3", "J=7", "INFOFORMAT=text/plain"),
		"/wmts/1.0.0/points/default/ETRS-TM35FIN/1/0/0/7/3.txt",
	} {
		w := get(s, target)
		if w.Code != 200 || w.Body.String() != want || w.Header().Get("Content-Type") != "text/plain" {
			t.Errorf("%s: %d %v\n%s, want\n%s", target, w.Code, w.Header(), w.Body, want)
		}
	}
	if w := get(s, "/wmts/1.0.0/points/default/ETRS-TM35FIN/1/0/0/7/3.html?time=2001"); !strings.Contains(w.Body.String(), "TIME=2001&") || strings.Contains(w.Body.String(), "CQL_FILTER") || w.Header().Get("Content-Type") != "text/html" {
		t.Errorf("with a time: %s", w.Body)
	}
	s.o.Maps = http.NotFoundHandler()
	if w := get(s, "/wmts/1.0.0/points/default/ETRS-TM35FIN/1/0/0/7/3.txt"); w.Code != 500 {
		t.Errorf("a WMS that fails: %d", w.Code)
	}
	s.o.Maps = nil
	if w := get(s, with(strings.Replace(tileQuery, "GetTile", "GetFeatureInfo", 1))); w.Code != 501 {
		t.Errorf("without a WMS: %d", w.Code)
	}
}

func TestCapabilities(t *testing.T) {
	s := fixture(t)
	if err := s.o.Tiles.Dimensions.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := get(s, "/wmts?service=WMTS&request=GetCapabilities&acceptformats=text/xml")
	text := regexp.MustCompile(`>\s+<`).ReplaceAllString(w.Body.String(), "><")
	if w.Header().Get("Content-Type") != "text/xml" {
		t.Errorf("headers %v", w.Header())
	}
	for _, part := range []string{
		`<ows:Title>Points &amp; &lt;places&gt;</ows:Title>`,
		`<ows:BoundingBox crs="urn:ogc:def:crs:EPSG::3067"><ows:LowerCorner>-30000 6700000</ows:LowerCorner><ows:UpperCorner>300000 7400000</ows:UpperCorner></ows:BoundingBox>`,
		`<Style isDefault="true">`, `<LegendURL format="image/png" xlink:href="https://maps.example.org/haavi/wms?FORMAT=image%2Fpng&amp;LAYER=points&amp;REQUEST=GetLegendGraphic&amp;SERVICE=WMS&amp;STYLE=default&amp;VERSION=1.3.0" width="`,
		`<Dimension><ows:Identifier>time</ows:Identifier><ows:UOM>ISO8601</ows:UOM><Default>all</Default><Current>true</Current><Value>all</Value><Value>2001-01-01/2002-11-09</Value></Dimension>` +
			`<Dimension><ows:Identifier>dim_seen</ows:Identifier><ows:UOM>ISO8601</ows:UOM><UnitSymbol>d</UnitSymbol><Default>all</Default><Value>all</Value><Value>2001-01-01/2002-12-31/P1D</Value></Dimension>`,
		`<TileMatrixSetLink><TileMatrixSet>ETRS-TM35FIN</TileMatrixSet><TileMatrixSetLimits><TileMatrixLimits><TileMatrix>0</TileMatrix><MinTileRow>0</MinTileRow><MaxTileRow>0</MaxTileRow><MinTileCol>0</MinTileCol><MaxTileCol>0</MaxTileCol></TileMatrixLimits>`,
		`template="https://maps.example.org/haavi/wmts/1.0.0/points/{style}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png?time={time}&amp;dim_seen={dim_seen}"`,
		`template="https://maps.example.org/haavi/wmts/1.0.0/broken/{style}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}/{J}/{I}.html"`,
		`<ows:Identifier>EuropeanETRS89_LAEAQuad</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:EPSG::3035</ows:SupportedCRS><TileMatrix><ows:Identifier>0</ows:Identifier><ScaleDenominator>62779017.8571428`,
		`<TopLeftCorner>5500000 2000000</TopLeftCorner>`, `<TopLeftCorner>-180 90</TopLeftCorner>`, `<TopLeftCorner>-548576 8388608</TopLeftCorner>`,
		`<ows:SupportedCRS>urn:ogc:def:crs:EPSG:6.18:3:3857</ows:SupportedCRS><WellKnownScaleSet>urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible</WellKnownScaleSet>`,
		`<Themes><Theme><ows:Title>Nature</ows:Title><ows:Identifier>nature</ows:Identifier><Theme><ows:Title>more</ows:Title><ows:Identifier>more</ows:Identifier><LayerRef>broken</LayerRef></Theme><LayerRef>points</LayerRef></Theme></Themes>`,
		`<ows:Get xlink:href="https://maps.example.org/haavi/wmts?"><ows:Constraint name="GetEncoding"><ows:AllowedValues><ows:Value>KVP</ows:Value>`,
		`<ServiceMetadataURL xlink:href="https://maps.example.org/haavi/wmts/1.0.0/WMTSCapabilities.xml"/>`,
	} {
		if !strings.Contains(text, part) {
			t.Errorf("no %s in\n%.6000s", part, text)
			break
		}
	}
	if strings.Contains(text, "<ows:Identifier>table</ows:Identifier>") {
		t.Error("a layer without a geometry is offered")
	}
	if part := get(s, "/wmts?service=WMTS&request=GetCapabilities&sections=Themes").Body.String(); strings.Contains(part, "ServiceMetadataURL") || !strings.Contains(part, "<Themes>") {
		t.Errorf("the section Themes alone: %s", part)
	}
	sequence := regexp.MustCompile(`updateSequence="(\d+)"`).FindStringSubmatch(text)[1]
	if same := get(s, "/wmts?service=WMTS&request=GetCapabilities&updatesequence="+sequence).Body.String(); strings.Contains(same, "Contents") || !strings.Contains(same, sequence) {
		t.Errorf("for the sequence that the client has: %s", same)
	}
}

// lastTile are limits that end with the tile 0: the standard's text has them (table 12), its schema asks for a number above 0.
var lastTile = regexp.MustCompile(`(<MaxTile(?:Row|Col)>)0<`)

// Each section alone, and all together, are valid by OGC's schema.
func TestCapabilitiesAreValid(t *testing.T) {
	mirror, err := filepath.Abs("../../../shared/cite/schemas-mirror")
	if err != nil {
		t.Fatal(err)
	}
	schema := filepath.Join(mirror, "schemas.opengis.net/wmts/1.0/wmtsGetCapabilities_response.xsd")
	if _, err := os.Stat(schema); err != nil {
		t.Skip("OGC's schemas are not there")
	}
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("xmllint is not installed")
	}
	catalog := filepath.Join(t.TempDir(), "catalog.xml")
	text := `<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"><rewriteSystem systemIdStartString="http://" rewritePrefix="file://` + mirror + `/"/><rewriteURI uriStartString="http://" rewritePrefix="file://` + mirror + `/"/></catalog>`
	if err := os.WriteFile(catalog, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := fixture(t)
	for _, sections := range []string{"all", "Contents", "Themes", "ServiceIdentification", "serviceprovider", "OperationsMetadata", "Themes,Contents"} {
		cmd := exec.CommandContext(t.Context(), "xmllint", "--noout", "--nonet", "--schema", schema, "-")
		cmd.Env = append(os.Environ(), "XML_CATALOG_FILES="+catalog)
		cmd.Stdin = strings.NewReader(lastTile.ReplaceAllString(get(s, "/wmts?service=WMTS&request=GetCapabilities&sections="+sections).Body.String(), "${1}1<"))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", sections, err, out)
		}
	}
}

func FuzzRequest(f *testing.F) {
	for _, target := range []string{tileQuery, "/1.0.0/points/default/ETRS-TM35FIN/0/0/0.png", "/1.0.0//////", "service=WMTS&request=GetCapabilities&sections=,"} {
		f.Add(target)
	}
	s := fixture(f)
	f.Fuzz(func(t *testing.T, target string) {
		u := &url.URL{Path: "/wmts", RawQuery: target}
		if strings.HasPrefix(target, "/") {
			parsed, err := url.Parse("/wmts" + target)
			if err != nil || parsed.Host != "" {
				t.Skip()
			}
			u = parsed
		}
		r := httptest.NewRequest(http.MethodGet, "/wmts", nil)
		r.URL = u
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != 200 && w.Code != 400 && w.Code != 404 {
			t.Errorf("%q: %d %s", target, w.Code, w.Body)
		}
	})
}
