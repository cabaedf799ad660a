package shapefile

import (
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/encode/encodetest"
	"haavi/internal/feature"
)

// clockwise turns rings as a Shapefile has them: those of the generator run as RFC 7946 asks.
func clockwise(ps orb.MultiPolygon) orb.MultiPolygon {
	ps = orb.Clone(ps).(orb.MultiPolygon)
	for _, p := range ps {
		for i, r := range p {
			if (r.Orientation() == orb.CCW) == (i == 0) {
				r.Reverse()
			}
		}
	}
	return ps
}

// expected are the shapes of each class that features make, in their order, each with the number of its feature.
func expected(fs []*feature.Feature) (shapes map[class][]orb.Geometry, owners map[class][]int) {
	shapes, owners = map[class][]orb.Geometry{}, map[class][]int{}
	add := func(i int, c class, g orb.Geometry) {
		shapes[c], owners[c] = append(shapes[c], g), append(owners[c], i)
	}
	for i, f := range fs {
		var p pieces
		p.add(f.Geom)
		switch n := len(p.points) + len(p.multi); {
		case n == 1 && len(p.points) == 1:
			add(i, points, p.points[0])
		case n > 0:
			add(i, multipoints, append(p.multi, p.points...))
		}
		if len(p.lines) > 0 {
			add(i, lines, p.lines)
		}
		if len(p.polygons) > 0 {
			add(i, polygons, clockwise(p.polygons))
		}
		if p.empty() {
			add(i, nowhere, nil)
		}
	}
	return shapes, owners
}

// Features of all types come back, each in the file of its type, with their values.
func TestFeaturesComeBack(t *testing.T) {
	s := encodetest.Schema()
	rapid.Check(t, func(t *rapid.T) {
		fs := rapid.SliceOfN(encodetest.Feature(), 0, 8).Draw(t, "features")
		files := unzip(t, encodetest.Encode(t, Format(), encodetest.Header(s, len(fs)), fs))
		shapes, owners := expected(fs)
		used := 0
		for c := points; c < classes; c++ {
			used += min(1, len(shapes[c]))
		}
		for c := nowhere; c < classes; c++ {
			name, want, from := "thing", shapes[c], owners[c]
			switch {
			case used > 1:
				name += "_" + c.String()
			case used == 1: // features without a place come after the others
				want, from = append(want, shapes[nowhere]...), append(from, owners[nowhere]...)
			}
			if len(shapes[c]) == 0 || used == 1 && c == nowhere {
				continue
			}
			_, rows := readTable(t, files[name+".dbf"])
			if len(rows) != len(want) || string(files[name+".cpg"]) != "UTF-8" {
				t.Fatalf("%s: %d rows for %d shapes in %v", name, len(rows), len(want), slices.Sorted(maps.Keys(files)))
			}
			for i, row := range rows {
				checkRow(t, fs[from[i]].Props, row)
			}
			if c == nowhere {
				continue
			}
			got := readShapes(t, files[name+".shp"], files[name+".shx"])
			for i, g := range got {
				if (g == nil) != (want[i] == nil) || g != nil && !orb.Equal(g, want[i]) {
					t.Fatalf("%s: %v became %v", name, want[i], g)
				}
			}
			if files[name+".prj"] == nil {
				t.Fatalf("%s has no .prj", name)
			}
		}
	})
}

func checkRow(t *rapid.T, props []feature.Value, row []string) {
	for k, v := range props {
		want := v.String()
		switch v.Kind() {
		case feature.Bool:
			want = strings.ToUpper(want[:1])
		case feature.Float:
			if got, err := strconv.ParseFloat(row[k], 64); err != nil || got != v.Float() {
				t.Fatalf("%v became %q", v, row[k])
			}
			continue
		case feature.Date:
			want = strings.ReplaceAll(want, "-", "")
			if y := v.Time().Year(); y < 1 || y > 9999 {
				want = ""
			}
		case feature.String:
			want = strings.TrimRight(strings.ToValidUTF8(strings.ReplaceAll(want, "\x00", "\uFFFD"), "\uFFFD"), " ")
		}
		if row[k] != want {
			t.Fatalf("%q became %q", want, row[k])
		}
	}
}

func TestLongTextsAreCutAtALetterAndToldOf(t *testing.T) {
	s := &feature.Schema{Name: "x", CRS: crs.EPSG(3067), Geometry: feature.Field{Name: "g", Geom: feature.Point},
		Fields: []feature.Field{{Name: "remarks", Type: feature.String, Title: "Remarks\n& more"}, {Name: "n", Type: feature.Int}}}
	long := "ab" + strings.Repeat("å", 200)
	files := unzip(t, encodetest.Encode(t, Format(), encodetest.Header(s, 2), []*feature.Feature{
		{Geom: orb.Point{1, 2}, Props: []feature.Value{feature.StringValue(long), feature.IntValue(-12)}},
		{Props: []feature.Value{feature.StringValue(`a "quoted"` + "\nline, đ ø"), {}}}}))
	columns, rows := readTable(t, files["x.dbf"])
	if want := "ab" + strings.Repeat("å", 126); rows[0][0] != want || rows[0][1] != "-12" || rows[1][0] != `a "quoted"`+"\nline, đ ø" || rows[1][1] != "" {
		t.Errorf("got %q", rows)
	}
	if strings.Join(columns, ",") != "remarks C,n N" {
		t.Errorf("columns %q", columns)
	}
	if got := readShapes(t, files["x.shp"], files["x.shx"]); got[0] != (orb.Point{1, 2}) || got[1] != nil {
		t.Errorf("shapes %v", got)
	}
	for _, want := range []string{"x.shp: 2 records", "EPSG:3067 ETRS89 / TM35FIN(E,N)", "remarks\tremarks\ttext(254)\tRemarks & more\t\t1 texts were longer than 254 bytes and are cut"} {
		if !strings.Contains(string(files["fields.txt"]), want) {
			t.Errorf("fields.txt does not say %q:\n%s", want, files["fields.txt"])
		}
	}
}

