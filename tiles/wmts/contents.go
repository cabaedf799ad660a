package wmts

import (
	"math"
	"strconv"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/tiles"
	"haavi/wms/render"
)

// contents writes Contents: the layers, then the tile matrix sets (07-057r7, 7.1.1.1).
func (d *document) contents() {
	d.Open("Contents")
	for _, l := range d.layers() {
		d.layer(l)
	}
	for _, g := range d.o.Tiles.Grids() {
		d.set(g)
	}
	d.Close()
}

func (d *document) layer(l *layer.Layer) {
	d.Open("Layer")
	title := l.Title
	if title == "" {
		title = l.Name
	}
	d.Leaf("ows:Title", title)
	d.Optional("ows:Abstract", l.Abstract)
	ows.WriteKeywords(&d.Writer, l.Keywords)
	d.box("ows:WGS84BoundingBox", "", l.Extent84(), 6)
	d.Leaf("ows:Identifier", l.Name)
	if !l.Extent().IsEmpty() {
		d.ownBox(l)
	}
	for _, m := range l.Metadata {
		d.Empty("ows:Metadata", "xlink:href", m.URL, "about", m.Standard)
	}
	d.styles(l)
	for _, f := range d.formats {
		d.Leaf("Format", f.MediaType)
	}
	for _, f := range d.infoFormats() {
		d.Leaf("InfoFormat", f.name)
	}
	d.writeDimensions(l)
	for _, g := range d.o.Tiles.Grids() {
		d.link(g, l)
	}
	for _, f := range d.formats {
		d.Empty("ResourceURL", "format", f.MediaType, "resourceType", "tile", "template", d.tileTemplate(l, f))
	}
	for _, f := range d.infoFormats() {
		d.Empty("ResourceURL", "format", f.name, "resourceType", "FeatureInfo", "template", d.template(l)+"/{J}/{I}."+f.extension+d.dimensionsTemplate(l))
	}
	d.Close()
}

// ownBox writes the extent in the layer's system, in the axis order of its URN.
func (d *document) ownBox(l *layer.Layer) {
	b, decimals := l.Extent(), 3
	if info, ok := crs.Lookup(l.Schema.CRS); ok {
		if decimals = info.Decimals(); info.NorthFirst {
			b = orb.Bound{Min: orb.Point{b.Min[1], b.Min[0]}, Max: orb.Point{b.Max[1], b.Max[0]}}
		}
	}
	d.box("ows:BoundingBox", l.Schema.CRS.URN(), b, decimals)
}

func (d *document) box(element, system string, b orb.Bound, decimals int) {
	number := func(v float64) string {
		scale := math.Pow10(decimals)
		return strconv.FormatFloat(math.Round(v*scale)/scale+0, 'f', -1, 64)
	}
	d.Open(element, "crs", system)
	d.Leaf("ows:LowerCorner", number(b.Min[0])+" "+number(b.Min[1]))
	d.Leaf("ows:UpperCorner", number(b.Max[0])+" "+number(b.Max[1]))
	d.Close()
}

func (d *document) styles(l *layer.Layer) {
	for i, s := range d.o.Tiles.Styles.Styles(l) {
		standard := ""
		if i == 0 {
			standard = "true"
		}
		d.Open("Style", "isDefault", standard)
		if s.Title != "" {
			d.Leaf("ows:Title", s.Title)
		}
		d.Optional("ows:Abstract", s.Abstract)
		d.Leaf("ows:Identifier", s.Name)
		if d.o.Maps != nil {
			legend := render.LegendRequest{Style: s, Symbols: d.o.Tiles.Symbols, Geometry: l.Schema.Geometry.Geom}
			size := legend.LegendSize()
			d.Empty("LegendURL", "format", "image/png", "xlink:href", d.legendAddress(l, s), "width", strconv.Itoa(size.X), "height", strconv.Itoa(size.Y))
		}
		d.Close()
	}
}

// link writes what of a set a layer has.
func (d *document) link(g *tiles.Grid, l *layer.Layer) {
	if !g.Offers(l) {
		return
	}
	limits := d.o.Tiles.LayerLimits(g, l)
	if len(limits) == 0 {
		return
	}
	d.Open("TileMatrixSetLink")
	d.Leaf("TileMatrixSet", g.ID)
	d.Open("TileMatrixSetLimits")
	for _, m := range limits {
		d.Open("TileMatrixLimits")
		d.Leaf("TileMatrix", g.Matrices[m.Z].ID)
		for _, n := range []struct {
			name  string
			value uint64
		}{{"MinTileRow", m.Y[0]}, {"MaxTileRow", m.Y[1]}, {"MinTileCol", m.X[0]}, {"MaxTileCol", m.X[1]}} {
			d.Leaf(n.name, strconv.FormatUint(n.value, 10))
		}
		d.Close()
	}
	d.Close()
	d.Close()
}

// googleMaps is the scale set of web mercator, and googleCRS the spelling of its system that belongs to it (07-057r7, annex E.4).
const (
	googleMaps = "urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible"
	googleCRS  = "urn:ogc:def:crs:EPSG:6.18:3:3857"
)

// set writes a tile matrix set: the levels that are served. Rows count from the top, for WMTS knows no other.
func (d *document) set(g *tiles.Grid) {
	low, high := d.o.Tiles.Levels(g)
	d.Open("TileMatrixSet")
	d.Optional("ows:Title", g.Title)
	d.Leaf("ows:Identifier", g.ID)
	if g.WellKnownScaleSet == googleMaps && low == 0 {
		d.Leaf("ows:SupportedCRS", googleCRS)
		d.Leaf("WellKnownScaleSet", googleMaps)
	} else { // the scale set of degrees begins a level above the grid of degrees
		d.Leaf("ows:SupportedCRS", g.CRS.URN())
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	for z := low; z <= high; z++ {
		m, corner := &g.Matrices[z], g.Corner(z)
		d.Open("TileMatrix")
		d.Leaf("ows:Identifier", m.ID)
		d.Leaf("ScaleDenominator", number(g.Scale(z)))
		d.Leaf("TopLeftCorner", number(corner[0])+" "+number(corner[1]))
		d.Leaf("TileWidth", strconv.Itoa(m.TileSize))
		d.Leaf("TileHeight", strconv.Itoa(m.TileSize))
		d.Leaf("MatrixWidth", strconv.FormatUint(m.Width, 10))
		d.Leaf("MatrixHeight", strconv.FormatUint(m.Height, 10))
		d.Close()
	}
	d.Close()
}
