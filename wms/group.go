package wms

import (
	"fmt"
	"slices"
	"strconv"

	"haavi/internal/crs"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/styles"
	"haavi/wms/render"
)

// Group is a layer that consists of others (1.3.0, 7.2.4.6.2).
type Group struct {
	Name, Title, Abstract string
	Keywords              []string
	// Layers names the layers and groups in it, the first drawn at the bottom. Each is in one group at most.
	Layers []string
	// HeadingOnly says that the group only orders the capabilities; otherwise it can be asked for as a layer.
	HeadingOnly bool
}

// groups finds groups by their names.
type groups map[string]*Group

// newGroups checks that groups consist of what is there, and are not within themselves.
func newGroups(all []Group, c *layer.Catalog) (groups, error) {
	g := groups{}
	for i := range all {
		if _, clash := c.Layer(layer.Caller{}, all[i].Name); clash || g[all[i].Name] != nil {
			return nil, fmt.Errorf("the group %q has the name of another layer or group", all[i].Name)
		}
		g[all[i].Name] = &all[i]
	}
	owner := map[string]string{}
	for i := range all {
		for _, name := range all[i].Layers {
			if _, known := c.Layer(layer.Caller{}, name); !known && g[name] == nil {
				return nil, fmt.Errorf("the group %q has a layer %q that there is not", all[i].Name, name)
			}
			if owner[name] != "" {
				return nil, fmt.Errorf("%q is in two groups, %q and %q", name, owner[name], all[i].Name)
			}
			owner[name] = all[i].Name
		}
	}
	for i := range all {
		for name, n := all[i].Name, 0; name != ""; name, n = owner[name], n+1 {
			if n > len(all) {
				return nil, fmt.Errorf("the group %q is within itself", all[i].Name)
			}
		}
	}
	return g, nil
}

// members are the layers of a group that the caller sees and maps can show, the lowest first.
func (c *call) members(g *Group) []*layer.Layer {
	var all []*layer.Layer
	for _, name := range g.Layers {
		if sub := c.groups[name]; sub != nil {
			all = append(all, c.members(sub)...)
		} else if l, ok := c.o.Catalog.Layer(c.caller, name); ok && l.Schema.HasGeometry() {
			all = append(all, l)
		}
	}
	return all
}

// named finds the layers that a name in a request stands for: one, or those of a group.
func (c *call) named(param, name string) ([]*layer.Layer, error) {
	if g := c.groups[name]; g != nil && !g.HeadingOnly {
		return c.members(g), nil
	}
	l, err := c.layer(param, name)
	return []*layer.Layer{l}, err
}

// styled finds what a name in LAYERS and its style stand for. The layers of a group are drawn in their own styles.
func (c *call) styled(name, style string) ([]render.LayerRequest, error) {
	all, err := c.named("layers", name)
	if err != nil {
		return nil, err
	}
	if c.groups[name] != nil {
		if style != "" && style != styles.DefaultName {
			return nil, &ows.Error{Code: codeStyleNotDefined, Locator: "styles", Text: "the group " + strconv.Quote(name) + " has no style " + strconv.Quote(clip(style)) + "; leave it empty"}
		}
		style = ""
	}
	requests := make([]render.LayerRequest, len(all))
	for i, l := range all {
		s, err := c.style("styles", l, style)
		if err != nil {
			return nil, err
		}
		requests[i] = render.LayerRequest{Layer: l, Style: s}
	}
	return requests, nil
}

// tree writes the groups and layers: first the groups that are in no other, then the layers that are in none.
func (d *capabilitiesWriter) tree(all []*layer.Layer, shared []crs.Ref) {
	inGroup := map[string]bool{}
	for i := range d.o.Groups {
		for _, name := range d.o.Groups[i].Layers {
			inGroup[name] = true
		}
	}
	for i := range d.o.Groups {
		if g := &d.o.Groups[i]; !inGroup[g.Name] {
			d.group(g, shared)
		}
	}
	for _, l := range all {
		if !inGroup[l.Name] {
			d.layer(l, shared)
		}
	}
}

// group writes a group with what is in it. One of which the caller sees no layer is not there.
func (d *capabilitiesWriter) group(g *Group, shared []crs.Ref) {
	all := d.members(g)
	if len(all) == 0 {
		return
	}
	own := slices.DeleteFunc(d.sharedCRSs(all), func(r crs.Ref) bool { return slices.Contains(shared, r) })
	d.Open("Layer", "queryable", flag(!g.HeadingOnly), "opaque", "0")
	if !g.HeadingOnly {
		d.Leaf("Name", g.Name)
	}
	title := g.Title
	if title == "" {
		title = g.Name
	}
	d.Leaf("Title", title)
	d.Optional("Abstract", g.Abstract)
	d.keywords(g.Keywords)
	d.crss(own)
	d.geographicBox(groundOf(all))
	inherited := slices.Concat(shared, own)
	for _, name := range g.Layers {
		if sub := d.groups[name]; sub != nil {
			d.group(sub, inherited)
		} else if l, ok := d.o.Catalog.Layer(d.caller, name); ok && l.Schema.HasGeometry() {
			d.layer(l, inherited)
		}
	}
	d.Close()
}
