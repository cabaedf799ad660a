package ingest

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"haavi/internal/crs"
	"haavi/internal/geom"
	"haavi/internal/testdb"

	"github.com/paulmach/orb"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// TestRealArchives loads the real archives into both targets, twice each, and
// holds them to the figures that were counted in the sources with other tools.
func TestRealArchives(t *testing.T) {
	for _, c := range []struct {
		path                                        string
		records, points, footprints, events, tables int64
		checks                                      map[string]string // query -> rows, for both databases
	}{
		{"finbif/HBF.12943.dwca.zip", 2841, 2639, 2639, 0, 3, map[string]string{
			"SELECT data_generalizations || ' ' || count(*) FROM occurrence GROUP BY data_generalizations ORDER BY 1": "HIGHEST 10,KM10 647,KM100 11,KM5 13,KM50 57,NONE 2103",
			"SELECT '' || count(*) FROM occurrence WHERE event_begin IS NULL":                                         "93",
			"SELECT '' || count(*) FROM occurrence WHERE issues LIKE '%COORDINATE_MISSING%' AND geom IS NULL":         "202",
			"SELECT '' || count(*) FROM occurrence WHERE coordinate_uncertainty_in_meters = 100000":                   "797",
			"SELECT '' || count(*) FROM occurrence WHERE is_sensitive_taxon":                                          "1605",
			"SELECT title || '|' || license || '|' || citation FROM dataset":                                          "FinBIF Occurrence Download http://tun.fi/HBF.12943|Creative Commons Attribution|FinBIF Occurrence Download http://tun.fi/HBF.12943",
		}},
		{"finbif/HBF.55685.rows.zip", 20580, 20580, 20580, 0, 3, map[string]string{
			"SELECT '' || count(*) FROM occurrence WHERE issues IS NOT NULL":                      "0",
			"SELECT '' || count(*) FROM occurrence WHERE event_end > event_begin AND day IS NULL": "2320",
		}},
		{"norway/fefo-line-transects.dwca.zip", 7442, 7442, 0, 6365, 3, map[string]string{
			"SELECT '' || count(*) FROM occurrence WHERE geom IS NULL OR event_begin IS NULL OR event_date IS NULL": "0",
			"SELECT '' || count(*) FROM occurrence WHERE sample_size_value IS NOT NULL OR life_stage = 'NA'":        "0",
			"SELECT '' || count(*) FROM occurrence WHERE life_stage IS NULL":                                        "27",
			"SELECT '' || count(*) FROM event WHERE issues LIKE '%COORDINATE_FROM_FOOTPRINT%'":                      "2301",
			"SELECT '' || count(*) FROM event WHERE geom IS NULL":                                                   "0",
			"SELECT license FROM dataset": "This work is licensed under a Creative Commons Attribution (CC-BY) 4.0 License.",
		}},
	} {
		t.Run(filepath.Base(c.path), func(t *testing.T) {
			in := sharedData(t, c.path)
			file := filepath.Join(t.TempDir(), "a.gpkg")
			dumps := map[string][]string{}
			for _, target := range []string{file, testdb.DSN(t), file} {
				s := mustRun(t, Options{Input: in, Target: target})
				if s.Records != c.records || s.Imported != c.records || s.WithPoint != c.points || s.Footprints != c.footprints || s.Events != c.events || int64(len(s.Tables)) != c.tables || s.Report != "" {
					t.Errorf("summary %+v", s)
				}
				for q, want := range c.checks {
					if got := strings.Join(query(t, target, q), ","); got != want {
						t.Errorf("%s: %s, want %s", q, got, want)
					}
				}
				for _, table := range s.Tables {
					d := dump(t, target, table)
					if old, ok := dumps[table]; ok {
						same(t, target+" "+table, old, d)
					}
					dumps[table] = d
				}
			}
			if c.footprints > 0 {
				kinds := map[string]int{}
				for _, line := range dumps["occurrence_footprint"] {
					kind, _, _ := strings.Cut(line[strings.LastIndex(line, "|")+1:], "(")
					kinds[strings.TrimSpace(kind)]++
				}
				want := "map[POINT:196 POLYGON:2443]"
				if c.records == 20580 {
					want = "map[GEOMETRYCOLLECTION:377 LINESTRING:1163 POINT:5152 POLYGON:13888]"
				}
				if got := fmt.Sprint(kinds); got != want {
					t.Errorf("footprints %s, want %s", got, want)
				}
			}
		})
	}
}