func TestFieldNames(t *testing.T) {
	n := fieldNames{}
	for _, c := range []struct{ in, want string }{{"scientific_name", "scientific"}, {"scientific_name_authorship", "scientif_2"}, {"Scientific-X", "Scientif_3"},
		{"påfugl", "pafugl"}, {"øy_đ", "oy_d"}, {"1st", "f_1st"}, {"", "f_"}, {"_", "f__2"}, {"名前", "f__3"}} {
		if got := n.add(c.in); c.want != got {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
	many := fieldNames{}
	for range 1200 {
		if got := many.add("coordinate_uncertainty"); len(got) > maxName {
			t.Fatalf("%q is too long", got)
		}
	}
	if len(many) != 1200 {
		t.Errorf("%d names", len(many))
	}
}

// A file that would be too long goes on in another, by the bytes of shapes or of the table.
func TestLongFilesAreDivided(t *testing.T) {
	s, fs := encodetest.Occurrence(500)
	var b strings.Builder
	e := &encoder{out: &b, limit: 20_000}
	if err := e.Begin(encodetest.Header(s, len(fs))); err != nil {
		t.Fatal(err)
	}
	for _, f := range fs {
		if err := e.Feature(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.End(); err != nil {
		t.Fatal(err)
	}
	e.Abort()
	files := unzip(t, b.String())
	var got []orb.Geometry
	for i := 1; ; i++ {
		name := "occurrence"
		if i > 1 {
			name += "_" + strconv.Itoa(i)
		}
		if files[name+".shp"] == nil {
			break
		}
		if len(files[name+".shp"]) > 20_000 || len(files[name+".dbf"]) > 20_000 {
			t.Errorf("%s has %d and %d bytes", name, len(files[name+".shp"]), len(files[name+".dbf"]))
		}
		shapes := readShapes(t, files[name+".shp"], files[name+".shx"])
		if _, rows := readTable(t, files[name+".dbf"]); len(rows) != len(shapes) {
			t.Errorf("%s has %d rows for %d shapes", name, len(rows), len(shapes))
		}
		got = append(got, shapes...)
	}
	if len(got) != len(fs) || len(files) < 3*5 {
		t.Fatalf("%d of %d features in %d files", len(got), len(fs), len(files))
	}
	for i, f := range fs {
		if got[i] != f.Geom {
			t.Fatalf("feature %d is at %v", i, got[i])
		}
	}
}

func TestManyFieldsAndNone(t *testing.T) {
	s := &feature.Schema{Name: "wide"}
	props := make([]feature.Value, 300)
	for i := range props {
		s.Fields = append(s.Fields, feature.Field{Name: "f" + strconv.Itoa(i), Type: feature.Int})
		props[i] = feature.IntValue(int64(i))
	}
	files := unzip(t, encodetest.Encode(t, Format(), encodetest.Header(s, 1), []*feature.Feature{{ID: "1", Props: props}}))
	if columns, rows := readTable(t, files["wide.dbf"]); len(columns) != maxColumns || rows[0][254] != "254" || !strings.Contains(string(files["fields.txt"]), "Left out: f255, f256") {
		t.Errorf("%d columns, %s", len(columns), files["fields.txt"])
	}
	h := encodetest.Header(s, 1)
	h.Fields = nil
	files = unzip(t, encodetest.Encode(t, Format(), h, []*feature.Feature{{ID: "7"}}))
	if columns, rows := readTable(t, files["wide.dbf"]); columns[0] != "id C" || rows[0][0] != "wide.7" {
		t.Errorf("got %q, %q", columns, rows)
	}
}

// The projections are those that PROJ writes in ESRI's dialect.
func TestProjectionsAreThoseOfPROJ(t *testing.T) {
	if _, err := exec.LookPath("projinfo"); err != nil {
		t.Skip("projinfo (Debian: proj-bin) is not installed")
	}
	for _, code := range []int{4326, 4258, 3857, 3035, 3067, 2391, 2392, 2393, 2394, 3873, 3885, 25828, 25832, 25835, 25838, 32601, 32635, 32660, 32701, 32760} {
		out, err := exec.Command("projinfo", "EPSG:"+strconv.Itoa(code), "-o", "WKT1_ESRI", "--single-line", "-q").Output()
		if err != nil {
			t.Fatal(err)
		}
		if got := projection(crs.EPSG(code)); got != strings.TrimSpace(string(out)) {
			t.Errorf("EPSG:%d\n got %s\nwant %s", code, got, out)
		}
	}
	if got := projection(crs.EPSG(27700)); got != "" {
		t.Errorf("got %s", got)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("gone") }

func TestNothingStaysBehind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	s, fs := encodetest.Occurrence(3)
	h := encodetest.Header(s, 3)
	h.Time = time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)
	for _, out := range []io.Writer{broken{}, io.Discard} {
		e := Format().New(out)
		err := errors.Join(e.Begin(h), e.Feature(fs[0]), e.End())
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

func BenchmarkShapefile(b *testing.B) { encodetest.Bench(b, Format()) }
