// Package testdb gives tests a real PostGIS: the server of HAAVI_TEST_DSN, or a
// private cluster that it makes in a temporary folder and takes away again.
package testdb

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// The server is shared by all tests of a process, because making a cluster takes seconds.
var (
	startOnce sync.Once
	shared    server
	startErr  error
	databases atomic.Int64
)

// server is where databases can be made.
type server struct {
	admin string // DSN of a database from which others are created
	stop  func()
}

const template = "haavi_template"

// DSN returns the address of a fresh database with PostGIS in it, which is dropped when the test ends. Without a server the test is
// skipped with the reason; where CI is "true" that is a failure.
func DSN(t testing.TB) string {
	t.Helper()
	startOnce.Do(func() { shared, startErr = start() })
	if startErr != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("PostGIS is needed in CI: %v", startErr)
		}
		t.Skipf("no PostGIS: %v", startErr)
	}
	name := fmt.Sprintf("haavi_test_%d_%d", os.Getpid(), databases.Add(1))
	if err := execute(shared.admin, "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		t.Fatalf("creating a database: %v", err)
	}
	t.Cleanup(func() {
		if err := execute(shared.admin, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Logf("dropping the database: %v", err)
		}
	})
	return withDatabase(shared.admin, name)
}

// Main runs a package's tests and stops the server. Use it as the body of TestMain.
func Main(m *testing.M) {
	code := m.Run()
	if shared.stop != nil {
		shared.stop()
	}
	os.Exit(code)
}

func start() (server, error) {
	s := server{admin: os.Getenv("HAAVI_TEST_DSN")}
	if s.admin == "" {
		var err error
		if s, err = startCluster(); err != nil {
			return server{}, err
		}
	}
	if err := makeTemplate(s.admin); err != nil {
		if s.stop != nil {
			s.stop()
		}
		return server{}, err
	}
	return s, nil
}

// makeTemplate makes the database that others are copied from. Packages are tested side by side, so another process may
// be making it on the same server.
func makeTemplate(admin string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgx.Connect(ctx, admin)
	if err != nil {
		return fmt.Errorf("connecting: %w", err)
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock(714210)"); err != nil {
		return err
	}
	var exists bool
	if err := c.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", template).Scan(&exists); err != nil || exists {
		return err
	}
	if _, err := c.Exec(ctx, "CREATE DATABASE "+template+" TEMPLATE template0 ENCODING 'UTF8'"); err != nil {
		return err
	}
	if err := execute(withDatabase(admin, template), "CREATE EXTENSION postgis"); err != nil {
		_, _ = c.Exec(ctx, "DROP DATABASE "+template)
		return fmt.Errorf("PostGIS is not installed in the server: %w", err)
	}
	return nil
}

func execute(dsn, sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, sql)
	return err
}

// withDatabase changes the database of a DSN in either form.
func withDatabase(dsn, name string) string {
	if u, err := url.Parse(dsn); err == nil && strings.HasPrefix(u.Scheme, "postgres") {
		u.Path = "/" + name
		return u.String()
	}
	return dsn + " dbname=" + name
}
