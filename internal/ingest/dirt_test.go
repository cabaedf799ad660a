package ingest

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/geom"
)

func writeFile(t testing.TB, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// importOne loads a table of one record and returns its issues, its point as WKT
// and the footprint.
func importOne(t testing.TB, system crs.Ref, cells map[string]string) (issues, point, footprint string) {
	t.Helper()
	dir := t.TempDir()
	head, line := []string{"occurrenceID"}, []string{"1"}
	for k, v := range cells {
		head, line = append(head, k), append(line, v)
	}
	in := writeFile(t, filepath.Join(dir, "in.tsv"), strings.Join(head, "\t")+"\n"+strings.Join(line, "\t")+"\n")
	out := filepath.Join(dir, "a.gpkg")
	s := mustRun(t, Options{Input: in, Target: out, CRS: system, Now: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)})
	last := func(table string) string {
		d := dump(t, out, table)
		if len(d) != 1 {
			t.Fatalf("%d rows", len(d))
		}
		return d[0][strings.LastIndex(d[0], "|")+1:]
	}
	if s.Footprints > 0 {
		footprint = last("occurrence_footprint")
	}
	return query(t, out, "SELECT ifnull(issues, '') FROM occurrence")[0], last("occurrence"), footprint
}

func TestDirt(t *testing.T) {
	const wkt84 = `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]]`
	for name, c := range map[string]struct {
		cells            string // name=value; …
		issues           string
		point, footprint string
	}{
		"clean":                    {"decimalLatitude=60.5; decimalLongitude=25", "", "POINT(25 60.5)", ""},
		"decimal commas":           {"decimalLatitude=60,5; decimalLongitude=25,0", "", "POINT(25 60.5)", ""},
		"no datum":                 {"decimalLatitude=60.5; decimalLongitude=25; geodeticDatum=", "GEODETIC_DATUM_ASSUMED_WGS84", "POINT(25 60.5)", ""},
		"unknown datum":            {"decimalLatitude=60.5; decimalLongitude=25; geodeticDatum=Atlantis 1900", "GEODETIC_DATUM_INVALID", "POINT(25 60.5)", ""},
		"ETRS89":                   {"decimalLatitude=60.5; decimalLongitude=25; geodeticDatum=EPSG:4258", "", "POINT(25 60.5)", ""},
		"projected datum":          {"decimalLatitude=60.5; decimalLongitude=25; geodeticDatum=EPSG:3067", "GEODETIC_DATUM_INVALID", "POINT(25 60.5)", ""},
		"metres as degrees":        {"decimalLatitude=4810500; decimalLongitude=2708500; geodeticDatum=EPSG:3035", "COORDINATE_OUT_OF_RANGE;COORDINATE_MISSING;GEODETIC_DATUM_INVALID", "", ""},
		"zero":                     {"decimalLatitude=0; decimalLongitude=0.000", "ZERO_COORDINATE", "POINT(0 0)", ""},
		"pole":                     {"decimalLatitude=90; decimalLongitude=25", "COORDINATE_AT_POLE", "POINT(25 90)", ""},
		"out of range":             {"decimalLatitude=95; decimalLongitude=200", "COORDINATE_OUT_OF_RANGE;COORDINATE_MISSING", "", ""},
		"swapped, out of range":    {"decimalLatitude=125; decimalLongitude=60", "PRESUMED_SWAPPED_COORDINATE", "POINT(125 60)", ""},
		"swapped by its country":   {"decimalLatitude=25; decimalLongitude=60.5; countryCode=FI", "PRESUMED_SWAPPED_COORDINATE", "POINT(25 60.5)", ""},
		"negated longitude":        {"decimalLatitude=60.5; decimalLongitude=-25; countryCode=fi", "PRESUMED_NEGATED_LONGITUDE", "POINT(25 60.5)", ""},
		"negated latitude":         {"decimalLatitude=-60.5; decimalLongitude=25; countryCode=FI", "PRESUMED_NEGATED_LATITUDE", "POINT(25 60.5)", ""},
		"another country":          {"decimalLatitude=48; decimalLongitude=11; countryCode=FI", "COUNTRY_COORDINATE_MISMATCH", "POINT(11 48)", ""},
		"Namibia is not null":      {"decimalLatitude=-22; decimalLongitude=17; countryCode=NA", "", "POINT(17 -22)", ""},
		"degrees and minutes":      {`decimalLatitude=10'12"; decimalLongitude=22'33"`, "COORDINATE_INVALID;COORDINATE_MISSING", "", ""},
		"hexadecimal and infinity": {"decimalLatitude=0x10; decimalLongitude=inf", "COORDINATE_INVALID;COORDINATE_MISSING", "", ""},
		"half a coordinate":        {"decimalLatitude=60.5; decimalLongitude=", "COORDINATE_INVALID;COORDINATE_MISSING", "", ""},
		"nulls":                    {`decimalLatitude=NA; decimalLongitude=\N`, "COORDINATE_MISSING", "", ""},
		"uncertainty missing":      {"decimalLatitude=60.5; decimalLongitude=25; coordinateUncertaintyInMeters=", "COORDINATE_UNCERTAINTY_MISSING", "POINT(25 60.5)", ""},
		"uncertainty of 100 km":    {"decimalLatitude=60.5; decimalLongitude=25; coordinateUncertaintyInMeters=100000", "", "POINT(25 60.5)", ""},
		"uncertainty over 100 km":  {"decimalLatitude=60.5; decimalLongitude=25; coordinateUncertaintyInMeters=100001", "COORDINATE_UNCERTAINTY_OVER_100_KM", "POINT(25 60.5)", ""},
		"uncertainty in words":     {"decimalLatitude=60.5; decimalLongitude=25; coordinateUncertaintyInMeters=about 5", "COORDINATE_UNCERTAINTY_METERS_INVALID", "POINT(25 60.5)", ""},
		"uncertainty zero":         {"decimalLatitude=60.5; decimalLongitude=25; coordinateUncertaintyInMeters=0", "COORDINATE_UNCERTAINTY_METERS_INVALID", "POINT(25 60.5)", ""},
		"absent":                   {"decimalLatitude=60.5; decimalLongitude=25; occurrenceStatus=Absent", "OCCURRENCE_STATUS_ABSENT", "POINT(25 60.5)", ""},
		"count zero":               {"decimalLatitude=60.5; decimalLongitude=25; individualCount=0; occurrenceStatus=PRESENT", "INDIVIDUAL_COUNT_ZERO;INDIVIDUAL_COUNT_CONFLICTS_WITH_OCCURRENCE_STATUS", "POINT(25 60.5)", ""},
		"count in words":           {"decimalLatitude=60.5; decimalLongitude=25; individualCount=some", "INDIVIDUAL_COUNT_INVALID", "POINT(25 60.5)", ""},
		"date unreadable":          {"decimalLatitude=60.5; decimalLongitude=25; eventDate=last summer", "RECORDED_DATE_INVALID", "POINT(25 60.5)", ""},
		"date of another year":     {"decimalLatitude=60.5; decimalLongitude=25; eventDate=2004-05-06; year=2005", "RECORDED_DATE_MISMATCH", "POINT(25 60.5)", ""},
		"date to come":             {"decimalLatitude=60.5; decimalLongitude=25; eventDate=2049-05-06", "RECORDED_DATE_UNLIKELY", "POINT(25 60.5)", ""},
		"footprint alone":          {"footprintWKT=LINESTRING (24 60, 26 60, 26 64)", "COORDINATE_FROM_FOOTPRINT", "POINT(26 61)", "LINESTRING(24 60,26 60,26 64)"},
		"footprint with its SRS":   {"footprintWKT=POINT (24 60); footprintSRS=" + wkt84, "COORDINATE_FROM_FOOTPRINT", "POINT(24 60)", "POINT(24 60)"},
		"footprint unreadable":     {"decimalLatitude=60.5; decimalLongitude=25; footprintWKT=POLYGON((1 2", "FOOTPRINT_WKT_INVALID", "POINT(25 60.5)", ""},
		"footprint not in degrees": {"footprintWKT=POINT (385000 6672000)", "COORDINATE_MISSING;FOOTPRINT_WKT_INVALID", "", ""},
		"footprint SRS unknown":    {"footprintWKT=POINT (24 60); footprintSRS=Atlantis 1900", "COORDINATE_FROM_FOOTPRINT;FOOTPRINT_SRS_INVALID", "POINT(24 60)", "POINT(24 60)"},
	} {
		t.Run(name, func(t *testing.T) {
			cells := map[string]string{"geodeticDatum": "WGS84", "coordinateUncertaintyInMeters": "10"}
			for kv := range strings.SplitSeq(c.cells, "; ") {
				k, v, _ := strings.Cut(kv, "=")
				cells[k] = v
			}
			issues, point, footprint := importOne(t, crs.WGS84, cells)
			if issues != c.issues || plainWKT(point) != c.point || plainWKT(footprint) != c.footprint {
				t.Errorf("issues %q, point %q, footprint %q; want %q, %q, %q", issues, point, footprint, c.issues, c.point, c.footprint)
			}
		})
	}
}

