package shapefile

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"strings"

	"github.com/paulmach/orb"
)

type fatal interface{ Fatalf(string, ...any) }

// unzip returns the files of an answer.
func unzip(t fatal, answer string) map[string][]byte {
	z, err := zip.NewReader(strings.NewReader(answer), int64(len(answer)))
	if err != nil {
		t.Fatalf("%v", err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatalf("%v", err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatalf("%v", err)
		}
	}
	return files
}

// readShapes reads a .shp by way of its .shx. Rings are gathered as they come.
func readShapes(t fatal, shp, shx []byte) []orb.Geometry {
	if n := binary.BigEndian.Uint32(shp[24:]); int(n)*2 != len(shp) {
		t.Fatalf(".shp says %d bytes and has %d", n*2, len(shp))
	}
	if n := binary.BigEndian.Uint32(shx[24:]); int(n)*2 != len(shx) || !bytes.Equal(shp[28:100], shx[28:100]) {
		t.Fatalf("the heads of .shp and .shx differ")
	}
	var all []orb.Geometry
	for i := fileHead; i < len(shx); i += 8 {
		at := int(binary.BigEndian.Uint32(shx[i:])) * 2
		if n := int(binary.BigEndian.Uint32(shp[at:])); n != len(all)+1 {
			t.Fatalf("record %d has the number %d", len(all)+1, n)
		}
		if a, b := binary.BigEndian.Uint32(shp[at+4:]), binary.BigEndian.Uint32(shx[i+4:]); a != b {
			t.Fatalf("record %d has the lengths %d and %d", len(all)+1, a, b)
		}
		all = append(all, readShape(shp[at+8:]))
	}
	return all
}

func readShape(b []byte) orb.Geometry {
	at := func(i int) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b[i:])) }
	u32 := func(i int) int { return int(binary.LittleEndian.Uint32(b[i:])) }
	some := func(i, n int) (ps []orb.Point) {
		for k := range n {
			ps = append(ps, orb.Point{at(i + 16*k), at(i + 16*k + 8)})
		}
		return ps
	}
	switch u32(0) {
	case 0:
		return nil
	case 1:
		return orb.Point{at(4), at(12)}
	case 8:
		return orb.MultiPoint(some(40, u32(36)))
	}
	parts, points := u32(36), u32(40)
	var ls orb.MultiLineString
	for i := range parts {
		from, to := u32(44+4*i), points
		if i+1 < parts {
			to = u32(44 + 4*(i+1))
		}
		ls = append(ls, some(44+4*parts+16*from, to-from))
	}
	if u32(0) == 3 {
		return ls
	}
	var polys orb.MultiPolygon
	for _, l := range ls {
		if r := orb.Ring(l); r.Orientation() == orb.CW {
			polys = append(polys, orb.Polygon{r})
		} else {
			polys[len(polys)-1] = append(polys[len(polys)-1], r)
		}
	}
	return polys
}

// readTable reads a .dbf: the columns as name and type, and the rows without the blanks around their values.
func readTable(t fatal, b []byte) (columns []string, rows [][]string) {
	n, head, size := int(binary.LittleEndian.Uint32(b[4:])), int(binary.LittleEndian.Uint16(b[8:])), int(binary.LittleEndian.Uint16(b[10:]))
	if head+n*size+1 != len(b) || b[head-1] != '\r' || b[len(b)-1] != 0x1a {
		t.Fatalf("%d rows of %d bytes after %d do not make %d", n, size, head, len(b))
	}
	var widths []int
	for i := 32; i < head-1; i += 32 {
		columns = append(columns, string(bytes.TrimRight(b[i:i+11], "\x00"))+" "+string(b[i+11]))
		widths = append(widths, int(b[i+16]))
	}
	for i := range n {
		row, at := []string{}, head+i*size+1
		for k, w := range widths {
			text := string(b[at : at+w])
			if columns[k][len(columns[k])-1] == 'N' {
				text = strings.TrimLeft(text, " ")
			}
			row = append(row, strings.TrimRight(text, " "))
			at += w
		}
		rows = append(rows, row)
	}
	return columns, rows
}
