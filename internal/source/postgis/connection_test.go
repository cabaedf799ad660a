package postgis_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"haavi/internal/query"
	"haavi/internal/source/postgis"
	"haavi/internal/testdb"
)

const manyRows = `CREATE TABLE layer AS SELECT i AS id, repeat('x', 200) AS text, ST_SetSRID(ST_MakePoint(i, i), 3067)::geometry(Point, 3067) AS geom FROM generate_series(1, 50000) i;
	ALTER TABLE layer ADD PRIMARY KEY (id)`

// openBeside opens a source with many rows, and a connection to its database beside it.
func openBeside(t *testing.T) (*postgis.Source, *query.Query, *pgx.Conn) {
	t.Helper()
	dsn := testdb.DSN(t)
	s, q := openAt(t, dsn, manyRows)
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return s, all(q), c
}

func TestSnapshotDoesNotSeeWrites(t *testing.T) {
	s, q, c := openBeside(t)
	snap, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before, err := snap.Count(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Exec(t.Context(), "DELETE FROM layer WHERE id > 10"); err != nil {
		t.Fatal(err)
	}
	if n, err := snap.Count(t.Context(), q); err != nil || n != before {
		t.Errorf("the snapshot has %d features after a write, not %d: %v", n, before, err)
	}
	fs, err := snap.Features(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	n := int64(0)
	for fs.Next() {
		n++
	}
	if err := errors.Join(fs.Err(), fs.Close(), snap.Close()); err != nil || n != before {
		t.Errorf("the stream has %d features, not %d: %v", n, before, err)
	}
	if got := rows(t, s, q); len(got) != 10 {
		t.Errorf("%d features after the snapshot", len(got))
	}
}

// running waits until the server runs n statements of a source, and fails when it does not come to that.
func running(t *testing.T, c *pgx.Conn, n int) {
	t.Helper()
	var active int
	for range 200 {
		err := c.QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'haavi' AND datname = current_database() AND state = 'active' AND leader_pid IS NULL").Scan(&active)
		if err != nil {
			t.Fatal(err)
		}
		if active == n {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Errorf("%d statements run, not %d", active, n)
}

func TestClosedOrCancelledStreamEndsItsStatement(t *testing.T) {
	s, q, c := openBeside(t)
	fs, err := s.Features(t.Context(), q)
	if err != nil || !fs.Next() {
		t.Fatal(err)
	}
	running(t, c, 1) // the server waits for its rows to be fetched
	if err := fs.Close(); err != nil {
		t.Error(err)
	}
	running(t, c, 0)
	ctx, cancel := context.WithCancel(t.Context())
	if fs, err = s.Features(ctx, q); err != nil || !fs.Next() {
		t.Fatal(err)
	}
	running(t, c, 1)
	cancel()
	for fs.Next() { // what was on its way
	}
	if !errors.Is(fs.Err(), context.Canceled) {
		t.Errorf("the stream ended with %v", fs.Err())
	}
	fs.Close()
	running(t, c, 0)
	if got := rows(t, s, q); len(got) != 50_000 {
		t.Errorf("%d features afterwards", len(got))
	}
}

func TestConnectionsThatDiedAreReplaced(t *testing.T) {
	s, q, c := openBeside(t)
	if n, err := s.Count(t.Context(), q); err != nil || n != 50_000 {
		t.Fatal(n, err)
	}
	const kill = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'haavi' AND datname = current_database()"
	for range 2 {
		if _, err := c.Exec(t.Context(), kill); err != nil {
			t.Fatal(err)
		}
		if n, err := s.Count(t.Context(), q); err != nil || n != 50_000 {
			t.Errorf("count %d, %v", n, err)
		}
	}
	if _, err := c.Exec(t.Context(), kill); err != nil {
		t.Fatal(err)
	}
	if got := rows(t, s, q); len(got) != 50_000 {
		t.Errorf("%d features", len(got))
	}
}

// An import puts another table in the place of one whose statements are prepared.
func TestTableThatIsReplaced(t *testing.T) {
	s, q, c := openBeside(t)
	rows(t, s, q)
	if _, err := c.Exec(t.Context(), "BEGIN; DROP TABLE layer; CREATE TABLE layer (id bigint PRIMARY KEY, text varchar, geom geometry(Point, 3067)); INSERT INTO layer VALUES (1); COMMIT"); err != nil {
		t.Fatal(err)
	}
	if got := rows(t, s, q); len(got) != 1 {
		t.Errorf("%d features of the new table", len(got))
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	if _, err := postgis.Open(t.Context(), "postgres://u:secret@127.0.0.1:1/x?connect_timeout=1", postgis.Options{}); err == nil || contains(err, "secret") {
		t.Errorf("no server: %v", err)
	}
	if _, err := postgis.Open(t.Context(), "postgres://u:secret@[bad/", postgis.Options{}); err == nil || contains(err, "secret") {
		t.Errorf("no address: %v", err)
	}
	dsn := testdb.DSN(t)
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	if _, err := c.Exec(t.Context(), "DROP EXTENSION postgis CASCADE"); err != nil {
		t.Fatal(err)
	}
	if _, err := postgis.Open(t.Context(), dsn, postgis.Options{}); err == nil || !contains(err, "CREATE EXTENSION postgis") {
		t.Errorf("no PostGIS: %v", err)
	}
}

func contains(err error, text string) bool { return strings.Contains(err.Error(), text) }
