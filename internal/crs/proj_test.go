package crs

import (
	"bufio"
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

// required are the systems that the program promises to transform in process.
func required() []int {
	codes := []int{4326, 4258, 3857, 3067, 3035, 2393, 3006, 3301}
	for c := 3873; c <= 3885; c++ {
		codes = append(codes, c)
	}
	for c := 25828; c <= 25837; c++ {
		codes = append(codes, c)
	}
	codes = append(codes, 3413, 3995, 3996, 3031, 3976, 5041, 5042, 3832, 3395, 3994)
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
		if area.Min[0] > area.Max[0] {
			area.Max[0] += 360
		}
		if code == 3067 || code >= 25828 && code <= 25837 {
			area.Min[0], area.Max[0] = 10, 40 // municipalities use the zone far outside of it
		}
		var in [][2]float64 // latitude, longitude: the order of EPSG:4326
		for range 200 {
			in = append(in, [2]float64{area.Min[1] + rnd.Float64()*(area.Max[1]-area.Min[1]), math.Remainder(area.Min[0]+rnd.Float64()*(area.Max[0]-area.Min[0]), 360)})
		}
		compare(t, info, in, cs2cs(t, []string{"EPSG:4326", fmt.Sprintf("EPSG:%d", code)}, in))
	}
}

// compare transforms places to a system and back, and holds them against PROJ's coordinates in the authority's axis order.
func compare(t *testing.T, info Info, in, want [][2]float64) {
	t.Helper()
	to, err := NewTransform(WGS84, info.Ref)
	if err != nil {
		t.Fatal(err)
	}
	back, err := NewTransform(info.Ref, WGS84)
	if err != nil {
		t.Fatal(err)
	}
	tolerance, unit := 0.001, 1.0 // metres
	if info.base == "4123" {
		tolerance = 0.1 // KKJ: the datum changes
	}
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
			t.Errorf("%s of %v: %v, PROJ has %v, %.4f m apart", info.Ref, p, q, w, d)
			return
		}
		r, ok := back.Point(q)
		if d := math.Hypot((r[0]-p[1])*math.Cos(p[0]*radians), r[1]-p[0]) * metresPerDegree; !ok || d > tolerance {
			t.Errorf("%s: %v comes back as %v, %.4f m apart", info.Ref, p, r, d)
			return
		}
	}
}

// The committed values hold where PROJ is not installed.
func TestKnownValues(t *testing.T) {
	text, err := os.ReadFile("testdata/cs2cs.tsv")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var code int
		var lon, lat float64
		var want [2]float64
		if _, err := fmt.Sscan(line, &code, &lon, &lat, &want[0], &want[1]); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		info, _ := Lookup(EPSG(code))
		compare(t, info, [][2]float64{{lat, lon}}, [][2]float64{want})
		seen++
	}
	if seen < 200 {
		t.Errorf("only %d values", seen)
	}
}
