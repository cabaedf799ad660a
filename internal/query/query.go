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
	// Limit is the most features to return; negative means all.
	Limit  int64
	Offset int64
	// Unordered says that the total order by key need not be added when Sort is empty and there is no page: maps, tiles and
	// counts do not care in which order rows come.
	Unordered bool
}

// Sort is one sort key. Nulls come last in ascending order and first in
// descending order, as PostgreSQL has them; strings sort by bytes ("C"). The key,
// which comes last, sorts as its index does: in PostGIS a text key by its column's
// own collation.
type Sort struct {
	Field int
	Desc  bool
}
