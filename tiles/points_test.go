package tiles

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/gpkg"
	"haavi/internal/layer"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/geopackage"
	"haavi/internal/source/memory"
	"haavi/internal/source/postgis"
	"haavi/internal/testdb"
)

// testGrids are those that are built in, one of a configuration, and one whose rows count from the south.
func testGrids(t testing.TB) []*Grid {
	own, err := NewGrid("Own", "", crs.EPSG(3067), orb.Point{-100_000, 7_900_000}, []float64{3000, 900, 110}, 512)
	if err != nil {
		t.Fatal(err)
	}
	south := ETRSTM35FIN()
	south.ID = "South"
	for z := range south.Matrices {
		south.Matrices[z].FromBottom = true
	}
	return append(BuiltIn(), own, south)
}

// column is the model of one axis: whether the tiles of a column, or row, have the unit that a place is rounded to. Tiles and their buffers are
// half-open; only the last one has its far edge too.
func column(unit int64, tile, tiles uint64, buffer int64) bool {
	first := int64(tile) * 4096
	return unit >= first-buffer && (unit < first+4096+buffer || tile == tiles-1 && unit == first+4096)
}

// unitsOf rounds a place in a grid's CRS to the units of a level, from its top left corner. Sure is false for what is halfway between two, or far away.
func unitsOf(m *Matrix, p orb.Point) (v vertex, sure bool) {
	unit := m.span() / 4096
	sure = true
	for i, f := range []float64{(p[0] - m.Origin[0]) / unit, (m.Origin[1] - p[1]) / unit} {
		if !(math.Abs(f) < 1<<40) {
			return vertex{}, false
		}
		v[i] = int64(math.Round(f))
		sure = sure && math.Abs(f-math.Floor(f)-0.5) > 1e-4
	}
	return v, sure
}

// place is so many units of a level from the grid's corner, in the grid's CRS; the antimeridian and the poles are the end of the world.
func place(g *Grid, z int, x, y float64) orb.Point {
	m := &g.Matrices[z]
	unit := m.span() / 4096
	p := orb.Point{m.Origin[0] + x*unit, m.Origin[1] - y*unit}
	if end := -m.Origin[0]; g.CRS == crs.CRS84 || g.CRS == crs.WebMercator {
		p[0], p[1] = max(min(p[0], end), -end), max(min(p[1], m.Origin[1]), -m.Origin[1])
	}
	return p
}

// awkwardPlace draws a place that is in a tile, on its edges, or about a buffer away from them.
func awkwardPlace(t *rapid.T, g *Grid, z int, x, y uint64) orb.Point {
	at := func(name string) float64 {
		whole := rapid.OneOf(rapid.SampledFrom([]int{-64, -1, 0, 1, 63, 64, 2048, 4031, 4032, 4095, 4096, 4097, 4159, 4160}), rapid.IntRange(-70, 4170)).Draw(t, name)
		return float64(whole) + rapid.OneOf(rapid.SampledFrom([]float64{0, 0, 0.25, -0.25, 0.4999, -0.4999}), rapid.Float64Range(-0.5, 0.5)).Draw(t, name+" of a unit")
	}
	return place(g, z, float64(x)*4096+at("east"), float64(y)*4096+at("south"))
}

// anyTile draws a tile, mostly one at the border of the grid.
func anyTile(t *rapid.T, g *Grid) (z int, x, y uint64) {
	z = rapid.IntRange(0, lastLevel(g)).Draw(t, "z")
	m := &g.Matrices[z]
	at := func(n uint64, name string) uint64 {
		return rapid.OneOf(rapid.SampledFrom([]uint64{0, n - 1, n / 2}), rapid.Uint64Range(0, n-1)).Draw(t, name)
	}
	return z, at(m.Width, "x"), at(m.Height, "y")
}

// specOf is a vector tile of the layer.
func specOf(c *layer.Catalog, g *Grid, z int, x, y uint64) Spec {
	return Spec{Layers: []LayerSpec{{Layer: c.Layers(layer.Caller{})[0]}}, Grid: g, Z: z, X: x, Y: y, Format: formatMVT}
}

// around are the tiles at a place and their neighbours.
func around(m *Matrix, x, y uint64) (tiles [][2]uint64) {
	for dx := -1; dx <= 1; dx++ {
		for dy := -1; dy <= 1; dy++ {
			if tx, ty := uint64(int64(x)+int64(dx)), uint64(int64(y)+int64(dy)); tx < m.Width && ty < m.Height {
				tiles = append(tiles, [2]uint64{tx, ty})
			}
		}
	}
	return tiles
}

