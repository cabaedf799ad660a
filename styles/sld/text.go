package sld

import (
	"strconv"
	"strings"

	"haavi/styles"
)

// text reads a TextSymbolizer (SE 1.1.0, 11.4). One without a label is left out.
func (r *reader) text(n *node) *styles.Text {
	t := &styles.Text{Options: r.options(n)}
	if t.Label = r.value(n.child("Label"), text); t.Label == nil {
		r.remark(n, "has no label that is supported and is left out")
		return nil
	}
	for _, c := range n.elements() {
		switch c.name {
		case "Font":
			r.font(c, &t.Font)
		case "LabelPlacement":
			t.Placement = r.placement(c)
		case "Halo":
			t.Halo = r.halo(c)
		case "Fill":
			t.Fill = r.fillOf(c)
			if t.Fill.Graphic != nil {
				r.remark(c, "letters are not filled with patterns")
				t.Fill.Graphic = nil
			}
		case "Priority":
			t.Priority = r.value(c, number)
		case "Graphic":
			g := r.graphic(c)
			t.Graphic = &g
		}
	}
	r.textOptions(n, t)
	r.known(n, append(common[:], "Label", "Font", "LabelPlacement", "Halo", "Fill", "Priority", "Graphic")...)
	return t
}

func (r *reader) font(n *node, f *styles.Font) {
	r.parameters(n, map[string]func(*node){
		"font-family": func(c *node) {
			if name := plain(r.value(c, text)); name != "" {
				for part := range strings.SplitSeq(name, ",") {
					f.Families = append(f.Families, strings.Trim(strings.TrimSpace(part), `"'`))
				}
				return
			}
			r.remark(c, "a font must be named; the embedded one is used")
		},
		"font-size":  func(c *node) { f.Size = r.value(c, number) },
		"font-style": func(c *node) { f.Italic = word(r, c, slants, false) },
		"font-weight": func(c *node) {
			s := plain(r.value(c, text))
			if weight, err := strconv.Atoi(s); err == nil {
				f.Bold = weight >= 600
				return
			}
			f.Bold = word(r, c, weights, false)
		},
	})
}

var (
	slants  = map[string]bool{"normal": false, "italic": true, "oblique": true}
	weights = map[string]bool{"normal": false, "lighter": false, "bold": true, "bolder": true}
)

func (r *reader) placement(n *node) styles.Placement {
	r.known(n, "PointPlacement", "LinePlacement")
	if c := n.child("PointPlacement"); c != nil {
		p := &styles.PointPlacement{Rotation: r.value(c.child("Rotation"), number)}
		p.AnchorX, p.AnchorY = r.pair(c, "AnchorPoint", "AnchorPointX", "AnchorPointY")
		p.ShiftX, p.ShiftY = r.pair(c, "Displacement", "DisplacementX", "DisplacementY")
		r.known(c, "AnchorPoint", "Displacement", "Rotation")
		return p
	}
	c := n.child("LinePlacement")
	if c == nil {
		return nil
	}
	p := &styles.LinePlacement{Offset: r.value(c.child("PerpendicularOffset"), number)}
	r.known(c, "PerpendicularOffset", "IsRepeated", "InitialGap", "Gap", "IsAligned", "GeneralizeLine")
	if isTrue(c.childValue("IsRepeated")) {
		if p.Repeat = r.value(c.child("Gap"), number); p.Repeat == nil {
			r.remark(c, "a label is repeated at a Gap; without it, it is written once")
		} else if plain(p.Repeat) == "0" {
			p.Repeat = nil
		}
	}
	if g := c.child("InitialGap"); g != nil {
		r.remark(g, "labels begin where there is room, not at an InitialGap")
	}
	if a := c.child("IsAligned"); a != nil && !isTrue(a.value()) {
		r.remark(a, "labels of lines are aligned with them")
	}
	return p
}

func isTrue(s string) bool {
	return s == "1" || strings.EqualFold(s, "true") || strings.EqualFold(s, "yes")
}

func (r *reader) halo(n *node) *styles.Halo {
	h := &styles.Halo{Radius: r.value(n.child("Radius"), number)}
	if f := n.child("Fill"); f != nil {
		h.Fill = r.fillOf(f)
		if h.Fill.Graphic != nil {
			r.remark(f, "halos are not filled with patterns")
			h.Fill.Graphic = nil
		}
	}
	r.known(n, "Radius", "Fill")
	return h
}
