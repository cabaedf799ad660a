package crs

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

func TestParseName(t *testing.T) {
	for _, c := range []struct {
		text  string
		ref   Ref
		north bool
	}{
		{"EPSG:4326", WGS84, false},
		{"epsg:3067", EPSG(3067), false},
		{"EPSG:900913", WebMercator, false},
		{"http://www.opengis.net/gml/srs/epsg.xml#4326", WGS84, false},
		{"urn:ogc:def:crs:EPSG::4326", WGS84, true},
		{"urn:ogc:def:crs:EPSG:6.18:3:3857", WebMercator, false},
		{"urn:x-ogc:def:crs:EPSG:4326", WGS84, true},
		{"urn:ogc:def:crs:EPSG::3067", EPSG(3067), false},
		{"urn:ogc:def:crs:EPSG::2393", EPSG(2393), true},
		{"urn:ogc:def:crs:EPSG::3035", EPSG(3035), true},
		{"urn:ogc:def:crs:EPSG::3879", EPSG(3879), true},
		{"http://www.opengis.net/def/crs/EPSG/0/3879", EPSG(3879), true},
		{"https://www.opengis.net/def/crs/EPSG/0/3067", EPSG(3067), false},
		{"CRS:84", CRS84, false},
		{"OGC:CRS84", CRS84, false},
		{"urn:ogc:def:crs:OGC:1.3:CRS84", CRS84, false},
		{"urn:ogc:def:crs:OGC::CRS84", CRS84, false},
		{"http://www.opengis.net/def/crs/OGC/1.3/CRS84", CRS84, false},
	} {
		n, err := ParseName(c.text)
		if err != nil || n.Ref != c.ref || n.NorthFirst != c.north || n.Text != c.text {
			t.Errorf("%s: %+v, %v; want %v north first %v", c.text, n, err, c.ref, c.north)
		}
	}
	for _, text := range []string{"", "4326", "EPSG:", "EPSG:99999", "EPSG:4326x", "EPSG:-1", "ESRI:102100", "urn:ogc:def:crs:EPSG", "http://www.opengis.net/def/crs/EPSG/3067",
		"CRS:27", "EPSG:4978", strings.Repeat("E", 10000)} {
		if n, err := ParseName(text); err == nil {
			t.Errorf("%.40q was taken as %v", text, n.Ref)
		} else if len(err.Error()) > 300 {
			t.Errorf("%.40q: an error of %d bytes", text, len(err.Error()))
		}
	}
}

func TestSpellingsRoundTrip(t *testing.T) {
	for _, r := range []Ref{CRS84, WGS84, EPSG(3067), EPSG(2393), EPSG(3035)} {
		for _, s := range []string{r.String(), r.URN(), r.URI()} {
			if n, err := ParseName(s); err != nil || n.Ref != r {
				t.Errorf("%s: %v, %v", s, n.Ref, err)
			}
		}
	}
}

// required are the systems that the program promises to transform in process.
func required() []int {
	codes := []int{4326, 4258, 3857, 3067, 3035, 2393, 3006, 3301}
	for c := 3873; c <= 3885; c++ {
		codes = append(codes, c)
	}
	for c := 25828; c <= 25837; c++ {
		codes = append(codes, c)
	}
	for z := range 60 {
		codes = append(codes, 32601+z, 32701+z)
	}
	return codes
}

// cs2cs transforms longitude, latitude pairs to an EPSG code with PROJ, returning authority-ordered coordinates.
func cs2cs(t *testing.T, args []string, in [][2]float64) [][2]float64 {
	t.Helper()
	path, err := exec.LookPath("cs2cs")
	if err != nil {
		t.Skip("cs2cs (Debian: proj-bin) is not installed; it is the reference of this test")
	}
	cmd := exec.Command(path, append([]string{"-f", "%.12f"}, args...)...)
	var lines strings.Builder
	for _, p := range in {
		fmt.Fprintf(&lines, "%.12f %.12f\n", p[0], p[1])
	}
	cmd.Stdin = strings.NewReader(lines.String())
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("cs2cs %v: %v", args, err)
	}
	var res [][2]float64
	for s := bufio.NewScanner(strings.NewReader(string(out))); s.Scan(); {
		f := strings.Fields(s.Text())
		x, err1 := strconv.ParseFloat(f[0], 64)
		y, err2 := strconv.ParseFloat(f[1], 64)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatalf("cs2cs %v said %q", args, s.Text())
		}
		res = append(res, [2]float64{x, y})
	}
	return res
}

