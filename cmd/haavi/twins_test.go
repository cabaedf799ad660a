package main

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sharedData finds the folder of real records beside the project.
func sharedData(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the real records are needed in CI: %v", err)
		}
		t.Skipf("the real records are not here: %v", err)
	}
	return path
}

// twinRequests are asked of both servers. "{wfs}", "{wms}" stand for the beginnings that all requests of a service share.
var twinRequests = []string{
	// Everything, in each format.
	"{wfs}GetFeature&typenames=haavi:occurrence",
	"{wfs}GetFeature&typenames=haavi:occurrence&outputformat=geojson",
	"{wfs}GetFeature&typenames=haavi:occurrence&outputformat=csv",
	"{wfs}GetFeature&typenames=haavi:occurrence_footprint",
	"{wfs}GetFeature&typenames=haavi:occurrence_footprint&outputformat=geojson",
	"{wfs}GetFeature&typenames=haavi:occurrence_footprint&outputformat=csv",
	// Schemas and hits.
	"{wfs}DescribeFeatureType",
	"{wfs}DescribeFeatureType&typenames=haavi:occurrence",
	"{wfs}GetFeature&typenames=haavi:occurrence&resulttype=hits",
	"{wfs}GetFeature&typenames=haavi:occurrence_footprint&resulttype=hits",
	// Pages and sorting.
	"{wfs}GetFeature&typenames=haavi:occurrence&count=100&startindex=1000",
	"{wfs}GetFeature&typenames=haavi:occurrence&count=100&startindex=2800&outputformat=geojson",
	"{wfs}GetFeature&typenames=haavi:occurrence&count=100&sortby=scientific_name",
	"{wfs}GetFeature&typenames=haavi:occurrence&count=100&sortby=scientific_name+DESC,event_begin+ASC&outputformat=geojson",
	"{wfs}GetFeature&typenames=haavi:occurrence&count=100&sortby=event_begin+D",
	"{wfs}GetFeature&typenames=haavi:occurrence&count=100&sortby=individual_count&startindex=50&outputformat=csv",
	// Properties.
	"{wfs}GetFeature&typenames=haavi:occurrence&propertyname=scientific_name,event_date&outputformat=geojson",
	"{wfs}GetFeature&typenames=haavi:occurrence&propertyname=scientific_name,geom",
	"{wfs}GetPropertyValue&typenames=haavi:occurrence&valuereference=scientific_name&count=50",
	// Coordinate reference systems.
	"{wfs}GetFeature&typenames=haavi:occurrence&srsname=EPSG:3067&count=500",
	"{wfs}GetFeature&typenames=haavi:occurrence&srsname=urn:ogc:def:crs:EPSG::2393&count=500",
	"{wfs}GetFeature&typenames=haavi:occurrence&srsname=http://www.opengis.net/def/crs/EPSG/0/3035&count=500",
	"{wfs}GetFeature&typenames=haavi:occurrence_footprint&srsname=EPSG:3067&outputformat=geojson",
	"{wfs}GetFeature&typenames=haavi:occurrence_footprint&srsname=EPSG:3857&outputformat=csv",
	// Boxes.
	"{wfs}GetFeature&typenames=haavi:occurrence&bbox=60,24,61,26,urn:ogc:def:crs:EPSG::4326&outputformat=geojson",
	"{wfs}GetFeature&typenames=haavi:occurrence&bbox=24,60,26,61,EPSG:4326&outputformat=geojson",
	"{wfs}GetFeature&typenames=haavi:occurrence&bbox=300000,6600000,500000,6800000,EPSG:3067&outputformat=geojson",
	"{wfs}GetFeature&typenames=haavi:occurrence_footprint&bbox=300000,6600000,400000,6700000,EPSG:3067&outputformat=geojson",
	"{wfs}GetFeature&typenames=haavi:occurrence&bbox=-180,-90,180,90,EPSG:4326&resulttype=hits",
	// Filters.
	"{wfs}GetFeature&typenames=haavi:occurrence&outputformat=geojson&cql_filter=scientific_name LIKE 'A%'",
	"{wfs}GetFeature&typenames=haavi:occurrence&outputformat=geojson&cql_filter=CASEI(vernacular_name) LIKE CASEI('%PÖLLÖ')",
	"{wfs}GetFeature&typenames=haavi:occurrence&outputformat=geojson&cql_filter=vernacular_name ILIKE '%haukka'",
	"{wfs}GetFeature&typenames=haavi:occurrence&outputformat=geojson&cql_filter=data_generalizations IN ('KM10','KM50')",
	"{wfs}GetFeature&typenames=haavi:occurrence&outputformat=geojson&cql_filter=NOT (data_generalizations = 'NONE' OR family = 'Accipitridae')",
	"{wfs}GetFeature&typenames=haavi:occurrence&outputformat=geojson&cql_filter=geom IS NULL",
	"{wfs}GetFeature&typenames=haavi:occurrence&outputformat=geojson&cql_filter=event_begin AFTER 2000-01-01T00:00:00Z",
	"{wfs}GetFeature&typenames=haavi:occurrence&outputformat=geojson&cql_filter=event_begin DURING 1950-01-01T00:00:00Z/P10Y",
	"{wfs}GetFeature&typenames=haavi:occurrence&outputformat=geojson&cql_filter=year(event_begin) = 1990",
	"{wfs}GetFeature&typenames=haavi:occurrence&outputformat=geojson&cql_filter=T_INTERSECTS(INTERVAL(event_begin, event_end), INTERVAL('1990-01-01', '1990-12-31'))",
	"{wfs}GetFeature&typenames=haavi:occurrence&outputformat=geojson&cql_filter=individual_count > 1 AND individual_count BETWEEN 2 AND 10",
	"{wfs}GetFeature&typenames=haavi:occurrence&outputformat=geojson&cql_filter=S_INTERSECTS(geom, POLYGON((24 60, 26 60, 26 62, 24 60)))",
	"{wfs}GetFeature&typenames=haavi:occurrence&outputformat=geojson&cql_filter=DWITHIN(geom, POINT(24.94 60.17), 50, kilometers)",
	"{wfs}GetFeature&typenames=haavi:occurrence_footprint&outputformat=geojson&cql_filter=S_WITHIN(geom, POLYGON((20 59, 30 59, 30 65, 20 65, 20 59)))",
	"{wfs}GetFeature&typenames=haavi:occurrence_footprint&outputformat=geojson&cql_filter=S_CONTAINS(geom, POINT(24.94 60.17))",
	"{wfs}GetFeature&typenames=haavi:occurrence&outputformat=geojson&cql_filter=length(scientific_name) > 20 AND strpos(scientific_name, 'us') > 0",
	"{wfs}GetFeature&typenames=haavi:occurrence&filter=<Filter xmlns=\"http://www.opengis.net/fes/2.0\"><PropertyIsLike wildCard=\"*\" singleChar=\"?\" escapeChar=\"!\"><ValueReference>scientific_name</ValueReference><Literal>*a?a*</Literal></PropertyIsLike></Filter>",
	"{wfs}GetFeature&typenames=haavi:occurrence&filter=<Filter xmlns=\"http://www.opengis.net/fes/2.0\" xmlns:gml=\"http://www.opengis.net/gml/3.2\"><Intersects><ValueReference>geom</ValueReference><gml:Envelope srsName=\"urn:ogc:def:crs:EPSG::3067\"><gml:lowerCorner>300000 6600000</gml:lowerCorner><gml:upperCorner>400000 6800000</gml:upperCorner></gml:Envelope></Intersects></Filter>",
	"{wfs}GetFeature&resourceid=occurrence.1,occurrence.2841,occurrence.9999",
	"{wfs}GetFeature&storedquery_id=urn:ogc:def:query:OGC-WFS::GetFeatureById&id=occurrence.17",
	// Several queries.
	"{wfs}GetFeature&typenames=(haavi:occurrence)(haavi:occurrence_footprint)&count=500&startindex=2700",
	"{wfs}GetFeature&typenames=(occurrence)(occurrence_footprint)&cql_filter=(scientific_name LIKE 'A%')()&sortby=(scientific_name)()&outputformat=geojson",
	"{wfs}GetFeature&typenames=(occurrence)(occurrence)&cql_filter=(scientific_name LIKE 'A%')(scientific_name LIKE '%a')",
	"{wfs}GetPropertyValue&typenames=(occurrence)(occurrence_footprint)&valuereference=scientific_name&count=50&startindex=2820",
	"{wfs}GetFeature&typenames=(occurrence)(occurrence_footprint)&resulttype=hits",
	// Errors.
	"{wfs}GetFeature&typenames=haavi:occurrence&cql_filter=no_such = 1",
	"{wfs}GetFeature&typenames=haavi:nothing",
	"{wfs}GetFeature&typenames=haavi:occurrence&srsname=EPSG:1",
	// Maps, legends and information.
	"{wms}GetMap&layers=occurrence&styles=&crs=CRS:84&bbox=19,59,32,70&width=400&height=600&format=image/png",
	"{wms}GetMap&layers=occurrence_footprint,occurrence&styles=,&crs=EPSG:3067&bbox=50000,6600000,760000,7800000&width=355&height=600&format=image/png&transparent=true",
	"{wms}GetMap&layers=occurrence&styles=&crs=EPSG:4326&bbox=60,24,61,26&width=500&height=400&format=image/jpeg",
	"{wms}GetMap&layers=occurrence_footprint&styles=&crs=EPSG:3857&bbox=2600000,8300000,2900000,8600000&width=256&height=256&format=image/png",
	"{wms}GetLegendGraphic&layer=occurrence&format=image/png",
	"{wms}GetFeatureInfo&layers=occurrence&query_layers=occurrence&styles=&crs=CRS:84&bbox=19,59,32,70&width=400&height=600&format=image/png&info_format=application/json&feature_count=20&i=183&j=535",
	"{wms}GetFeatureInfo&layers=occurrence&query_layers=occurrence&styles=&crs=CRS:84&bbox=19,59,32,70&width=400&height=600&format=image/png&info_format=text/html&i=183&j=535",
	"{wms}GetFeatureInfo&layers=occurrence&query_layers=occurrence&styles=&crs=CRS:84&bbox=19,59,32,70&width=400&height=600&format=image/png&info_format=text/plain&i=183&j=535",
	"{wms}GetFeatureInfo&layers=occurrence_footprint&query_layers=occurrence_footprint&styles=&crs=CRS:84&bbox=19,59,32,70&width=400&height=600&format=image/png&info_format=application/json&feature_count=3&i=183&j=535",
	"{wms}GetFeatureInfo&layers=occurrence_footprint&query_layers=occurrence_footprint&styles=&crs=EPSG:3067&bbox=50000,6600000,760000,7800000&width=355&height=600&format=image/png&info_format=application/json&feature_count=10&i=170&j=500",
	// Tiles.
	"/tiles/occurrence.json", "/tiles/occurrence_footprint.json",
	"/tiles/occurrence/0/0/0.mvt", "/tiles/occurrence/5/18/9.mvt", "/tiles/occurrence/8/145/74.mvt", "/tiles/occurrence_footprint/5/18/9.mvt", "/tiles/occurrence_footprint/8/145/74.mvt",
	"/tiles/occurrence/5/18/9.png", "/tiles/occurrence_footprint/8/145/74.png",
}

