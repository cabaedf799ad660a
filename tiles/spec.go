package tiles

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-spatial/tegola/provider"

	"haavi/internal/dimension"
	"haavi/internal/filter"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/styles"
	"haavi/wms/render"
)

// Format is a format of tiles.
type Format struct {
	// Extension is the ending of addresses, and MediaType that of answers.
	Extension, MediaType string
	encode               func(io.Writer, *image.RGBA) error
	// opaque says that there is no transparency: white shows.
	opaque bool
}

// Vector says that the tiles are vector tiles.
func (f *Format) Vector() bool { return f.encode == nil }

var (
	formatMVT = &Format{Extension: "mvt", MediaType: "application/vnd.mapbox-vector-tile"}
	formats   = []*Format{formatMVT,
		{Extension: "png", MediaType: "image/png", encode: render.EncodePNG},
		{Extension: "jpg", MediaType: "image/jpeg", encode: render.EncodeJPEG, opaque: true},
		{Extension: "webp", MediaType: "image/webp", encode: render.EncodeWebP},
	}
	// extensions are further endings.
	extensions = map[string]string{"pbf": "mvt", "jpeg": "jpg"}
)

// Formats are the formats of tiles, vector tiles first.
func Formats() []*Format { return slices.Clone(formats) }

// formatOf finds a format by the ending of an address.
func formatOf(extension string) (*Format, bool) {
	if other, ok := extensions[extension]; ok {
		extension = other
	}
	i := slices.IndexFunc(formats, func(f *Format) bool { return f.Extension == extension })
	if i < 0 {
		return nil, false
	}
	return formats[i], true
}

// Spec is which tile is wanted: everything that its content depends on besides the data and the Options.
type Spec struct {
	// Layers are one or more, the first at the bottom of a picture.
	Layers []LayerSpec
	Grid   *Grid
	// Z is a place in Grid.Matrices; Y counts from the top.
	Z      int
	X, Y   uint64
	Format *Format
	// Scale is how many pixels of a picture stand for one of the grid; 0 is 1. It is 1 for vector tiles.
	Scale int
}

// LayerSpec is a layer of a tile, as the caller sees it.
type LayerSpec struct {
	Layer *layer.Layer
	// Where keeps to some of the features: filters and dimensions; nil keeps all.
	Where filter.Expr
	// Style draws pictures; nil is the style of the layer.
	Style *styles.Style
	// Warnings are what is to be told beside the tile of values of dimensions; the content does not depend on them.
	Warnings dimension.Warnings
}

// Warn writes what is to be told beside the tile.
func (s *Spec) Warn(h http.Header) {
	for i := range s.Layers {
		s.Layers[i].Warnings.Send(h)
	}
}

// Key is a text that differs wherever the content may: of layers, filters, styles, grid, place, format and size. It does not hold the version of the data.
func (s *Spec) Key() string {
	var b strings.Builder
	for _, l := range s.Layers {
		b.WriteString(strconv.Quote(l.Layer.Name))
		if l.Style != nil && !s.Format.Vector() {
			b.WriteString("?style=" + strconv.Quote(l.Style.Name))
		}
		if l.Where != nil {
			b.WriteString("?where=" + strconv.Quote(layer.Text(l.Where)))
		}
		b.WriteByte(',')
	}
	fmt.Fprintf(&b, "/%s/%d/%d/%d@%d.%s", s.Grid.ID, s.Z, s.X, s.Y, max(s.Scale, 1), s.Format.Extension)
	return b.String()
}

// Content is a tile.
type Content struct {
	Format *Format
	Body   []byte
	// Thinned is the side of the cells, in units of a vector tile, in which not all small features were kept; 0 when all were.
	Thinned int
	// Empty says that the tile holds no feature, or is a picture of one colour.
	Empty bool
	// Tag is the entity tag, once it is known, and Gzip says that Body is compressed.
	Tag  string
	Gzip bool
}

