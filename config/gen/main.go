// Command gen writes the JSON Schema of the configuration, made from its types.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	out := flag.String("out", "haavi.schema.json", "the file to write")
	flag.Parse()
	if err := write(*out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(file string) error {
	schema, err := generate()
	if err != nil {
		return err
	}
	return os.WriteFile(file, schema, 0o644)
}
