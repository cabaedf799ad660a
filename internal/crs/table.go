package crs

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the table
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/paulmach/orb"
)

// The table is made by "make crs-table", by hand: another PROJ gives another edition.

//go:embed epsg.tsv.gz
var packedTable []byte

// Info is what is known of a CRS.
type Info struct {
	Ref        Ref
	Name       string    // "ETRS89 / TM35FIN(E,N)"
	Geographic bool      // coordinates are degrees
	NorthFirst bool      // the authority's axis order is north, east
	Unit       float64   // metres per unit; of a geographic CRS the metres of a degree on the equator
	Area       orb.Bound // area of use in longitude and latitude; Min[0] > Max[0] when it crosses the antimeridian

	base       string // code of the geographic CRS below a projected one
	projection projection
}

// metresPerDegree is the length of a degree of the WGS 84 equator.
const metresPerDegree = 6378137 * math.Pi / 180

// Decimals is how many digits after the point say a place to about a millimetre.
func (i Info) Decimals() int {
	switch {
	case i.Geographic:
		return 8
	case i.Unit >= 100:
		return 6
	default:
		return 3
	}
}

// Lookup finds a CRS in the table of EPSG's geographic 2D and projected systems, taken from PROJ's database. Systems whose axes point
// to the south or west are left out, for their coordinates are not east, north in any order.
func Lookup(r Ref) (Info, bool) {
	if r == CRS84 {
		info := table()["4326"]
		info.Ref, info.Name, info.NorthFirst = CRS84, "WGS 84 (longitude, latitude)", false
		return info, true
	}
	if r.Authority != "EPSG" {
		return Info{}, false
	}
	info, ok := table()[r.Code]
	return info, ok
}

// table is unpacked once, when the first CRS is looked up.
var table = sync.OnceValue(func() map[string]Info {
	zr, err := gzip.NewReader(bytes.NewReader(packedTable))
	if err != nil {
		panic(err) // the table is part of the program
	}
	text, err := io.ReadAll(zr)
	if err != nil {
		panic(err)
	}
	systems := make(map[string]Info, 6000)
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		info, err := parseRow(strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
		if err != nil {
			panic(err)
		}
		systems[info.Ref.Code] = info
	}
	return systems
})

// The columns of a row are those of the query in gen.
const (
	colCode = iota
	colName
	colKind
	colNorth
	colUnit
	colWest
	colSouth
	colEast
	colNorthLat
	colBase
	colMethod
	colParams
	rowColumns = colParams + 7
)

func parseRow(c []string) (Info, error) {
	if len(c) != rowColumns {
		return Info{}, fmt.Errorf("crs table: a row of %d columns: %q", len(c), c)
	}
	var n [5]float64
	for i, k := range []int{colUnit, colWest, colSouth, colEast, colNorthLat} {
		f, err := strconv.ParseFloat(c[k], 64)
		if err != nil {
			return Info{}, fmt.Errorf("crs table: %q: %w", c, err)
		}
		n[i] = f
	}
	info := Info{
		Ref: Ref{"EPSG", c[colCode]}, Name: c[colName], Geographic: c[colKind] == "G", NorthFirst: c[colNorth] == "1",
		Unit: n[0], Area: orb.Bound{Min: orb.Point{n[1], n[2]}, Max: orb.Point{n[3], n[4]}},
		base: c[colBase],
	}
	if info.Geographic {
		info.Unit = metresPerDegree
	} else {
		info.projection = newProjection(c[colMethod], c[colParams:], c[colBase], n[0])
	}
	return info, nil
}
