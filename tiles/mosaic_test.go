package tiles

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

// municipalities are those of Finland, in longitude and latitude.
func municipalities(t testing.TB) (all []orb.Geometry) {
	raw, err := os.ReadFile("../../shared/data/polygons/finland-municipalities-2023.geojson")
	if err != nil && os.Getenv("CI") != "true" {
		t.Skipf("the polygons are not there: %v", err)
	}
	var collection struct {
		Features []struct {
			Geometry struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(raw, &collection); err != nil {
		t.Fatal(err)
	}
	for _, f := range collection.Features {
		m := orb.MultiPolygon{nil}
		if f.Geometry.Type == "Polygon" {
			err = json.Unmarshal(f.Geometry.Coordinates, &m[0])
		} else {
			err = json.Unmarshal(f.Geometry.Coordinates, &m)
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	return all
}

// mosaic is a layer that covers ten degrees by eight without gap or overlap: n by n cells with winding borders. In some is an enclave, which is a
// feature of its own: tiny, or with an island of the cell in it.
func mosaic(n int) (all []orb.Geometry) {
	m := mosaicMaker{n: n, r: rand.New(rand.NewPCG(3, 17)), sides: map[mosaicSide][]orb.Point{}}
	m.makeCorners()
	for i := range n {
		for j := range n {
			cell, enclaves := m.cell(i, j), 0
			if (i*n+j)%3 == 0 {
				enclaves = 1 + (i+j)%2
			}
			centre := orb.Point{20 + (float64(i)+0.5)*10/float64(n), 60 + (float64(j)+0.5)*8/float64(n)}
			shape := orb.MultiPolygon{{cell}}
			if enclaves > 0 {
				hole := m.blob(centre, []float64{0.01, 0.06}[enclaves-1])
				shape[0] = append(shape[0], hole)
				enclave := orb.Polygon{hole}
				if enclaves > 1 {
					island := m.blob(centre, 0.02)
					enclave = append(enclave, island)
					shape = append(shape, orb.Polygon{island})
				}
				all = append(all, enclave)
			}
			all = append(all, shape)
		}
	}
	return all
}

type mosaicMaker struct {
	n       int
	r       *rand.Rand
	corners [][]orb.Point
	sides   map[mosaicSide][]orb.Point
}

// mosaicSide is the border that begins at a corner, and goes up or to the right.
type mosaicSide struct {
	i, j int
	up   bool
}

func (m *mosaicMaker) makeCorners() {
	width, height := 10/float64(m.n), 8/float64(m.n)
	for i := range m.n + 1 {
		m.corners = append(m.corners, nil)
		for j := range m.n + 1 {
			p := orb.Point{20 + float64(i)*width, 60 + float64(j)*height}
			if i > 0 && i < m.n && j > 0 && j < m.n {
				p[0] += (m.r.Float64() - 0.5) * 0.5 * width
				p[1] += (m.r.Float64() - 0.5) * 0.5 * height
			}
			m.corners[i] = append(m.corners[i], p)
		}
	}
}

// side is a border with both its ends. That of the mosaic is straight.
func (m *mosaicMaker) side(s mosaicSide) []orb.Point {
	if line, known := m.sides[s]; known {
		return line
	}
	a, end, outer := m.corners[s.i][s.j], [2]int{s.i + 1, s.j}, s.j == 0 || s.j == m.n
	if s.up {
		end, outer = [2]int{s.i, s.j + 1}, s.i == 0 || s.i == m.n
	}
	b := m.corners[end[0]][end[1]]
	line := []orb.Point{a}
	for k := 1; k < 24; k++ {
		f := float64(k) / 24
		p := orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])}
		if !outer {
			d := (m.r.Float64() - 0.5) * 0.6 * min(f, 1-f)
			p[0], p[1] = p[0]+d*(b[1]-a[1]), p[1]-d*(b[0]-a[0])
		}
		line = append(line, p)
	}
	m.sides[s] = append(line, b)
	return m.sides[s]
}

func (m *mosaicMaker) cell(i, j int) (ring orb.Ring) {
	back := func(s mosaicSide) []orb.Point {
		line := slices.Clone(m.side(s))
		slices.Reverse(line)
		return line
	}
	for _, line := range [][]orb.Point{m.side(mosaicSide{i, j, false}), m.side(mosaicSide{i + 1, j, true}), back(mosaicSide{i, j + 1, false}), back(mosaicSide{i, j, true})} {
		ring = append(ring, line[:len(line)-1]...)
	}
	return append(ring, ring[0])
}

// blob is a ring around a place, whose radius is that share of a cell.
func (m *mosaicMaker) blob(centre orb.Point, share float64) (ring orb.Ring) {
	for k := range 9 {
		sin, cos := math.Sincos(float64(k) / 9 * 2 * math.Pi)
		d := share * (0.7 + 0.6*m.r.Float64()) / float64(m.n)
		ring = append(ring, orb.Point{centre[0] + 10*d*cos, centre[1] + 8*d*sin})
	}
	return append(ring, ring[0])
}
