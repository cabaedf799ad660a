package ingest

import (
	"testing"

	"github.com/jackc/pgx/v5"

	relations "haavi/internal/query"
	source "haavi/internal/source/postgis"
	"haavi/internal/testdb"
)

// An import says that it is done, and leaves the trigger in place that tells of other writes.
func TestImportTellsServers(t *testing.T) {
	dir, dsn := t.TempDir(), testdb.DSN(t)
	mustRun(t, Options{Input: bigTable(t, dir, "one", 10), Target: dsn})
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	for _, sql := range []string{source.WatchSQL([]relations.Relation{{Schema: "public", Table: "occurrence"}}), "LISTEN " + source.Channel} {
		if _, err := c.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	mustRun(t, Options{Input: bigTable(t, dir, "two", 20), Target: dsn})
	heard := func() {
		t.Helper()
		if n, err := c.WaitForNotification(t.Context()); err != nil || n.Channel != source.Channel {
			t.Fatalf("heard %+v: %v", n, err)
		}
	}
	heard()
	if _, err := c.Exec(t.Context(), "DELETE FROM occurrence WHERE locality = 'two'"); err != nil {
		t.Fatal(err)
	}
	heard()
	if got := query(t, dsn, "SELECT tgenabled::text FROM pg_trigger WHERE tgname = 'haavi_changed'"); len(got) != 1 || got[0] != "A" {
		t.Errorf("the trigger after an import: %q", got)
	}
}
