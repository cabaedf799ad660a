package wms

import (
	"bytes"
	"cmp"
	"context"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/geom"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/wms/render"
)

// featureInfo is what GetFeatureInfo found.
type featureInfo struct {
	*call
	crs    crs.Name
	layers []layerInfo
}

// layerInfo is what was found in one layer, the nearest first.
type layerInfo struct {
	layer    *layer.Layer
	schema   *feature.Schema
	fields   []int
	features []found
}

type found struct {
	*feature.Feature
	distance float64 // pixels
}

// getFeatureInfo answers GetFeatureInfo (1.3.0, 7.4). Of points and lines it finds those that are drawn within the tolerance
// of the middle of the pixel, of areas those that cover it.
func (c *call) getFeatureInfo(w http.ResponseWriter) error {
	if err := c.exceptionFormat(); err != nil {
		return err
	}
	format, err := c.infoFormat()
	if err != nil {
		return err
	}
	r, err := c.mapRequest()
	if err != nil {
		return err
	}
	queried, err := c.queryLayers(r.Layers)
	if err != nil {
		return err
	}
	count, err := c.params.Int("feature_count", 1)
	if err != nil {
		return err
	}
	if count < 1 {
		return ows.Invalid("feature_count", "FEATURE_COUNT=%d is not a number of features", count)
	}
	place, err := c.place(&r)
	if err != nil {
		return err
	}
	reach, err := c.reach()
	if err != nil {
		return err
	}
	name, _ := c.mapCRS() // it was read before
	info := &featureInfo{call: c, crs: name}
	for _, l := range queried {
		found, err := c.find(c.r.Context(), &r, l, place, reach, int(min(count, int64(c.o.MaxFeatureCount))))
		if err != nil {
			return clientError(err)
		}
		info.layers = append(info.layers, found)
	}
	var body bytes.Buffer
	if err := format.write(&body, info); err != nil {
		return err
	}
	c.warnings.Send(w.Header())
	return c.document(w, format.contentType, body.Bytes())
}

// queryLayers are the layers to look into: some of those of the map.
func (c *call) queryLayers(drawn []render.LayerRequest) ([]render.LayerRequest, error) {
	text, err := c.params.Required("query_layers")
	if err != nil {
		return nil, err
	}
	if n := strings.Count(text, ",") + 1; n > c.o.MaxLayers {
		return nil, ows.Invalid("query_layers", "QUERY_LAYERS names %d layers, more than the %d allowed", n, c.o.MaxLayers)
	}
	var queried []render.LayerRequest
	for n := range strings.SplitSeq(text, ",") {
		all, err := c.named("query_layers", n)
		if err != nil {
			return nil, err
		}
		for _, l := range all {
			i := slices.IndexFunc(drawn, func(d render.LayerRequest) bool { return d.Layer.Name == l.Name })
			if i < 0 {
				return nil, ows.Invalid("query_layers", "the layer %.60q is not among LAYERS", n)
			}
			queried = append(queried, drawn[i])
		}
	}
	return queried, nil
}

// place reads the pixel that was pointed at. Some clients send fractions, so that their middle is not lost.
func (c *call) place(r *render.Request) (orb.Point, error) {
	var p orb.Point
	for axis, param := range []string{c.version.column, c.version.row} {
		text, err := c.params.Required(param)
		if err != nil {
			return p, err
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if most := []int{r.Width, r.Height}[axis]; err != nil || !(v >= 0 && v < float64(most)) {
			return p, &ows.Error{Code: codeInvalidPoint, Locator: param, Text: strings.ToUpper(param) + "=" + clip(text) + " is not a pixel of the map, 0 to " + strconv.Itoa(most-1)}
		}
		p[axis] = math.Floor(v) + 0.5
	}
	return p, nil
}

// find looks for the nearest features that a layer shows around a pixel.
func (c *call) find(ctx context.Context, r *render.Request, l render.LayerRequest, place orb.Point, reach reach, count int) (layerInfo, error) {
	info := layerInfo{layer: l.Layer}
	scaleX, scaleY := (r.Bound.Max[0]-r.Bound.Min[0])/float64(r.Width), (r.Bound.Max[1]-r.Bound.Min[1])/float64(r.Height)
	side := 2*int(math.Ceil(reach.most())) + 1
	around := *r
	around.Width, around.Height, around.Angle = side, side, 0
	middle := c.onEarth(r, r.Ground(place))
	half := orb.Point{scaleX * float64(side) / 2, scaleY * float64(side) / 2}
	around.Bound = orb.Bound{Min: orb.Point{middle[0] - half[0], middle[1] - half[1]}, Max: orb.Point{middle[0] + half[0], middle[1] + half[1]}}
	target, shown, err := render.Find(around, l)
	if err != nil || !shown {
		return info, err
	}
	selection, err := l.Layer.Prepare(layer.Request{Where: target.Where, Out: r.CRS, Limit: -1, Unordered: true})
	if err != nil {
		return info, err
	}
	info.schema, info.fields = selection.Schema(), selection.Fields()
	features, err := selection.Features(ctx)
	if err != nil {
		return info, err
	}
	defer features.Close()
	for features.Next() {
		f := features.Feature()
		if f.Geom == nil {
			continue
		}
		px := inPixels(f.Geom, middle, scaleX, scaleY)
		d := geom.Distance(orb.Point{}, px)
		if d <= math.Max(target.Reach, reach.of(px)) {
			info.add(f, d, count)
		}
	}
	return info, features.Err()
}

// add keeps the nearest features; of those as near, the ones that came first.
func (i *layerInfo) add(f *feature.Feature, distance float64, count int) {
	at, _ := slices.BinarySearchFunc(i.features, distance, func(f found, d float64) int {
		if f.distance <= d {
			return -1
		}
		return cmp.Compare(f.distance, d)
	})
	if at == count {
		return
	}
	i.features = slices.Insert(i.features, at, found{f.Clone(), distance})
	if len(i.features) > count {
		i.features = i.features[:count]
	}
}

// inPixels returns a copy of a geometry in pixels from the place.
func inPixels(g orb.Geometry, middle orb.Point, scaleX, scaleY float64) orb.Geometry {
	move := func(ps []orb.Point) {
		for i, p := range ps {
			ps[i] = orb.Point{(p[0] - middle[0]) / scaleX, (middle[1] - p[1]) / scaleY}
		}
	}
	var in func(orb.Geometry) orb.Geometry
	in = func(g orb.Geometry) orb.Geometry {
		switch g := g.(type) {
		case orb.Point:
			one := []orb.Point{g}
			move(one)
			return one[0]
		case orb.MultiPoint:
			move(g)
		case orb.LineString:
			move(g)
		case orb.Ring:
			move(g)
		case orb.MultiLineString:
			for _, l := range g {
				move(l)
			}
		case orb.Polygon:
			for _, r := range g {
				move(r)
			}
		case orb.MultiPolygon:
			for _, p := range g {
				in(p)
			}
		case orb.Collection:
			for i := range g {
				g[i] = in(g[i])
			}
		}
		return g
	}
	return in(orb.Clone(g))
}
