package sld

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"haavi/styles"
)

var update = flag.Bool("update", false, "write the golden files")

func readFile(t *testing.T, file string) *Document {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Read(bytes.NewReader(data), Options{})
	if err != nil {
		t.Fatal(file, err)
	}
	return d
}

// Every document is read, its remarks are those of testdata/remarks.txt and no others, and what is written of it is the same style.
func TestDocuments(t *testing.T) {
	files, _ := filepath.Glob("testdata/*/*.sld")
	if len(files) < 19 {
		t.Fatalf("%d documents", len(files))
	}
	var got strings.Builder
	for _, file := range files {
		d := readFile(t, file)
		fmt.Fprintf(&got, "%s\n", filepath.ToSlash(strings.TrimPrefix(file, "testdata"+string(filepath.Separator))))
		for _, r := range d.Remarks {
			fmt.Fprintf(&got, "  %s\n", r)
		}
		for _, l := range d.Layers {
			for _, s := range l.Styles {
				if s.Style != nil && l.Foreign == "" {
					comesBack(t, file, s.Style)
				}
			}
		}
	}
	const golden = "testdata/remarks.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || got.String() != string(want) {
		t.Errorf("the remarks are not those of %s:\n%s", golden, got.String())
	}
}

func comesBack(t *testing.T, file string, s *styles.Style) {
	t.Helper()
	doc, err := Write([]Named{{Layer: "a", Geometry: "geom", Styles: []*styles.Style{s}}}, V110)
	if err != nil {
		t.Fatal(file, err)
	}
	back := readBack(t, doc)
	forget(reflect.ValueOf(s))
	if !reflect.DeepEqual(back, s) {
		t.Errorf("%s does not come back:\n%s", file, doc)
	}
}
