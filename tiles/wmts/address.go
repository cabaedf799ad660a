package wmts

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/styles"
	"haavi/tiles"
)

// capabilitiesFile is the last part of the document's address.
const capabilitiesFile = "WMTSCapabilities.xml"

// address answers a RESTful request (07-057r7, 10): the parts of its path below Path, still escaped.
//
//	1.0.0/WMTSCapabilities.xml
//	1.0.0/{layer}/{style}/{set}/{matrix}/{row}/{column}.png
//	1.0.0/{layer}/{style}/{set}/{matrix}/{row}/{column}/{j}/{i}.html
func (c *call) address(w http.ResponseWriter, parts []string) error {
	for i, p := range parts {
		var err error
		if parts[i], err = url.PathUnescape(p); err != nil {
			return ows.Invalid("", "the address has a percent escape that cannot be read")
		}
	}
	if parts[0] != Version {
		return ows.Invalid("version", "there is no version %.40q; addresses begin with "+Path+"/"+Version+"/", parts[0])
	}
	switch parts = parts[1:]; len(parts) {
	case 1:
		if parts[0] == capabilitiesFile && !acceptable(c.r.Header.Get("Accept")) {
			return &ows.Error{Code: ows.InvalidParameterValue, Locator: "acceptformats", Status: http.StatusNotAcceptable, Text: "the document is application/xml"}
		}
		if parts[0] == capabilitiesFile {
			return c.getCapabilities(w)
		}
	case 6:
		column, extension, _ := strings.Cut(parts[5], ".")
		for _, f := range c.formats {
			if f.Extension == extension {
				return c.send(w, tile{parts[0], parts[1], f.MediaType, parts[2], parts[3], parts[4], column})
			}
		}
		return ows.Invalid("format", "there are no tiles of the format %.20q", extension)
	case 8:
		column, extension, _ := strings.Cut(parts[7], ".")
		for _, f := range c.infoFormats() {
			if f.extension == extension {
				t := tile{parts[0], parts[1], c.formats[0].MediaType, parts[2], parts[3], parts[4], parts[5]}
				return c.inform(w, t, f, column, parts[6])
			}
		}
		return ows.Invalid("infoformat", "there is no feature information of the format %.20q", extension)
	}
	return ows.Invalid("", "there is nothing at this address; "+Version+"/"+capabilitiesFile+" lists the templates of addresses")
}

// atAddress turns what is wrong with a request into what is not there (07-057r7, 10.2.3).
func atAddress(err error) error {
	e := (*ows.Error)(nil)
	if !errors.As(err, &e) || e.HTTPStatus() != http.StatusBadRequest {
		return err
	}
	missing := *e
	missing.Status = http.StatusNotFound
	return &missing
}

// tileTemplate is the template of a layer's tiles.
func (c *call) tileTemplate(l *layer.Layer, f *tiles.Format) string {
	return c.template(l) + "." + f.Extension + c.dimensionsTemplate(l)
}

func (c *call) template(l *layer.Layer) string {
	return c.base() + "/" + Version + "/" + url.PathEscape(l.Name) + "/{style}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}"
}

// legendAddress is the WMS's legend of a style.
func (c *call) legendAddress(l *layer.Layer, s *styles.Style) string {
	return ows.Base(c.r) + c.o.MapsPath + "?" + url.Values{"SERVICE": {"WMS"}, "VERSION": {"1.3.0"}, "REQUEST": {"GetLegendGraphic"}, "FORMAT": {"image/png"},
		"LAYER": {l.Name}, "STYLE": {s.Name}}.Encode()
}