func plainWKT(s string) string { return strings.NewReplacer(" (", "(", ", ", ",").Replace(s) }

// TestOtherSystems: footprints and datums of other systems end in the target's.
// The expected numbers are PROJ's.
func TestOtherSystems(t *testing.T) {
	tm35 := crs.Ref{Authority: "EPSG", Code: "3067"}
	for name, c := range map[string]struct {
		cells  map[string]string
		target crs.Ref
		want   orb.Point
		within float64
	}{
		"footprint in TM35FIN":    {map[string]string{"footprintWKT": "POINT (385000 6672000)", "footprintSRS": "EPSG:3067"}, crs.WGS84, orb.Point{24.9274577, 60.1686660}, 1e-6},
		"EWKT":                    {map[string]string{"footprintWKT": "SRID=3067;POINT (385000 6672000)"}, crs.WGS84, orb.Point{24.9274577, 60.1686660}, 1e-6},
		"YKJ by name":             {map[string]string{"footprintWKT": "POINT (3385000 6675000)", "footprintSRS": "YKJ"}, tm35, orb.Point{384876.8077, 6672197.9736}, 0.2},
		"KKJ degrees":             {map[string]string{"decimalLatitude": "60.5", "decimalLongitude": "25", "geodeticDatum": "KKJ"}, crs.WGS84, orb.Point{24.9968040, 60.5001848}, 2e-6},
		"degrees to the target":   {map[string]string{"decimalLatitude": "60.5", "decimalLongitude": "25", "geodeticDatum": "WGS84"}, tm35, orb.Point{390143.7287, 6708766.1998}, 1e-3},
		"a pole in web mercator":  {map[string]string{"decimalLatitude": "90", "decimalLongitude": "25", "geodeticDatum": "WGS84"}, crs.WebMercator, orb.Point{math.NaN()}, 0},
		"a line beats its parent": {map[string]string{"footprintWKT": "LINESTRING (385000 6672000, 385000 6672000)", "footprintSRS": "urn:ogc:def:crs:EPSG::3067"}, tm35, orb.Point{385000, 6672000}, 1e-6},
	} {
		t.Run(name, func(t *testing.T) {
			issues, point, _ := importOne(t, c.target, c.cells)
			if math.IsNaN(c.want[0]) {
				if point != "" || !strings.Contains(issues, "COORDINATE_REPROJECTION_FAILED") {
					t.Errorf("%q %q", point, issues)
				}
				return
			}
			g, _, err := geom.ParseWKT(point)
			if err != nil || g == nil {
				t.Fatalf("%q %v, issues %s", point, err, issues)
			}
			if p := g.(orb.Point); math.Abs(p[0]-c.want[0]) > c.within || math.Abs(p[1]-c.want[1]) > c.within {
				t.Errorf("%v, want %v, issues %s", p, c.want, issues)
			}
		})
	}
}

