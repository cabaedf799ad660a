package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"haavi/internal/testdb"
)

// bigTable writes a table of n records, each saying which version it is of.
func bigTable(t testing.TB, dir, version string, n int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("occurrenceID\tlocality\tdecimalLatitude\tdecimalLongitude\tfootprintWKT\n")
	for i := range n {
		fmt.Fprintf(&b, "%d\t%s\t%.3f\t25\tLINESTRING (25 60, 25 61)\n", i, version, 60+float64(i%1000)/1000)
	}
	return writeFile(t, filepath.Join(dir, version+".tsv"), b.String())
}

var errStop = errors.New("stopped by the test")

// TestInterrupted: whatever breaks a load in its middle, the old tables stand and nothing else is left.
func TestInterrupted(t *testing.T) {
	dir := t.TempDir()
	v1, v2 := bigTable(t, dir, "one", 100), bigTable(t, dir, "two", 20_000)
	dsn := testdb.DSN(t)
	for name, target := range map[string]string{"geopackage": filepath.Join(t.TempDir(), "a.gpkg"), "postgis": dsn} {
		t.Run(name, func(t *testing.T) {
			mustRun(t, Options{Input: v1, Target: target})
			before := dump(t, target, "occurrence_footprint")
			check := func(why string) {
				t.Helper()
				same(t, why, before, dump(t, target, "occurrence_footprint"))
				if isPostgres(target) {
					if left := query(t, target, "SELECT relname::text FROM pg_class WHERE relname LIKE 'haavi%'"); len(left) > 0 {
						t.Errorf("%s: left in the database: %q", why, left)
					}
				} else if left, _ := os.ReadDir(filepath.Dir(target)); len(left) != 1 {
					t.Errorf("%s: left in the folder: %v", why, left)
				}
			}
			for _, phase := range []string{"reading occurrences", "building indexes"} {
				ctx, cancel := context.WithCancelCause(context.Background())
				_, err := Run(ctx, Options{Input: v2, Target: target, Quarantine: filepath.Join(dir, "q"), Progress: func(p Progress) {
					if p.Phase == phase && p.Records >= 10_000 {
						cancel(errStop)
					}
				}})
				if !errors.Is(err, context.Canceled) {
					t.Errorf("%s: %v", phase, err)
				}
				check("cancelled while " + phase)
			}
			if !isPostgres(target) {
				return
			}
			killed := false
			_, err := Run(context.Background(), Options{Input: v2, Target: target, Quarantine: filepath.Join(dir, "q"), Progress: func(p Progress) {
				if p.Records >= 4000 && !killed {
					killed = true
					query(t, target, "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE application_name = 'haavi import' AND datname = current_database()")
				}
			}})
			if err == nil || len(err.Error()) > 1000 {
				t.Errorf("the server ended the session, and the import said %v", err)
			}
			check("session ended by the server")
		})
	}
}

// TestDebris: what a killed process left beside a GeoPackage goes with the next import.
func TestDebris(t *testing.T) {
	dir := t.TempDir()
	in := bigTable(t, t.TempDir(), "one", 3)
	writeFile(t, filepath.Join(dir, ".a.gpkg.123.tmp"), "half a file")
	other := writeFile(t, filepath.Join(dir, ".b.gpkg.123.tmp"), "of another file")
	mustRun(t, Options{Input: in, Target: filepath.Join(dir, "a.gpkg")})
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 2 || left[0].Name() != filepath.Base(other) {
		t.Errorf("%v %v", left, err)
	}
}

// TestReaders: readers see the old table until the new one is there, in one
// piece; a reader that never ends makes the import give up, not wait for ever.
func TestReaders(t *testing.T) {
	dir, dsn := t.TempDir(), testdb.DSN(t)
	v1, v2 := bigTable(t, dir, "one", 100), bigTable(t, dir, "two", 5000)
	mustRun(t, Options{Input: v1, Target: dsn})
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		conn := connect(t, dsn)
		for {
			select {
			case <-stop:
				return
			default:
			}
			var versions, rows int
			if err := conn.QueryRow(context.Background(), "SELECT count(DISTINCT locality), count(*) FROM occurrence").Scan(&versions, &rows); err != nil || versions != 1 || rows != 100 && rows != 5000 {
				t.Errorf("a reader saw %d versions, %d rows, %v", versions, rows, err)
				return
			}
		}
	}()
	mustRun(t, Options{Input: v2, Target: dsn})
	mustRun(t, Options{Input: v1, Target: dsn})
	close(stop)
	wg.Wait()

	conn := connect(t, dsn)
	tx, err := conn.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(context.Background(), "SELECT * FROM occurrence LIMIT 1"); err != nil {
		t.Fatal(err)
	}
	_, err = Run(context.Background(), Options{Input: v2, Target: dsn, Quarantine: filepath.Join(dir, "q"), LockWait: time.Millisecond})
	if err == nil || !strings.Contains(err.Error(), "are in use") {
		t.Errorf("with a reader that stays: %v", err)
	}
	if err := tx.Rollback(context.Background()); err != nil {
		t.Fatal(err)
	}
	mustRun(t, Options{Input: v2, Target: dsn})
}

