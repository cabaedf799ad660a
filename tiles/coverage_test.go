package tiles

import (
	"cmp"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/testdb"
)

// What the tiles of a level must not have, as PostGIS sees it. Coordinates are units of the level. Snapping moves a border by at most √½ units, and
// where a tile ends it is rounded once more, by half a unit.
var coverageFaults = []struct{ name, sql string }{
	{"the layer itself is at fault", `SELECT id::text FROM source WHERE NOT ST_IsValid(geom) UNION ALL SELECT 'on one another' FROM source HAVING sum(ST_Area(geom)) - ST_Area(ST_Union(geom)) > 1e-3
		UNION ALL SELECT 'a hole' FROM (SELECT (ST_Dump(ST_Union(geom))).geom FROM source) parts WHERE ST_NumInteriorRings(geom) > 0`},
	{"not valid", `SELECT id || ' in ' || x || '/' || y || ': ' || ST_IsValidReason(geom) FROM piece WHERE NOT ST_IsValid(geom)`},
	{"not in its tile", `SELECT id || ' in ' || x || '/' || y FROM piece WHERE NOT ST_CoveredBy(geom, ST_Expand(tile, buffer))`},
	{"in no tile", `SELECT id::text FROM (SELECT id FROM source EXCEPT SELECT id FROM whole) missing`},
	{"a gap", `SELECT ST_AsText(gap) FROM (SELECT (ST_Dump(ST_Difference((SELECT ST_Buffer(ST_Union(geom), -1.5) FROM source), (SELECT ST_Union(geom) FROM whole)))).geom gap) gaps WHERE ST_Area(gap) > 1e-6`},
	{"wider than √2 on another", `SELECT a.id || ' and ' || b.id || ' in ' || a.x || '/' || a.y FROM piece a JOIN piece b ON a.x = b.x AND a.y = b.y AND a.id < b.id AND a.geom && b.geom,
		LATERAL (SELECT ST_CollectionExtract(ST_Intersection(a.geom, b.geom), 3) common) meeting WHERE ST_Area(common) > 0 AND (ST_MaximumInscribedCircle(common)).radius > 0.71`},
	{"smaller than it should be", `SELECT id::text FROM source JOIN whole USING (id) WHERE ST_Area(ST_Difference(ST_Buffer(source.geom, -1.5), whole.geom)) > 1e-6`},
	{"larger than it should be", `SELECT id::text FROM source JOIN whole USING (id) WHERE ST_Area(ST_Difference(whole.geom, ST_Buffer(source.geom, 1.5))) > 1e-6`},
}

// coverage holds the tiles of a layer to the layer.
type coverage struct {
	db      *pgx.Conn
	service *Service
	shapes  []orb.Geometry // in longitude and latitude; the first has the id 1
}