// TestRepresent: the point is on the geometry, whatever its shape.
func TestRepresent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 12).Draw(t, "n")
		ring := make(orb.Ring, n)
		// A star-shaped ring around the origin, often concave.
		for i := range ring {
			a := 2 * math.Pi * float64(i) / float64(n)
			r := rapid.Float64Range(0.1, 10).Draw(t, "r")
			ring[i] = orb.Point{r * math.Cos(a), r * math.Sin(a)}
		}
		ring = append(ring, ring[0])
		line := orb.LineString(ring[:rapid.IntRange(2, n).Draw(t, "m")])
		far := orb.Polygon{{{100, 100}, {100.01, 100}, {100.01, 100.01}, {100, 100}}}
		for _, g := range []orb.Geometry{orb.Polygon{ring}, line, orb.MultiLineString{line, {{50, 50}, {50, 50.001}}}, orb.MultiPolygon{far, {ring}},
			orb.MultiPoint(ring), orb.Collection{orb.Point{200, 200}, line, orb.Polygon{ring}}} {
			p, ok := represent(g)
			if !ok || geom.Distance(p, g) > 1e-9 {
				t.Fatalf("%v is off %v", p, g)
			}
		}
		if p, _ := represent(orb.Collection{orb.Point{200, 200}, line}); geom.Distance(p, line) > 1e-9 {
			t.Fatalf("a line outweighs a point: %v", p)
		}
	})
}

