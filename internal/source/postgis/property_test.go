package postgis_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"haavi/internal/feature"
	"haavi/internal/filter/filtertest"
	"haavi/internal/geom"
	"haavi/internal/query"
	"haavi/internal/source/postgis"
	"haavi/internal/source/sourcetest"
	"haavi/internal/sqlgen"
	"haavi/internal/testdb"
)

// columnTypes give the two fields of each kind that filtertest has different types where PostgreSQL has several.
var columnTypes = map[string]string{
	"flag": "boolean", "flag2": "boolean", "count": "int8", "count2": "numeric(18,0)", "size": "float8", "size2": "numeric", "name": "text",
	"name2": `varchar(80) COLLATE "und-x-icu"`, "day": "date", "day2": "date", "seen": "timestamptz", "seen2": "timestamp", `odd "name"`: `text COLLATE "C"`,
}

func TestRandomQueries(t *testing.T) { sourcetest.Property(t, randomStore(t)) }

// randomStore is a store of random features.
func randomStore(t *testing.T) sourcetest.Store {
	t.Helper()
	dsn := testdb.DSN(t)
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	columns := []string{"fid bigint PRIMARY KEY", "c_geom geometry(Geometry, 3067)"}
	places := []string{"$1", "ST_GeomFromWKB($2, 3067)"}
	for i, f := range filtertest.Schema().Fields {
		columns = append(columns, sqlgen.Quote(f.Column)+" "+columnTypes[f.Name])
		places = append(places, fmt.Sprintf("$%d", i+3))
	}
	if _, err := c.Exec(t.Context(), "CREATE TABLE random ("+strings.Join(columns, ", ")+"); CREATE INDEX ON random USING gist (c_geom)"); err != nil {
		t.Fatal(err)
	}
	insert := "INSERT INTO random VALUES (" + strings.Join(places, ", ") + ")"
	replace := func(fs []feature.Feature) error {
		var b pgx.Batch
		b.Queue("DELETE FROM random") // TRUNCATE empties a table for open snapshots too
		for i := range fs {
			b.Queue(insert, row(int64(i+1), &fs[i])...)
		}
		return c.SendBatch(t.Context(), &b).Close()
	}
	s, err := postgis.Open(t.Context(), dsn, postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return sourcetest.Store{Source: s, Relation: query.Relation{Schema: "public", Table: "random"}, Replace: replace}
}

func row(fid int64, f *feature.Feature) []any {
	args := []any{fid, nil}
	if f.Geom != nil {
		args[1] = geom.AppendWKB(nil, f.Geom)
	}
	for _, v := range f.Props {
		args = append(args, native(v))
	}
	return args
}

func native(v feature.Value) any {
	switch v.Kind() {
	case feature.Bool:
		return v.Bool()
	case feature.Int:
		return v.Int()
	case feature.Float:
		return v.Float()
	case feature.String:
		return v.Str()
	case feature.Date, feature.DateTime:
		return v.Time()
	default:
		return nil
	}
}
