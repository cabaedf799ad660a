package ingest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"haavi/internal/geom"
	"haavi/internal/gpkg"
)

// sharedData finds the folder of real data beside the repository.
func sharedData(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Skip("no go.mod above the test")
		}
	}
	p := filepath.Join(dir, "..", "shared", "data", name)
	if _, err := os.Stat(p); err != nil {
		t.Skip("real data are not there: ../shared/data/" + name)
	}
	return p
}

// dump writes a table as lines of text, the same for both targets: one a row, in
// the order of fid, cells joined by "|", the geometry last.
func dump(t testing.TB, target, table string) []string {
	t.Helper()
	if isPostgres(target) {
		return dumpPostgres(t, target, table)
	}
	return dumpGeoPackage(t, target, table)
}

func dumpPostgres(t testing.TB, dsn, table string) []string {
	conn := connect(t, dsn)
	rows, err := conn.Query(context.Background(), "SELECT * FROM "+pgx.Identifier{table}.Sanitize()+" ORDER BY fid")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	geomAt := slices.IndexFunc(rows.FieldDescriptions(), func(d pgconn.FieldDescription) bool { return d.Name == GeometryColumn })

	var out []string
	for rows.Next() {
		vals, err := rows.Values()
		if err != nil {
			t.Fatal(err)
		}
		var cells []string
		last := ""
		for i, v := range vals {
			c := fmt.Sprint(v)
			switch x := v.(type) {
			case nil:
				c = ""
			case time.Time:
				if x = x.UTC(); rows.FieldDescriptions()[i].DataTypeOID == 1082 {
					c = x.Format("2006-01-02")
				} else {
					c = x.Format("2006-01-02T15:04:05.000Z")
				}
			}
			if i == geomAt {
				if c != "" {
					last = wkt(t, fromHex(t, c))
				}
				continue
			}
			cells = append(cells, c)
		}
		out = append(out, strings.Join(append(cells, last), "|"))
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return out
}

func fromHex(t testing.TB, s string) []byte {
	t.Helper()
	var b []byte
	if _, err := fmt.Sscanf(s, "%x", &b); err != nil {
		t.Fatal(err)
	}
	return b
}

func wkt(t testing.TB, wkb []byte) string {
	t.Helper()
	g, err := geom.ReadWKB(wkb)
	if err != nil {
		t.Fatal(err)
	}
	return string(geom.AppendWKT(nil, g, -1))
}

func openSQLite(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func dumpGeoPackage(t testing.TB, path, table string) []string {
	rows, err := openSQLite(t, path).Query(`SELECT * FROM "` + table + `" ORDER BY fid`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	types, err := rows.ColumnTypes()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for rows.Next() {
		vals, ptrs := make([]any, len(types)), make([]any, len(types))
		for i := range vals {
			ptrs[i] = &vals[i]
		}
		if err := rows.Scan(ptrs...); err != nil {
			t.Fatal(err)
		}
		var cells []string
		last := ""
		for i, v := range vals {
			c := fmt.Sprint(v)
			switch x := v.(type) {
			case nil:
				c = ""
			case time.Time:
				c = x.UTC().Format(map[string]string{"DATE": "2006-01-02", "DATETIME": "2006-01-02T15:04:05.000Z"}[types[i].DatabaseTypeName()])
			case []byte:
				blob, err := gpkg.DecodeBlob(x)
				if err != nil {
					t.Fatal(err)
				}
				last = wkt(t, blob.WKB)
			case int64:
				if types[i].DatabaseTypeName() == "BOOLEAN" {
					c = fmt.Sprint(x == 1)
				}
			}
			if types[i].Name() == GeometryColumn {
				continue
			}
			cells = append(cells, c)
		}
		out = append(out, strings.Join(append(cells, last), "|"))
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return out
}

func connect(t testing.TB, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// query returns the first column of a query's rows as text.
func query(t testing.TB, target, text string) []string {
	t.Helper()
	var out []string
	if isPostgres(target) {
		rows, err := connect(t, target).Query(context.Background(), text)
		if err != nil {
			t.Fatal(err)
		}
		if out, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		return out
	}
	rows, err := openSQLite(t, target).Query(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

func same(t testing.TB, what string, a, b []string) {
	t.Helper()
	if len(a) != len(b) {
		t.Errorf("%s: %d rows and %d", what, len(a), len(b))
		return
	}
	for i := range a {
		if a[i] != b[i] {
			t.Errorf("%s: row %d:\n%.600s\n%.600s", what, i+1, a[i], b[i])
			return
		}
	}
}

func mustRun(t testing.TB, o Options) *Summary {
	t.Helper()
	if o.Quarantine == "" {
		o.Quarantine = filepath.Join(t.TempDir(), "quarantine.tsv")
	}
	s, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