func TestEventsAndInheritance(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "in", "meta.xml"), `<archive xmlns="http://rs.tdwg.org/dwc/text/">
<core rowType="http://rs.tdwg.org/dwc/terms/Event" fieldsTerminatedBy="\t" ignoreHeaderLines="1"><files><location>e.txt</location></files><id index="0"/>
<field index="0" term="http://rs.tdwg.org/dwc/terms/eventID"/><field index="1" term="http://rs.tdwg.org/dwc/terms/parentEventID"/>
<field index="2" term="http://rs.tdwg.org/dwc/terms/eventDate"/><field index="3" term="http://rs.tdwg.org/dwc/terms/decimalLatitude"/>
<field index="4" term="http://rs.tdwg.org/dwc/terms/decimalLongitude"/><field index="5" term="http://rs.tdwg.org/dwc/terms/coordinateUncertaintyInMeters"/>
<field default="WGS84" term="http://rs.tdwg.org/dwc/terms/geodeticDatum"/><field default="Event" term="http://purl.org/dc/terms/type"/></core>
<extension rowType="http://rs.tdwg.org/dwc/terms/Occurrence" fieldsTerminatedBy="\t" ignoreHeaderLines="1"><files><location>o.txt</location></files><coreid index="0"/>
<field index="1" term="http://rs.tdwg.org/dwc/terms/scientificName"/><field index="2" term="http://rs.tdwg.org/dwc/terms/decimalLatitude"/>
<field index="3" term="http://rs.tdwg.org/dwc/terms/decimalLongitude"/><field index="4" term="http://rs.tdwg.org/dwc/terms/eventDate"/></extension></archive>`)
	writeFile(t, filepath.Join(dir, "in", "e.txt"), "id\tparent\tdate\tlat\tlon\tunc\n"+
		"A\t\t2020-05-01\t60\t20\t7\n"+
		"B\tA\t2020-05-02\t\t\t\n"+ // its place is its parent's
		"A\t\t2020-05-03\t61\t21\t7\n"+ // the id again
		"C\tC\t2020-05-04\t\t\t\n"+ // its own parent
		"short\n")
	writeFile(t, filepath.Join(dir, "in", "o.txt"), "id\tname\tlat\tlon\tdate\n"+
		"A\tParus major\t\t\t\n"+
		"A\tParus ater\t62\t22\t2019\n"+ // a place and date of its own
		"B\tPica pica\t\t\t\n"+
		"C\tCorvus corax\t\t\t\n"+
		"X\tCorvus corone\t\t\t\n")
	out := filepath.Join(dir, "a.gpkg")
	report := filepath.Join(dir, "q.tsv")
	s := mustRun(t, Options{Input: filepath.Join(dir, "in"), Target: out, Quarantine: report})
	if s.Imported != 5 || s.Events != 3 || s.EventsQuarantined != 2 {
		t.Errorf("%+v", s)
	}
	got := query(t, out, `SELECT scientific_name || '|' || ifnull(event_id, '') || '|' || ifnull(event_begin, '') || '|' || ifnull(coordinate_uncertainty_in_meters, '') || '|' || ifnull(issues, '') FROM occurrence ORDER BY fid`)
	same(t, "occurrences", got, []string{
		"Parus major|A|2020-05-01T00:00:00.000Z|7.0|",
		"Parus ater|A|2019-01-01T00:00:00.000Z||GEODETIC_DATUM_ASSUMED_WGS84;COORDINATE_UNCERTAINTY_MISSING",
		"Pica pica|B|2020-05-02T00:00:00.000Z|7.0|COORDINATE_FROM_PARENT_EVENT",
		"Corvus corax|C|2020-05-04T00:00:00.000Z||COORDINATE_MISSING",
		"Corvus corone||||COORDINATE_MISSING;EVENT_MISSING",
	})
	var points []string
	for _, line := range dump(t, out, "occurrence") {
		points = append(points, plainWKT(line[strings.LastIndex(line, "|")+1:]))
	}
	same(t, "points", points, []string{"POINT(20 60)", "POINT(22 62)", "POINT(20 60)", "", ""})
	b, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "report", strings.Split(strings.TrimSpace(string(b)), "\n"), []string{
		strings.TrimSpace(quarantineHeader),
		"e.txt\t4\tquarantined\t\ta record of the same id came before\tA\\t\\t2020-05-03\\t61\\t21\\t7\\tWGS84\\tEvent",
		"e.txt\t6\tquarantined\t\t1 columns where 6 are expected\tshort",
	})
}

