package layer

import (
	"context"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/source"
)

// extent is where the data of a layer is: in the layer's CRS, and in longitude and latitude (WGS 84).
type extent struct{ own, geographic orb.Bound }

// Extent is the bound of the data in Schema.CRS, as it is now; empty when unknown.
func (l *Layer) Extent() orb.Bound { return l.data.extent.Load().own }

// Extent84 is the extent in longitude and latitude (WGS 84), as it is now.
func (l *Layer) Extent84() orb.Bound { return l.data.extent.Load().geographic }

func newExtent(o Options, b orb.Bound) *extent {
	b = rounded(b, o.Schema.CRS)
	return &extent{b, worldOr(o, b)}
}

// measure finds the extent again. What cannot be measured stays as it was.
func (l *Layer) measure(ctx context.Context) error {
	m, ok := l.source.(source.Measurer)
	if !ok || l.FixedExtent || !l.Schema.HasGeometry() {
		return nil
	}
	b, err := m.Extent(ctx, l.Relation, l.Schema)
	if err != nil {
		return fmt.Errorf("measure the extent of layer %q: %w", l.Name, err)
	}
	if b.IsEmpty() {
		return nil
	}
	if e := newExtent(l.Options, b); *e != *l.data.extent.Load() {
		l.data.extent.Store(e)
		l.data.version.Add(1)
	}
	return nil
}

// rounded makes an extent a little larger, to whole ten-thousandths of a degree or tens of metres. Sources know extents from statistics
// in single precision, or from an index; what is advertised should not show which.
func rounded(b orb.Bound, r crs.Ref) orb.Bound {
	if b.IsEmpty() {
		return b
	}
	perUnit := 10_000.0
	if info, ok := crs.Lookup(r); ok && !info.Geographic {
		perUnit = info.Unit / 10
	}
	const noise = 0.02 // of a step: what single precision adds to a round number
	for i := range 2 {
		b.Min[i] = math.Floor(b.Min[i]*perUnit+noise) / perUnit
		b.Max[i] = math.Ceil(b.Max[i]*perUnit-noise) / perUnit
	}
	return b
}

var world = orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}

// worldOr is an extent in longitude and latitude: of the data where it is known, else the area of use of the layer's CRS.
func worldOr(o Options, b orb.Bound) orb.Bound {
	if !b.IsEmpty() {
		if t, err := crs.NewTransform(o.Schema.CRS, crs.CRS84); err == nil {
			if b, err := t.Bound(b); err == nil {
				return b
			}
		}
	}
	if info, ok := crs.Lookup(o.Schema.CRS); ok && info.Area.Min[0] <= info.Area.Max[0] {
		return info.Area
	}
	return world
}
