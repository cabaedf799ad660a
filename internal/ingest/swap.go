package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// PostgreSQL's error codes that mean something to the swap.
const (
	codeLockNotAvailable = "55P03"
	codeDependents       = "2BP01"
)

// checkOld refuses to replace a table that no import made, or whose row security
// or triggers a new table would not have.
func (p *postgis) checkOld(ctx context.Context, name string) error {
	var columns []string
	var kind string
	var secured, triggers bool
	err := p.tx.QueryRow(ctx, `SELECT c.relkind::text, c.relrowsecurity,
  EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgname <> 'haavi_changed'),
  ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2`, p.schema, name).Scan(&kind, &secured, &triggers, &columns)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil
	case err != nil:
		return err
	case kind != "r" || !ours(columns):
		return fmt.Errorf(notOurs, p.schema+"."+name)
	case secured:
		return fmt.Errorf("table %s.%s has row-level security, which a new table would not have; import under another name", p.schema, name)
	case triggers:
		return fmt.Errorf("table %s.%s has triggers, which a new table would not have; import under another name", p.schema, name)
	}
	return nil
}

// swap puts the new tables in the places of the old ones. Only from here on do readers of the old tables wait.
func (p *postgis) swap(ctx context.Context, stale []string) error {
	var old []string
	for _, t := range p.tables {
		if there, err := p.oldTable(ctx, t.name); err != nil {
			return err
		} else if there {
			old = append(old, t.name)
		}
	}
	for _, name := range stale {
		there, err := p.oldTable(ctx, name)
		if err != nil {
			return err
		}
		if there {
			old = append(old, name)
		}
	}
	if err := p.lock(ctx, old); err != nil {
		return err
	}
	for _, t := range p.tables {
		if err := p.inherit(ctx, t.name); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	for _, name := range old {
		if _, err := p.tx.Exec(ctx, "DROP TABLE "+p.name(name)); err != nil {
			var pe *pgconn.PgError
			if errors.As(err, &pe) && pe.Code == codeDependents {
				return fmt.Errorf("table %s.%s cannot be replaced: %s; drop what depends on it, or import under another name", p.schema, name, pe.Detail)
			}
			return err
		}
	}
	for _, t := range p.tables {
		if err := p.rename(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

func (p *postgis) oldTable(ctx context.Context, name string) (there bool, err error) {
	err = p.tx.QueryRow(ctx, "SELECT to_regclass($1) IS NOT NULL", p.name(name)).Scan(&there)
	return there, err
}

// lock takes the old tables from their readers. It asks for a moment at a time:
// while it waits, new readers wait behind it.
func (p *postgis) lock(ctx context.Context, old []string) error {
	if len(old) == 0 {
		return nil
	}
	text := "LOCK TABLE "
	for i, name := range old {
		if i > 0 {
			text += ", "
		}
		text += p.name(name)
	}
	text += " IN ACCESS EXCLUSIVE MODE"
	give := time.Now().Add(p.lockWait)
	for {
		err := p.tryLock(ctx, text)
		var pe *pgconn.PgError
		if err == nil || !errors.As(err, &pe) || pe.Code != codeLockNotAvailable {
			return err
		}
		if time.Now().After(give) {
			return fmt.Errorf("the old tables are in use and could not be replaced within %s; the new ones are given up, try again later", p.lockWait)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// tryLock asks within a savepoint, so that a refusal does not end the transaction.
func (p *postgis) tryLock(ctx context.Context, text string) error {
	sp, err := p.tx.Begin(ctx)
	if err != nil {
		return err
	}
	if _, err = sp.Exec(ctx, "SET LOCAL lock_timeout = '2s'"); err == nil {
		_, err = sp.Exec(ctx, text)
	}
	if err != nil {
		return errors.Join(err, sp.Rollback(ctx))
	}
	return sp.Commit(ctx)
}

// inherit gives the new table what people gave the old one: owner, grants, the
// comments of columns and the trigger that tells servers of writes.
func (p *postgis) inherit(ctx context.Context, name string) error {
	stmts, err := p.collect(ctx, `WITH old AS (SELECT c.oid, c.relowner, c.relacl FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2)
SELECT format('ALTER TABLE %I.%I OWNER TO %s', $1::text, $3::text, relowner::regrole) FROM old WHERE relowner <> current_user::regrole::oid
UNION ALL
SELECT format('GRANT %s ON %I.%I TO %s%s', a.privilege_type, $1::text, $3::text, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
  CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) FROM old, aclexplode(relacl) a WHERE a.grantee <> old.relowner
UNION ALL
SELECT format('COMMENT ON COLUMN %I.%I.%I IS %L', $1::text, $3::text, a.attname, d.description) FROM old
  JOIN pg_description d ON d.objoid = old.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid > 0
  JOIN pg_attribute a ON a.attrelid = old.oid AND a.attnum = d.objsubid AND NOT a.attisdropped
  WHERE EXISTS (SELECT 1 FROM pg_attribute b WHERE b.attrelid = to_regclass(format('%I.%I', $1::text, $3::text)) AND b.attname = a.attname)
UNION ALL
SELECT format('CREATE TRIGGER haavi_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %1$I.%2$I FOR EACH STATEMENT EXECUTE FUNCTION haavi_watch.changed();
  ALTER TABLE %1$I.%2$I ENABLE ALWAYS TRIGGER haavi_changed', $1::text, $3::text) FROM old JOIN pg_trigger t ON t.tgrelid = old.oid AND t.tgname = 'haavi_changed'`, name)
	if err != nil {
		return err
	}
	for _, s := range stmts {
		if _, err := p.tx.Exec(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func (p *postgis) collect(ctx context.Context, query, name string) ([]string, error) {
	rows, err := p.tx.Query(ctx, query, p.schema, name, newPrefix+name)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func (p *postgis) rename(ctx context.Context, t *pgTable) error {
	stmts := []string{"ALTER TABLE " + p.name(newPrefix+t.name) + " RENAME TO " + pgx.Identifier{t.name}.Sanitize()}
	suffixes := []string{"pkey"}
	if t.schema.HasGeometry() {
		suffixes = append(suffixes, "geom_idx")
	}
	for _, c := range t.indexes {
		suffixes = append(suffixes, c+"_idx")
	}
	for _, s := range suffixes {
		stmts = append(stmts, "ALTER INDEX "+p.name(t.index(s, true))+" RENAME TO "+pgx.Identifier{t.index(s, false)}.Sanitize())
	}
	for _, s := range stmts {
		if _, err := p.tx.Exec(ctx, s); err != nil {
			return err
		}
	}
	return nil
}
