// Package query holds the one model of a request for features that every
// protocol becomes and every source answers.
package query

import (
	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
)

// Relation is where a layer's rows are: a table or view, or a SELECT statement
// that the operator wrote in the configuration.
type Relation struct {
	Schema, Table string // Schema is empty for a GeoPackage
	SQL           string // used when Table is empty
	// Geometry is the column that Describe takes as the layer's geometry where there are several; empty for the source's first.
	Geometry string
}

// Query asks one relation for features. It is made by internal/layer only.
type Query struct {
	Relation Relation
	// Schema is the layer's full schema; Fields index it.
	Schema *feature.Schema
	// Fields are the properties wanted, as indexes of Schema.Fields; Feature.Props follow them.
	Fields []int
	// NoGeometry leaves Feature.Geom nil.
	NoGeometry bool
	Where      filter.Checked
	// Out is the CRS of the geometries in the answer.
	Out  crs.Ref
	Sort []Sort
	// After is the position of a row in the query's order: only the rows after it are read, and Offset counts from there. Nil is the
	// beginning.
	After Position
	// Limit is the most features to return; negative means all.
	Limit  int64
	Offset int64
	// Positions asks the stream to know the positions of its rows.
	Positions bool
	// Unordered says that the total order by key need not be added when Sort is empty and there is no page: maps, tiles and
	// counts do not care in which order rows come.
	Unordered bool
	// Small says that few features are known to be selected, by a box alone: then the source need not think about how to find them.
	Small bool
}

// Sort is one sort key. Nulls come last in ascending order and first in
// descending order, as PostgreSQL has them; strings sort by bytes ("C"). The key,
// which comes last, sorts as its index does: in PostGIS a text key by its column's
// own collation.
type Sort struct {
	Field int
	Desc  bool
}

// Position is the place of a row in the order of a query whose schema has a key: the values that the query sorts by and those of the
// key, in the exact form of the source that gave them. Only that source reads them, for a query of the same relation, filter and
// sort keys.
type Position []any

// Size is about how many bytes the values take.
func (p Position) Size() int {
	n := 0
	for _, v := range p {
		n += 16
		switch v := v.(type) {
		case string:
			n += len(v)
		case []byte:
			n += len(v)
		}
	}
	return n
}

// Part is a part of the rows after a position.
type Part uint8

// The rows after a position are read in two parts, one after the other, where nulls of the first sort key are on one side and values on
// the other: an index gives each part from where it begins, but not both at once.
const (
	Whole Part = iota
	First
	Second
)

// InParts says that the rows after the query's position are in two parts.
func (q *Query) InParts() bool {
	return q.After != nil && len(q.Sort) > 0 && (q.After[0] == nil) == q.Sort[0].Desc
}
