package postgis

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/sqlgen"
)

var (
	_ source.Sampler = (*Source)(nil)
	_ source.Sampler = (*snapshot)(nil)
)

// perRow is what it costs to take a row from the database and to make something of it, beside what the planner counts and in its units: some 2 µs,
// where cpu_tuple_cost is 0.01 for some 0.1 µs.
const perRow = 0.2

// Crowded asks the planner, whose statistics tell how many rows a box selects to within a fifth or so, and what it would cost to find a row in a
// small box: next to nothing by an index, and as much as to read all without one.
func (r reader) Crowded(ctx context.Context, q *query.Query, c source.Crowd) (bool, error) {
	all, err := r.plan(ctx, q, sqlgen.PostGIS{}.Within(q, c.Box))
	if err != nil || all.Rows <= float64(c.More) {
		return false, err
	}
	middle, share := c.Box.Center(), 2*math.Sqrt(float64(max(c.Few, 1)))
	width, height := (c.Box.Max[0]-c.Box.Min[0])/share, (c.Box.Max[1]-c.Box.Min[1])/share
	small := orb.Bound{Min: orb.Point{middle[0] - width, middle[1] - height}, Max: orb.Point{middle[0] + width, middle[1] + height}}
	one, err := r.plan(ctx, q, sqlgen.PostGIS{}.Sample(source.AsStored(q), []orb.Bound{small}, 1))
	return one.Cost*float64(c.Few) < all.Cost+perRow*all.Rows, err
}

// plan is what PostgreSQL expects of a statement.
type plan struct {
	Rows float64 `json:"Plan Rows"`
	Cost float64 `json:"Total Cost"`
}

func (r reader) plan(ctx context.Context, q *query.Query, st sqlgen.Statement) (plan, error) {
	var raw []byte
	if err := r.twice(ctx, func() error { return r.db.QueryRow(ctx, "EXPLAIN (FORMAT JSON) "+st.Text, st.Args...).Scan(&raw) }); err != nil {
		return plan{}, blame(q, err)
	}
	var plans []struct{ Plan plan }
	err := json.Unmarshal(raw, &plans)
	if err == nil && len(plans) != 1 {
		err = fmt.Errorf("there are %d", len(plans))
	}
	if err != nil {
		return plan{}, fmt.Errorf("the plan of a statement cannot be read: %w", err)
	}
	return plans[0].Plan, nil
}

// Sample looks into the boxes one after the other, in one statement.
func (r reader) Sample(ctx context.Context, q *query.Query, boxes []orb.Bound, most int, visit func(int, *feature.Feature) error) (err error) {
	q = source.AsStored(q)
	s, err := r.open(ctx, q, sqlgen.PostGIS{}.Sample(q, boxes, most))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for s.Next() {
		if err := visit(int(binary.BigEndian.Uint64(s.position[0])), &s.feature); err != nil {
			return err
		}
	}
	return s.Err()
}
