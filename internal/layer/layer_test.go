package layer

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/query"
	"haavi/internal/source"
)

// recorder is a source that remembers the query it was asked.
type recorder struct {
	source.Source
	asked *query.Query
}

func (r *recorder) Count(_ context.Context, q *query.Query) (int64, error) {
	r.asked = q
	return 7, nil
}

func birds() *feature.Schema {
	return &feature.Schema{
		Fields: []feature.Field{
			{Name: "scientific_name", Column: "sn", Type: feature.String},
			{Name: "count", Column: "n", Type: feature.Int},
		},
		Geometry: feature.Field{Name: "geom", Column: "g", Type: feature.Geometry, Geom: feature.Point},
		CRS:      crs.EPSG(3067),
	}
}

func catalog(t *testing.T, m Limits) (*Layer, *recorder) {
	t.Helper()
	c, s := NewCatalog(), &recorder{}
	o := Options{Name: "birds", Schema: birds(), Extent: orb.Bound{Min: orb.Point{300000, 6600000}, Max: orb.Point{400000, 6700000}}}
	if err := c.Add(o, s, m); err != nil {
		t.Fatal(err)
	}
	l, ok := c.Layer(Caller{}, "birds")
	if !ok {
		t.Fatal("the layer is not in the catalogue")
	}
	return l, s
}

func TestCatalog(t *testing.T) {
	c := NewCatalog()
	for range 2 {
		err := c.Add(Options{Name: "a", Schema: birds()}, nil, Limits{})
		if taken := len(c.Layers(Caller{})) == 1 && err != nil; err != nil && !taken {
			t.Fatal(err)
		}
	}
	if n := len(c.Layers(Caller{})); n != 1 {
		t.Errorf("%d layers of one name", n)
	}
	if _, ok := c.Layer(Caller{}, "b"); ok {
		t.Error("an unknown layer was found")
	}
}

func TestExtentInLongitudeAndLatitude(t *testing.T) {
	l, _ := catalog(t, Limits{})
	b := l.Extent84()
	if b.Min[0] < 23 || b.Max[0] > 26 || b.Min[1] < 59 || b.Max[1] > 61 || b.IsEmpty() {
		t.Errorf("extent %v", b)
	}
}

// A source that knows the extent in single precision advertises the same as one that knows it exactly.
func TestExtentsAreRoundedOutwards(t *testing.T) {
	exact := orb.Bound{Min: orb.Point{15.64052, -2}, Max: orb.Point{31.862253, 2}}
	single := orb.Bound{Min: orb.Point{15.640519, -2.0000002}, Max: orb.Point{31.862254, 2.0000002}}
	want := orb.Bound{Min: orb.Point{15.6405, -2}, Max: orb.Point{31.8623, 2}}
	for _, b := range []orb.Bound{exact, single} {
		if got := rounded(b, crs.WGS84); got != want {
			t.Errorf("%v became %v", b, got)
		}
	}
	if got := rounded(orb.Bound{Min: orb.Point{300000.4, 6600001}, Max: orb.Point{300000.5, 6700009}}, crs.EPSG(3067)); got != (orb.Bound{Min: orb.Point{300000, 6600000}, Max: orb.Point{300010, 6700010}}) {
		t.Errorf("metres: %v", got)
	}
}

func TestPrepare(t *testing.T) {
	l, s := catalog(t, Limits{Features: 100})
	sel, err := l.Prepare(Request{
		Fields: []string{"count"}, Sort: []SortBy{{Name: "scientific_name", Desc: true}}, Limit: -1, Offset: 5,
		Where: &filter.Compare{Op: filter.Greater, Left: &filter.Property{Name: "count"}, Right: &filter.Literal{Value: feature.StringValue("3"), Untyped: true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := sel.Count(t.Context()); n != 7 || err != nil {
		t.Errorf("count %d, %v", n, err)
	}
	q := s.asked
	if len(q.Fields) != 1 || q.Fields[0] != 1 || q.Limit != 100 || q.Offset != 5 || q.Out != crs.EPSG(3067) || q.Sort[0] != (query.Sort{Field: 0, Desc: true}) {
		t.Errorf("%+v", q)
	}
	if got := q.Where.Expr().String(); got != `"count" > 3` {
		t.Errorf("filter %s", got)
	}
}

func TestPrepareRefuses(t *testing.T) {
	l, _ := catalog(t, Limits{FilterNodes: 10, FilterVertices: 4})
	unknown := &filter.IsNull{Value: &filter.Property{Name: "secret"}}
	many := &filter.IDs{List: make([]string, 20)}
	vertices := &filter.Spatial{Left: &filter.Property{Name: "geom"}, Right: &filter.Shape{Geom: make(orb.LineString, 5)}}
	for name, c := range map[string]struct {
		r          Request
		part, text string
	}{
		"unknown field":   {Request{Fields: []string{"Count"}}, "fields", `layer "birds" has no property "Count"; did you mean "count"?`},
		"unknown sort":    {Request{Sort: []SortBy{{Name: "x"}}}, "sort", `layer "birds" has no property "x"`},
		"unknown filter":  {Request{Where: unknown}, "filter", `no property "secret"`},
		"negative start":  {Request{Offset: -1}, "page", "-1 is negative"},
		"too many nodes":  {Request{Where: many}, "filter", "21 nodes, more than the 10 allowed"},
		"too many points": {Request{Where: vertices}, "filter", "5 vertices, more than the 4 allowed"},
	} {
		_, err := l.Prepare(c.r)
		var e *Error
		if !errors.As(err, &e) || e.Part != c.part || !strings.Contains(e.Text, c.text) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
