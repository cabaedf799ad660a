package wms

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/encode/geojson"
	"haavi/internal/encode/gml"
	"haavi/internal/ows"
)

// infoFormat is a format of GetFeatureInfo's answers.
type infoFormat struct {
	name    string
	aliases []string
	// contentType is sent with the answer; the name when it is empty.
	contentType string
	write       func(*bytes.Buffer, *featureInfo) error
	// described says that the format needs the WFS that describes the features.
	described bool
}

// infoFormats are those that are advertised, the default of 1.1.1 first. GML 2 has the name that clients of WMS have for it.
var infoFormats = []infoFormat{
	{name: "text/plain", contentType: "text/plain; charset=utf-8", write: writeInfoText},
	{name: "text/html", contentType: "text/html; charset=utf-8", write: writeInfoHTML},
	{name: "application/json", aliases: []string{"application/geo+json", "application/geojson", "geojson", "json"}, write: writeInfoJSON},
	{name: "application/vnd.ogc.gml", aliases: []string{"text/xml; subtype=gml/2.1.2", "text/xml;subtype=gml/2.1.2", "gml2"}, write: writeInfoGML(gml.V21), described: true},
	{name: "application/vnd.ogc.gml/3.1.1", aliases: []string{"text/xml; subtype=gml/3.1.1", "text/xml;subtype=gml/3.1.1", "application/gml+xml; version=3.1", "application/gml+xml", "text/xml", "gml3"},
		write: writeInfoGML(gml.V31), described: true},
}

// infoFormats are those of the service.
func (s *Service) infoFormats() []infoFormat {
	return slices.DeleteFunc(slices.Clone(infoFormats), func(f infoFormat) bool { return f.described && s.o.Features.Path == "" })
}

func (c *call) infoFormat() (infoFormat, error) {
	offered := c.infoFormats()
	text := c.params.Get("info_format")
	if text == "" {
		if c.version.authority {
			return infoFormat{}, ows.Missing("info_format")
		}
		return offered[0], nil
	}
	name := strings.ToLower(strings.TrimSpace(text))
	var names []string
	for _, f := range offered {
		if f.name == name || slices.Contains(f.aliases, name) {
			if f.contentType == "" {
				f.contentType = f.name
			}
			return f, nil
		}
		names = append(names, f.name)
	}
	return infoFormat{}, &ows.Error{Code: codeInvalidFormat, Locator: "info_format", Text: "INFO_FORMAT=" + clip(text) + " is not offered; use one of " + strings.Join(names, ", ")}
}

// title is what people call a field.
func (i *layerInfo) title(k int) string {
	f := &i.schema.Fields[i.fields[k]]
	if f.Title != "" {
		return f.Title
	}
	return f.Name
}

func (i *layerInfo) name() string {
	if i.layer.Title != "" {
		return i.layer.Title
	}
	return i.layer.Name
}

// writeInfoText writes a paragraph for each feature: a heading with its identifier, and a line for each property.
func writeInfoText(b *bytes.Buffer, info *featureInfo) error {
	for k := range info.layers {
		l := &info.layers[k]
		for _, f := range l.features {
			fmt.Fprintf(b, "%s: %s.%s\n", ows.OneLine(l.name()), l.layer.Name, ows.OneLine(f.ID))
			for i, v := range f.Props {
				fmt.Fprintf(b, "  %s = %s\n", l.schema.Fields[l.fields[i]].Name, ows.OneLine(v.String()))
			}
			b.WriteByte('\n')
		}
	}
	if b.Len() == 0 {
		b.WriteString("no features were found\n")
	}
	return nil
}

// writeInfoJSON writes GeoJSON in the map's system, which a member "crs" names unless it is WGS 84. The features of several layers
// make one collection; each has its layer's name in its id.
func writeInfoJSON(b *bytes.Buffer, info *featureInfo) error {
	b.WriteString(`{"type":"FeatureCollection"`)
	if !crs.Same(info.crs.Ref, crs.CRS84) {
		b.WriteString(`,"crs":{"type":"name","properties":{"name":"` + info.crs.URN() + `"}}`)
	}
	b.WriteString(`,"features":[`)
	separator := ""
	for k := range info.layers {
		l := &info.layers[k]
		for _, f := range l.features {
			b.WriteString(separator)
			separator = ","
			e := geojson.Format().New(b)
			if err := e.Begin(encode.Header{Schema: l.schema, Fields: l.fields, CRS: info.crs, Single: true}); err != nil {
				return err
			}
			if err := e.Feature(f.Feature); err != nil {
				return err
			}
			if err := e.End(); err != nil {
				return err
			}
		}
	}
	b.WriteString("]}\n")
	return nil
}

// writeInfoGML writes a collection of features of all layers, whose types the site's WFS describes.
func writeInfoGML(v *gml.Version) func(*bytes.Buffer, *featureInfo) error {
	return func(b *bytes.Buffer, info *featureInfo) error {
		e, multi := v.Format().New(b).(encode.Multi)
		if !multi {
			return errors.New("GML has no collections of several layers")
		}
		headers := info.headers(v)
		if err := e.BeginAll(encode.Collection{Parts: headers, Matched: headers[0].Matched, Returned: headers[0].Returned, Time: info.now}); err != nil {
			return err
		}
		for i := range info.layers {
			if err := e.Begin(headers[i]); err != nil {
				return err
			}
			for _, f := range info.layers[i].features {
				if err := e.Feature(f.Feature); err != nil {
					return err
				}
			}
			if err := e.EndPart(); err != nil {
				return err
			}
		}
		return e.End()
	}
}

// headers describe the layers. In GML 3 coordinates are in the order of the system's authority, and in GML 2 always east, north: so the
// spellings say.
func (info *featureInfo) headers(v *gml.Version) []encode.Header {
	name, version := crs.URNName(info.crs.Ref), "1.1.0"
	if v == gml.V21 {
		name, version = crs.ShortName(info.crs.Ref), "1.0.0"
	}
	types := map[string][]string{} // by their namespace
	total := int64(0)
	for i := range info.layers {
		t, layer := info.o.Features.Of(info.layers[i].layer.Name), info.layers[i].layer.Name
		if n := t.Prefix + ":" + layer; !slices.Contains(types[t.Namespace], n) {
			types[t.Namespace] = append(types[t.Namespace], n)
		}
		total += int64(len(info.layers[i].features))
	}
	headers := make([]encode.Header, len(info.layers))
	for i := range info.layers {
		l := &info.layers[i]
		schema := l.schema
		if schema == nil {
			schema = l.layer.Schema
		}
		t := info.o.Features.Of(l.layer.Name)
		q := url.Values{"SERVICE": {"WFS"}, "VERSION": {version}, "REQUEST": {"DescribeFeatureType"}, "TYPENAME": {strings.Join(types[t.Namespace], ",")}}
		headers[i] = encode.Header{Schema: schema, Fields: l.fields, CRS: name, Matched: total, Returned: total, Time: info.now,
			AppSchema: t, SchemaLocation: info.featuresAddress() + q.Encode()}
	}
	return headers
}
