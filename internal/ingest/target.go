package ingest

import (
	"context"
	"slices"

	"haavi/internal/feature"
)

// table describes a table to be made.
type table struct {
	name, title, description string
	schema                   *feature.Schema
	// indexes are columns, one index each, beside the key and the geometry.
	indexes []string
	// streamed says that rows go to the database as they come; only one table may be
	// written so, and after the others. Rows of the rest wait in a file.
	streamed bool
}

// sink takes the rows of a table.
type sink interface {
	write(f *feature.Feature) error
}

// target is where tables go. Nothing of it is seen by readers before commit.
type target interface {
	table(ctx context.Context, t table) (sink, error)
	// commit puts the new tables in place and removes those of stale that an earlier import made.
	commit(ctx context.Context, stale []string) error
	abort() error
}

// ours says whether a table with these columns was made by an import. Others are never replaced.
func ours(columns []string) bool {
	return slices.Contains(columns, keyColumn) && (slices.Contains(columns, "issues") || slices.Contains(columns, "license_url"))
}

const notOurs = "a table named %s is there that no import made; it is not touched: choose another name or schema"
