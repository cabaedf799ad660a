package sld

import (
	"strings"

	"haavi/styles"
)

// Namespace is that of the elements that Haavi adds to a FeatureTypeStyle and a Rule: Density, Grid, Cluster and GroundSymbolizer.
const Namespace = "http://haavi.example/styles"

// summary reads one of Haavi's own elements that paint what many features add up to.
func (r *reader) summary(n *node, p *styles.FeatureTypeStyle) {
	if p.Summary != nil {
		r.remark(n, "a FeatureTypeStyle has one of Density, Grid and Cluster; this one is left out")
		return
	}
	switch n.name {
	case "Density":
		r.known(n, "Radius", "Weight", "Ramp", "Most")
		d := &styles.Density{Radius: r.value(n.child("Radius"), number), Weight: n.childValue("Weight"), Ramp: r.ramp(n)}
		if c := n.child("Most"); c != nil {
			d.Most = max(0, r.plainNumber(c))
		}
		p.Summary = d
	case "Grid":
		r.known(n, "Size", "Count", "Property", "Ramp", "Classes")
		p.Summary = r.grid(n)
	default:
		r.known(n, "Distance", "Fill", "Stroke", "Font", "TextFill", "Single")
		p.Summary = r.cluster(n)
	}
}

func (r *reader) ramp(n *node) []string {
	ramp := strings.Fields(n.childValue("Ramp"))
	if len(ramp) > styles.MaxRamp {
		r.remark(n, "a ramp of %d colours is too long; the first %d are used", len(ramp), styles.MaxRamp)
		ramp = ramp[:styles.MaxRamp]
	}
	for _, c := range ramp {
		if _, err := styles.ParseColor(c); err != nil {
			r.remark(n, "%v; the default ramp is used", err)
			return nil
		}
	}
	if len(ramp) == 0 {
		return nil
	}
	return ramp
}

var gridCounts = map[string]styles.GridCount{"features": styles.GridFeatures, "distinct": styles.GridDistinct, "latest": styles.GridLatest}

func (r *reader) grid(n *node) *styles.Grid {
	g := &styles.Grid{Hexagons: n.attr("shape") == "hexagon", Property: n.childValue("Property"), Ramp: r.ramp(n)}
	if c := n.child("Size"); c != nil {
		g.Size = max(0, r.plainNumber(c))
	}
	if c := n.child("Count"); c != nil {
		g.Count = word(r, c, gridCounts, styles.GridFeatures)
	}
	for _, part := range strings.Fields(n.childValue("Classes")) {
		v, ok := parseNumber(part)
		if !ok || len(g.Classes) > 0 && v <= g.Classes[len(g.Classes)-1] || len(g.Classes) >= styles.MaxRamp {
			r.remark(n, "the classes are not ascending numbers; they are made of the map's own values")
			g.Classes = nil
			break
		}
		g.Classes = append(g.Classes, v)
	}
	return g
}

func (r *reader) cluster(n *node) *styles.Cluster {
	c := &styles.Cluster{}
	if d := n.child("Distance"); d != nil {
		c.Distance = max(0, r.plainNumber(d))
	}
	if f := n.child("Fill"); f != nil {
		c.Fill = r.fillOf(f)
	}
	if s := n.child("Stroke"); s != nil {
		c.Stroke = r.stroke(s)
	}
	if f := n.child("Font"); f != nil {
		r.font(f, &c.Font)
	}
	if f := n.child("TextFill"); f != nil && f.child("Fill") != nil {
		c.TextFill = r.fillOf(f.child("Fill"))
	}
	if s := n.child("Single"); s != nil {
		c.Single = r.within(s)
	}
	return c
}
