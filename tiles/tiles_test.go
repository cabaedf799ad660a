package tiles

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/go-spatial/tegola/provider"
	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/memory"
)

var speciesFields = []feature.Field{
	{Name: "name", Column: "name", Type: feature.String, Nullable: true},
	{Name: "count", Column: "count", Type: feature.Int, Nullable: true},
	{Name: "weight", Column: "weight", Type: feature.Float, Nullable: true},
	{Name: "wild", Column: "wild", Type: feature.Bool, Nullable: true},
	{Name: "day", Column: "day", Type: feature.Date, Nullable: true},
}

func schemaOf(r crs.Ref, key ...feature.Field) *feature.Schema {
	return &feature.Schema{Name: "species", CRS: r, Fields: speciesFields, Key: key,
		Geometry: feature.Field{Name: "geom", Column: "geom", Type: feature.Geometry}}
}

var (
	intKey  = feature.Field{Name: "fid", Column: "fid", Type: feature.Int}
	textKey = feature.Field{Name: "occurrence_id", Column: "occurrence_id", Type: feature.String}
)

func catalogOf(t testing.TB, s *feature.Schema, src source.Source) *layer.Catalog {
	t.Helper()
	c := layer.NewCatalog()
	if err := c.Add(layer.Options{Name: "species", Title: "Species", Schema: s, Extent: orb.Bound{Min: orb.Point{20, 60}, Max: orb.Point{30, 70}}}, src, layer.Limits{}); err != nil {
		t.Fatal(err)
	}
	return c
}

func memoryCatalog(t testing.TB, s *feature.Schema, fs ...*feature.Feature) *layer.Catalog {
	t.Helper()
	for _, f := range fs {
		for len(f.Props) < len(s.Fields) {
			f.Props = append(f.Props, feature.Value{})
		}
	}
	return catalogOf(t, s, memory.New(s, fs))
}

// testTiler makes tiles of all layers.
func testTiler(o Options) *tiler {
	t := &tiler{options: &o}
	for _, l := range o.Catalog.Layers(layer.Caller{}) {
		t.layers = append(t.layers, LayerSpec{Layer: l})
	}
	return t
}

// makeTile makes a tile of the layer "species" and decodes it.
func makeTile(t testing.TB, o Options, z int, x, y uint64) (mvtLayer, *tiler, []byte) {
	t.Helper()
	o = o.withDefaults()
	tl := testTiler(o)
	b, err := tl.MVTForLayers(context.Background(), gridTile{WebMercatorQuad(), z, x, y, o.Extent, o.Buffer}, nil,
		[]provider.Layer{{Name: "species", MVTName: "species"}})
	if err != nil {
		t.Fatal(err)
	}
	layers := decode(t, b)
	if len(layers) != 1 || layers[0].name != "species" || layers[0].version != 2 || layers[0].extent != uint64(o.Extent) {
		t.Fatalf("layers %+v", layers)
	}
	return layers[0], tl, b
}

// The examples of MVT 2.1, 4.3.5.
func TestGeometryCommands(t *testing.T) {
	for name, c := range map[string]struct {
		draw func(*pen)
		want []uint32
	}{
		"point":      {func(p *pen) { p.points([]vertex{{25, 17}}) }, []uint32{9, 50, 34}},
		"multipoint": {func(p *pen) { p.points([]vertex{{5, 7}, {3, 2}}) }, []uint32{17, 10, 14, 3, 9}},
		"lines": {func(p *pen) { p.path([]vertex{{2, 2}, {2, 10}, {10, 10}}); p.path([]vertex{{1, 1}, {3, 5}}) },
			[]uint32{9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8}},
		"polygon": {func(p *pen) { p.ring([]vertex{{3, 6}, {8, 12}, {20, 34}}) }, []uint32{9, 6, 12, 18, 10, 12, 24, 44, 15}},
	} {
		var p pen
		if c.draw(&p); !reflect.DeepEqual(p.words, c.want) {
			t.Errorf("%s: got %v, want %v", name, p.words, c.want)
		}
	}
}

