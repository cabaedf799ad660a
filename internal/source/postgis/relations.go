package postgis

import (
	"context"

	"haavi/internal/query"
)

// relationsSQL lists tables, partitioned tables, views, materialised views and foreign tables that have a geometry or geography column
// and may be read. Partitions are left out, for their table is there; so are the relations of extensions, such as PostGIS's own.
const relationsSQL = `
SELECT n.nspname, c.relname
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname NOT IN ('information_schema', 'topology', 'tiger', 'tiger_data') AND n.nspname NOT LIKE 'pg\_%'
  AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  AND EXISTS (SELECT FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND t.typname IN ('geometry', 'geography'))
ORDER BY 1, 2`

// Relations lists every spatial relation that may be read, by schema and name.
func (s *Source) Relations(ctx context.Context) ([]query.Relation, error) {
	rows, err := s.pool.Query(ctx, relationsSQL)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []query.Relation
	for rows.Next() {
		var r query.Relation
		if err := rows.Scan(&r.Schema, &r.Table); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}