func TestAgreesWithPROJ(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, code := range required() {
		info, ok := Lookup(EPSG(code))
		if !ok {
			t.Errorf("EPSG:%d is not in the table", code)
			continue
		}
		if code == 4326 {
			continue
		}
		area := info.Area
		if code == 3857 {
			area.Min[1], area.Max[1] = -85, 85
		}
		if code == 3067 || code >= 25828 && code <= 25837 {
			area.Min[0], area.Max[0] = 10, 40 // municipalities use the zone far outside of it
		}
		var in [][2]float64 // latitude, longitude: the order of EPSG:4326
		for range 200 {
			in = append(in, [2]float64{area.Min[1] + rnd.Float64()*(area.Max[1]-area.Min[1]), area.Min[0] + rnd.Float64()*(area.Max[0]-area.Min[0])})
		}
		want := cs2cs(t, []string{"EPSG:4326", fmt.Sprintf("EPSG:%d", code)}, in)
		to, err := NewTransform(WGS84, EPSG(code))
		if err != nil {
			t.Fatal(err)
		}
		back, err := NewTransform(EPSG(code), WGS84)
		if err != nil {
			t.Fatal(err)
		}
		tolerance := 0.001 // metres
		if code == 2393 {
			tolerance = 0.1
		}
		unit := 1.0
		if info.Geographic {
			unit = metresPerDegree
		}
		for i, p := range in {
			q, ok := to.Point(orb.Point{p[1], p[0]})
			w := orb.Point{want[i][0], want[i][1]}
			if info.NorthFirst {
				w = orb.Point{want[i][1], want[i][0]}
			}
			if d := math.Hypot(q[0]-w[0], q[1]-w[1]) * unit; !ok || d > tolerance {
				t.Errorf("EPSG:%d of %v: %v, PROJ has %v, %.4f m apart", code, p, q, w, d)
				break
			}
			r, ok := back.Point(q)
			if d := math.Hypot((r[0]-p[1])*math.Cos(p[0]*radians), r[1]-p[0]) * metresPerDegree; !ok || d > tolerance {
				t.Errorf("EPSG:%d: %v comes back as %v, %.4f m apart", code, p, r, d)
				break
			}
		}
	}
}

// The committed values hold where PROJ is not installed.
func TestKnownValues(t *testing.T) {
	text, err := os.ReadFile("testdata/cs2cs.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var code int
		var p, want orb.Point
		if _, err := fmt.Sscan(line, &code, &p[0], &p[1], &want[0], &want[1]); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		info, _ := Lookup(EPSG(code))
		unit, tolerance := 1.0, 0.001
		if info.NorthFirst {
			want[0], want[1] = want[1], want[0]
		}
		if info.Geographic {
			unit = metresPerDegree
		}
		if info.base == "4123" {
			tolerance = 0.1 // KKJ: the datum changes
		}
		tr, err := NewTransform(WGS84, EPSG(code))
		if err != nil {
			t.Fatal(err)
		}
		if q, ok := tr.Point(p); !ok || math.Hypot(q[0]-want[0], q[1]-want[1])*unit > tolerance {
			t.Errorf("EPSG:%d of %v: %.6f, want %.6f", code, p, q, want)
		}
	}
}

func TestAxisOrder(t *testing.T) {
	for code, north := range map[int]bool{4326: true, 4258: true, 3067: false, 3035: true, 2393: true, 3873: true, 3879: true, 3885: true, 3857: false, 32635: false, 25835: false, 3301: true, 3006: true} {
		if info, ok := Lookup(EPSG(code)); !ok || info.NorthFirst != north {
			t.Errorf("EPSG:%d: north first %v, want %v", code, info.NorthFirst, north)
		}
	}
}

