package config

import (
	"fmt"
	"regexp"
)

var (
	nameToken     = regexp.MustCompile(`^[A-Za-z0-9._:-]+$`)
	dimensionName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// maps checks what only maps show of a layer.
func (v *validator) maps(at string, l *Layer) {
	for i, d := range l.DataURLs {
		v.address(Item(join(at, "data_urls"), i), d.URL)
	}
	for i, id := range l.Identifiers {
		path := Item(join(at, "identifiers"), i)
		v.address(path, id.URL)
		if !v.broken[path] && !nameToken.MatchString(id.Authority) {
			v.bad(join(path, "authority"), id.Authority, "is no short name", "use letters, digits, ., _ and -")
		}
	}
	if l.AttributionURL != "" && !IsWebAddress(l.AttributionURL) {
		v.add(join(at, "attribution_url"), "is no web address", "write it with http:// or https://")
	}
	if l.Logo.URL != "" {
		v.address(join(at, "logo"), l.Logo.URL)
		if (l.Logo.Width == 0 || l.Logo.Height == 0) && !v.brokenBelow(join(at, "logo")) {
			v.add(join(at, "logo"), "has no size", "write the width and height of the picture in pixels")
		}
	}
	for _, d := range l.Dimensions {
		path := join(join(at, "dimensions"), d.Name)
		switch {
		case d.Name == "time":
			v.add(path, "is a dimension of its own", "write it under time")
		case !dimensionName.MatchString(d.Name):
			v.add(path, fmt.Sprintf("%.60q cannot be the name of a dimension", d.Name), "use letters a-z, digits and _, beginning with a letter")
		}
	}
}

// groups checks that every group consists of layers and groups that are there, and that each of them is in one group only. A layer
// that is not listed may come from a source that is published whole, so that the sources alone can tell.
func (v *validator) groups() {
	owner := map[string]string{}
	for _, g := range v.Groups {
		at := join("groups", g.Name)
		switch {
		case !IsLayerName(g.Name):
			v.add(at, fmt.Sprintf("%.60q cannot be the name of a group", g.Name), "use letters a-z, digits, _ and -, beginning with a letter")
		case v.Layers.Get(g.Name) != nil:
			v.add(at, "has the name of a layer", "choose another")
		}
		if len(g.Value.Layers) == 0 && !v.broken[at] && !v.broken[join(at, "layers")] {
			v.add(at, "has no layers", "list some, or remove it")
		}
		for i, name := range g.Value.Layers {
			path := v.ItemPath(join(at, "layers"), i)
			if other, taken := owner[name]; taken {
				v.bad(path, name, fmt.Sprintf("is in the group %.60q too", other), "keep it in one of them")
			}
			owner[name] = g.Name
		}
	}
	for _, g := range v.Groups {
		for name, n := g.Name, 0; name != ""; name, n = owner[name], n+1 {
			if n > len(v.Groups) {
				v.add(join("groups", g.Name), "is within itself", "take it out of the groups in it")
				break
			}
		}
	}
}