// Every point of the ground of a grid is in one tile of every level, once, and besides in those in whose buffer it is, and in no other.
func TestPointsAreInExactlyTheirTiles(t *testing.T) {
	grids := testGrids(t)
	rapid.Check(t, func(rt *rapid.T) {
		g := grids[rapid.IntRange(0, len(grids)-1).Draw(rt, "grid")]
		z, x, y := anyTile(rt, g)
		m := &g.Matrices[z]
		p := awkwardPlace(rt, g, z, x, y)
		v, sure := unitsOf(m, p)
		if !sure {
			return
		}
		buffer := rapid.SampledFrom([]int{0, 1, 64, 256}).Draw(rt, "buffer")
		service := New(Options{Catalog: memoryCatalog(t, schemaOf(g.CRS, intKey), &feature.Feature{ID: "7", Geom: p}), Buffer: cmp.Or(buffer, -1), Grids: grids[4:]})
		owners := 0
		for _, tile := range around(m, x, y) {
			content, err := service.Make(t.Context(), specOf(service.Catalog, g, z, tile[0], tile[1]))
			if err != nil {
				rt.Fatal(err)
			}
			l := decode(t, content.Body)[0]
			want := column(v[0], tile[0], m.Width, int64(buffer)) && column(v[1], tile[1], m.Height, int64(buffer))
			if want != (len(l.features) == 1) || len(l.features) > 1 {
				rt.Fatalf("%s %d/%d/%d: the point at %v of the level, %v, is %d times in %d/%d, want %v", g.ID, z, x, y, v, p, len(l.features), tile[0], tile[1], want)
			}
			if !want {
				continue
			}
			at := vertex{v[0] - int64(tile[0])*4096, v[1] - int64(tile[1])*4096}
			if got := l.features[0].parts; len(got) != 1 || len(got[0]) != 1 || got[0][0] != at {
				rt.Fatalf("%s %d/%d/%d: the point is at %v, want %v", g.ID, z, x, y, got, at)
			}
			if column(v[0], tile[0], m.Width, 0) && column(v[1], tile[1], m.Height, 0) {
				owners++
			}
		}
		if inside := min(v[0], v[1]) >= 0 && v[0] <= int64(m.Width)*4096 && v[1] <= int64(m.Height)*4096; inside != (owners == 1) || owners > 1 {
			rt.Fatalf("%s %d: %d tiles own the point at %v", g.ID, z, owners, v)
		}
	})
}

// lastLevel is the last that is served.
func lastLevel(g *Grid) int {
	_, last := New(Options{}).Levels(g)
	return last
}

func someLevels(g *Grid) []int { return []int{0, lastLevel(g) / 2, lastLevel(g)} }

// cornersOf are the tiles in the corners of a level and halfway between them.
func cornersOf(m *Matrix) (tiles [][2]uint64) {
	for _, x := range []uint64{0, m.Width / 2, m.Width - 1} {
		for _, y := range []uint64{0, m.Height / 2, m.Height - 1} {
			tiles = append(tiles, [2]uint64{x, y})
		}
	}
	return tiles
}

// placesOf are awkward places of a grid, in its CRS: in and around tiles in its corners and its middle, at three levels.
func placesOf(g *Grid) (places []orb.Point) {
	r := rand.New(rand.NewPCG(11, 7))
	for _, z := range someLevels(g) {
		m := &g.Matrices[z]
		for _, tile := range cornersOf(m) {
			for range 4 {
				at := func() float64 { return []float64{-64, -1, 0, 0.25, 1000, 4095, 4096, 4159, 4160}[r.IntN(9)] }
				places = append(places, place(g, z, float64(tile[0])*4096+at(), float64(tile[1])*4096+at()))
			}
		}
	}
	return slices.DeleteFunc(places, func(p orb.Point) bool { // those halfway between two units of some level
		return slices.ContainsFunc(someLevels(g), func(z int) bool { _, sure := unitsOf(&g.Matrices[z], p); return !sure })
	})
}

