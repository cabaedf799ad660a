package layer

import (
	"fmt"

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
	l := &Layer{Options: o, source: s, limits: m, pages: c.pages, data: &data{}}
	l.Schema.Name = o.Name
	l.data.extent.Store(newExtent(o, o.Extent))
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
