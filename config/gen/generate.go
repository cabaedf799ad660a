package main

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/invopop/jsonschema"

	"haavi/config"
)

// part is a config.Map.
type part interface{ Part() reflect.Type }

// generate makes the schema, with every section in its place and no references: editors show it best.
func generate() ([]byte, error) {
	r := &jsonschema.Reflector{Anonymous: true, DoNotReference: true, FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true}
	r.Mapper = func(t reflect.Type) *jsonschema.Schema { return special(r, t) }
	s := r.Reflect(&config.Config{})
	s.Title = "Haavi configuration"
	finish(s)
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the schema: %w", err)
	}
	return append(b, '\n'), nil
}

// special gives the schemas of the types that are not written as Go has them.
func special(r *jsonschema.Reflector, t reflect.Type) *jsonschema.Schema {
	if m, ok := reflect.Zero(t).Interface().(part); ok {
		s := r.ReflectFromType(m.Part())
		s.Version = ""
		if m.Part() == reflect.TypeFor[config.Field]() { // a column as it is needs no more than its name
			s = &jsonschema.Schema{AnyOf: []*jsonschema.Schema{s, {Type: "null"}}}
		}
		return &jsonschema.Schema{Type: "object", AdditionalProperties: s}
	}
	switch t {
	case reflect.TypeFor[config.Duration](), reflect.TypeFor[config.Size](), reflect.TypeFor[config.Secret](), reflect.TypeFor[config.CRS]():
		return &jsonschema.Schema{Type: "string"}
	case reflect.TypeFor[config.Strings]():
		return &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Type: "string"}, Comments: oneOrMany}
	case reflect.TypeFor[config.Extent](), reflect.TypeFor[config.Corner]():
		n := uint64(t.Len())
		return &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Type: "number"}, MinItems: &n, MaxItems: &n}
	default:
		return nil
	}
}

// oneOrMany marks a list for which one text may stand, until the tags of its key have been read.
const oneOrMany = "one or many"

// finish turns the marked lists into what they are: a text or a list of texts.
func finish(s *jsonschema.Schema) {
	if s.Comments == oneOrMany {
		s.AnyOf = []*jsonschema.Schema{{Type: "string"}, {Type: "array", Items: s.Items}}
		s.Comments, s.Type, s.Items = "", "", nil
		return
	}
	if s.AdditionalProperties != nil {
		finish(s.AdditionalProperties)
	}
	if s.Properties == nil {
		return
	}
	for p := s.Properties.Oldest(); p != nil; p = p.Next() {
		finish(p.Value)
	}
}
