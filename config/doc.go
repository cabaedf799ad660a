// Package config reads Haavi's configuration: strict YAML into a typed tree with
// defaults, where every problem of a file is reported at once, each with its
// place, its path and a remedy.
//
// The types are the one home of what a key means: their tags give its name, its
// default, its bounds and its description, and the decoder, the JSON Schema for
// editors (haavi.schema.json) and the check that haavi.example.yaml is complete
// all read them there.
//
// Text values may refer to the environment as ${NAME} or ${NAME:-default}; "$${"
// stands for "${". References are replaced after the YAML has been read, so a
// value cannot change the structure of the file, and no message shows one.
package config

//go:generate go run ./gen -out haavi.schema.json