// The polygons of all tiles of a level are valid, and put together again they are the layer: nothing is missing between them, and where they are on one another
// that is narrower than snapping moves.
func TestTilesCoverTheLayer(t *testing.T) {
	db, err := pgx.Connect(t.Context(), testdb.DSN(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	grids := testGrids(t)[:5]
	for name, shapes := range map[string]func(testing.TB) []orb.Geometry{"municipalities": municipalities, "mosaic": func(testing.TB) []orb.Geometry { return mosaic(9) }} {
		t.Run(name, func(t *testing.T) {
			var fs []*feature.Feature
			for i, g := range shapes(t) {
				fs = append(fs, &feature.Feature{ID: fmt.Sprint(i + 1), Geom: g})
			}
			for _, g := range grids {
				for i, buffer := range []int{0, 64, 0} {
					c := coverage{db, New(Options{Catalog: memoryCatalog(t, schemaOf(crs.CRS84, intKey), fs...), Buffer: cmp.Or(buffer, -1), Grids: grids[4:]}), shapes(t)}
					z := c.levelOf(t, g, []uint64{1, 4, 40}[i])
					t.Run(fmt.Sprintf("%s/%d", g.ID, z), func(t *testing.T) { c.hold(t, g, z) })
				}
			}
		})
	}
}

// extent is that of the layer in the system of a grid.
func (c *coverage) extent(t *testing.T, g *Grid) (extent orb.Bound) {
	there, err := crs.NewTransform(crs.CRS84, g.CRS)
	if err != nil {
		t.Fatal(err)
	}
	for i, shape := range c.shapes {
		shape, err := there.Geometry(orb.Clone(shape))
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			extent = shape.Bound()
		}
		extent = extent.Union(shape.Bound())
	}
	return extent
}

// levelOf is the first level in which the layer is in so many tiles.
func (c *coverage) levelOf(t *testing.T, g *Grid, tiles uint64) (z int) {
	for extent := c.extent(t, g); z < len(g.Matrices)-1; z++ {
		if x, y, _ := g.Limits(z, extent, 1); (x[1]-x[0]+1)*(y[1]-y[0]+1) >= tiles {
			break
		}
	}
	return z
}

func (c *coverage) hold(t *testing.T, g *Grid, z int) {
	var b pgx.Batch
	b.Queue("DROP TABLE IF EXISTS source, piece, whole")
	b.Queue("CREATE TABLE source (id int, geom geometry)")
	b.Queue("CREATE TABLE piece (x int, y int, id int, buffer int, geom geometry, tile geometry)")
	c.run(t, &b)
	m := &g.Matrices[z]
	for i, shape := range c.shapes { // PostGIS moves them by PROJ
		b.Queue(`INSERT INTO source SELECT $1, ST_Affine(ST_SetSRID(ST_Transform(ST_GeomFromText($2, 4326), $3::int), 0), 1 / $4::float8, 0, 0, -1 / $4::float8, -$5::float8 / $4::float8, $6::float8 / $4::float8)`,
			i+1, wkt.MarshalString(shape), g.CRS.SRID(), m.span()/4096, m.Origin[0], m.Origin[1])
	}
	x, y, _ := g.Limits(z, c.extent(t, g), 1)
	for tx := x[0]; tx <= x[1]; tx++ {
		for ty := y[0]; ty <= y[1]; ty++ {
			c.queueTile(t, &b, specOf(c.service.Catalog, g, z, tx, ty))
		}
	}
	b.Queue("CREATE TABLE whole AS SELECT id, ST_Union(CASE WHEN buffer = 0 THEN geom ELSE ST_Intersection(geom, tile) END) geom FROM piece GROUP BY id")
	c.run(t, &b)
	for _, fault := range coverageFaults {
		rows, err := c.db.Query(t.Context(), fault.sql+" LIMIT 5")
		if err != nil {
			t.Fatal(err)
		}
		found, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		for _, what := range found {
			t.Errorf("%s: %s", fault.name, what)
		}
	}
}

func (c *coverage) run(t *testing.T, b *pgx.Batch) {
	t.Helper()
	if err := c.db.SendBatch(t.Context(), b).Close(); err != nil {
		t.Fatal(err)
	}
	*b = pgx.Batch{}
}

// queueTile puts what a tile draws into the table of pieces.
func (c *coverage) queueTile(t *testing.T, b *pgx.Batch, spec Spec) {
	content, err := c.service.Make(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	corner := orb.Point{float64(spec.X) * 4096, float64(spec.Y) * 4096}
	for _, f := range decode(t, content.Body)[0].features {
		var shape orb.MultiPolygon
		for _, p := range polygons(t, f.parts) {
			var drawn orb.Polygon
			for _, r := range p {
				var ring orb.Ring
				for _, v := range r {
					ring = append(ring, orb.Point{corner[0] + float64(v[0]), corner[1] + float64(v[1])})
				}
				drawn = append(drawn, append(ring, ring[0]))
			}
			shape = append(shape, drawn)
		}
		b.Queue("INSERT INTO piece VALUES ($1::int, $2::int, $3, $4, ST_GeomFromText($5), ST_MakeEnvelope($1 * 4096, $2 * 4096, $1 * 4096 + 4096, $2 * 4096 + 4096))", int(spec.X), int(spec.Y), f.id, c.service.Buffer, wkt.MarshalString(shape))
	}
}
