package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"haavi/internal/feature"
	source "haavi/internal/source/postgis"
)

// postgis loads into PostgreSQL within one transaction: the new tables are made
// under other names, filled by COPY, indexed, and take the places of the old ones
// at the very end, so that readers wait only for that moment. Whatever goes wrong
// before, the server forgets the new tables by itself.
type postgis struct {
	conn     *pgx.Conn
	tx       pgx.Tx
	schema   string
	lockWait time.Duration
	geometry string // the schema of PostGIS's types
	tables   []*pgTable
	stream   *pgStream
}

// newPrefix stands before the names of tables until they are in place.
const newPrefix = "haavi_new_"

type pgTable struct {
	table
	srid    int
	created bool
	// spool holds the rows until commit, as enc writes them; nil for a table that is streamed.
	spool *os.File
	enc   *copyEncoder
}

func openPostGIS(ctx context.Context, o *Options) (_ *postgis, err error) {
	cfg, err := pgx.ParseConfig(o.Target)
	if err != nil {
		return nil, errors.New("the target is not a valid postgres:// URL") // pgx's own error may show the password
	}
	if _, set := cfg.RuntimeParams["application_name"]; !set {
		cfg.RuntimeParams["application_name"] = "haavi import"
	}
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("the database cannot be reached: %w", err)
	}
	p := &postgis{conn: conn, schema: o.Schema, lockWait: o.LockWait}
	if err := p.begin(ctx, o.Name); err != nil {
		return nil, errors.Join(err, p.abort())
	}
	for _, name := range tableNames(o.Name).all() {
		if err := p.checkOld(ctx, name); err != nil {
			return nil, errors.Join(err, p.abort())
		}
	}
	return p, nil
}

func (p *postgis) begin(ctx context.Context, name string) (err error) {
	if p.tx, err = p.conn.Begin(ctx); err != nil {
		return err
	}
	for _, s := range []string{"SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0", "SET LOCAL lock_timeout = 0", "SET LOCAL client_min_messages = warning"} {
		if _, err := p.tx.Exec(ctx, s); err != nil {
			return err
		}
	}
	// Imports into the same tables come one after the other.
	if _, err := p.tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", "haavi import "+p.schema+"."+name); err != nil {
		return err
	}
	err = p.tx.QueryRow(ctx, `SELECT n.nspname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_extension e ON e.extname = 'postgis' AND e.extnamespace = n.oid WHERE t.typname = 'geometry'`).Scan(&p.geometry)
	if errors.Is(err, pgx.ErrNoRows) {
		return errors.New("the database has no PostGIS; a superuser can add it: CREATE EXTENSION postgis")
	}
	if err != nil {
		return err
	}
	var there bool
	if err := p.tx.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1)", p.schema).Scan(&there); err != nil {
		return err
	}
	if !there {
		return fmt.Errorf("the database has no schema %q; make it first", p.schema)
	}
	return nil
}

func (p *postgis) name(table string) string { return pgx.Identifier{p.schema, table}.Sanitize() }

// table makes the table under its provisional name. While a COPY has the
// connection this waits, with the rows, until commit.
func (p *postgis) table(ctx context.Context, t table) (sink, error) {
	pt := &pgTable{table: t, srid: t.schema.CRS.SRID()}
	p.tables = append(p.tables, pt)
	if p.stream == nil {
		if err := p.createTable(ctx, pt); err != nil {
			return nil, err
		}
		pt.created = true
		if t.streamed {
			p.stream = startCopy(ctx, p.conn, p.copyText(pt), pt)
			return p.stream, nil
		}
	}
	f, err := os.CreateTemp("", "haavi-import-*")
	if err != nil {
		return nil, err
	}
	// The name goes at once where the system allows it: a crash leaves nothing.
	_ = os.Remove(f.Name())
	pt.spool, pt.enc = f, newCopyEncoder(f, t.schema, pt.srid)
	return pt.enc, nil
}

func (p *postgis) createTable(ctx context.Context, t *pgTable) error {
	var cols []string
	for _, f := range t.schema.Fields {
		def := pgx.Identifier{f.Column}.Sanitize() + " " + pgTypes[f.Type]
		if !f.Nullable {
			def += " NOT NULL"
		}
		cols = append(cols, def)
	}
	if t.schema.HasGeometry() {
		cols = append(cols, fmt.Sprintf("%s %s(%s, %d)", pgx.Identifier{GeometryColumn}.Sanitize(), pgx.Identifier{p.geometry, "geometry"}.Sanitize(), t.schema.Geometry.Geom, t.srid))
	}
	_, err := p.tx.Exec(ctx, "CREATE TABLE "+p.name(newPrefix+t.name)+" ("+strings.Join(cols, ", ")+")")
	return err
}