// changing is what differs between two answers without meaning anything: the address, and when the answer was made.
var changing = regexp.MustCompile(`127\.0\.0\.1:\d+|timeStamp"?[=:]"[^"]*"|updateSequence="[^"]*"`)

// unchanging takes what differs out of the head of an answer, where alone it stands.
func unchanging(body []byte) []byte {
	head := min(len(body), 8192)
	return append(changing.ReplaceAll(body[:head:head], nil), body[head:]...)
}

// Where the records are kept must not show in any answer.
func TestPostGISAndGeoPackageAnswerAlike(t *testing.T) {
	postgis, geopackage := startTwins(t, sharedData(t, filepath.Join("finbif", "HBF.12943.dwca.zip")))
	short := strings.NewReplacer("{wfs}", "/wfs?service=WFS&version=2.0.0&request=", "{wms}", "/wms?service=WMS&version=1.3.0&request=")
	for _, r := range twinRequests {
		path := encoded(short.Replace(r))
		a, ah, abody := get(t, postgis+path)
		b, bh, bbody := get(t, geopackage+path)
		abody, bbody = unchanging(abody), unchanging(bbody)
		if a != b || ah.Get("Content-Type") != bh.Get("Content-Type") || !bytes.Equal(abody, bbody) {
			at := 0
			for at < min(len(abody), len(bbody)) && abody[at] == bbody[at] {
				at++
			}
			from := max(0, at-80)
			t.Errorf("%s\nPostGIS    %d %s, %d bytes: …%.200q\nGeoPackage %d %s, %d bytes: …%.200q", r,
				a, ah.Get("Content-Type"), len(abody), abody[min(from, len(abody)):], b, bh.Get("Content-Type"), len(bbody), bbody[min(from, len(bbody)):])
		}
		if a >= 500 || len(abody) == 0 {
			t.Errorf("%s: status %d, %d bytes", r, a, len(abody))
		}
	}
}

// encoded percent-encodes what a browser would.
func encoded(path string) string {
	p, query, found := strings.Cut(path, "?")
	if !found {
		return path
	}
	var parts []string
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		parts = append(parts, name+"="+strings.ReplaceAll(url.QueryEscape(value), "%2B", "+"))
	}
	return p + "?" + strings.Join(parts, "&")
}
