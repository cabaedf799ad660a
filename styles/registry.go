package styles

import (
	"fmt"
	"slices"

	"haavi/internal/layer"
)

// DefaultName is the name of the styles that Default makes.
const DefaultName = "default"

// Registry holds the styles that layers are drawn with. It does not change once it is built; a nil Registry has the
// default styles only.
type Registry struct{ byName map[string]*Style }

// NewRegistry returns a registry of styles. Two of one name, one without a name, and one named "default" are errors.
func NewRegistry(all ...*Style) (*Registry, error) {
	r := &Registry{byName: make(map[string]*Style, len(all))}
	for _, s := range all {
		switch {
		case s.Name == "":
			return nil, fmt.Errorf("a style has no name")
		case s.Name == DefaultName:
			return nil, fmt.Errorf("a style cannot be named %q: that is the built-in one", DefaultName)
		case r.byName[s.Name] != nil:
			return nil, fmt.Errorf("there are two styles named %q", s.Name)
		}
		r.byName[s.Name] = s
	}
	return r, nil
}

// ForLayer returns the style that draws a layer when no other is asked for: the one that its options name, else the
// default of its geometry type.
func (r *Registry) ForLayer(l *layer.Layer) *Style {
	if r != nil {
		if s := r.byName[l.Style]; s != nil {
			return s
		}
	}
	return Default(l.Schema.Geometry.Geom)
}

// Styles returns the styles offered for a layer: that of ForLayer, and those that the options name besides.
func (r *Registry) Styles(l *layer.Layer) []*Style {
	all := []*Style{r.ForLayer(l)}
	if r != nil {
		for _, name := range l.MoreStyles {
			if s := r.byName[name]; s != nil && !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	return all
}

// Style finds a style offered for a layer. The empty name and "default" are that of ForLayer: clients take them for the same.
func (r *Registry) Style(l *layer.Layer, name string) (*Style, bool) {
	for _, s := range r.Styles(l) {
		if name == "" || name == DefaultName || s.Name == name {
			return s, true
		}
	}
	return nil, false
}
