package viewer

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/ows"
)

// content is what the page's template shows.
type content struct {
	T       texts
	Version string
	Service ows.Service
	Contact contact
	// Services are the addresses that hold all layers.
	Services []address
	Layers   []layerContent
}

// address is something to paste into a client.
type address struct{ Label, URL, Text, Copy string }

type contact struct {
	Name, Site, Address string
	Person, Phone       string
	Email               string
}

type layerContent struct {
	Name, Title, Abstract string
	// Anchor is the layer's id in the page.
	Anchor      string
	HasGeometry bool
	Geometry    string
	System      string
	Extent      string
	Time        string
	Attribution string
	Fields      []fieldContent
	// Tiles and TileJSON are relative addresses, for the map.
	Tiles, TileJSON string
	// Picture is the relative address of a picture, for readers without scripts.
	Picture      string
	Addresses    []address
	GeoJSON, CSV string // addresses of downloads
}

type fieldContent struct{ Name, Type, Meaning string }

func (h *handler) content(r *http.Request) content {
	base := ows.Base(r)
	t := &english
	c := content{T: *t, Version: h.version, Service: h.Service, Contact: contactOf(h.Service.Provider),
		Services: []address{{t.WFS, base + "/wfs", t.WFSText, t.Copy}, {t.WMS, base + "/wms", t.WMSText, t.Copy},
			{t.WMTS, base + "/wmts/1.0.0/WMTSCapabilities.xml", t.WMTSText, t.Copy}}}
	if c.Service.Title == "" {
		c.Service.Title = "Haavi"
	}
	for _, s := range []*string{&c.Service.Fees, &c.Service.AccessConstraints} {
		if strings.EqualFold(*s, "none") { // the word of the standards for nothing to tell
			*s = ""
		}
	}
	for i, l := range h.Catalog.Layers(h.Caller(r)) {
		c.Layers = append(c.Layers, layerOf(t, l, base, i))
	}
	return c
}

func contactOf(p ows.Provider) contact {
	k := p.Contact
	c := contact{Name: p.Name, Site: p.Site, Person: joined(", ", k.Person, k.Position), Phone: k.Phone, Email: k.Email,
		Address: joined(", ", k.Address, joined(" ", k.PostalCode, k.City), k.Region, k.Country)}
	switch {
	case c.Name == "":
		c.Name = k.Organization
	case k.Organization != "" && k.Organization != c.Name:
		c.Name += ", " + k.Organization
	}
	return c
}

// joined joins the parts that are not empty.
func joined(sep string, parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, sep)
}

func layerOf(t *texts, l *layer.Layer, base string, index int) layerContent {
	c := layerContent{Name: l.Name, Title: l.Title, Abstract: l.Abstract, Anchor: "layer-" + strconv.Itoa(index+1), HasGeometry: l.Schema.HasGeometry(),
		Geometry: t.NoGeometry, Attribution: l.Attribution}
	if c.Title == "" {
		c.Title = l.Name
	}
	for i := range l.Schema.Fields {
		f := &l.Schema.Fields[i]
		c.Fields = append(c.Fields, fieldContent{Name: f.Name, Type: typeText(t, f.Type), Meaning: meaning(f)})
	}
	c.Time = l.TimeBegin
	if l.TimeEnd != "" && l.TimeEnd != l.TimeBegin {
		c.Time += " – " + l.TimeEnd
	}
	download := func(format string) string {
		return base + "/wfs?" + "SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=" + url.QueryEscape(l.Name) + "&OUTPUTFORMAT=" + format
	}
	c.GeoJSON, c.CSV = download("geojson"), download("csv")
	if !c.HasGeometry {
		return c
	}
	c.Geometry = l.Schema.Geometry.Geom.String()
	if l.Schema.Geometry.Geom == feature.AnyGeometry {
		c.Geometry = t.AnyGeometry
	}
	c.System = systemText(l.Schema.CRS)
	c.Extent = extentText(l.Extent84())
	tiles := "tiles/" + url.PathEscape(l.Name)
	c.Tiles, c.TileJSON = tiles+"/{z}/{x}/{y}", tiles+".json"
	c.Addresses = []address{{t.VectorTiles, base + "/" + c.Tiles + ".mvt", t.VectorTilesText, t.Copy},
		{t.TileJSON, base + "/" + c.TileJSON, t.TileJSONText, t.Copy},
		{t.RasterTiles, base + "/" + c.Tiles + ".png", t.RasterTilesText, t.Copy},
		{t.StyleDocument, base + "/styles/" + url.PathEscape(l.Name) + ".json", t.StyleDocumentText, t.Copy},
		{t.VectorTileServer, base + "/arcgis/rest/services/WebMercatorQuad/" + url.PathEscape(l.Name) + "/VectorTileServer", t.VectorTileServerText, t.Copy},
		{t.OtherGrids, base + "/" + tiles + "/{set}/{z}/{x}/{y}.mvt", t.OtherGridsText, t.Copy},
		{t.MatrixSets, base + "/tileMatrixSets", t.MatrixSetsText, t.Copy}}
	c.Picture = picture(l)
	return c
}

// picture asks for a map of the whole layer.
func picture(l *layer.Layer) string {
	b := l.Extent84()
	const width, height = 640, 360
	w, h := max(b.Max[0]-b.Min[0], 0.01), max(b.Max[1]-b.Min[1], 0.01)
	w, h = max(w, h*width/height/2), max(h, w*height/width*2) // degrees of longitude are about half as long as those of latitude in the north
	c := b.Center()
	return "wms?" + url.Values{"SERVICE": {"WMS"}, "VERSION": {"1.1.1"}, "REQUEST": {"GetMap"}, "LAYERS": {l.Name}, "STYLES": {""}, "SRS": {"EPSG:4326"},
		"BBOX":  {fmt.Sprintf("%.5f,%.5f,%.5f,%.5f", c[0]-w/2, c[1]-h/2, c[0]+w/2, c[1]+h/2)},
		"WIDTH": {strconv.Itoa(width)}, "HEIGHT": {strconv.Itoa(height)}, "FORMAT": {"image/png"}, "TRANSPARENT": {"TRUE"}}.Encode()
}

func systemText(r crs.Ref) string {
	if info, ok := crs.Lookup(r); ok && info.Name != "" {
		return r.String() + " " + info.Name
	}
	return r.String()
}

func extentText(b orb.Bound) string {
	return degrees(b.Min[0], "E", "W") + " – " + degrees(b.Max[0], "E", "W") + ", " + degrees(b.Min[1], "N", "S") + " – " + degrees(b.Max[1], "N", "S")
}

func degrees(d float64, positive, negative string) string {
	side := positive
	if d < 0 {
		d, side = -d, negative
	}
	return strconv.FormatFloat(d, 'f', 2, 64) + "° " + side
}

// meaning is the title and description of a field, without saying the name again.
func meaning(f *feature.Field) string {
	title := f.Title
	if title == f.Name {
		title = ""
	}
	return joined(". ", strings.TrimSuffix(title, "."), f.Description)
}

func typeText(t *texts, k feature.Kind) string {
	switch k {
	case feature.Bool:
		return t.Boolean
	case feature.Int:
		return t.Integer
	case feature.Float:
		return t.Number
	case feature.Date:
		return t.Date
	case feature.DateTime:
		return t.DateTime
	default:
		return t.Text
	}
}
