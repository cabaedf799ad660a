package sld

import (
	"strconv"
	"strings"

	"haavi/styles"
)

// vendor reads the VendorOptions of a symbolizer: handle has those that are carried, by their names; others are remarked on.
func (r *reader) vendor(n *node, handle map[string]func(*node)) {
	for _, c := range n.elements() {
		if c.name != "VendorOption" || c.attr("name") == onlyOption {
			continue
		}
		if f := handle[c.attr("name")]; f != nil {
			f(c)
		} else if def, ok := vendorDefaults[c.attr("name")]; !ok || !strings.EqualFold(def, c.value()) {
			r.remark(c, "the vendor option %.40s is not supported", c.attr("name"))
		}
	}
}

// vendorDefaults are options that are not carried, with the value that says nothing.
var vendorDefaults = map[string]string{
	"group": "false", "partials": "false", "labelAllGroup": "false", "polygonAlign": "manual", "underlineText": "false", "strikethroughText": "false", "allowOverruns": "true",
	"removeOverlaps": "false", "forceLeftToRight": "true", "charSpacing": "0", "wordSpacing": "0", "graphic-resize": "none", "inclusion": "normal", "composite": "source-over,1",
	"rotationUnits": "degrees",
}

// textOptions reads GeoServer's options of labels, many of which QGIS writes too.
func (r *reader) textOptions(n *node, t *styles.Text) {
	line, _ := t.Placement.(*styles.LinePlacement)
	onLine := func(set func(*node)) func(*node) {
		return func(c *node) {
			if line == nil {
				r.remark(c, "has a meaning only with a LinePlacement")
				return
			}
			set(c)
		}
	}
	r.vendor(n, map[string]func(*node){
		"priority":           func(c *node) { t.Priority = r.value(c, number) },
		"spaceAround":        func(c *node) { t.SpaceAround = r.plainNumber(c) },
		"conflictResolution": func(c *node) { t.Overlap = !isTrue(c.value()) },
		"autoWrap":           func(c *node) { t.Wrap = max(0, r.plainNumber(c)) },
		"maxDisplacement": func(c *node) {
			if t.Placement == nil {
				t.Placement = &styles.PointPlacement{}
			}
			if p, ok := t.Placement.(*styles.PointPlacement); ok {
				p.MaxShift = max(0, r.plainNumber(c))
				return
			}
			r.remark(c, "labels of lines keep to their lines")
		},
		"followLine":    onLine(func(c *node) { line.Follow = isTrue(c.value()) }),
		"maxAngleDelta": onLine(func(c *node) { line.MaxAngle = max(0, r.plainNumber(c)) }),
		"repeat": onLine(func(c *node) {
			if v := r.value(c, number); plain(v) != "0" {
				line.Repeat = v
			}
		}),
	})
}

// plainNumber reads a number that no expression can give; 0 with a remark when it is none.
func (r *reader) plainNumber(n *node) float64 {
	f, ok := parseNumber(n.value())
	if !ok {
		r.remark(n, "%.40q is no number and left out", n.value())
		return 0
	}
	return f
}

// margins reads GeoServer's graphic-margin: one to four numbers of pixels, as margins in CSS.
func (r *reader) margins(n *node, f *styles.Fill) {
	var m []float64
	for _, part := range strings.Fields(n.value()) {
		v, err := strconv.ParseFloat(part, 64)
		if err != nil || v < 0 || v > 10_000 {
			m = nil
			break
		}
		m = append(m, v)
	}
	if f == nil || f.Graphic == nil || len(m) == 0 || len(m) > 4 {
		r.remark(n, "%.40q is no margin of a pattern and left out", n.value())
		return
	}
	switch len(m) {
	case 1:
		m = []float64{m[0], m[0], m[0], m[0]}
	case 2:
		m = []float64{m[0], m[1], m[0], m[1]}
	case 3:
		m = []float64{m[0], m[1], m[2], m[1]}
	}
	f.Margins = [4]float64(m)
}

// distance reads what QGIS writes for the distances between the marks of a pattern: they become margins, for which the size must be known.
func (r *reader) distance(n *node, f *styles.Fill) {
	x, y, ok := strings.Cut(n.value(), ",")
	dx, okX := parseNumber(x)
	dy, okY := parseNumber(y)
	if f == nil || f.Graphic == nil || !ok || !okX || !okY {
		r.remark(n, "%.40q is no distance of marks and left out", n.value())
		return
	}
	size, known := parseNumber(plain(f.Graphic.Size))
	if !known {
		r.remark(n, "the distance needs a constant size of the marks; they stand side by side")
		return
	}
	f.Margins = [4]float64{0, max(0, dx-size), max(0, dy-size), 0}
}
