package config

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// rules are what a field's tags say: `yaml` gives the key, `jsonschema` the default and bounds.
type rules struct {
	key      string
	def      []string
	enum     []string
	min, max *float64
	required bool
}

func rulesOf(f reflect.StructField) rules {
	r := rules{key: f.Tag.Get("yaml")}
	for part := range strings.SplitSeq(f.Tag.Get("jsonschema"), ",") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "required":
			r.required = true
		case "default":
			r.def = append(r.def, value)
		case "enum":
			r.enum = append(r.enum, value)
		case "minimum":
			r.min = number(value)
		case "maximum":
			r.max = number(value)
		}
	}
	return r
}

func number(s string) *float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil
	}
	return &n
}

// keysOf are the keys that a section may have, in the order of its type.
func keysOf(t reflect.Type) []string {
	var keys []string
	for _, f := range fieldsOf(t) {
		keys = append(keys, f.Tag.Get("yaml"))
	}
	return keys
}

// fieldsOf are the fields that are keys, those of embedded structs too.
func fieldsOf(t reflect.Type) []reflect.StructField {
	return slices.DeleteFunc(reflect.VisibleFields(t), func(f reflect.StructField) bool { return f.Tag.Get("yaml") == "" })
}

// setDefaults fills a section and the sections within it.
func setDefaults(v reflect.Value) {
	for _, f := range fieldsOf(v.Type()) {
		field := v.FieldByIndex(f.Index)
		if f.Type.Kind() == reflect.Struct {
			setDefaults(field)
			continue
		}
		for _, def := range rulesOf(f).def {
			setDefault(field, def)
		}
	}
}

func setDefault(v reflect.Value, def string) {
	if t, ok := v.Addr().Interface().(text); ok {
		_ = t.read(def) // a test holds that every default can be read
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(def)
	case reflect.Bool:
		v.SetBool(def == "true")
	case reflect.Int, reflect.Int64:
		n, _ := strconv.ParseInt(def, 10, 64)
		v.SetInt(n)
	case reflect.Float64:
		n, _ := strconv.ParseFloat(def, 64)
		v.SetFloat(n)
	case reflect.Slice:
		v.Set(reflect.Append(v, reflect.ValueOf(def)))
	}
}
