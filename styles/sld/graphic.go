package sld

import (
	"encoding/base64"
	"net/url"
	"path"
	"strings"

	"haavi/styles"
)

// graphic reads a Graphic (SE 1.1.0, 11.3.2).
func (r *reader) graphic(n *node) styles.Graphic {
	var g styles.Graphic
	var lost *styles.Mark
	for _, c := range n.elements() {
		switch c.name {
		case "Mark":
			if m, ok := r.mark(c); ok {
				g.Symbols = append(g.Symbols, m)
			} else {
				lost = m
			}
		case "ExternalGraphic":
			if e := r.external(c); e != nil {
				g.Symbols = append(g.Symbols, e)
			}
		case "Opacity":
			g.Opacity = r.value(c, number)
		case "Size":
			g.Size = r.value(c, number)
		case "Rotation":
			g.Rotation = r.value(c, number)
		case "AnchorPoint":
			g.AnchorX, g.AnchorY = r.pair(n, "AnchorPoint", "AnchorPointX", "AnchorPointY")
		case "Displacement":
			g.ShiftX, g.ShiftY = r.pair(n, "Displacement", "DisplacementX", "DisplacementY")
		case "VendorOption":
			r.remark(c, "the vendor option %.40s is not supported", c.attr("name"))
		default:
			r.unknown(c)
		}
	}
	if lost != nil && len(g.Symbols) == 0 {
		lost.Name = styles.Constant("circle")
		r.remark(n, "no mark is left, so that a circle is drawn instead")
		g.Symbols = []styles.GraphicSymbol{lost}
	}
	return g
}

// mark reads a Mark. ok is false for one that is not supported, such as a glyph of a font.
func (r *reader) mark(n *node) (m *styles.Mark, ok bool) {
	m, ok = &styles.Mark{}, true
	for _, c := range n.elements() {
		switch c.name {
		case "WellKnownName":
			m.Name = r.value(c, text)
			switch name := plain(m.Name); {
			case strings.Contains(name, "://") && !strings.HasPrefix(name, styles.ShapePrefix):
				r.remark(c, "the mark %.60q is not supported and left out", name)
				ok = false
			case name != "" && !styles.IsShape(name):
				r.remark(c, "there is no mark %.60q; it is left out", name)
				ok = false
			}
		case "OnlineResource", "InlineContent":
			r.remark(n, "marks of fonts and files are not supported; the mark is left out")
			ok = false
		case "Fill":
			m.Fill = r.fillOf(c)
		case "Stroke":
			if len(c.elements()) == 0 {
				r.remark(c, "an empty Stroke of a mark is read as none, as QGIS writes it")
				continue
			}
			m.Stroke = r.stroke(c)
		case "Format", "MarkIndex":
		default:
			r.unknown(c)
		}
	}
	return m, ok
}

// maxParameters is the most parameters of a picture.
const maxParameters = 16

// external reads an ExternalGraphic: a path in the folder of symbols, or a picture within the document.
func (r *reader) external(n *node) *styles.External {
	e := &styles.External{Format: n.childValue("Format")}
	r.known(n, "OnlineResource", "InlineContent", "Format", "ColorReplacement")
	if c := n.child("ColorReplacement"); c != nil {
		r.remark(c, "colours of pictures are not replaced")
	}
	if c := n.child("InlineContent"); c != nil {
		data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(c.value()), ""))
		if c.attr("encoding") != "base64" || err != nil || len(data) == 0 {
			r.remark(c, "a picture within the document must be in base64; it is left out")
			return nil
		}
		e.Inline = data
		return e
	}
	c := n.child("OnlineResource")
	href := ""
	if c != nil {
		href = c.attr("href")
	}
	if href == "" {
		r.remark(n, "the picture has no address; it is left out")
		return nil
	}
	what := r.locate(href, e)
	if what != "" {
		r.remark(c, "%s; the picture is left out", what)
		return nil
	}
	return e
}

// locate puts an address into a picture, or says why it cannot.
func (r *reader) locate(href string, e *styles.External) string {
	address, query, _ := strings.Cut(href, "?")
	if values, err := url.ParseQuery(query); query != "" && err == nil && len(values) <= maxParameters {
		e.Parameters = map[string]string{}
		for k, v := range values {
			e.Parameters[k] = v[0]
		}
	}
	if data, ok := inlineData(address); ok {
		b, err := base64.StdEncoding.DecodeString(data)
		if err != nil || len(b) == 0 {
			return "the picture in the address is not base64"
		}
		e.Inline = b
		return ""
	}
	p := strings.TrimPrefix(strings.ReplaceAll(address, `\`, "/"), "file:")
	switch {
	case strings.Contains(p, "://"):
		return "pictures are not fetched from elsewhere; put the file into the folder of symbols and write its path there"
	case strings.HasPrefix(p, "/"), strings.Contains(p, ":"), strings.HasPrefix(path.Clean(p), ".."):
		return "only paths within the folder of symbols are read; put the file there and write its path from there"
	}
	e.Href = path.Clean(p)
	return ""
}

// inlineData takes the picture out of QGIS's base64: addresses and of data: addresses (RFC 2397) in base64.
func inlineData(address string) (string, bool) {
	if data, ok := strings.CutPrefix(address, "base64:"); ok {
		return data, true
	}
	if rest, ok := strings.CutPrefix(address, "data:"); ok {
		_, data, found := strings.Cut(rest, ";base64,")
		return data, found
	}
	return "", false
}
