package postgis

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"haavi/internal/query"
)

//go:embed watch.sql
var watchSetup string

// TriggerName is the name of the trigger that tells Haavi of writes to a table. Imports keep it.
const TriggerName = "haavi_changed"

// Channel is the channel of the notifications. A notification's text names the relation that has changed; any other text stands for all.
const Channel = "haavi"

// StatePrefix begins the notifications of changes that the state itself shows: those of imports and of the trigger.
const StatePrefix = "state "

// tellPrefix begins the notifications that are not about relations, but for the servers themselves.
const tellPrefix = "tell "

// WatchSQL is the script that makes writes to the tables known to servers at once, for their owner to run.
func WatchSQL(tables []query.Relation) string {
	var b strings.Builder
	b.WriteString("BEGIN;\n" + watchSetup)
	for _, t := range tables {
		name := identifier(t)
		fmt.Fprintf(&b, "\nDROP TRIGGER IF EXISTS %[1]s ON %[2]s;\n"+
			"CREATE TRIGGER %[1]s AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %[2]s FOR EACH STATEMENT EXECUTE FUNCTION haavi_watch.changed();\n"+
			"ALTER TABLE %[2]s ENABLE ALWAYS TRIGGER %[1]s;\n", TriggerName, name)
	}
	b.WriteString("\nCOMMIT;\n")
	return b.String()
}

func identifier(r query.Relation) string {
	if r.Schema == "" {
		return pgx.Identifier{r.Table}.Sanitize()
	}
	return pgx.Identifier{r.Schema, r.Table}.Sanitize()
}

// statesSQL reads the state of each named relation; of a null name, that of all tables together, which is the state of a statement. Views
// stand for the tables that they read, and tables for their partitions. A state is made of:
//
//   - the table's file, which is another after an import, TRUNCATE or REFRESH, and is seen at once;
//   - PostgreSQL's counts of written rows, which come after the commit: within a second, or some more on a busy connection;
//   - what transactions told with haavi_watch.changed, which is seen at once;
//   - on a standby, which has no counts, how much was replayed, unless the table has the trigger.
//
// The last column says that the relation reads foreign tables, whose writes nobody sees.
const statesSQL = `WITH RECURSIVE wanted AS (
  SELECT ord, name, to_regclass(name)::oid AS oid FROM unnest($1::text[]) WITH ORDINALITY AS u(name, ord)),
parts(ord, oid) AS (
  SELECT ord, oid FROM wanted WHERE oid IS NOT NULL
  UNION ALL
  SELECT w.ord, c.oid FROM wanted w, pg_class c WHERE w.name IS NULL AND c.relkind IN ('r', 'm', 'f') AND c.relpersistence <> 't'
    AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
  UNION
  SELECT p.ord, n.oid FROM parts p CROSS JOIN LATERAL (
    SELECT d.refobjid AS oid FROM pg_class v JOIN pg_rewrite r ON r.ev_class = v.oid
      JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
      WHERE v.oid = p.oid AND v.relkind = 'v' AND d.refobjid <> v.oid
    UNION ALL
    SELECT inhrelid FROM pg_inherits WHERE inhparent = p.oid) n)
SELECT coalesce(string_agg(concat_ws(':', c.oid, pg_relation_filenode(c.oid), pg_stat_get_tuples_inserted(c.oid), pg_stat_get_tuples_updated(c.oid),
    pg_stat_get_tuples_deleted(c.oid), %s,
    CASE WHEN pg_is_in_recovery() AND c.relkind IN ('r', 'm') AND NOT EXISTS (
      SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'haavi_changed') THEN pg_last_wal_replay_lsn() END), ',' ORDER BY c.oid), ''),
  coalesce(bool_or(c.relkind = 'f'), false)
FROM wanted w LEFT JOIN parts p USING (ord) LEFT JOIN pg_class c ON c.oid = p.oid GROUP BY w.ord ORDER BY w.ord`

// toldSQL reads what transactions told of a relation.
const toldSQL = `(SELECT concat_ws('/', count(*), sum(hashint8(h.transaction::text::bigint)), max(h.transaction::text::bigint)) FROM haavi_watch.change h WHERE h.relation = c.oid)`

// serverSQL tells apart servers, databases, and times between which PostgreSQL's counts begin anew; and whether haavi_watch can be read.
const serverSQL = `SELECT concat_ws(' ', (SELECT system_identifier FROM pg_control_system()), (SELECT timeline_id FROM pg_control_checkpoint()),
  (SELECT oid FROM pg_database WHERE datname = current_database()), pg_stat_get_db_stat_reset_time((SELECT oid FROM pg_database WHERE datname = current_database())),
  pg_stat_get_bgwriter_stat_reset_time()),
  coalesce(has_schema_privilege(to_regnamespace('haavi_watch')::oid, 'USAGE') AND has_table_privilege(to_regclass('haavi_watch.change')::oid, 'SELECT'), false)`

// viewsSQL finds the texts of the views that the named relations are.
const viewsSQL = `SELECT coalesce((SELECT string_agg(pg_get_viewdef(v.oid), ';') FROM pg_class v WHERE v.oid = to_regclass(name) AND v.relkind = 'v'), '')
FROM unnest($1::text[]) WITH ORDINALITY AS u(name, ord) ORDER BY ord`
