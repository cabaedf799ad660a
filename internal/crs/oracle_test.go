package crs

import (
	"archive/zip"
	"bufio"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/geom"
)

// sharedFile finds a file of the real data beside the repository, or skips.
func sharedFile(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test's folder")
		}
	}
	path := filepath.Join(dir, "..", "shared", "data", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the real data is not beside the repository: %v", err)
	}
	return path
}

// FinBIF generalises sensitive records to squares of Finland's uniform grid (YKJ, EPSG:2393) and publishes the squares in WGS 84: an
// oracle for the whole way from KKJ over the datum shift, made by a program that is not PROJ.
func TestGeneralisedFootprintsFallOnTheGrid(t *testing.T) {
	z, err := zip.OpenReader(sharedFile(t, "finbif/HBF.12943.dwca.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	f, err := z.Open("occurrences.txt")
	if err != nil {
		t.Fatal(err)
	}
	tr, err := NewTransform(WGS84, EPSG(2393))
	if err != nil {
		t.Fatal(err)
	}
	// A square may be larger than its level says, such as one of 25 km; all are multiples of 5 km.
	const step = 5000
	squares, worst := 0, 0.0
	eachRow(t, f, func(row map[string]string) {
		g, _, err := geom.ParseWKT(row["footprintWKT"])
		square, isPolygon := g.(orb.Polygon)
		if !strings.HasPrefix(row["dataGeneralizations"], "KM") || err != nil || !isPolygon || len(square[0]) != 5 {
			return
		}
		squares++
		for _, p := range square[0] {
			q, ok := tr.Point(p)
			if !ok {
				t.Fatalf("%v has no place in YKJ", p)
			}
			for _, v := range q {
				worst = max(worst, math.Abs(v-step*math.Round(v/step)))
			}
		}
	})
	if squares < 600 || worst > 0.09 {
		t.Errorf("%d squares, the worst corner %.3f m off the grid; want 600 or more, within 0.09 m", squares, worst)
	}
	t.Logf("%d squares, the worst corner %.3f m off the grid", squares, worst)
}

// eachRow reads tab-separated text without quotes whose first line names the columns.
func eachRow(t *testing.T, r io.Reader, do func(map[string]string)) {
	t.Helper()
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<20)
	var names []string
	for s.Scan() {
		values := strings.Split(s.Text(), "\t")
		if names == nil {
			names = values
			continue
		}
		row := make(map[string]string, len(names))
		for i, n := range names {
			if i < len(values) {
				row[n] = values[i]
			}
		}
		do(row)
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
}
