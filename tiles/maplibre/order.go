package maplibre

import (
	"haavi/internal/feature"
	"haavi/styles"
)

// order finds what the features of a pass are sorted by, and tells what of their order is lost: the specification paints layer by layer, a pass
// feature by feature.
func (c *converter) order(p *styles.FeatureTypeStyle) {
	c.sortKey = nil
	if severalAtOnce(p) {
		c.lacks("where features overlap, what a later rule or symbolizer draws lies above all of the earlier ones")
	}
	if len(p.SortBy) == 0 || p.Summary != nil {
		return
	}
	i := c.layer.Schema.Field(p.SortBy[0].Property)
	if len(p.SortBy) > 1 || i < 0 || c.layer.Schema.Fields[i].Type != feature.Int && c.layer.Schema.Fields[i].Type != feature.Float {
		c.lacks("the order of features, unless it is that of one number")
		return
	}
	c.sortKey = list{"to-number", list{"get", p.SortBy[0].Property}}
	if p.SortBy[0].Desc {
		c.sortKey = list{"-", c.sortKey}
	}
}

// severalAtOnce says that a pass has more than one symbol besides labels at some scale.
func severalAtOnce(p *styles.FeatureTypeStyle) bool {
	for i := range p.Rules {
		symbols := 0
		for j := range p.Rules {
			if !p.Rules[j].InScale(p.Rules[i].MinScale) { // where most rules meet, one of them begins
				continue
			}
			for _, s := range p.Rules[j].Symbolizers {
				if _, label := s.(*styles.Text); !label {
					symbols++
				}
			}
		}
		if symbols > 1 && p.Summary == nil {
			return true
		}
	}
	return false
}

// sorted adds to the layout of a layer of symbols in which order they lie on one another: that of the tiles, where there is no other.
func (c *converter) sorted(kind string, layout map[string]any) map[string]any {
	_, label := layout["text-field"]
	if label || kind == "heatmap" || c.sortKey == nil && kind != "symbol" {
		return layout
	}
	if layout == nil {
		layout = map[string]any{}
	}
	if c.sortKey != nil {
		layout[kind+"-sort-key"] = c.sortKey
	} else {
		layout["symbol-z-order"] = "source"
	}
	return layout
}