// TestProseDates: FinBIF gives each date in prose and as two columns; they agree.
func TestProseDates(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.gpkg")
	mustRun(t, Options{Input: sharedData(t, "finbif/HBF.55685.rows.zip"), Target: file})
	got := query(t, file, `SELECT event_date FROM occurrence WHERE substr(event_begin, 1, 10) <> event_date_begin OR substr(event_end, 1, 10) <> event_date_end
OR hour_begin IS NOT NULL AND CAST(substr(event_begin, 12, 2) AS INTEGER) <> hour_begin OR hour_begin IS NOT NULL AND hour_end IS NOT NULL AND CAST(substr(event_end, 12, 2) AS INTEGER) <> hour_end LIMIT 5`)
	if len(got) > 0 {
		t.Errorf("dates read otherwise than the source's own columns: %q", got)
	}
}

// TestGeneralisedCells: the footprints of generalised records are squares of the
// Finnish uniform coordinate system, so in it their corners are round numbers.
func TestGeneralisedCells(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.gpkg")
	ykj := crs.Ref{Authority: "EPSG", Code: "2393"}
	mustRun(t, Options{Input: sharedData(t, "finbif/HBF.12943.dwca.zip"), Target: file, CRS: ykj})
	columns := query(t, file, "SELECT name FROM pragma_table_info('occurrence_footprint')")
	at := slices.Index(columns, "data_generalizations") - 1 // the dump has the geometry last
	cells, worst := 0, 0.0
	for _, line := range dump(t, file, "occurrence_footprint") {
		parts := strings.Split(line, "|")
		if parts[at] == "NONE" {
			continue
		}
		g, _, err := geom.ParseWKT(parts[len(parts)-1])
		if err != nil {
			t.Fatal(err)
		}
		cells++
		for _, p := range g.(orb.Polygon)[0] {
			for _, v := range p {
				worst = max(worst, math.Abs(v-math.Round(v/5000)*5000))
			}
		}
	}
	if cells != 687 || worst > 0.1 {
		t.Errorf("%d cells, the worst corner %.3f m off its grid", cells, worst)
	}
}

func TestQuirkFolders(t *testing.T) {
	for _, c := range []struct {
		path, refusal        string
		imported, quarantine int64
	}{
		{"constituentsdwca", "no occurrences: its records are of class Taxon", 0, 0},
		{"csv_incl_single_quotes.csv", "", 3, 0},
		{"csv_unquoted_coordinates.txt", "", 3, 0},
		{"event.txt", "of class Event", 0, 0},
		{"event-plus-id.txt", "of class Event", 0, 0},
		{"defaults/extension-encoding-missing", "of class Taxon", 0, 0},
		{"defaults/meta-file-encoding-missing", "of class Taxon", 0, 0},
		{"invalid/empty", "neither a meta.xml nor a table", 0, 0},
		{"invalid/extension-core-id-missing", "not in the archive", 0, 0},
		{"invalid/extension-id-missing", "not in the archive", 0, 0},
		{"invalid/extension-location-missing", "not in the archive", 0, 0},
		{"invalid/extension-missing", "of class Taxon", 0, 0},
		{"invalid/meta-file-location-missing", "names no file location", 0, 0},
		{"invalid/meta-only", "not in the archive", 0, 0},
		{"issues/csv-json-escaped-quotes", "", 1, 0},
		{"meta-xml-variants/dwca-id-with-term", "", 2, 0},
		{"multifile-multiline-header", "of class Taxon", 0, 0},
		{"multifile-psv", "of class Taxon", 0, 0},
		{"multiline-header", "of class Taxon", 0, 0},
		{"xml-entity-meta", "of class Taxon", 0, 0},
	} {
		t.Run(c.path, func(t *testing.T) {
			target := filepath.Join(t.TempDir(), "a.gpkg")
			s, err := Run(t.Context(), Options{Input: sharedData(t, filepath.Join("dwca-quirks", c.path)), Target: target})
			if c.refusal != "" {
				if err == nil || !strings.Contains(err.Error(), c.refusal) {
					t.Errorf("error %v, want one with %q", err, c.refusal)
				}
				return
			}
			if err != nil || s.Imported != c.imported || s.Quarantined != c.quarantine {
				t.Errorf("%+v %v", s, err)
			}
		})
	}
}

func BenchmarkImportGeoPackage(b *testing.B) {
	in := sharedData(b, "finbif/HBF.55685.rows.zip")
	b.SetBytes(21_066_996) // the table, unpacked
	for b.Loop() {
		mustRun(b, Options{Input: in, Target: filepath.Join(b.TempDir(), "a.gpkg")})
	}
}
