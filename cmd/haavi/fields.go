package main

import (
	"fmt"

	"haavi/config"
	"haavi/internal/feature"
)

// fields makes the schema that is published: the columns under fields in their order, then the others unless they are hidden.
func (p *publisher) fields(at string, l *config.Layer, full *feature.Schema) *feature.Schema {
	s := full.Clone()
	s.Fields = nil
	taken := map[string]bool{}
	for _, f := range l.Fields {
		taken[f.Name] = true
		c := column(full, f.Name)
		switch {
		case c == nil && full.HasGeometry() && f.Name == full.Geometry.Column:
			renameGeometry(f.Value, s)
			s.GeometryAt = len(s.Fields)
		case c == nil:
			p.add(at+".fields."+config.Join(f.Name), fmt.Sprintf("there is no column %q", f.Name), suggest(f.Name, columns(full)))
		case !f.Value.Hidden():
			field := *c
			field.Name = first(f.Value.Name, fieldName(field.Column))
			field.Title = first(f.Value.Title, field.Title)
			field.Description = first(f.Value.Description, field.Description)
			s.Fields = append(s.Fields, field)
		}
	}
	if l.OtherFields != "hide" {
		for _, f := range full.Fields {
			if !taken[f.Column] {
				f.Name = fieldName(f.Column)
				s.Fields = append(s.Fields, f)
			}
		}
	}
	p.unique(at, s)
	return s
}

// renameGeometry renames the geometry, or hides it: then the layer has none.
func renameGeometry(f *config.Field, s *feature.Schema) {
	if f.Hidden() {
		s.Geometry = feature.Field{}
		return
	}
	s.Geometry.Name = first(f.Name, s.Geometry.Name)
	s.Geometry.Title = first(f.Title, s.Geometry.Title)
	s.Geometry.Description = first(f.Description, s.Geometry.Description)
}

// unique gives columns that are not renamed another name where theirs is taken.
func (p *publisher) unique(at string, s *feature.Schema) {
	owner := map[string]string{}
	if s.HasGeometry() {
		owner[s.Geometry.Name] = s.Geometry.Column
	}
	for i := range s.Fields {
		f := &s.Fields[i]
		if other, clash := owner[f.Name]; clash {
			p.add(at+".fields", fmt.Sprintf("the columns %q and %q would both be published as %q", other, f.Column, f.Name), "give one of them a name, or hide it")
		}
		owner[f.Name] = f.Column
	}
}
