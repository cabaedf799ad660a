package tiles

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/go-spatial/geom"
	"github.com/go-spatial/tegola/provider"
	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/layer"
)

// tiler makes the vector tiles of one Spec.
type tiler struct {
	options *Options
	layers  []LayerSpec
	// thinned is the side of the cells, in units of the tile, in which not all features were kept; 0 when all were.
	thinned int
}

var _ provider.MVTTiler = (*tiler)(nil)

// Layers implements provider.Layerer.
func (t *tiler) Layers() ([]provider.LayerInfo, error) {
	infos := make([]provider.LayerInfo, len(t.layers))
	for i, l := range t.layers {
		infos[i] = layerInfo{l.Layer}
	}
	return infos, nil
}

// layerInfo tells tegola of a layer.
type layerInfo struct{ layer *layer.Layer }

func (i layerInfo) Name() string { return i.layer.Name }
func (i layerInfo) SRID() uint64 { return uint64(i.layer.Schema.CRS.SRID()) }

func (i layerInfo) GeomType() geom.Geometry {
	switch i.layer.Schema.Geometry.Geom {
	case feature.Point:
		return geom.Point{}
	case feature.LineString:
		return geom.LineString{}
	case feature.Polygon:
		return geom.Polygon{}
	case feature.MultiPoint:
		return geom.MultiPoint{}
	case feature.MultiLineString:
		return geom.MultiLineString{}
	case feature.MultiPolygon:
		return geom.MultiPolygon{}
	default:
		return geom.Collection{}
	}
}

// MVTForLayers implements provider.MVTTiler. When one layer fails there is no tile.
func (t *tiler) MVTForLayers(ctx context.Context, tile provider.Tile, _ provider.Params, layers []provider.Layer) ([]byte, error) {
	var mvt []byte
	for _, wanted := range layers {
		i := slices.IndexFunc(t.layers, func(l LayerSpec) bool { return l.Layer.Name == wanted.Name })
		if i < 0 {
			return nil, fmt.Errorf("there is no layer %q in the tile", wanted.Name)
		}
		var err error
		if mvt, err = t.appendLayer(ctx, mvt, tile, &t.layers[i], wanted.MVTName); err != nil {
			return nil, fmt.Errorf("tile of layer %q: %w", wanted.Name, err)
		}
	}
	return mvt, nil
}

func (t *tiler) appendLayer(ctx context.Context, mvt []byte, tile provider.Tile, l *LayerSpec, name string) ([]byte, error) {
	o := t.options
	f := newFrame(tile, o.Extent)
	selection, err := l.Layer.Prepare(request(tile, f, l))
	if err != nil {
		return nil, err
	}
	b := newBuilder(f, box{-int64(o.Buffer), int64(o.Extent + o.Buffer)}, o, selection.Schema(), selection.Fields())
	defer b.release()
	cell, sparse, err := t.sample(ctx, tile, l, b)
	if err == nil && cell == 0 {
		if sparse && l.Where == nil {
			selection.Small()
		}
		err = b.read(ctx, selection)
	}
	if err != nil {
		return nil, err
	}
	begun := len(mvt)
	mvt = b.appendLayer(mvt, name, o.Extent)
	for len(mvt)-begun > o.MaxBytes && b.coarsen() {
		mvt = b.appendLayer(mvt[:begun], name, o.Extent)
	}
	t.thinned = max(t.thinned, cell)
	if b.thin > 0 {
		t.thinned = max(t.thinned, 1<<(b.thin-1))
	}
	return mvt, nil
}

// groundOf is what may be in a tile: its ground with the buffer, and a unit more for what rounding brings in.
func groundOf(tile provider.Tile, f frame) (ground orb.Bound, ref crs.Ref) {
	e, srid := tile.BufferedExtent()
	return orb.Bound{Min: orb.Point{e.MinX() - f.unit, e.MinY() - f.unit}, Max: orb.Point{e.MaxX() + f.unit, e.MaxY() + f.unit}}, crs.EPSG(int(srid))
}

// request asks for all that may be in a tile.
func request(tile provider.Tile, f frame, l *LayerSpec) layer.Request {
	ground, out := groundOf(tile, f)
	return layer.Request{
		Where: filter.Conjunction(l.Where, &filter.Spatial{Op: filter.BoxOverlap, Left: &filter.Property{Name: l.Layer.Schema.Geometry.Name},
			Right: &filter.Shape{Geom: ground, CRS: out, Box: true}}),
		Out: out, Limit: -1, Unordered: true,
	}
}

// finestCell is the side of the smallest cells that points are sampled in, in the tile's side: half a pixel of the usual 512.
const finestCell = 1.0 / 1024

// sample fills the builder with a few of the points of a tile that would have more than it may. It returns the side of the cells in which some were
// taken, in units of the tile; 0 when there are not that many. A tile is sparse when few features are about it.
func (t *tiler) sample(ctx context.Context, tile provider.Tile, l *LayerSpec, b *builder) (cell int, sparse bool, err error) {
	ground, out := groundOf(tile, b.frame)
	s, sparse, err := l.Layer.Sample(ctx, layer.Request{Where: l.Where, Out: out, Limit: -1},
		layer.Sampling{Ground: ground, Crowd: int64(b.maxFeatures), Few: int64(t.options.ThinnedFeatures), Finest: finestCell * b.frame.unit * float64(t.options.Extent)})
	if s == nil || err != nil {
		return 0, sparse, err
	}
	for _, f := range s.Features {
		b.add(f)
	}
	return max(1, int(math.Ceil(max(s.Cell[0], s.Cell[1])/b.frame.unit))), false, nil
}

// read fills the builder.
func (l *builder) read(ctx context.Context, s *layer.Selection) error {
	features, err := s.Features(ctx)
	if err != nil {
		return err
	}
	defer features.Close()
	n := int64(0)
	for features.Next() {
		if n++; n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		l.add(features.Feature())
	}
	if err := features.Err(); err != nil {
		return err
	}
	if most := s.Limit(); most >= 0 && n >= most {
		return &layer.Error{Part: "page", Text: fmt.Sprintf("the tile has more than the %d features that are allowed; zoom in", most)}
	}
	return ctx.Err()
}
