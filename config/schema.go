package config

import _ "embed"

//go:embed haavi.schema.json
var jsonSchema []byte

// JSONSchema is the JSON Schema (2020-12) of the configuration, for editors.
func JSONSchema() []byte { return jsonSchema }