var pgTypes = [...]string{feature.Bool: "boolean", feature.Int: "bigint", feature.Float: "double precision", feature.String: "text",
	feature.Date: "date", feature.DateTime: "timestamptz"}

// copyText is the COPY that fills a table. The rows are frozen: nobody can have seen the table before.
func (p *postgis) copyText(t *pgTable) string {
	return "COPY " + p.name(newPrefix+t.name) + " FROM STDIN WITH (FORMAT binary, FREEZE)"
}

func (p *postgis) commit(ctx context.Context, stale []string) error {
	if p.stream != nil {
		if err := p.stream.finish(); err != nil {
			return err
		}
	}
	for _, t := range p.tables {
		if t.spool != nil {
			if err := p.unspool(ctx, t); err != nil {
				return err
			}
		}
	}
	for _, t := range p.tables {
		if err := p.complete(ctx, t); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	if err := p.swap(ctx, stale); err != nil {
		return err
	}
	// Servers read the state of the data at once, when the commit has made it another.
	if _, err := p.tx.Exec(ctx, "SELECT pg_notify($1, $2)", source.Channel, source.StatePrefix+"import"); err != nil {
		return err
	}
	if err := p.tx.Commit(ctx); err != nil {
		return err
	}
	return p.close()
}

// unspool copies the rows that waited in a file.
func (p *postgis) unspool(ctx context.Context, t *pgTable) error {
	if err := t.enc.finish(); err != nil {
		return err
	}
	if !t.created {
		if err := p.createTable(ctx, t); err != nil {
			return err
		}
	}
	if _, err := t.spool.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := p.conn.PgConn().CopyFrom(ctx, t.spool, p.copyText(t))
	return err
}

// complete adds key, indexes, comments and statistics.
func (p *postgis) complete(ctx context.Context, t *pgTable) error {
	name := p.name(newPrefix + t.name)
	quoted := func(s string) string { return pgx.Identifier{s}.Sanitize() }
	stmts := []string{"ALTER TABLE " + name + " ADD CONSTRAINT " + quoted(t.index("pkey", true)) + " PRIMARY KEY (" + quoted(keyColumn) + ")"}
	if t.schema.HasGeometry() {
		stmts = append(stmts, "CREATE INDEX "+quoted(t.index("geom_idx", true))+" ON "+name+" USING gist ("+quoted(GeometryColumn)+")")
	}
	for _, c := range t.indexes {
		stmts = append(stmts, "CREATE INDEX "+quoted(t.index(c+"_idx", true))+" ON "+name+" ("+quoted(c)+")")
	}
	stmts = append(stmts, "COMMENT ON TABLE "+name+" IS "+quoteText(comment(t.title, t.description)))
	for _, f := range t.schema.Fields {
		if c := comment(f.Title, f.Description); c != "" {
			stmts = append(stmts, "COMMENT ON COLUMN "+name+"."+quoted(f.Column)+" IS "+quoteText(c))
		}
	}
	for _, s := range append(stmts, "ANALYZE "+name) {
		if _, err := p.tx.Exec(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// index names an index of the table, provisional or not.
func (t *table) index(suffix string, provisional bool) string {
	name := cut(t.name, maxColumn-len(newPrefix)-len(suffix)-1) + "_" + suffix
	if provisional {
		return newPrefix + name
	}
	return name
}

// comment puts the title on the first line and the description after it.
func comment(title, description string) string {
	return strings.TrimSpace(title + "\n" + description)
}

// quoteText writes a text literal that means the same whatever standard_conforming_strings says.
func quoteText(s string) string {
	return "E'" + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(s) + "'"
}

func (p *postgis) abort() error {
	if p.stream != nil {
		p.stream.stop()
	}
	// Closing the connection rolls back; the context of the caller may be over.
	return p.close()
}

func (p *postgis) close() error {
	var errs []error
	for _, t := range p.tables {
		if t.spool == nil {
			continue
		}
		errs = append(errs, t.spool.Close())
		if err := os.Remove(t.spool.Name()); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
		t.spool = nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return errors.Join(append(errs, p.conn.Close(ctx))...)
}
