package wfs

import (
	"fmt"
	"testing"
)

func TestCheckStoredQuery(t *testing.T) {
	s := testService(t)
	for _, q := range s.o.StoredQueries {
		if faults := q.Check(s.o.Catalog); len(faults) > 0 {
			t.Errorf("%s: %v", q.Name, faults)
		}
	}
	bad := "x"
	one := func(where string, ps ...Parameter) StoredQuery {
		return StoredQuery{Name: "q", Parameters: ps, Queries: []QueryTemplate{{Layer: "observation", Where: where}}}
	}
	for _, c := range []struct {
		query StoredQuery
		want  string
	}{
		{one("name = :name"), `[{ 0 where byte 7: there is no parameter "name"}]`},
		{one("name = 'x'", Parameter{Name: "n"}), `[{n -1  is used by no condition}]`},
		{one("fid = :n", Parameter{Name: "N"}), `[{ 0 where "text" is not an integer, which property "fid" is}]`},
		{one("nmae = :n", Parameter{Name: "n"}), `[{ 0 where layer "observation" has no property "nmae"; did you mean "name"?}]`},
		{one("fid = ", Parameter{Name: "n"}), `[{ 0 where byte 6: expected a property, a value or a predicate, found the end}]`},
		{one("fid = :n", Parameter{Name: "n", Type: "integer", Default: &bad}), `[{n -1 default "x" is not a whole number}]`},
		{one("S_INTERSECTS(geom, :n)", Parameter{Name: "n", Type: "date"}), ``},
		{StoredQuery{Queries: []QueryTemplate{{Layer: "area"}, {Layer: "aera"}}}, `[{ 1 layer there is no layer "aera"}]`},
		{StoredQuery{Queries: []QueryTemplate{{Layer: "area", Fields: []string{"tilte"}}}}, `[{ 0 fields layer "area" has no property "tilte"}]`},
		{StoredQuery{Queries: []QueryTemplate{{Layer: "area", Sort: "titel"}}}, `[{ 0 sort layer "area" has no property "titel"}]`},
		{StoredQuery{Queries: []QueryTemplate{{Layer: "area", Sort: "title UP"}}}, `[{ 0 sort the order "UP" is not known; write ASC or DESC}]`},
		{StoredQuery{Queries: []QueryTemplate{{Layer: "area"}, {Layer: "area", Fields: []string{"title"}}}},
			`[{ 1 fields are others than those of another query of the same layer, but GML can have a feature only once}]`},
	} {
		faults := c.query.Check(s.o.Catalog)
		if got := fmt.Sprint(faults); got != c.want && (c.want != "" || len(faults) != 1) {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// What a value makes impossible is the client's fault.
func TestStoredQueryRefusesValues(t *testing.T) {
	s := testService(t)
	s.o.StoredQueries = withIDs([]StoredQuery{{Name: "year", Parameters: []Parameter{{Name: "from", Type: "date"}},
		Queries: []QueryTemplate{{Layer: "observation", Where: "seen DURING :from/P1Y"}}},
		{Name: "named", Parameters: []Parameter{{Name: "name", Type: "string"}}, Queries: []QueryTemplate{{Layer: "observation", Where: "name = :name"}}},
		{Name: "at", Parameters: []Parameter{{Name: "place", Type: "geometry"}}, Queries: []QueryTemplate{{Layer: "observation", Where: "S_INTERSECTS(geom, :place)"}}}}, "http://example.org/")
	for request, want := range map[string]int{
		"year&from=2024-01-01": 200, "year&from=9999-12-31": 400, "year&from=": 400, "named&name=": 200, "named&name=%00": 400, "named&name=%ff": 400,
		"http://example.org/query/named&name=Pica+pica": 200, "at&place=POINT(1+2)": 200, "at&place=POINT(NaN+2)": 400, "at&place=POINT+EMPTY": 400, "at&place=geom": 400,
		"at&place=SRID=4326;POINT(500+2)": 400,
	} {
		if w := do(s, v2+"GetFeature&storedquery_id="+request); w.Code != want {
			t.Errorf("%s: %d %s", request, w.Code, w.Body)
		}
	}
}