func TestParallelImports(t *testing.T) {
	dir := t.TempDir()
	dsn := testdb.DSN(t)
	file := filepath.Join(t.TempDir(), "a.gpkg")
	var wg sync.WaitGroup
	for i := range 4 {
		in := bigTable(t, dir, fmt.Sprint("v", i), 1000)
		for _, target := range []string{dsn, file} {
			name := "occurrence"
			if i == 3 {
				name = "other"
			}
			wg.Add(1)
			go func() {
				defer wg.Done()
				if _, err := Run(context.Background(), Options{Input: in, Target: target, Name: name, Quarantine: filepath.Join(dir, fmt.Sprint("q", i, len(target)))}); err != nil {
					t.Error(err)
				}
			}()
		}
	}
	wg.Wait()
	for _, target := range []string{dsn, file} {
		for _, table := range []string{"occurrence", "other", "occurrence_footprint", "other_footprint"} {
			if got := query(t, target, "SELECT count(*) || ' ' || count(DISTINCT locality) FROM "+table); got[0] != "1000 1" {
				t.Errorf("%s: %s", table, got)
			}
		}
		query(t, target, "SELECT title FROM dataset UNION ALL SELECT title FROM other_dataset")
	}
}

// TestOthersTables: tables that no import made are never replaced or dropped.
func TestOthersTables(t *testing.T) {
	dir, dsn := t.TempDir(), testdb.DSN(t)
	in := bigTable(t, dir, "one", 3)
	conn := connect(t, dsn)
	exec := func(s string) {
		t.Helper()
		if _, err := conn.Exec(context.Background(), s); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(name, want string) {
		t.Helper()
		_, err := Run(context.Background(), Options{Input: in, Target: dsn, Name: name, Quarantine: filepath.Join(dir, "q")})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	exec("CREATE TABLE dataset (id int)")
	refused("occurrence", "no import made")
	exec("DROP TABLE dataset; CREATE VIEW occurrence AS SELECT 1 AS fid, 2 AS issues")
	refused("occurrence", "no import made")
	exec("DROP VIEW occurrence; CREATE TABLE event (id int)")
	refused("occurrence", "no import made")
	exec("DROP TABLE event")
	mustRun(t, Options{Input: in, Target: dsn})
	exec("CREATE VIEW v AS SELECT locality FROM occurrence")
	refused("occurrence", "view v depends on")
	exec("DROP VIEW v; ALTER TABLE occurrence ENABLE ROW LEVEL SECURITY")
	refused("occurrence", "row-level security")
	if got := query(t, dsn, "SELECT count(*)::text FROM occurrence"); got[0] != "3" {
		t.Errorf("%s", got)
	}
}

// TestKept: grants, comments of columns and other tables outlive a new import; a
// footprint layer that the new records do not have goes.
func TestKept(t *testing.T) {
	dir, dsn := t.TempDir(), testdb.DSN(t)
	in := bigTable(t, dir, "one", 3)
	mustRun(t, Options{Input: in, Target: dsn})
	conn := connect(t, dsn)
	role := fmt.Sprintf("haavi_reader_%d", os.Getpid())
	for _, s := range []string{"CREATE ROLE " + role, "GRANT SELECT ON occurrence TO " + role + ", PUBLIC", "COMMENT ON COLUMN occurrence.locality IS 'Paikka'", "CREATE TABLE mine (x int)"} {
		if _, err := conn.Exec(context.Background(), s); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if _, err := connect(t, dsn).Exec(context.Background(), "DROP OWNED BY "+role+"; DROP ROLE "+role); err != nil {
			t.Error(err)
		}
	})
	plain := writeFile(t, filepath.Join(dir, "p.tsv"), "occurrenceID\tlocality\n1\tx\n")
	mustRun(t, Options{Input: plain, Target: dsn, Title: "Birds of here"})
	got := query(t, dsn, `SELECT has_table_privilege('`+role+`', 'occurrence', 'SELECT')::text UNION ALL SELECT col_description('occurrence'::regclass, 3)
UNION ALL SELECT obj_description('occurrence'::regclass) UNION ALL SELECT coalesce(to_regclass('occurrence_footprint')::text, 'gone') UNION ALL SELECT to_regclass('mine')::text
UNION ALL SELECT string_agg(indexname, ' ' ORDER BY indexname) FROM pg_indexes WHERE tablename = 'occurrence'`)
	same(t, "kept", got, []string{"true", "Paikka", "Birds of here", "gone", "mine", "occurrence_event_begin_idx occurrence_geom_idx occurrence_occurrence_id_idx occurrence_pkey"})

	file := filepath.Join(dir, "a.gpkg")
	mustRun(t, Options{Input: in, Target: file, Name: "birds"})
	mustRun(t, Options{Input: in, Target: file})
	mustRun(t, Options{Input: plain, Target: file})
	tables := query(t, file, "SELECT table_name FROM gpkg_contents ORDER BY 1")
	same(t, "tables", tables, []string{"birds", "birds_dataset", "birds_footprint", "dataset", "occurrence"})
}

func TestTargetErrors(t *testing.T) {
	in := bigTable(t, t.TempDir(), "one", 3)
	dsn := testdb.DSN(t)
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Input: in, Target: "postgres://u:secret@127.0.0.1:1/x"}, "cannot be reached"},
		{Options{Input: in, Target: "postgres://u:secret@127.0.0.1:port/x"}, "not a valid postgres:// URL"},
		{Options{Input: in, Target: dsn, Schema: "nowhere"}, `no schema "nowhere"`},
		{Options{Input: in, Target: filepath.Join(t.TempDir(), "no", "a.gpkg")}, "folder of the target"},
		{Options{Input: in, Target: in}, "ends in .gpkg"},
		{Options{Input: in, Target: writeFile(t, filepath.Join(t.TempDir(), "text.gpkg"), "this is a text and no database at all")}, "not a GeoPackage"},
		{Options{Input: filepath.Join(t.TempDir(), "none.zip"), Target: dsn}, "no such file"},
		{Options{Input: in}, "needs an input and a target"},
	} {
		c.o.Quarantine = filepath.Join(t.TempDir(), "q")
		_, err := Run(context.Background(), c.o)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%+v: %v", c.o, err)
		}
	}
}
