package csv

import (
	stdcsv "encoding/csv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"haavi/internal/encode"
	"haavi/internal/encode/encodetest"
	"haavi/internal/feature"
	"haavi/internal/geom"
)

// Features come back from an ordinary parser as they were, and an empty text is no null.
func TestFeaturesComeBack(t *testing.T) {
	s := encodetest.Schema()
	rapid.Check(t, func(t *rapid.T) {
		fs := rapid.SliceOfN(encodetest.Feature(), 0, 5).Draw(t, "features")
		text := encodetest.Encode(t, Format(), encodetest.Header(s, len(fs)), fs)
		rows, err := stdcsv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if len(rows) != len(fs)+1 || strings.Join(rows[0], " ") != "id p_boolean p_integer p_number p_string p_date p_dateTime geom" {
			t.Fatalf("got %q", rows)
		}
		for i, f := range fs {
			row := rows[i+1]
			if key, ok := encode.ParseID("thing", row[0]); !ok || key != f.ID {
				t.Fatalf("id %q of %q", row[0], f.ID)
			}
			for k, v := range f.Props {
				// encoding/csv reads CR LF within quotes as LF.
				if want := strings.ReplaceAll(strings.ToValidUTF8(v.String(), "\uFFFD"), "\r\n", "\n"); row[k+1] != want {
					t.Fatalf("%q became %q", want, row[k+1])
				}
			}
			want := ""
			if f.Geom != nil {
				want = string(geom.AppendWKT(nil, f.Geom, 3))
			}
			if got := row[len(row)-1]; got != want {
				t.Fatalf("%s became %s", want, got)
			}
		}
	})
}

func TestText(t *testing.T) {
	for in, want := range map[string]string{"": `""`, "a b": "a b", "a,b": `"a,b"`, `"q"`: `"""q"""`, " a": `" a"`, "a\nb": "\"a\nb\"", "=1+1": "=1+1", "ä": "ä"} {
		if got := string(appendText(nil, in)); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

func TestIDColumn(t *testing.T) {
	s := encodetest.Schema()
	s.Fields[0].Name = "ID"
	got := encodetest.Encode(t, Format(), encodetest.Header(s, 1), []*feature.Feature{{ID: "1", Props: make([]feature.Value, len(s.Fields))}})
	if want := "feature_id,ID,p_integer,p_number,p_string,p_date,p_dateTime,geom\r\nthing.1,,,,,,,\r\n"; got != want {
		t.Errorf("got %q", got)
	}
}

func BenchmarkCSV(b *testing.B) { encodetest.Bench(b, Format()) }