// gridLayers are sources of one layer each, which hold the places in a CRS.
func gridLayers(t *testing.T, r crs.Ref, places []orb.Point) map[string]*layer.Catalog {
	s := &feature.Schema{Name: "species", CRS: r, Key: []feature.Field{intKey}, Geometry: feature.Field{Name: "geom", Column: "geom", Type: feature.Geometry, Geom: feature.Point}}
	fs := make([]*feature.Feature, len(places))
	for i, p := range places {
		fs[i] = &feature.Feature{ID: fmt.Sprint(i + 1), Geom: p}
	}
	catalogs := map[string]*layer.Catalog{"memory": catalogOf(t, s, memory.New(s, fs))}
	add := func(name string, src source.Source, relation query.Relation) {
		d, err := src.Describe(t.Context(), relation)
		if err != nil {
			t.Fatal(err)
		}
		d.Schema.Name = "species"
		c := layer.NewCatalog()
		if err := c.Add(layer.Options{Name: "species", Schema: d.Schema, Relation: relation}, src, layer.Limits{}); err != nil {
			t.Fatal(err)
		}
		catalogs[name] = c
	}
	path := filepath.Join(t.TempDir(), "species.gpkg")
	f, err := gpkg.Create(path, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := f.AddLayer(gpkg.Table{Name: "species", Schema: s})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fs {
		if err := w.Write(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := geopackage.Open(t.Context(), path, geopackage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	add("geopackage", file, query.Relation{Table: "species"})

	dsn := testdb.DSN(t)
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), fmt.Sprintf("CREATE TABLE species (fid bigint PRIMARY KEY, geom geometry(Point, %d)); CREATE INDEX ON species USING gist (geom)", r.SRID())); err != nil {
		t.Fatal(err)
	}
	var b pgx.Batch
	for i, p := range places {
		b.Queue(fmt.Sprintf("INSERT INTO species VALUES ($1, ST_SetSRID(ST_MakePoint($2, $3), %d))", r.SRID()), i+1, p[0], p[1])
	}
	if err := conn.SendBatch(t.Context(), &b).Close(); err != nil {
		t.Fatal(err)
	}
	database, err := postgis.Open(t.Context(), dsn, postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { database.Close() })
	add("postgis", database, query.Relation{Schema: "public", Table: "species"})
	return catalogs
}

// worldwide are the grid's awkward places in longitude and latitude, and some at the ends of the world.
func worldwide(t *testing.T, g *Grid) (places []orb.Point) {
	back, err := crs.NewTransform(g.CRS, crs.CRS84)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range placesOf(g) {
		if q, ok := back.Point(p); ok && math.Abs(q[0]) <= 180 && math.Abs(q[1]) <= 90 {
			places = append(places, q)
		}
	}
	for _, lon := range []float64{-180, -179.999_999, 0, 27, 179.999_999, 180} {
		for _, lat := range []float64{-90, -89.999_999, -85.052, -85.051, 0, 65, 85.051, 85.052, 90} {
			places = append(places, orb.Point{lon, lat})
		}
	}
	return places
}

// All sources give the model's tiles, of every grid, whether the data are in its system or in longitude and latitude.
func TestPointsOfEverySource(t *testing.T) {
	for _, g := range testGrids(t)[:5] {
		t.Run(g.ID, func(t *testing.T) { holdToTheModel(t, g, g.CRS, placesOf(g)) })
		t.Run(g.ID+" of longitude and latitude", func(t *testing.T) { holdToTheModel(t, g, crs.CRS84, worldwide(t, g)) })
	}
}

func holdToTheModel(t *testing.T, g *Grid, data crs.Ref, places []orb.Point) {
	there, err := crs.NewTransform(data, g.CRS)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range gridLayers(t, data, places) {
		service := New(Options{Catalog: c})
		for _, z := range someLevels(g) {
			m := &g.Matrices[z]
			for _, tile := range cornersOf(m) {
				content, err := service.Make(t.Context(), specOf(c, g, z, tile[0], tile[1]))
				if err != nil {
					t.Fatalf("%s, %d/%d/%d: %v", name, z, tile[0], tile[1], err)
				}
				got := map[uint64]vertex{}
				for _, f := range decode(t, content.Body)[0].features {
					got[f.id] = f.parts[0][0]
				}
				for i, p := range places {
					q, ok := there.Point(p)
					v, sure := unitsOf(m, q)
					want := ok && sure && column(v[0], tile[0], m.Width, 64) && column(v[1], tile[1], m.Height, 64)
					at, here := got[uint64(i+1)]
					if here != want || here && at != (vertex{v[0] - int64(tile[0])*4096, v[1] - int64(tile[1])*4096}) {
						t.Errorf("%s, %d/%d/%d: the point %v, at %v of the level, is in the tile: %v, at %v; want %v", name, z, tile[0], tile[1], p, v, here, at, want)
					}
				}
			}
		}
	}
}