// The table must agree with the PROJ that is installed: in the axes wherever both know a system, and wholly when the editions are the same.
func TestTableAgreesWithPROJsDatabase(t *testing.T) {
	const db = "/usr/share/proj/proj.db"
	if _, err := exec.LookPath("sqlite3"); err != nil {
		t.Skip("sqlite3 is not installed; it reads PROJ's database in this test")
	}
	ask := func(query string) []string {
		out, err := exec.Command("sqlite3", "-readonly", "-separator", "\t", db, query).Output()
		if err != nil {
			t.Skipf("PROJ's database (Debian: proj-data) cannot be read: %v", err)
		}
		return strings.Split(strings.TrimSpace(string(out)), "\n")
	}
	edition := ask("SELECT value FROM metadata WHERE key='EPSG.VERSION'")[0]
	seen := 0
	for _, line := range ask(`SELECT p.code, p.name, a.name, COALESCE(u.conv_factor, 1) FROM
		(SELECT auth_name, code, name, coordinate_system_code cs FROM projected_crs UNION
		 SELECT auth_name, code, name, coordinate_system_code FROM geodetic_crs WHERE type='geographic 2D') p
		JOIN axis a ON a.coordinate_system_auth_name='EPSG' AND a.coordinate_system_code=p.cs AND a.coordinate_system_order=1
		JOIN unit_of_measure u ON u.auth_name=a.uom_auth_name AND u.code=a.uom_code
		WHERE p.auth_name='EPSG'`) {
		f := strings.Split(line, "\t")
		info, ok := Lookup(Ref{"EPSG", f[0]})
		if !ok {
			continue
		}
		seen++
		if north := strings.HasPrefix(f[2], "Northing") || strings.Contains(f[2], "latitude"); north != info.NorthFirst {
			t.Errorf("EPSG:%s: first axis is %q, the table says north first %v", f[0], f[2], info.NorthFirst)
		}
		if !strings.HasPrefix(tableEdition(t), "# EPSG "+edition+",") {
			continue
		}
		unit, err := strconv.ParseFloat(f[3], 64)
		if err != nil || f[1] != info.Name || !info.Geographic && unit != info.Unit {
			t.Errorf("EPSG:%s is %q in units of %v, the table has %q and %v", f[0], f[1], unit, info.Name, info.Unit)
		}
	}
	if seen < 6000 {
		t.Errorf("only %d systems compared", seen)
	}
}

// tableEdition is the first line of the table.
func tableEdition(t *testing.T) string {
	t.Helper()
	zr, err := gzip.NewReader(bytes.NewReader(packedTable))
	if err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(zr).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return line
}

func TestNoImage(t *testing.T) {
	for _, c := range []struct {
		to Ref
		p  orb.Point
	}{{WebMercator, orb.Point{0, 90}}, {EPSG(3067), orb.Point{-153, 0}}, {EPSG(3067), orb.Point{25, 91}}} {
		tr, err := NewTransform(WGS84, c.to)
		if err != nil {
			t.Fatal(err)
		}
		if q, ok := tr.Point(c.p); ok {
			t.Errorf("%v has the image %v in %v", c.p, q, c.to)
		}
	}
	if _, err := NewTransform(WGS84, EPSG(27700)); !errors.Is(err, ErrUnsupported) {
		t.Errorf("British National Grid: %v", err)
	}
}

func TestBound(t *testing.T) {
	world := orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	for _, c := range []struct {
		from, to Ref
		in, want orb.Bound
		within   float64
	}{
		{WGS84, CRS84, world, world, 0},
		{WGS84, WebMercator, world, orb.Bound{Min: orb.Point{-20037508.342789, -20037508.342789}, Max: orb.Point{20037508.342789, 20037508.342789}}, 0.001},
		// The southern edge of a box on the ground is a curve: its lowest point is between the corners.
		{WGS84, EPSG(3067), orb.Bound{Min: orb.Point{21, 60}, Max: orb.Point{33, 70}}, orb.Bound{Min: orb.Point{165640.332, 6651411.190}, Max: orb.Point{834359.668, 7777138.717}}, 0.001},
	} {
		tr, err := NewTransform(c.from, c.to)
		if err != nil {
			t.Fatal(err)
		}
		got, err := tr.Bound(c.in)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 2 {
			if math.Abs(got.Min[i]-c.want.Min[i]) > c.within || math.Abs(got.Max[i]-c.want.Max[i]) > c.within {
				t.Errorf("%v to %v: %v, want %v", c.in, c.to, got, c.want)
				break
			}
		}
	}
}

func TestBoundOfTheWorldIsFinite(t *testing.T) {
	world := orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	for _, code := range required() {
		tr, err := NewTransform(WGS84, EPSG(code))
		if err != nil {
			t.Fatal(err)
		}
		got, err := tr.Bound(world)
		if err != nil || got.IsEmpty() || !finite(got.Min) || !finite(got.Max) {
			t.Errorf("EPSG:%d: %v, %v", code, got, err)
			continue
		}
		info, _ := Lookup(EPSG(code))
		centre := orb.Point{(info.Area.Min[0] + info.Area.Max[0]) / 2, (info.Area.Min[1] + info.Area.Max[1]) / 2}
		if q, ok := tr.Point(centre); !ok || !got.Contains(q) {
			t.Errorf("EPSG:%d: the bound %v misses the middle of the area of use %v", code, got, q)
		}
	}
}

