package wmts

import (
	"net/http"
	"strconv"
	"strings"

	"haavi/internal/ows"
	"haavi/internal/xmlw"
)

const (
	sectionIdentification = "ServiceIdentification"
	sectionProvider       = "ServiceProvider"
	sectionOperations     = "OperationsMetadata"
	sectionContents       = "Contents"
	sectionThemes         = "Themes"
)

// getCapabilities answers GetCapabilities (07-057r7, 7.1).
func (c *call) getCapabilities(w http.ResponseWriter) error {
	if _, err := ows.Negotiate(ows.List(c.params.Get("acceptversions")), []string{Version}); err != nil {
		return err
	}
	if c.params.Has("sections") && strings.TrimSpace(c.params.Get("sections")) == "" {
		return ows.Missing("sections")
	}
	sections, err := ows.ParseSections(ows.List(c.params.Get("sections")), sectionIdentification, sectionProvider, sectionOperations, sectionContents, sectionThemes)
	if err != nil {
		return err
	}
	own := c.updateSequence()
	same, err := ows.CheckUpdateSequence(c.params.Get("updatesequence"), own)
	if err != nil {
		return err
	}
	d := document{call: c}
	d.Declaration()
	d.Open("Capabilities", "xmlns", "http://www.opengis.net/wmts/1.0", "xmlns:ows", "http://www.opengis.net/ows/1.1", "xmlns:xlink", "http://www.w3.org/1999/xlink",
		"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance", "version", Version, "updateSequence", own,
		"xsi:schemaLocation", "http://www.opengis.net/wmts/1.0 http://schemas.opengis.net/wmts/1.0/wmtsGetCapabilities_response.xsd")
	if !same {
		d.sections(sections)
	}
	d.Close()
	body := d.Bytes()
	w.Header().Set("Content-Type", c.contentType())
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.Header().Set("Cache-Control", "no-cache")
	_, err = w.Write(body)
	return err
}

// contentType is the first of ACCEPTFORMATS that is a name of XML, else application/xml.
func (c *call) contentType() string {
	for _, f := range ows.List(c.params.Get("acceptformats")) {
		if f = strings.ToLower(f); f == "text/xml" || f == "application/xml" {
			return f
		}
	}
	return "application/xml"
}

// acceptable says whether the client takes XML (RFC 9110, 12.5.1).
func acceptable(accept string) bool {
	if strings.TrimSpace(accept) == "" {
		return true
	}
	for r := range strings.SplitSeq(accept, ",") {
		name, parameters, _ := strings.Cut(r, ";")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "*/*", "text/*", "application/*", "text/xml", "application/xml":
			if q := strings.TrimPrefix(strings.ReplaceAll(parameters, " ", ""), "q="); q == parameters || strings.Trim(q, "0.") != "" {
				return true
			}
		}
	}
	return false
}

// document is the capabilities document that is being written.
type document struct {
	*call
	xmlw.Writer
}

func (d *document) sections(s ows.Sections) {
	if s.Has(sectionIdentification) {
		d.o.Service.WriteServiceIdentification(&d.Writer, "OGC WMTS", []string{Version})
	}
	if s.Has(sectionProvider) {
		d.o.Service.WriteServiceProvider(&d.Writer)
	}
	if s.Has(sectionOperations) {
		d.operations()
	}
	if s.Has(sectionContents) {
		d.contents()
	}
	if s.Has(sectionThemes) {
		d.themes()
	}
	if s == nil { // it is of no section, and asked for with all of them
		d.Empty("ServiceMetadataURL", "xlink:href", d.base()+"/"+Version+"/"+capabilitiesFile)
	}
}

// operations writes OperationsMetadata. Only key-value pairs stand there: addresses are known by the layers' templates and by ServiceMetadataURL, and
// clients that do not read constraints take whatever stands here for key-value pairs.
func (d *document) operations() {
	get := func(name string, parameters ...ows.Domain) ows.Operation {
		return ows.Operation{Name: name, Get: d.base() + "?", GetEncodings: []string{"KVP"}, Parameters: parameters}
	}
	all := []ows.Operation{get("GetCapabilities",
		ows.Domain{Name: "AcceptVersions", Values: []string{Version}},
		ows.Domain{Name: "AcceptFormats", Values: []string{"application/xml", "text/xml"}},
		ows.Domain{Name: "Sections", Values: []string{sectionIdentification, sectionProvider, sectionOperations, sectionContents, sectionThemes, "All"}}), get("GetTile")}
	if d.o.Maps != nil {
		all = append(all, get("GetFeatureInfo"))
	}
	ows.WriteOperationsMetadata(&d.Writer, all, nil, nil)
}

// themes writes Themes, where there are any.
func (d *document) themes() {
	if len(d.o.Themes) == 0 {
		return
	}
	d.Open("Themes")
	for i := range d.o.Themes {
		d.theme(&d.o.Themes[i])
	}
	d.Close()
}

func (d *document) theme(t *Theme) {
	d.Open("Theme")
	title := t.Title
	if title == "" {
		title = t.ID
	}
	d.Leaf("ows:Title", title)
	d.Optional("ows:Abstract", t.Abstract)
	ows.WriteKeywords(&d.Writer, t.Keywords)
	d.Leaf("ows:Identifier", t.ID)
	for i := range t.Themes {
		d.theme(&t.Themes[i])
	}
	for _, name := range t.Layers {
		if l, ok := d.o.Tiles.Catalog.Layer(d.caller, name); ok && l.Schema.HasGeometry() {
			d.Leaf("LayerRef", name)
		}
	}
	d.Close()
}
