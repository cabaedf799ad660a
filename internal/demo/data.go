package demo

import (
	_ "embed" // the tables and the outline
	"fmt"
	"strconv"
	"strings"
)

var (
	//go:embed data/species.tsv
	speciesTable string
	//go:embed data/places.tsv
	placesTable string
	//go:embed data/finland.wkt
	outlineText string
)

// eachRow calls do with the columns of each line that is not a comment.
func eachRow(table string, do func(columns []string) error) error {
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if err := do(strings.Split(line, "\t")); err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
	}
	return nil
}

// numbers parses columns.
func numbers(columns []string) ([]float64, error) {
	out := make([]float64, len(columns))
	for i, c := range columns {
		f, err := strconv.ParseFloat(c, 64)
		if err != nil {
			return nil, err
		}
		out[i] = f
	}
	return out, nil
}