// Every point of a box must lie in the bound of its image.
func TestBoundCoversTheImage(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	refs := []Ref{WGS84, WebMercator, EPSG(3067), EPSG(3035), EPSG(2393), EPSG(3879), EPSG(32635)}
	for range 300 {
		from, to := refs[rnd.IntN(len(refs))], refs[rnd.IntN(len(refs))]
		in, err := NewTransform(WGS84, from)
		if err != nil {
			t.Fatal(err)
		}
		lon, lat := 19+rnd.Float64()*10, 59+rnd.Float64()*10
		b, err := in.Bound(orb.Bound{Min: orb.Point{lon, lat}, Max: orb.Point{lon + rnd.Float64()*3, lat + rnd.Float64()*2}})
		if err != nil {
			t.Fatal(err)
		}
		tr, err := NewTransform(from, to)
		if err != nil {
			t.Fatal(err)
		}
		got, err := tr.Bound(b)
		if err != nil {
			t.Fatal(err)
		}
		slack := 0.002 * max(got.Max[0]-got.Min[0], got.Max[1]-got.Min[1])
		for range 50 {
			p := orb.Point{b.Min[0] + rnd.Float64()*(b.Max[0]-b.Min[0]), b.Min[1] + rnd.Float64()*(b.Max[1]-b.Min[1])}
			if q, ok := tr.Point(p); !ok || !got.Pad(slack).Contains(q) {
				t.Fatalf("%v to %v: %v of %v is %v, outside %v", from, to, p, b, q, got)
			}
		}
	}
}

func TestDecimals(t *testing.T) {
	for code, want := range map[int]int{4326: 8, 3067: 3, 2225: 3, 3857: 3} {
		if info, ok := Lookup(EPSG(code)); !ok || info.Decimals() != want {
			t.Errorf("EPSG:%d: %d decimals, want %d", code, info.Decimals(), want)
		}
	}
}

func TestDensify(t *testing.T) {
	box := orb.Bound{Min: orb.Point{20, 60}, Max: orb.Point{30, 70}}
	p := Densify(box, 4)
	if len(p) != 1 || len(p[0]) != 17 || p.Bound() != box || p[0][0] != p[0][16] || p[0].Orientation() != orb.CCW {
		t.Errorf("%v", p)
	}
}

func TestGeometry(t *testing.T) {
	tr, err := NewTransform(WGS84, EPSG(3067))
	if err != nil {
		t.Fatal(err)
	}
	inside := func(p orb.Point) bool { return p[0] > 1e5 && p[0] < 8e5 && p[1] > 6.6e6 && p[1] < 7.8e6 }
	line := func() orb.LineString { return orb.LineString{{24, 60}, {25, 61}} }
	square := func() orb.Polygon { return orb.Bound{Min: orb.Point{24, 60}, Max: orb.Point{25, 61}}.ToPolygon() }
	for _, g := range []orb.Geometry{orb.Point{24, 60}, orb.MultiPoint{{24, 60}}, line(), orb.MultiLineString{line()}, square(), orb.MultiPolygon{square()},
		orb.Ring(square()[0]), square().Bound(), orb.Collection{orb.Point{24, 60}, square()}} {
		got, err := tr.Geometry(g)
		if err != nil || got.GeoJSONType() != g.GeoJSONType() {
			t.Errorf("%v: %v, %v", g, got, err)
			continue
		}
		if b := got.Bound(); !inside(b.Min) || !inside(b.Max) {
			t.Errorf("%T: %v", g, got)
		}
	}
	if g, err := tr.Geometry(nil); g != nil || err != nil {
		t.Errorf("nothing became %v, %v", g, err)
	}
	if g, err := tr.Geometry(orb.LineString{{24, 60}, {-150, 0}}); err == nil {
		t.Errorf("a vertex on the other side of the earth: %v", g)
	}
}

func FuzzParseName(f *testing.F) {
	for _, s := range []string{"EPSG:3067", "urn:ogc:def:crs:EPSG:6.18:3:3857", "http://www.opengis.net/def/crs/OGC/1.3/CRS84", "http://www.opengis.net/gml/srs/epsg.xml#4326"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseName(s)
		if err != nil {
			if len(err.Error()) > 500 {
				t.Errorf("an error of %d bytes", len(err.Error()))
			}
			return
		}
		if again, err := ParseName(n.URN()); err != nil || again.Ref != n.Ref {
			t.Errorf("%q is %v, whose URN is %v, %v", s, n.Ref, again.Ref, err)
		}
	})
}

func BenchmarkPoint(b *testing.B) {
	for _, code := range []int{3067, 3857, 3035, 2393} {
		b.Run(strconv.Itoa(code), func(b *testing.B) {
			tr, err := NewTransform(WGS84, EPSG(code))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for range b.N {
				tr.Point(orb.Point{24.94, 60.17})
			}
		})
	}
}
