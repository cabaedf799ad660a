package main

import (
	"encoding/json"
	"os"
	"testing"
)

func TestSchemaIsInStepWithTheTypes(t *testing.T) {
	file, err := os.ReadFile("../haavi.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	want, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	if string(file) != string(want) {
		t.Error("config/haavi.schema.json is out of step; run go generate ./config")
	}
}

func TestSchemaSaysWhatEditorsNeed(t *testing.T) {
	b, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := json.Unmarshal(b, &root); err != nil {
		t.Fatal(err)
	}
	at := func(keys ...string) any {
		var v any = root
		for _, k := range keys {
			m, ok := v.(map[string]any)
			if !ok {
				return nil
			}
			v = m[k]
		}
		return v
	}
	for _, check := range []struct{ got, want any }{
		{at("additionalProperties"), false},
		{at("required").([]any)[0], "sources"},
		{at("properties", "log", "properties", "level", "default"), "info"},
		{at("properties", "log", "properties", "level", "enum").([]any)[0], "debug"},
		{at("properties", "limits", "properties", "features", "type"), "integer"},
		{at("properties", "layers", "additionalProperties", "additionalProperties"), false},
		{at("properties", "layers", "additionalProperties", "properties", "table", "type"), "string"},
		{at("properties", "sources", "additionalProperties", "properties", "max_connections", "minimum"), 1.0},
	} {
		if check.got != check.want {
			t.Errorf("got %v, want %v", check.got, check.want)
		}
	}
}
