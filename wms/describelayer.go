package wms

import (
	"net/http"
	"strings"

	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/xmlw"
)

// describeLayerFormat is the media type of DescribeLayer's answers.
func (c *call) describeLayerFormat() string {
	if c.version.authority {
		return "text/xml"
	}
	return "application/vnd.ogc.wms_xml"
}

// describeLayer answers DescribeLayer: which WFS has the features of layers, and under which names (OGC 05-078r4, 11; 1.1.1 as OGC
// 02-070, 6.7). A group is described by its layers.
func (c *call) describeLayer(w http.ResponseWriter) error {
	if c.o.Features.Path == "" {
		return &ows.Error{Code: ows.OperationNotSupported, Locator: "request", Text: "there is no service of features to describe the layers by"}
	}
	text, err := c.params.Required("layers")
	if err != nil {
		return err
	}
	if n := strings.Count(text, ",") + 1; n > c.o.MaxLayers {
		return ows.Invalid("layers", "LAYERS names %d layers, more than the %d allowed", n, c.o.MaxLayers)
	}
	var all []*layer.Layer
	for name := range strings.SplitSeq(text, ",") {
		layers, err := c.named("layers", name)
		if err != nil {
			return err
		}
		all = append(all, layers...)
	}
	var x xmlw.Writer
	x.Declaration()
	if c.version.authority {
		c.describe110(&x, all)
	} else {
		c.describe111(&x, all)
	}
	return c.document(w, c.describeLayerFormat(), x.Bytes())
}

func (c *call) describe110(x *xmlw.Writer, all []*layer.Layer) {
	x.Open("DescribeLayerResponse", "xmlns", "http://www.opengis.net/sld", "xmlns:se", "http://www.opengis.net/se",
		"xmlns:xlink", xlinkNamespace, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
		"xsi:schemaLocation", "http://www.opengis.net/sld http://schemas.opengis.net/sld/1.1.0/DescribeLayer.xsd")
	x.Leaf("Version", "1.1.0")
	for _, l := range all {
		t := c.o.Features.Of(l.Name)
		x.Open("LayerDescription")
		x.Leaf("owsType", "wfs")
		x.Empty("se:OnlineResource", "xlink:type", "simple", "xlink:href", c.featuresAddress())
		x.Open("TypeName", "xmlns:"+t.Prefix, t.Namespace)
		x.Leaf("se:FeatureTypeName", t.Prefix+":"+l.Name)
		x.Close()
		x.Close()
	}
	x.Close()
}

func (c *call) describe111(x *xmlw.Writer, all []*layer.Layer) {
	x.DocType("WMS_DescribeLayerResponse", "http://schemas.opengis.net/wms/1.1.1/WMS_DescribeLayerResponse.dtd")
	x.Open("WMS_DescribeLayerResponse", "version", "1.1.1")
	for _, l := range all {
		x.Open("LayerDescription", "name", l.Name, "wfs", c.featuresAddress(), "owsURL", c.featuresAddress(), "owsType", "WFS")
		x.Empty("Query", "typeName", c.o.Features.Of(l.Name).Prefix+":"+l.Name)
		x.Close()
	}
	x.Close()
}

// featuresAddress is the WFS, ready for parameters.
func (c *call) featuresAddress() string {
	return ows.Base(c.r) + c.o.Features.Path + "?"
}
