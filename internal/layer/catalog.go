package layer

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/source"
)

// Catalog holds the published layers. It does not change once it is built and is safe for concurrent use.
type Catalog struct {
	layers []*Layer
	byName map[string]*Layer
	pages  *pages
}

// pages is what the pages and samples of all layers share.
type pages struct {
	totals *totals
	walks  *walks
	crowds *crowds
}

// NewCatalog returns an empty catalogue with the default Paging.
func NewCatalog() *Catalog { return NewPagedCatalog(Paging{}) }

// NewPagedCatalog returns an empty catalogue.
func NewPagedCatalog(p Paging) *Catalog {
	p = p.withDefaults()
	return &Catalog{byName: map[string]*Layer{}, pages: &pages{newTotals(p), newWalks(p), newCrowds()}}
}

// Close ends the counts that run beside pages. It comes before the sources are closed.
func (c *Catalog) Close() { c.pages.totals.close() }

// Add publishes a layer of a source. A second layer of the same name is an error.
func (c *Catalog) Add(o Options, s source.Source, m Limits) error {
	if _, taken := c.byName[o.Name]; taken {
		return fmt.Errorf("there are two layers named %q", o.Name)
	}
	o.Extent = rounded(o.Extent, o.Schema.CRS)
	l := &Layer{Options: o, source: s, limits: m, pages: c.pages, data: &data{}}
	l.Schema.Name = o.Name
	l.Extent84 = worldOrExtent(o)
	l.data.fingerprint = l.published()
	c.layers = append(c.layers, l)
	c.byName[o.Name] = l
	return nil
}

// Layers returns what the caller may see, in published order.
func (c *Catalog) Layers(Caller) []*Layer { return c.layers }

// Layer finds a layer that the caller may see.
func (c *Catalog) Layer(_ Caller, name string) (*Layer, bool) {
	l, ok := c.byName[name]
	return l, ok
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

// worldOrExtent is the layer's extent in longitude and latitude: of the data where it is known, else the area of use of its CRS.
func worldOrExtent(o Options) orb.Bound {
	if !o.Extent.IsEmpty() {
		if t, err := crs.NewTransform(o.Schema.CRS, crs.CRS84); err == nil {
			if b, err := t.Bound(o.Extent); err == nil {
				return b
			}
		}
	}
	if info, ok := crs.Lookup(o.Schema.CRS); ok && info.Area.Min[0] <= info.Area.Max[0] {
		return info.Area
	}
	return world
}
