package config

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

func loadExample(t *testing.T) *Config {
	t.Helper()
	c, err := Load("../haavi.example.yaml", env())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestExampleHasEveryKey(t *testing.T) {
	c := loadExample(t)
	for _, pattern := range keyPatterns(reflect.TypeFor[Config](), "") {
		r := regexp.MustCompile("^" + pattern + "$")
		found := false
		for path := range c.places {
			found = found || r.MatchString(path)
		}
		if !found {
			t.Errorf("no key %s", strings.ReplaceAll(pattern, `[^.]+`, "*"))
		}
	}
}

// keyPatterns are regular expressions of the paths of all keys.
func keyPatterns(t reflect.Type, path string) []string {
	var patterns []string
	for _, f := range fieldsOf(t) {
		ft, at := f.Type, join(path, f.Tag.Get("yaml"))
		if strings.Contains(path, "[0") && len(f.Index) > 1 {
			continue // the symbol of a category has the keys of its style's
		}
		patterns = append(patterns, at)
		if p, ok := reflect.Zero(ft).Interface().(interface{ Part() reflect.Type }); ok {
			ft, at = p.Part(), at+`.[^.]+`
		}
		if ft.Kind() == reflect.Slice {
			ft, at = ft.Elem(), at+`\[0\]`
		}
		if _, scalar := reflect.New(ft).Interface().(text); !scalar && ft.Kind() == reflect.Struct {
			patterns = append(patterns, keyPatterns(ft, at)...)
		}
	}
	return patterns
}

func TestExampleShowsTheDefaults(t *testing.T) {
	c, def := loadExample(t), Default()
	def.Server.PublicURL, def.WFS.Namespaces, def.WFS.StoredQueries = c.Server.PublicURL, c.WFS.Namespaces, c.WFS.StoredQueries
	def.WMS.Symbols, def.WMS.StyleHosts = c.WMS.Symbols, c.WMS.StyleHosts
	def.Tiles.Grids = c.Tiles.Grids
	for _, pair := range [][2]any{{c.Server, def.Server}, {c.Log, def.Log}, {c.WFS, def.WFS}, {c.WMS, def.WMS}, {c.Tiles, def.Tiles}, {c.Limits, def.Limits}, {c.Paging, def.Paging}} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("the example has\n%+v\nthe defaults are\n%+v", pair[0], pair[1])
		}
	}
}

func TestEveryKeyIsDescribedAndItsDefaultCanBeRead(t *testing.T) {
	var walk func(ty reflect.Type, path string)
	walk = func(ty reflect.Type, path string) {
		for _, f := range fieldsOf(ty) {
			at := join(path, f.Tag.Get("yaml"))
			if d := f.Tag.Get("jsonschema_description"); !strings.HasSuffix(d, ".") {
				t.Errorf("%s has the description %q", at, d)
			}
			v := reflect.New(f.Type)
			if tx, ok := v.Interface().(text); ok {
				for _, def := range rulesOf(f).def {
					if err := tx.read(def); err != nil {
						t.Errorf("%s has the default %q, which %v", at, def, err)
					}
				}
				continue
			}
			ft := f.Type
			if p, ok := v.Elem().Interface().(interface{ Part() reflect.Type }); ok {
				ft = p.Part()
			}
			if ft.Kind() == reflect.Slice {
				ft = ft.Elem()
			}
			if ft.Kind() == reflect.Struct {
				walk(ft, at)
			}
		}
	}
	walk(reflect.TypeFor[Config](), "")
}

func TestDefaultsAreValid(t *testing.T) {
	v := &validator{Config: Default()}
	v.all()
	if len(v.problems) > 0 {
		t.Error(v.problems)
	}
}

func TestSchemaIsEmbedded(t *testing.T) {
	file, err := os.ReadFile("haavi.schema.json")
	if err != nil || string(file) != string(JSONSchema()) {
		t.Error("JSONSchema is another than haavi.schema.json", err)
	}
}
