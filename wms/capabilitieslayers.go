package wms

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/layer"
	"haavi/styles"
)

// The systems that every web client knows; offered for all layers that can be drawn in them.
var commonCRSs = []crs.Ref{crs.CRS84, crs.WGS84, crs.WebMercator}

// layers writes the root layer, which has no name because it cannot be asked for, and below it the layers.
func (d *capabilitiesWriter) layers() {
	all := slices.DeleteFunc(slices.Clone(d.o.Catalog.Layers(d.caller)), func(l *layer.Layer) bool { return !l.Schema.HasGeometry() })
	shared := d.sharedCRSs(all)
	d.Open("Layer")
	d.Leaf("Title", d.o.Service.Title)
	d.Optional("Abstract", d.o.Service.Abstract)
	d.keywords(d.o.Service.Keywords)
	d.crss(shared)
	d.geographicBox(groundOf(all))
	d.tree(all, shared)
	d.Close()
}

// groundOf is the extent of layers in longitude and latitude, the world when there are none.
func groundOf(all []*layer.Layer) orb.Bound {
	ground := orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	for i, l := range all {
		if i == 0 {
			ground = l.Extent84()
		} else {
			ground = ground.Union(l.Extent84())
		}
	}
	return ground
}

// sharedCRSs are the systems that every layer can be drawn in: they are inherited from the root. Version 1.1.1 does not know CRS:84.
func (d *capabilitiesWriter) sharedCRSs(all []*layer.Layer) []crs.Ref {
	var shared []crs.Ref
	add := func(r crs.Ref) {
		if slices.Contains(shared, r) || (r == crs.CRS84 && !d.version.authority) {
			return
		}
		for _, l := range all {
			if !offers(l, r) {
				return
			}
		}
		shared = append(shared, r)
	}
	for _, r := range commonCRSs {
		add(r)
	}
	for _, l := range all {
		add(l.Schema.CRS)
		for _, r := range l.CRSs {
			add(r)
		}
	}
	return shared
}

func (d *capabilitiesWriter) crss(refs []crs.Ref) {
	for _, r := range refs {
		d.Leaf(map[bool]string{true: "CRS", false: "SRS"}[d.version.authority], r.String())
	}
}

func (d *capabilitiesWriter) layer(l *layer.Layer, shared []crs.Ref) {
	var own []crs.Ref
	for _, r := range append([]crs.Ref{l.Schema.CRS}, l.CRSs...) {
		if !slices.Contains(shared, r) && !slices.Contains(own, r) && (r != crs.CRS84 || d.version.authority) {
			own = append(own, r)
		}
	}
	d.Open("Layer", "queryable", "1", "opaque", "0")
	d.Leaf("Name", l.Name)
	title := l.Title
	if title == "" {
		title = l.Name
	}
	d.Leaf("Title", title)
	d.Optional("Abstract", l.Abstract)
	d.keywords(l.Keywords)
	d.crss(own)
	d.geographicBox(l.Extent84())
	for _, r := range append(slices.Clone(shared), own...) {
		d.box(l, r)
	}
	d.dimensions(l)
	d.attribution(l)
	d.identifiers(l.Identifiers)
	d.metadata(l.Metadata)
	d.data(l.Data)
	for _, s := range d.o.Styles.Styles(l) {
		d.style(l, s)
	}
	d.scales(l)
	d.Close()
}

// attribution writes whom a layer is attributed to (1.3.0, 7.2.4.6.11).
func (d *capabilitiesWriter) attribution(l *layer.Layer) {
	if l.Attribution+l.AttributionURL == "" && l.Logo == nil {
		return
	}
	d.Open("Attribution")
	d.Optional("Title", l.Attribution)
	if l.AttributionURL != "" {
		d.online(l.AttributionURL)
	}
	if logo := l.Logo; logo != nil {
		d.Open("LogoURL", "width", strconv.Itoa(logo.Width), "height", strconv.Itoa(logo.Height))
		d.Leaf("Format", logo.Format)
		d.online(logo.URL)
		d.Close()
	}
	d.Close()
}

// identifiers writes what others call the layer, and who they are (1.3.0, 7.2.4.6.12).
func (d *capabilitiesWriter) identifiers(all []layer.Identifier) {
	written := map[string]bool{}
	for _, id := range all {
		if !written[id.Authority] {
			written[id.Authority] = true
			d.Open("AuthorityURL", "name", id.Authority)
			d.online(id.URL)
			d.Close()
		}
	}
	for _, id := range all {
		d.Leaf("Identifier", id.Value, "authority", id.Authority)
	}
}

// data writes where the data itself can be had (1.3.0, 7.2.4.6.15).
func (d *capabilitiesWriter) data(all []layer.DataURL) {
	for _, a := range all {
		d.Open("DataURL")
		d.Leaf("Format", a.Format)
		d.online(a.URL)
		d.Close()
	}
}

