package main

import (
	"haavi/config"
	"haavi/internal/feature"
)

// publishedSchema gives every column a name that can be published. Names that can stay do so first.
func publishedSchema(s *feature.Schema) *feature.Schema {
	c := s.Clone()
	taken := names{}
	fields := []*feature.Field{}
	if c.HasGeometry() {
		fields = append(fields, &c.Geometry)
	}
	for i := range c.Fields {
		fields = append(fields, &c.Fields[i])
	}
	for _, f := range fields {
		if config.IsFieldName(f.Column) {
			f.Name = taken.field(f.Column)
		}
	}
	for _, f := range fields {
		if !config.IsFieldName(f.Column) {
			f.Name = taken.field(f.Column)
		}
	}
	return c
}

// column finds a field of a schema by the column's name.
func column(s *feature.Schema, name string) *feature.Field {
	for i := range s.Fields {
		if s.Fields[i].Column == name {
			return &s.Fields[i]
		}
	}
	return nil
}

// columns are the names of the columns, for remedies.
func columns(s *feature.Schema) []string {
	list := make([]string, len(s.Fields))
	for i := range s.Fields {
		list[i] = s.Fields[i].Column
	}
	return list
}

// geometryColumn is the column of the geometry, if there is one.
func geometryColumn(s *feature.Schema) []string {
	if !s.HasGeometry() {
		return nil
	}
	return []string{s.Geometry.Column}
}
