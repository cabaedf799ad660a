// Package source defines what Haavi asks of a place where layers are kept. The
// implementations are PostGIS, GeoPackage and memory; one suite, sourcetest,
// holds all three to the same behaviour.
package source

import (
	"context"
	"errors"
	"fmt"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/query"
)

// Reader answers queries. Implementations apply the query's filter, order, page,
// fields and CRS exactly; nobody filters again after them. Pages are full until
// the last one, in a total order: the key (or what the source has instead) is
// always the last sort key, unless the query is Unordered.
type Reader interface {
	// Features starts a stream. The stream must be closed.
	Features(ctx context.Context, q *query.Query) (Features, error)
	// Count returns how many features the query selects, whatever its page.
	Count(ctx context.Context, q *query.Query) (int64, error)
}

// Features is a stream, used as
//
//	for fs.Next() { use(fs.Feature()) }
//	if err := fs.Err(); err != nil { … }
type Features interface {
	Next() bool
	// Feature returns the current feature, valid until the next call of Next or Close.
	Feature() *feature.Feature
	Err() error
	Close() error
}

// Source is a database or file with layers. All methods are safe for concurrent use.
type Source interface {
	Reader
	// Snapshot returns a reader that sees one state of the data until it is closed, so that a count and a stream agree.
	Snapshot(ctx context.Context) (Snapshot, error)
	// Relations lists every spatial table, view and materialised view, in the order of their names.
	Relations(ctx context.Context) ([]query.Relation, error)
	// Describe reads the columns, key, geometry and CRS of a relation, and its titles and comments.
	Describe(ctx context.Context, r query.Relation) (*Description, error)
	// Ping says whether the source can answer now.
	Ping(ctx context.Context) error
	Close() error
}

// Snapshot is a Reader over one state of the data.
type Snapshot interface {
	Reader
	Close() error
}

// Walker is a Snapshot that can be paged through at an even cost, and counted beside: all that sources give are.
type Walker interface {
	Snapshot
	// Version names the state of the data exactly: what two snapshots of the same name read is equal. It is empty when there is no such
	// name.
	Version(ctx context.Context) (string, error)
	// Again prepares another snapshot of the same state, for use beside this one and after it. The function opens it, which must be while
	// this one is open; same is false when it shows another state after all.
	Again(ctx context.Context) (open func(context.Context) (again Walker, same bool, err error), err error)
	// Reach counts the rows of the query's page.
	Reach(ctx context.Context, q *query.Query) (int64, error)
	// Positions returns the positions of every so-manieth row of the query's page: the rows every, 2·every, … of it. The schema must have
	// a key.
	Positions(ctx context.Context, q *query.Query, every int64) ([]query.Position, error)
}

// Watcher is a Source that tells when what its relations hold has changed.
type Watcher interface {
	// Watch tells an observer of the relations until ctx ends.
	Watch(ctx context.Context, relations []query.Relation, o Observer) error
}

// Observer is told what a Watcher sees, one after the other.
type Observer struct {
	// States is called with the states of the relations, in their order: at once, and whenever one is another than before.
	// A state names what can be read from then on, by the same text on every server: what was read before a state was told may be kept
	// under it. It is empty when the data may change without being noticed.
	States func(states []string)
	// Heard is called with what a Teller tells, and with the empty text when some of that may have been missed; nil for who does not listen.
	Heard func(text string)
}

// Measurer is a Source that can tell where the data of a relation is now, quickly.
type Measurer interface {
	// Extent is the bound of the geometries, in the schema's CRS, or a little more; an empty bound where it cannot be told.
	Extent(ctx context.Context, r query.Relation, s *feature.Schema) (orb.Bound, error)
}

// Teller is a Watcher through which all servers that watch it are told something.
type Teller interface {
	Watcher
	Tell(ctx context.Context, text string) error
}

// Positioned is what a stream of a query with Positions is.
type Positioned interface {
	// Position is that of the current feature; nil when the layer has no key.
	Position() query.Position
}

// Description is what a source knows of a relation.
type Description struct {
	// Schema has published names equal to the columns' names, and the relation's name as its own.
	Schema *feature.Schema
	// Title and Description come from the table's comment (PostGIS: first line and rest) or gpkg_contents.
	Title, Description string
	// Extent is the bound of the data in Schema.CRS, from statistics or metadata where they exist; Empty bound when unknown.
	Extent orb.Bound
	// Rows is an estimate, -1 when unknown.
	Rows int64
}

// ErrFilter is what Count, Features and a stream's Err wrap when the source cannot compute the query's filter on the layer's values,
// such as a time or a coordinate beyond those that a database works with. The request is at fault then, not the source.
var ErrFilter = errors.New("the filter cannot be computed")

// InProcess refuses a query whose filter has a shape in another system than the layer's, with ErrFilter. Check leaves such shapes, which
// cannot be transformed in process, to the database, and not every source has one that transforms.
func InProcess(q *query.Query) error {
	var foreign error
	filter.Walk(q.Where.Expr(), func(e filter.Expr) {
		if s, ok := e.(*filter.Shape); ok && s.CRS != (crs.Ref{}) && !crs.Same(s.CRS, q.Schema.CRS) {
			foreign = fmt.Errorf("%w: a shape in %s cannot be transformed in process", ErrFilter, s.CRS)
		}
	})
	return foreign
}

// ErrNoRelation is what Describe wraps when there is no relation of that name, or none that may be read.
var ErrNoRelation = errors.New("there is no such table or view, or it may not be read")
