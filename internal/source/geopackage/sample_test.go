package geopackage_test

import (
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/source"
)

func TestCrowded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "birds.gpkg")
	schema := smallSchema()
	write(t, path, schema, points(1000))
	s := openFile(t, path)
	half := orb.Bound{Min: orb.Point{500_000, 6_699_000}, Max: orb.Point{500_499, 6_701_000}}
	for where, n := range map[string]int64{"": 500, "name LIKE 'bird 1%'": 111, "name = 'none'": 0} {
		q := everything(schema)
		if where != "" {
			e, err := cql.Parse(where, cql.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if q.Where, err = filter.Check(e, schema); err != nil {
				t.Fatal(err)
			}
		}
		for _, more := range []int64{n - 1, n} {
			crowded, err := s.Crowded(t.Context(), q, source.Crowd{Box: half, More: more, Few: 10})
			if crowded != (more < n) || err != nil {
				t.Errorf("%q: %d are more than %d: %v, %v", where, n, more, crowded, err)
			}
		}
	}
	statement := everything(schema)
	statement.Relation.Table, statement.Relation.SQL = "", "SELECT * FROM birds"
	if crowded, err := s.Crowded(t.Context(), statement, source.Crowd{Box: half, More: 1, Few: 10}); crowded || err != nil {
		t.Errorf("without an R-tree: %v, %v", crowded, err)
	}
}
