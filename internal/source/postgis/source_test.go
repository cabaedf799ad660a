package postgis_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"haavi/internal/feature"
	"haavi/internal/geom"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/postgis"
	"haavi/internal/source/sourcetest"
	"haavi/internal/sqlgen"
	"haavi/internal/testdb"
)

var sqlTypes = map[feature.Kind]string{
	feature.Bool: "boolean", feature.Int: "bigint", feature.Float: "double precision", feature.String: "text", feature.Date: "date", feature.DateTime: "timestamptz",
}

// create makes a table of the schema and fills it, by the textual forms of values.
func create(t *testing.T, dsn string, s *feature.Schema, fs []*feature.Feature) {
	t.Helper()
	ctx := t.Context()
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	cols := []string{"fid bigint PRIMARY KEY"}
	for _, f := range s.Fields {
		cols = append(cols, sqlgen.Quote(f.Column)+" "+sqlTypes[f.Type])
	}
	g := sqlgen.Quote(s.Geometry.Column)
	cols = append(cols, fmt.Sprintf("%s geometry(Geometry, %d)", g, s.CRS.SRID()))
	table := sqlgen.Quote(s.Name)
	if _, err := c.Exec(ctx, "CREATE TABLE "+table+" ("+strings.Join(cols, ", ")+")"); err != nil {
		t.Fatal(err)
	}
	for _, f := range fs {
		values, args := []string{"$1::text::bigint"}, []any{f.ID}
		for i, v := range f.Props {
			if v.IsNull() {
				args = append(args, nil)
			} else {
				args = append(args, v.String())
			}
			values = append(values, fmt.Sprintf("$%d::text::%s", i+2, sqlTypes[s.Fields[i].Type]))
		}
		if f.Geom == nil {
			args = append(args, nil)
		} else {
			args = append(args, geom.AppendWKB(nil, f.Geom))
		}
		values = append(values, fmt.Sprintf("ST_GeomFromWKB($%d::bytea, %d)", len(args), s.CRS.SRID()))
		if _, err := c.Exec(ctx, "INSERT INTO "+table+" VALUES ("+strings.Join(values, ", ")+")", args...); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Exec(ctx, "CREATE INDEX ON "+table+" USING gist ("+g+")"); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, s *feature.Schema, fs []*feature.Feature) (source.Source, query.Relation) {
	dsn := testdb.DSN(t)
	create(t, dsn, s, fs)
	src, err := postgis.Open(t.Context(), dsn, postgis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { src.Close() })
	return src, query.Relation{Schema: "public", Table: s.Name}
}

func TestSource(t *testing.T) { sourcetest.Run(t, load) }
