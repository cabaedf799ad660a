package postgis

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// PostgreSQL makes a plan for each execution of a statement, because how many rows a box selects decides it; for a small box that takes as long as to
// find the rows. All small boxes have one plan, which is kept.
const (
	planEach = "force_custom_plan"
	planOnce = "force_generic_plan"
)

// small is in the context of queries that are known to select few rows.
type small struct{}

// preparePlans sets how a connection makes plans before it is used, if that is not how it does already.
func preparePlans(ctx context.Context, c *pgx.Conn) (bool, error) {
	const known = "plan_cache_mode"
	data, wanted := c.PgConn().CustomData(), planEach
	if ctx.Value(small{}) != nil {
		wanted = planOnce
	}
	if now, ok := data[known]; ok && now == wanted || !ok && wanted == planEach {
		return true, nil
	}
	if _, err := c.Exec(ctx, "SET plan_cache_mode = "+wanted); err != nil {
		return false, nil //nolint:nilerr // the connection is dead, and another is taken
	}
	data[known] = wanted
	return true, nil
}
