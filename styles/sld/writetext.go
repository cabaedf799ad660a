package sld

import "haavi/styles"

func (o *out) text(t *styles.Text) {
	o.value("Label", t.Label)
	o.font(&t.Font)
	switch p := t.Placement.(type) {
	case *styles.PointPlacement:
		o.element("LabelPlacement", func() { o.pointPlacement(p) })
	case *styles.LinePlacement:
		o.element("LabelPlacement", func() { o.linePlacement(p) })
	}
	if t.Halo != nil {
		o.element("Halo", func() {
			o.value("Radius", t.Halo.Radius)
			o.fill(t.Halo.Fill)
		})
	}
	o.fill(t.Fill)
	if t.Graphic != nil {
		o.graphic(t.Graphic)
	}
	if t.Priority != nil {
		o.value("Priority", t.Priority)
	}
	o.textOptions(t)
}

func (o *out) font(f *styles.Font) {
	if len(f.Families) == 0 && !f.Bold && !f.Italic && f.Size == nil {
		return
	}
	o.element("Font", func() {
		for _, family := range f.Families {
			o.word("font-family", family)
		}
		o.svg("font-size", f.Size)
		if f.Italic {
			o.word("font-style", "italic")
		}
		if f.Bold {
			o.word("font-weight", "bold")
		}
	})
}

func (o *out) pointPlacement(p *styles.PointPlacement) {
	o.element("PointPlacement", func() {
		o.pair("AnchorPoint", "AnchorPointX", "AnchorPointY", p.AnchorX, p.AnchorY)
		o.pair("Displacement", "DisplacementX", "DisplacementY", p.ShiftX, p.ShiftY)
		o.value("Rotation", p.Rotation)
	})
}

func (o *out) linePlacement(p *styles.LinePlacement) {
	o.element("LinePlacement", func() {
		o.value("PerpendicularOffset", p.Offset)
		if p.Repeat != nil && o.v == V110 {
			o.w.Leaf(o.se+"IsRepeated", "true")
			o.value("Gap", p.Repeat)
		}
	})
}

// textOptions writes what GeoServer has options for.
func (o *out) textOptions(t *styles.Text) {
	number := func(name string, f float64) {
		if f != 0 {
			o.vendor(name, decimal(f))
		}
	}
	number("spaceAround", t.SpaceAround)
	if t.Overlap {
		o.vendor("conflictResolution", "false")
	}
	number("autoWrap", t.Wrap)
	switch p := t.Placement.(type) {
	case *styles.PointPlacement:
		number("maxDisplacement", p.MaxShift)
	case *styles.LinePlacement:
		if p.Follow {
			o.vendor("followLine", "true")
		}
		number("maxAngleDelta", p.MaxAngle)
		if p.Repeat != nil && o.v == V100 {
			o.valueIn(o.se+"VendorOption", p.Repeat, "name", "repeat")
		}
	}
}
