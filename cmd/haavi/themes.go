package main

import (
	"haavi/config"
	"haavi/tiles/wmts"
)

// themes are the groups of layers as the WMTS has them: those that are in no other group, with the groups and layers in them.
func themes(cfg *config.Config) []wmts.Theme {
	within := map[string]bool{}
	for _, g := range cfg.Groups {
		for _, name := range g.Value.Layers {
			within[name] = true
		}
	}
	var top []wmts.Theme
	for _, g := range cfg.Groups {
		if !within[g.Name] {
			top = append(top, theme(cfg, g.Name, g.Value))
		}
	}
	return top
}

// theme makes a group a theme. Groups are not within themselves: the WMS saw to that.
func theme(cfg *config.Config, name string, g *config.Group) wmts.Theme {
	t := wmts.Theme{ID: name, Title: g.Title, Abstract: g.Abstract, Keywords: g.Keywords}
	for _, member := range g.Layers {
		if inner := cfg.Groups.Get(member); inner != nil {
			t.Themes = append(t.Themes, theme(cfg, member, inner))
		} else {
			t.Layers = append(t.Layers, member)
		}
	}
	return t
}
