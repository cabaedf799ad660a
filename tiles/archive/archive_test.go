package archive

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The ids of the specification's own examples (PMTiles 3, "Tile ID").
func TestTileIDs(t *testing.T) {
	for _, c := range []struct {
		z    int
		x, y uint64
		want uint64
	}{{0, 0, 0, 0}, {1, 0, 0, 1}, {1, 0, 1, 2}, {1, 1, 1, 3}, {1, 1, 0, 4}, {2, 0, 0, 5}, {12, 3423, 1763, 19078479}} {
		if got := tileID(c.z, c.x, c.y); got != c.want {
			t.Errorf("%d/%d/%d is %d, want %d", c.z, c.x, c.y, got, c.want)
		}
	}
}

// Neighbours on the curve are neighbours on the ground, and no two tiles share an id.
func TestTileIDsFollowACurve(t *testing.T) {
	const z = 5
	at := map[uint64][2]int{}
	for x := range 1 << z {
		for y := range 1 << z {
			at[tileID(z, uint64(x), uint64(y))-tileID(z, 0, 0)] = [2]int{x, y}
		}
	}
	for i := range uint64(1<<(2*z) - 1) {
		a, ok := at[i]
		b, ok2 := at[i+1]
		if dx, dy := a[0]-b[0], a[1]-b[1]; !ok || !ok2 || dx*dx+dy*dy != 1 {
			t.Fatalf("%d at %v, then %v", i, a, b)
		}
	}
}

func about() Metadata {
	return Metadata{Name: "Species", Attribution: "© Museum", Format: "mvt", MaxZoom: 9, Bounds: [4]float64{20, 59.5, 31, 70}, Center: [3]float64{25, 65, 4},
		VectorLayers: []map[string]any{{"id": "species"}}}
}

// A file of either format gives back every tile, and equal ones are in it once.
func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "archive")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		type place struct {
			z    int
			x, y uint64
		}
		want := map[place]string{}
		for range rapid.IntRange(1, 60).Draw(t, "tiles") {
			z := rapid.IntRange(0, 9).Draw(t, "z")
			n := uint64(1)<<z - 1
			want[place{z, rapid.Uint64Range(0, n).Draw(t, "x"), rapid.Uint64Range(0, n).Draw(t, "y")}] = fmt.Sprint("tile ", rapid.IntRange(0, 4).Draw(t, "content"))
		}
		contents := map[string]bool{}
		for _, name := range []string{"a.mbtiles", "a.pmtiles"} {
			w, err := Create(context.Background(), filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			for p, body := range want {
				contents[body] = true
				if err := w.Add(context.Background(), p.z, p.x, p.y, body, []byte(body)); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(context.Background(), about()); err != nil {
				t.Fatal(err)
			}
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 2 {
			t.Fatalf("the folder has %v: %v", left, err)
		}
		db, err := sql.Open("sqlite", filepath.Join(dir, "a.mbtiles"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		pm := open(t, filepath.Join(dir, "a.pmtiles"))
		for p, body := range want {
			var got string
			if err := db.QueryRow("SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?", p.z, int64(p.x), int64(1)<<p.z-1-int64(p.y)).Scan(&got); err != nil || got != body {
				t.Fatalf("MBTiles %+v: %q, want %q: %v", p, got, body, err)
			}
			if got := pm.tile(t, tileID(p.z, p.x, p.y)); got != body {
				t.Fatalf("PMTiles %+v: %q, want %q", p, got, body)
			}
		}
		var images int
		if err := db.QueryRow("SELECT count(*) FROM images").Scan(&images); err != nil || images != len(contents) {
			t.Fatalf("%d images of %d contents: %v", images, len(contents), err)
		}
		if n := pm.number(88); n != uint64(len(contents)) || pm.number(72) != uint64(len(want)) {
			t.Fatalf("%d contents and %d tiles, want %d and %d", n, pm.number(72), len(contents), len(want))
		}
	})
}

// reader reads PMTiles by the specification alone.
type reader []byte

func open(t interface{ Fatal(...any) }, path string) reader {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (r reader) number(at int) uint64 { return binary.LittleEndian.Uint64(r[at:]) }

func (r reader) unzip(t interface{ Fatal(...any) }, at, n uint64) []byte {
	z, err := gzip.NewReader(bytes.NewReader(r[at : at+n]))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (r reader) tile(t interface{ Fatal(...any) }, id uint64) string {
	at, n := r.number(8), r.number(16)
	for range 3 {
		b := bytes.NewReader(r.unzip(t, at, n))
		next := func() uint64 {
			v, err := binary.ReadUvarint(b)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		count := next()
		columns := [4][]uint64{}
		for c := range columns {
			for range count {
				columns[c] = append(columns[c], next())
			}
		}
		found, last, end := false, uint64(0), uint64(0)
		for i := range count {
			last += columns[0][i]
			offset := columns[3][i] - 1
			if columns[3][i] == 0 {
				offset = end
			}
			end = offset + columns[2][i]
			run := columns[1][i]
			if id >= last && id < last+run {
				return string(r[r.number(56)+offset:][:columns[2][i]])
			}
			if run == 0 && id >= last {
				found, at, n = true, r.number(40)+offset, columns[2][i]
			}
		}
		if !found {
			return ""
		}
	}
	return ""
}

// So many tiles that there are leaves.
func TestLeaves(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.pmtiles")
	w, err := Create(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	body := func(x, y uint64) string {
		return fmt.Sprint(x, "/", y, strings.Repeat(".", int((x*x*31+y*y*17+x*y*7)%97)))
	}
	const side = 170
	for x := range uint64(side) {
		for y := range uint64(side) {
			if err := w.Add(context.Background(), 9, x*3, y*3, body(x, y), []byte(body(x, y))); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(context.Background(), about()); err != nil {
		t.Fatal(err)
	}
	r := open(t, path)
	if r.number(48) == 0 {
		t.Fatal("there are no leaves")
	}
	for _, at := range [][2]uint64{{0, 0}, {149, 149}, {3, 77}, {100, 1}} {
		if got := r.tile(t, tileID(9, at[0]*3, at[1]*3)); got != body(at[0], at[1]) {
			t.Errorf("%v: %q", at, got)
		}
	}
	if got := r.tile(t, tileID(9, 1, 1)); got != "" {
		t.Errorf("a tile that is not there: %q", got)
	}
	var doc map[string]any
	if err := json.Unmarshal(r.unzip(t, r.number(24), r.number(32)), &doc); err != nil || doc["name"] != "Species" || doc["vector_layers"] == nil {
		t.Errorf("metadata %v: %v", doc, err)
	}
}

func TestAbortLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.mbtiles", "a.pmtiles"} {
		w, err := Create(context.Background(), filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Add(context.Background(), 0, 0, 0, "x", []byte("x")); err != nil {
			t.Fatal(err)
		}
		if err := w.Abort(); err != nil {
			t.Error(err)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	if _, err := Create(context.Background(), filepath.Join(dir, "a.zip")); err == nil {
		t.Error("a format that is not known")
	}
}