// A tile to the byte: a point with an id, two properties and the layer around it.
func TestTileToTheByte(t *testing.T) {
	f := &feature.Feature{ID: "300", Geom: orb.Point{-180, 0}, Props: []feature.Value{feature.StringValue("ä"), feature.IntValue(-1), {}, {}, {}}}
	_, _, got := makeTile(t, Options{Catalog: memoryCatalog(t, schemaOf(crs.CRS84, intKey), f)}, 0, 0, 0)
	want := "\x1a\x38" + "\x0a\x07species" +
		"\x12\x11" + "\x08\xac\x02" + "\x12\x04\x00\x00\x01\x01" + "\x18\x01" + "\x22\x04\x09\x00\x80\x20" +
		"\x1a\x04name" + "\x1a\x05count" + "\x22\x04\x0a\x02ä" + "\x22\x02\x30\x01" + "\x28\x80\x20" + "\x78\x02"
	if string(got) != want {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
}

func TestPropertiesAndIDs(t *testing.T) {
	props := []feature.Value{feature.StringValue("Pica pica"), feature.IntValue(-3), feature.FloatValue(0.25), feature.BoolValue(true), feature.DateValue(19000)}
	tags := map[string]any{"name": "Pica pica", "count": int64(-3), "weight": 0.25, "wild": true, "day": "2022-01-08"}
	with := func(k, v string) map[string]any {
		m := map[string]any{k: v}
		for k, v := range tags {
			m[k] = v
		}
		return m
	}
	published := schemaOf(crs.CRS84, feature.Field{Name: "name", Type: feature.String})
	taken := schemaOf(crs.CRS84, textKey)
	taken.Fields = append([]feature.Field{{Name: "id", Column: "id", Type: feature.Int}}, taken.Fields...)
	for name, c := range map[string]struct {
		schema *feature.Schema
		id     string
		hasID  bool
		tags   map[string]any
	}{
		"integer key":   {schemaOf(crs.CRS84, intKey), "42", true, tags},
		"text key":      {schemaOf(crs.CRS84, textKey), "http://id.luomus.fi/A.42", false, with("id", "http://id.luomus.fi/A.42")},
		"digits":        {schemaOf(crs.CRS84, textKey), "42", false, with("id", "42")},
		"composite key": {schemaOf(crs.CRS84, intKey, textKey), "42,a", false, with("id", "42,a")},
		"no key":        {schemaOf(crs.CRS84), "7", false, with("id", "7")},
		"published key": {published, "Pica pica", false, tags},
		"name taken":    {taken, "a", false, with("feature_id", "a")},
	} {
		f := &feature.Feature{ID: c.id, Geom: orb.Point{0, 0}, Props: props}
		if len(c.schema.Fields) > len(props) {
			f.Props = append([]feature.Value{{}}, props...)
		}
		l, _, _ := makeTile(t, Options{Catalog: memoryCatalog(t, c.schema, f)}, 0, 0, 0)
		want := mvtFeature{kind: typePoint, tags: c.tags, parts: [][]vertex{{{2048, 2048}}}, hasID: c.hasID}
		if c.hasID {
			want.id = 42
		}
		if len(l.features) != 1 || !reflect.DeepEqual(l.features[0], want) {
			t.Errorf("%s: got %+v, want %+v", name, l.features, want)
		}
	}
}

func TestNullsAndEmptyShapesAreLeftOut(t *testing.T) {
	s := schemaOf(crs.CRS84, intKey)
	l, _, _ := makeTile(t, Options{Catalog: memoryCatalog(t, s,
		&feature.Feature{ID: "1"},
		&feature.Feature{ID: "2", Geom: orb.Point{10, 10}, Props: []feature.Value{{}, {}, feature.FloatValue(math.NaN()), {}, {}}},
		&feature.Feature{ID: "3", Geom: orb.Collection{}})}, 0, 0, 0)
	if len(l.features) != 1 || l.features[0].id != 2 || len(l.features[0].tags) != 0 {
		t.Errorf("got %+v", l.features)
	}
}

// A collection becomes a feature for each dimension.
func TestCollections(t *testing.T) {
	s := schemaOf(crs.CRS84, intKey)
	g := orb.Collection{orb.Point{1, 1}, orb.LineString{{0, 0}, {40, 0}}, orb.MultiPoint{{2, 2}, {1, 1}},
		orb.Collection{orb.Polygon{{{0, 0}, {0, 50}, {50, 50}, {50, 0}, {0, 0}}}}}
	l, _, _ := makeTile(t, Options{Catalog: memoryCatalog(t, s, &feature.Feature{ID: "5", Geom: g})}, 0, 0, 0)
	if len(l.features) != 3 {
		t.Fatalf("got %+v", l.features)
	}
	for i, f := range l.features {
		if f.id != 5 || f.kind != i+1 {
			t.Errorf("feature %d: %+v", i, f)
		}
	}
	if n := len(l.features[0].parts[0]); n != 2 {
		t.Errorf("%d points", n)
	}
}

func TestTinyShapesStay(t *testing.T) {
	s := schemaOf(crs.CRS84, intKey)
	tri := func(x, y, d float64) orb.Polygon { return orb.Polygon{{{x, y}, {x + d, y}, {x, y + d}, {x, y}}} }
	l, _, _ := makeTile(t, Options{Catalog: memoryCatalog(t, s,
		&feature.Feature{ID: "1", Geom: tri(10, 10, 1e-4)},
		&feature.Feature{ID: "2", Geom: orb.LineString{{10, 20}, {10.0001, 20}}},
		&feature.Feature{ID: "3", Geom: orb.MultiPolygon{tri(-30, 10, 20), tri(30, 30, 1e-4)}},
		&feature.Feature{ID: "4", Geom: orb.MultiPolygon{tri(-40, -40, 1e-4), tri(50, -50, 1e-3)}},
		&feature.Feature{ID: "5", Geom: orb.Polygon{{{60, 0}, {100, 20}, {60, 0.0001}, {60, 0}}}},
	)}, 0, 0, 0)
	areas := map[uint64]float64{}
	for _, f := range l.features {
		if f.kind == typePolygon {
			for _, p := range polygons(t, f.parts) {
				areas[f.id] += shoelace(p[0])
			}
			if f.id != 5 && len(f.parts) != 1 {
				t.Errorf("%d has %d rings", f.id, len(f.parts))
			}
		}
	}
	if len(l.features) != 5 || areas[1] != 1 || areas[4] != 1 || areas[3] < 1000 || areas[5] < 100 || areas[5] > 1000 {
		t.Errorf("%d features, areas %v", len(l.features), areas)
	}
}

func TestThinning(t *testing.T) {
	s := schemaOf(crs.WebMercator, textKey)
	r := rand.New(rand.NewPCG(1, 2))
	var fs []*feature.Feature
	for i := range 20_000 {
		fs = append(fs, &feature.Feature{ID: fmt.Sprint("a", i), Geom: orb.Point{r.NormFloat64() * 4e6, r.NormFloat64() * 4e6}})
	}
	fs = append(fs, &feature.Feature{ID: "large", Geom: orb.Polygon{{{0, 0}, {9e6, 0}, {9e6, 9e6}, {0, 0}}}})
	all, tl, whole := makeTile(t, Options{Catalog: memoryCatalog(t, s, fs...), MaxFeatures: 1 << 20, MaxBytes: 1 << 30}, 0, 0, 0)
	if len(all.features) < 19_900 || tl.thinned != 0 {
		t.Fatalf("%d features of 20,001; thinned %d", len(all.features), tl.thinned)
	}
	occupied := map[vertex]bool{}
	for _, f := range all.features {
		if f.kind == typePoint {
			occupied[blockOf(f)] = true
		}
	}
	var first []byte
	for name, o := range map[string]Options{"features": {MaxFeatures: 3000, MaxBytes: 1 << 30}, "bytes": {MaxFeatures: 1 << 20, MaxBytes: len(whole) / 8}} {
		first = nil
		for range 2 { // the order of rows changes nothing
			o.Catalog = memoryCatalog(t, s, fs...)
			l, tl, b := makeTile(t, o, 0, 0, 0)
			if len(l.features) < 500 || o.MaxFeatures > 0 && len(l.features) > o.MaxFeatures || len(b) > o.MaxBytes || tl.thinned == 0 {
				t.Errorf("%s: %d features, %d bytes, thinned %d", name, len(l.features), len(b), tl.thinned)
			}
			covered, large := map[vertex]bool{}, 0
			for _, f := range l.features {
				if f.kind == typePoint {
					covered[blockOf(f)] = true
				} else {
					large++
				}
			}
			if len(covered) != len(occupied) || large != 1 {
				t.Errorf("%s: %d of %d blocks are covered, %d large features", name, len(covered), len(occupied), large)
			}
			if first == nil {
				first = b
			} else if string(first) != string(b) {
				t.Errorf("%s: another order of rows gives another tile", name)
			}
			r.Shuffle(len(fs), func(i, j int) { fs[i], fs[j] = fs[j], fs[i] })
		}
	}
}

// Of too many points a few are looked for, such that none is far from one of them.
func TestThinningOfPoints(t *testing.T) {
	s := schemaOf(crs.EPSG(3067), intKey)
	s.Geometry.Geom = feature.Point
	r := rand.New(rand.NewPCG(7, 8))
	var fs []*feature.Feature
	for i := range 5000 {
		fs = append(fs, &feature.Feature{ID: fmt.Sprint(i + 1), Geom: orb.Point{400_000 + r.NormFloat64()*60_000, 6_900_000 + r.NormFloat64()*60_000}})
	}
	c := memoryCatalog(t, s, fs...)
	all, tl, _ := makeTile(t, Options{Catalog: c}, 6, 36, 17)
	if len(all.features) < 3000 || tl.thinned != 0 {
		t.Fatalf("%d features, thinned %d", len(all.features), tl.thinned)
	}
	few, tl, again := makeTile(t, Options{Catalog: c, MaxFeatures: 1000, ThinnedFeatures: 300}, 6, 36, 17)
	if n := len(few.features); n < 40 || n > 300 || tl.thinned == 0 {
		t.Fatalf("%d features, thinned %d", n, tl.thinned)
	}
	for _, f := range all.features {
		if !slices.ContainsFunc(few.features, func(g mvtFeature) bool {
			p, q := f.parts[0][0], g.parts[0][0]
			return math.Hypot(float64(p[0]-q[0]), float64(p[1]-q[1])) <= 1.5*float64(tl.thinned)
		}) {
			t.Errorf("of %v none is left nearby", f.parts)
		}
	}
	if _, _, b := makeTile(t, Options{Catalog: c, MaxFeatures: 1000, ThinnedFeatures: 300}, 6, 36, 17); string(b) != string(again) {
		t.Error("another tile of the same data")
	}
}

// blockOf is a square of 256 units, counted from the corner of the buffer as cells are.
func blockOf(f mvtFeature) vertex {
	p := f.parts[0][0]
	return vertex{(p[0] + 64) >> 8, (p[1] + 64) >> 8}
}

// broken is a source that fails after some rows.
type broken struct{ *memory.Source }

type brokenStream struct{ source.Features }

func (b broken) Features(ctx context.Context, q *query.Query) (source.Features, error) {
	fs, err := b.Source.Features(ctx, q)
	return brokenStream{fs}, err
}

func (brokenStream) Err() error { return errors.New("the database went away") }

// A foreign tile of the same place gives the same bytes: the tiler keeps to tegola's contract.
func TestTegolasOwnTile(t *testing.T) {
	c := memoryCatalog(t, schemaOf(crs.CRS84, intKey), &feature.Feature{ID: "1", Geom: orb.Point{25.1, 60.2}},
		&feature.Feature{ID: "2", Geom: orb.LineString{{24, 60}, {26, 61}}})
	o := Options{Catalog: c}.withDefaults()
	layers := []provider.Layer{{Name: "species", MVTName: "species"}}
	want, err := testTiler(o).MVTForLayers(t.Context(), gridTile{WebMercatorQuad(), 6, 36, 18, 4096, 64}, nil, layers)
	if err != nil {
		t.Fatal(err)
	}
	got, err := testTiler(o).MVTForLayers(t.Context(), provider.NewTile(6, 36, 18, 64, 3857), nil, layers)
	if err != nil || string(got) != string(want) || len(decode(t, got)[0].features) != 2 {
		t.Errorf("%v: %x, want %x", err, got, want)
	}
	infos, err := testTiler(o).Layers()
	if err != nil || len(infos) != 1 || infos[0].Name() != "species" || infos[0].SRID() != 4326 {
		t.Errorf("layers %v, %v", infos, err)
	}
}
