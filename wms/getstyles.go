package wms

import (
	"net/http"
	"strings"

	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/styles/sld"
)

// sldType is the media type of style documents.
const sldType = "application/vnd.ogc.sld+xml"

// getStyles answers GetStyles (SLD 1.0.0, annex A.2; WMS 1.1.1, annex C): every style of the layers, the one that draws a layer when no other is asked
// for as its default. SLD 1.1.0 is answered unless the version is 1.1.1 or SLDVER says otherwise.
func (c *call) getStyles(w http.ResponseWriter) error {
	text, err := c.params.Required("layers")
	if err != nil {
		return err
	}
	v := sld.V110
	if !c.version.authority {
		v = sld.V100
	}
	switch asked := c.params.Get("sldver"); asked {
	case "":
	case "1.0.0":
		v = sld.V100
	case "1.1.0":
		v = sld.V110
	default:
		return ows.Invalid("sldver", "SLDVER=%.20q is not offered; use 1.0.0 or 1.1.0", asked)
	}
	names := strings.Split(text, ",")
	if len(names) > c.o.MaxLayers {
		return ows.Invalid("layers", "LAYERS names %d layers, more than the %d allowed", len(names), c.o.MaxLayers)
	}
	var all []sld.Named
	for _, n := range names {
		l, err := c.layer("layers", n)
		if err != nil {
			return err
		}
		all = append(all, c.stylesOf(l))
	}
	body, err := sld.Write(all, v)
	if err != nil {
		return err
	}
	return c.document(w, sldType, body)
}

func (c *call) stylesOf(l *layer.Layer) sld.Named {
	return sld.Named{Layer: l.Name, Geometry: l.Schema.Geometry.Name, Styles: c.o.Styles.Styles(l), Default: c.o.Styles.ForLayer(l).Name}
}
