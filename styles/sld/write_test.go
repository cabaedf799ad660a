package sld

import (
	"bytes"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"haavi/internal/filter"
	"haavi/styles"
)

// forget takes the places of expressions out of anything.
func forget(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			forget(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() && f.Type() == reflect.TypeFor[filter.Pos]() {
				f.SetString("")
			} else if f.CanInterface() {
				forget(f)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			forget(v.Index(i))
		}
	}
}

func readBack(t interface{ Fatalf(string, ...any) }, doc []byte) *styles.Style {
	d, err := Read(bytes.NewReader(doc), Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, doc)
	}
	if len(d.Remarks) > 0 {
		t.Fatalf("%v\n%s", d.Remarks, doc)
	}
	s := d.Layers[0].Styles[0].Style
	forget(reflect.ValueOf(s))
	return s
}

// What is written is read back as the same style.
func TestWrittenStylesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := randomStyle(t)
		doc, err := Write([]Named{{Layer: "a", Geometry: "geom", Styles: []*styles.Style{s}}}, V110)
		if err != nil {
			t.Fatal(err)
		}
		if got := readBack(t, doc); !reflect.DeepEqual(got, s) {
			again, _ := Write([]Named{{Layer: "a", Geometry: "geom", Styles: []*styles.Style{got}}}, V110)
			t.Fatalf("not the same\n%s\n%s", doc, again)
		}
	})
}

// SLD 1.0.0 carries all of it too, but the fallbacks of tables.
func TestWrittenStylesComeBackFromVersion1(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := randomStyle(t)
		doc, err := Write([]Named{{Layer: "a", Geometry: "geom", Styles: []*styles.Style{s}}}, V100)
		if err != nil {
			t.Fatal(err)
		}
		got := readBack(t, doc)
		dropFallbacks(reflect.ValueOf(s))
		if !reflect.DeepEqual(got, s) {
			again, _ := Write([]Named{{Layer: "a", Geometry: "geom", Styles: []*styles.Style{got}}}, V100)
			t.Fatalf("not the same\n%s\n%s", doc, again)
		}
	})
}

func dropFallbacks(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			if s, ok := v.Interface().(*styles.Steps); ok {
				s.Fallback = nil
			}
			dropFallbacks(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanInterface() {
				dropFallbacks(f)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			dropFallbacks(v.Index(i))
		}
	}
}
