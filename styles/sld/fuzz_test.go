package sld

import (
	"bytes"
	"os"
	"path/filepath"
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
		d, _, err := ReadPosted(bytes.NewReader(data), Options{MaxRules: 100})
		if err != nil {
			return
		}
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
				twice := again.Layers[0].Styles[0].Style
				second, err := Write([]Named{{Layer: "a", Geometry: "geom", Styles: []*styles.Style{twice}}}, V110)
				if err != nil {
					t.Fatalf("%v\n%s", err, doc)
				}
				if !bytes.Equal(doc, second) {
					t.Fatalf("not the same\n%s\n%s", doc, second)
				}
			}
		}
	})
}