// Make makes a tile. An error is a fault of the request (*layer.Error), or of the source.
func (s *Service) Make(ctx context.Context, spec Spec) (Content, error) {
	c := Content{Format: spec.Format}
	var err error
	if spec.Format.Vector() {
		c.Body, c.Thinned, err = s.makeVector(ctx, &spec)
		c.Empty = err == nil && bytes.Equal(c.Body, s.emptyVector(&spec))
	} else {
		c.Body, c.Empty, err = s.makeRaster(ctx, &spec)
	}
	return c, err
}

func (s *Service) makeVector(ctx context.Context, spec *Spec) (mvt []byte, thinned int, err error) {
	t := tiler{options: &s.Options, layers: spec.Layers}
	tile := gridTile{grid: spec.Grid, z: spec.Z, x: spec.X, y: spec.Y, extent: s.Extent, buffer: s.Buffer}
	for _, l := range spec.Layers {
		if low, high := s.zooms(spec.Grid, l.Layer); spec.Z < low || spec.Z > high {
			mvt = appendEmptyLayer(mvt, l.Layer.Name, s.Extent)
			continue
		}
		b, err := t.MVTForLayers(ctx, tile, nil, []provider.Layer{{Name: l.Layer.Name, MVTName: l.Layer.Name}})
		if err != nil {
			return nil, 0, err
		}
		if mvt == nil {
			mvt = b
		} else {
			mvt = append(mvt, b...)
		}
	}
	return mvt, t.thinned, nil
}

func (s *Service) makeRaster(ctx context.Context, spec *Spec) (body []byte, plain bool, err error) {
	scale := max(spec.Scale, 1)
	size := spec.Grid.Matrices[spec.Z].TileSize * scale
	r := render.Request{Bound: spec.Grid.Bound(spec.Z, spec.X, spec.Y), CRS: spec.Grid.CRS, Width: size, Height: size,
		Transparent: !spec.Format.opaque, DPI: render.StandardDPI * float64(scale), Symbols: s.Symbols}
	for _, l := range spec.Layers {
		style := l.Style
		if style == nil {
			style = s.Styles.ForLayer(l.Layer)
		}
		r.Layers = append(r.Layers, render.LayerRequest{Layer: l.Layer, Style: style, Filter: l.Where})
	}
	img, err := render.Draw(ctx, r)
	if err != nil {
		return nil, false, err
	}
	var b bytes.Buffer
	if err := spec.Format.encode(&b, img); err != nil {
		return nil, false, err
	}
	return b.Bytes(), oneColour(img), nil
}

func oneColour(img *image.RGBA) bool {
	return len(img.Pix) >= 4 && bytes.Equal(img.Pix[4:], img.Pix[:len(img.Pix)-4])
}

// emptyVector is the tile without features.
func (s *Service) emptyVector(spec *Spec) (mvt []byte) {
	for _, l := range spec.Layers {
		mvt = appendEmptyLayer(mvt, l.Layer.Name, s.Extent)
	}
	return mvt
}

// Tile is a tile for a client, from the cache or made: what is wrong with the request is an *ows.Error.
func (s *Service) Tile(ctx context.Context, spec Spec) (Content, error) {
	return s.find(ctx, spec, false)
}

// find is Tile, of which plain asks for a form without compression.
func (s *Service) find(ctx context.Context, spec Spec, plain bool) (Content, error) {
	for _, l := range spec.Layers {
		if l.Where == nil {
			continue
		}
		if _, err := l.Layer.Prepare(layer.Request{Fields: []string{}, NoGeometry: true, Where: l.Where}); err != nil {
			return Content{}, refused(err)
		}
	}
	c, err := s.kept(ctx, spec, plain)
	return c, refused(err)
}

// Selection reads the parameters that select features for each of the layers: filter (see ParseFilter), and values of their dimensions, named as in the WMS.
func (s *Service) Selection(p ows.Params, layers []*layer.Layer) ([]LayerSpec, error) {
	where, err := ParseFilter(p)
	if err != nil {
		return nil, err
	}
	specs := make([]LayerSpec, len(layers))
	for i, l := range layers {
		var w dimension.Warnings
		terms, err := s.Dimensions.Select(l, p, &w)
		if err != nil {
			return nil, err
		}
		specs[i] = LayerSpec{Layer: l, Where: filter.Conjunction(append(terms, where)...), Warnings: w}
	}
	return specs, nil
}
