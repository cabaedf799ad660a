package main

import (
	"context"
	"errors"
	"fmt"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/query"
	"haavi/internal/source"
)

// fakeSource only describes relations: the rest is never asked for.
type fakeSource struct {
	source.Source
	relations []query.Relation
	described map[string]*source.Description
}

func (f *fakeSource) Relations(context.Context) ([]query.Relation, error) { return f.relations, nil }

func (f *fakeSource) Describe(_ context.Context, r query.Relation) (*source.Description, error) {
	if r.SQL != "" {
		if d := f.described[r.SQL]; d != nil {
			return d, nil
		}
		return nil, errors.New("syntax error at or near \"FORM\"")
	}
	d := f.described[tableName(r)]
	switch {
	case d == nil:
		return nil, fmt.Errorf("%s: %w", r.Table, source.ErrNoRelation)
	case r.Geometry != "" && r.Geometry != d.Schema.Geometry.Column:
		return nil, fmt.Errorf("there is no geometry column %q", r.Geometry)
	}
	return d, nil
}

// table adds a relation with a point geometry, a key and some columns.
func (f *fakeSource) table(schema, table string, system crs.Ref, fields ...feature.Field) {
	r := query.Relation{Schema: schema, Table: table}
	f.relations = append(f.relations, r)
	f.describe(tableName(r), system, fields...)
}

func (f *fakeSource) describe(name string, system crs.Ref, fields ...feature.Field) {
	if f.described == nil {
		f.described = map[string]*source.Description{}
	}
	s := &feature.Schema{Name: name, CRS: system, Geometry: feature.Field{Name: "geom", Column: "geom", Type: feature.Geometry, Geom: feature.Point}}
	s.Fields = append(s.Fields, feature.Field{Name: "id", Column: "id", Type: feature.Int})
	s.Key = s.Fields[:1]
	s.Fields = append(s.Fields, fields...)
	f.described[name] = &source.Description{Schema: s, Rows: -1}
}

func text(column string) feature.Field {
	return feature.Field{Name: column, Column: column, Type: feature.String, Title: "title of " + column}
}

func day(column string) feature.Field {
	return feature.Field{Name: column, Column: column, Type: feature.Date}
}
