package sld

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"haavi/styles"
)

// Whatever is sent is refused or read, and what was read can be written and is read again as the same.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/*/*.sld")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, params, err := ReadPosted(bytes.NewReader(data), Options{MaxRules: 100})
		if err != nil {
			return
		}
		_ = params
		for _, l := range d.Layers {
			for _, s := range l.Styles {
				if s.Style == nil {
					continue
				}
				doc, err := Write([]Named{{Layer: "a", Geometry: "geom", Styles: []*styles.Style{s.Style}}}, V110)
				if err != nil {
					continue // a filter without a name in Filter Encoding
				}
				again, err := Read(bytes.NewReader(doc), Options{})
				if err != nil {
					t.Fatalf("%v\n%s", err, doc)
				}
				once, twice := s.Style, again.Layers[0].Styles[0].Style
				second, err := Write([]Named{{Layer: "a", Geometry: "geom", Styles: []*styles.Style{twice}}}, V110)
				if err != nil {
					t.Fatalf("%v\n%s", err, doc)
				}
				forget(reflect.ValueOf(once))
				if len(once.Passes) != len(twice.Passes) || len(second) == 0 {
					t.Fatalf("passes are lost\n%s\n%s", doc, second)
				}
			}
		}
	})
}
