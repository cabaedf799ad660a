package wfs

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/source/memory"
)

func square(x0, y0, x1, y1 float64) orb.Polygon {
	return orb.Bound{Min: orb.Point{x0, y0}, Max: orb.Point{x1, y1}}.ToPolygon()
}

// shapesService has a geometry of each kind beside each other.
func shapesService(t *testing.T) *service {
	s := &feature.Schema{Name: "shape", CRS: crs.EPSG(32615), Geometry: geometryField("geom", feature.AnyGeometry), Key: fields("!kind", feature.String)}
	var fs []*feature.Feature
	for _, g := range []orb.Geometry{
		orb.Point{10, 10}, orb.LineString{{20, 0}, {30, 10}}, square(40, 0, 50, 10), orb.MultiPoint{{60, 0}, {70, 10}},
		orb.MultiLineString{{{80, 0}, {90, 10}}, {{80, 10}, {90, 0}}}, orb.MultiPolygon{square(100, 0, 105, 5), square(106, 6, 110, 10)},
	} {
		fs = append(fs, &feature.Feature{ID: g.GeoJSONType(), Geom: g})
	}
	c := layer.NewCatalog()
	addLayer(t, c, layer.Options{Extent: empty}, s, memory.New(s, fs))
	return testServiceOf(c)
}

// The spatial operators of Filter Encoding 1.0 with geometries of GML 2, over every kind of geometry and in both encodings of a request.
func TestSpatialOperators10(t *testing.T) {
	coordinates := func(text string) string { return "<gml:coordinates>" + text + "</gml:coordinates>" }
	point := func(text string) string {
		return `<gml:Point srsName="EPSG:32615">` + coordinates(text) + `</gml:Point>`
	}
	line := func(text string) string {
		return `<gml:LineString srsName="EPSG:32615">` + coordinates(text) + `</gml:LineString>`
	}
	area := func(x0, y0, x1, y1 int) string {
		ring := fmt.Sprintf("%[1]d,%[2]d %[3]d,%[2]d %[3]d,%[4]d %[1]d,%[4]d %[1]d,%[2]d", x0, y0, x1, y1)
		return `<gml:Polygon srsName="EPSG:32615"><gml:outerBoundaryIs><gml:LinearRing>` + coordinates(ring) + `</gml:LinearRing></gml:outerBoundaryIs></gml:Polygon>`
	}
	points := `<gml:MultiPoint srsName="EPSG:32615"><gml:pointMember>` + point("70,10") + `</gml:pointMember><gml:pointMember>` + point("60,0") + `</gml:pointMember></gml:MultiPoint>`
	distance := func(d int) string { return fmt.Sprintf(`<ogc:Distance units="m">%d</ogc:Distance>`, d) }
	all := "Point LineString Polygon MultiPoint MultiLineString MultiPolygon"
	s := shapesService(t)
	for _, c := range []struct{ operator, operand, want string }{
		{"BBOX", `<gml:Box srsName="EPSG:32615">` + coordinates("0,0 55,20") + `</gml:Box>`, "Point LineString Polygon"},
		{"BBOX", `<gml:Box srsName="EPSG:32615">` + coordinates("0,20 200,30") + `</gml:Box>`, ""},
		{"Intersect", area(0, 0, 55, 20), "Point LineString Polygon"},
		{"Disjoint", area(0, 0, 55, 20), "MultiPoint MultiLineString MultiPolygon"},
		{"Disjoint", area(0, 20, 200, 30), all},
		{"Within", area(35, -5, 75, 20), "Polygon MultiPoint"},
		{"Within", area(0, -5, 200, 20), all},
		{"Contains", point("45,5"), "Polygon"},
		{"Contains", line("82,2 84,4"), "MultiLineString"},
		{"Crosses", line("20,10 30,0"), "LineString"},
		{"Crosses", area(85, -5, 200, 20), "MultiLineString"},
		{"Overlaps", area(45, 5, 108, 8), "Polygon MultiPolygon"},
		{"Touches", area(50, 0, 60, 10), "Polygon MultiPoint"},
		{"Equals", point("10,10"), "Point"},
		{"Equals", points, "MultiPoint"},
		{"DWithin", point("10,10") + distance(15), "Point LineString"},
		{"Beyond", point("10,10") + distance(15), "Polygon MultiPoint MultiLineString MultiPolygon"},
	} {
		filter := `<ogc:Filter xmlns:ogc="http://www.opengis.net/ogc" xmlns:gml="http://www.opengis.net/gml" xmlns:haavi="http://haavi.example/layers"><ogc:` + c.operator +
			`><ogc:PropertyName>haavi:geom</ogc:PropertyName>` + c.operand + `</ogc:` + c.operator + `></ogc:Filter>`
		for _, request := range []string{
			v10 + "GetFeature&typename=haavi:shape&filter=" + strings.NewReplacer("<", "%3C", ">", "%3E", `"`, "%22", " ", "+", "#", "%23").Replace(filter),
			`<wfs:GetFeature xmlns:wfs="http://www.opengis.net/wfs" service="WFS" version="1.0.0"><wfs:Query typeName="haavi:shape">` + filter + `</wfs:Query></wfs:GetFeature>`,
		} {
			w := do(s, request)
			want := strings.Fields(c.want)
			slices.Sort(want)
			if got := kinds(w.Body.String()); w.Code != 200 || !slices.Equal(got, want) || strings.Contains(w.Body.String(), "ServiceException") {
				t.Errorf("%s %s: %d %v, want %v\n%s", c.operator, c.operand, w.Code, got, want, w.Body)
			}
		}
	}
}

var fid = regexp.MustCompile(` fid="shape\.(\w+)"`)

// kinds are the keys of the features of an answer, in their order.
func kinds(answer string) (list []string) {
	for _, m := range fid.FindAllStringSubmatch(answer, -1) {
		list = append(list, m[1])
	}
	return list
}