// metadata writes where documents about the data are. Version 1.1.1 knows two families of standards (annex A.1, DTD).
func (d *capabilitiesWriter) metadata(documents []layer.Metadata) {
	for _, m := range documents {
		standard := m.Standard
		switch {
		case d.version.authority:
		case strings.HasPrefix(standard, "FGDC"):
			standard = "FGDC"
		default:
			standard = "TC211"
		}
		d.Open("MetadataURL", "type", standard)
		d.Leaf("Format", m.Format)
		d.online(m.URL)
		d.Close()
	}
}

// number writes coordinates, always the same for the same number.
func number(v float64) string { return strconv.FormatFloat(math.Round(v*1e8)/1e8, 'f', -1, 64) }

// widened gives an area to a box that has none, as boxes of the standard must have.
func widened(b orb.Bound, by float64) orb.Bound {
	for axis := range 2 {
		if b.Max[axis]-b.Min[axis] < by {
			b.Min[axis] -= by
			b.Max[axis] += by
		}
	}
	return b
}

const leastDegrees, leastUnits = 1e-6, 0.1

func (d *capabilitiesWriter) geographicBox(b orb.Bound) {
	b = widened(b, leastDegrees)
	if !d.version.authority {
		d.Empty("LatLonBoundingBox", "minx", number(b.Min[0]), "miny", number(b.Min[1]), "maxx", number(b.Max[0]), "maxy", number(b.Max[1]))
		return
	}
	d.Open("EX_GeographicBoundingBox")
	d.Leaf("westBoundLongitude", number(b.Min[0]))
	d.Leaf("eastBoundLongitude", number(b.Max[0]))
	d.Leaf("southBoundLatitude", number(b.Min[1]))
	d.Leaf("northBoundLatitude", number(b.Max[1]))
	d.Close()
}

// box writes the layer's extent in a system, in that system's axis order; nothing where it cannot be computed.
func (d *capabilitiesWriter) box(l *layer.Layer, r crs.Ref) {
	b, ok := extentIn(l, r)
	if !ok {
		return
	}
	name := crs.ShortName(r)
	if d.version.authority {
		name = name.Authority()
	}
	minX, minY, maxX, maxY := b.Min[0], b.Min[1], b.Max[0], b.Max[1]
	if name.NorthFirst {
		minX, minY, maxX, maxY = minY, minX, maxY, maxX
	}
	d.Empty("BoundingBox", map[bool]string{true: "CRS", false: "SRS"}[d.version.authority], name.Text,
		"minx", number(minX), "miny", number(minY), "maxx", number(maxX), "maxy", number(maxY))
}

func extentIn(l *layer.Layer, r crs.Ref) (orb.Bound, bool) {
	if crs.Same(r, crs.CRS84) {
		return widened(l.Extent84(), leastDegrees), true
	}
	least := leastUnits
	if info, ok := crs.Lookup(r); ok && info.Geographic {
		least = leastDegrees
	}
	if r == l.Schema.CRS && !l.Extent().IsEmpty() {
		return widened(l.Extent(), least), true
	}
	t, err := crs.NewTransform(crs.CRS84, r)
	if err != nil {
		return orb.Bound{}, false
	}
	b, err := t.Bound(l.Extent84())
	return widened(b, least), err == nil
}

func (d *capabilitiesWriter) style(l *layer.Layer, s *styles.Style) {
	d.Open("Style")
	d.Leaf("Name", s.Name)
	title := s.Title
	if title == "" {
		title = s.Name
	}
	d.Leaf("Title", title)
	d.Optional("Abstract", s.Abstract)
	r := legendOf(l, s)
	size := r.LegendSize()
	d.Open("LegendURL", "width", strconv.Itoa(size.X), "height", strconv.Itoa(size.Y))
	d.Leaf("Format", imageFormats[0].name)
	q := url.Values{"SERVICE": {"WMS"}, "VERSION": {d.version.number}, "REQUEST": {"GetLegendGraphic"}, "FORMAT": {imageFormats[0].name},
		"LAYER": {l.Name}, "STYLE": {s.Name}, "SLD_VERSION": {"1.1.0"}}
	d.online(d.address() + q.Encode())
	d.Close()
	d.Close()
}

// scales writes the scale limits. Version 1.1.1 has the diagonal of a pixel on the ground instead of a denominator (7.1.4.5.8).
func (d *capabilitiesWriter) scales(l *layer.Layer) {
	if d.version.authority {
		if l.MinScale > 0 {
			d.Leaf("MinScaleDenominator", number(l.MinScale))
		}
		if l.MaxScale > 0 {
			d.Leaf("MaxScaleDenominator", number(l.MaxScale))
		}
		return
	}
	if l.MinScale > 0 || l.MaxScale > 0 {
		diagonal := func(denominator float64) string { return number(denominator * 0.00028 * math.Sqrt2) }
		most := diagonal(l.MaxScale)
		if l.MaxScale == 0 {
			most = diagonal(1e12)
		}
		d.Empty("ScaleHint", "min", diagonal(l.MinScale), "max", most)
	}
}
