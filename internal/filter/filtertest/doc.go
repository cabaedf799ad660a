// Package filtertest generates random filters, and features for them to select from, for property tests: that a filter's text
// reads back to the same tree, and that every source selects what filter.Eval says.
//
// Values come from small pools, so that equality, touching and containment happen often, with the characters and edges that
// trip up SQL: quotes, wildcards, backslashes, capitals beyond ASCII, the first and last microsecond of a day, leap days, times
// before 1970, halves that round, numbers whose products overflow or underflow. Left out are values about which databases differ and
// filters promise nothing: NaN, letters whose lower case depends on language or neighbours (İ, final Σ), and integers beyond 2^53.
package filtertest

import (
	"haavi/internal/crs"
	"haavi/internal/feature"
)

// Schema is a layer with a nullable field of every kind, two of most so that they can be compared, and mixed geometries in
// EPSG:3067. Columns are named unlike the fields. Its key is the column "fid", an integer.
func Schema() *feature.Schema {
	field := func(name string, k feature.Kind) feature.Field {
		return feature.Field{Name: name, Column: "c_" + name, Type: k, Nullable: true}
	}
	return &feature.Schema{
		Name: "random",
		Fields: []feature.Field{
			field("flag", feature.Bool), field("flag2", feature.Bool),
			field("count", feature.Int), field("count2", feature.Int),
			field("size", feature.Float), field("size2", feature.Float),
			field("name", feature.String), field("name2", feature.String),
			field("day", feature.Date), field("day2", feature.Date),
			field("seen", feature.DateTime), field("seen2", feature.DateTime),
			field(`odd "name"`, feature.String),
		},
		Geometry: feature.Field{Name: "geom", Column: "c_geom", Type: feature.Geometry, Nullable: true},
		CRS:      crs.EPSG(3067),
		Key:      []feature.Field{{Name: "fid", Column: "fid", Type: feature.Int}},
	}
}
