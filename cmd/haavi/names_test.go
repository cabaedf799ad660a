package main

import (
	"strings"
	"testing"

	"haavi/config"
	"haavi/internal/query"

	"pgregory.net/rapid"
)

func TestLayerNames(t *testing.T) {
	n := names{}
	for _, c := range []struct{ source, schema, table, want string }{
		{"db", "public", "occurrence", "occurrence"},
		{"db", "archive", "occurrence", "archive_occurrence"},
		{"other", "archive", "occurrence", "other_occurrence"},
		{"other", "archive", "occurrence", "occurrence_2"},
		{"file", "", "Kääpien havainnot (2024)", "Kaapien_havainnot__2024_"},
		{"file", "", "2024", "_2024"},
		{"file", "", "a.b:c/d", "a_b_c_d"},
		{"file", "", "隼", "_"},
		{"file", "", "", "file_"},
		{"file", "", strings.Repeat("x", 80), strings.Repeat("x", 63)},
		{"file", "", strings.Repeat("x", 81), "file_" + strings.Repeat("x", 58)},
		{"file", "", strings.Repeat("x", 82), strings.Repeat("x", 61) + "_2"},
	} {
		if got := n.layer(c.source, query.Relation{Schema: c.schema, Table: c.table}); got != c.want {
			t.Errorf("%s.%s: got %q, want %q", c.schema, c.table, got, c.want)
		}
	}
}

func TestNamesAreValidAndUnique(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		layers, fields := names{}, names{}
		for range 20 {
			table := rapid.String().Draw(t, "table")
			if l := layers.layer("s", query.Relation{Table: table}); !config.IsLayerName(l) {
				t.Fatalf("layer %q of %q", l, table)
			}
			if f := fields.field(table); !config.IsFieldName(f) {
				t.Fatalf("field %q of %q", f, table)
			}
		}
		if len(layers) != 20 || len(fields) != 20 {
			t.Fatal("a name was given out twice")
		}
	})
}
