package memory_test

import (
	"testing"

	"haavi/internal/feature"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/memory"
	"haavi/internal/source/sourcetest"
)

func TestSource(t *testing.T) {
	sourcetest.Run(t, func(_ *testing.T, s *feature.Schema, fs []*feature.Feature) (source.Source, query.Relation) {
		return memory.New(s, fs), query.Relation{Table: s.Name}
	})
}
