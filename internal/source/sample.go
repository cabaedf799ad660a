package source

import (
	"context"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/internal/query"
)

// Sampler is a Reader that finds a few of many features without reading the others, by its spatial index: all that sources give are. Boxes are in the CRS
// of the layer's geometry, and a feature is in one as filter.BoxOverlap has it, edges included.
type Sampler interface {
	Reader
	// Crowded says whether the query, whose page does not count, selects more than so many features in a box, and a few of them are found sooner than
	// all are read. It may be a guess, and is false when nothing is known.
	Crowded(ctx context.Context, q *query.Query, c Crowd) (bool, error)
	// Sample visits up to so many of the features that the query, whose order and page do not count, selects in each of the boxes, with the number of
	// the box. Which ones is the source's choice, and the same as long as its data is not written. A feature is valid during the visit, and in
	// the layer's CRS.
	Sample(ctx context.Context, q *query.Query, boxes []orb.Bound, most int, visit func(box int, f *feature.Feature) error) error
}

// AsStored is the query for Sample: in the layer's CRS, and without the positions that only an order gives.
func AsStored(q *query.Query) *query.Query {
	stored := *q
	stored.Out, stored.Positions = q.Schema.CRS, false
	return &stored
}

// Crowd is what Crowded is asked.
type Crowd struct {
	Box orb.Bound
	// More is how many features are too many to be read, and Few in how many boxes of one size features would be looked for instead.
	More, Few int64
}
