package testdb

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { Main(m) }

func TestEveryDatabaseIsFreshAndHasPostGIS(t *testing.T) {
	for range 2 {
		c, err := pgx.Connect(t.Context(), DSN(t))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close(t.Context())
		var version string
		if err := c.QueryRow(t.Context(), "CREATE TABLE only_once(); SELECT 1").Scan(new(int)); err == nil {
			t.Error("two statements in one query were taken")
		}
		if _, err := c.Exec(t.Context(), "CREATE TABLE only_once()"); err != nil {
			t.Errorf("the database is not fresh: %v", err)
		}
		if err := c.QueryRow(t.Context(), "SELECT postgis_version()").Scan(&version); err != nil || !strings.HasPrefix(version, "3") {
			t.Errorf("PostGIS %q, %v", version, err)
		}
	}
}
