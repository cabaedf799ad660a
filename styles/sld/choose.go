package sld

import (
	"strings"

	"haavi/styles"
)

// Style chooses a user style of a document by its name, or that of its layer. Without a name it is the only one, or the only one that is
// said to be a default.
func (d *Document) Style(name string) (*styles.Style, error) {
	var found, defaults, all []*styles.Style
	var names []string
	for _, l := range d.Layers {
		for _, s := range l.Styles {
			if s.Style == nil {
				continue
			}
			all = append(all, s.Style)
			names = append(names, s.Name)
			if s.Default {
				defaults = append(defaults, s.Style)
			}
			if name != "" && (s.Name == name || l.Name == name && len(l.Styles) == 1) {
				found = append(found, s.Style)
			}
		}
	}
	switch {
	case len(all) == 0:
		return nil, &Error{Text: "the document has no UserStyle"}
	case name != "" && len(found) == 0:
		return nil, &Error{Text: "the document has no style " + clip(name) + "; it has " + clip(strings.Join(names, ", "))}
	case name != "":
		return found[0], nil
	case len(all) == 1:
		return all[0], nil
	case len(defaults) == 1:
		return defaults[0], nil
	default:
		return nil, &Error{Text: "the document has several styles, and none is the only default; name one of " + clip(strings.Join(names, ", "))}
	}
}

func clip(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}