func TestQuarantineReport(t *testing.T) {
	dir := t.TempDir()
	in := writeFile(t, filepath.Join(dir, "in.csv"), "occurrenceID,individualCount,locality\n1,2,\"a\nb\"\n2,many,x\n3,4\n4,5,y\n")
	out := filepath.Join(dir, "a.gpkg")
	s, err := Run(t.Context(), Options{Input: in, Target: out})
	if err != nil || s.Records != 4 || s.Imported != 3 || s.Quarantined != 1 || s.ValuesLost != 1 {
		t.Fatalf("%+v %v", s, err)
	}
	report := filepath.Join(dir, "in.csv.quarantine.tsv")
	b, err := os.ReadFile(report)
	if err != nil || s.Report != report {
		t.Fatal(err, s.Report)
	}
	same(t, "report", strings.Split(strings.TrimSpace(string(b)), "\n"), []string{
		strings.TrimSpace(quarantineHeader),
		"in.csv\t4\timported without this value\tindividual_count\tcannot be read as integer\tmany",
		"in.csv\t5\tquarantined\t\t2 columns where 3 are expected\t3,4",
	})
	// Keys count the records of the file, so that a row mended later keeps those of the others.
	same(t, "keys", query(t, out, "SELECT fid || occurrence_id FROM occurrence ORDER BY fid"), []string{"11", "22", "44"})
	writeFile(t, in, "occurrenceID,individualCount,locality\n1,2,a\n")
	if s := mustRun(t, Options{Input: in, Target: out, Quarantine: report}); s.Report != "" {
		t.Errorf("report %s", s.Report)
	}
	if _, err := os.Stat(report); err == nil {
		t.Error("the report of an earlier import is still there")
	}
}

func TestColumnsClash(t *testing.T) {
	dir := t.TempDir()
	in := writeFile(t, filepath.Join(dir, "in.csv"), "occurrenceID,fid,Geom,issues,XMIN,some thing,some-thing,"+strings.Repeat("é", 60)+"\n1,2,3,4,5,6,7,8\n")
	out := filepath.Join(dir, "a.gpkg")
	mustRun(t, Options{Input: in, Target: out})
	got := query(t, out, "SELECT name FROM pragma_table_info('occurrence')")
	same(t, "columns", got, []string{"fid", "geom", "occurrence_id", "fid_2", "geom_2", "issues_2", "xmin_2", "some_thing", "some_thing_2", strings.Repeat("é", 31), "event_begin", "event_end", "issues"})
}
