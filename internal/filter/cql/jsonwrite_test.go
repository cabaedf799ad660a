package cql_test

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/filter/filtertest"
)

// TestJSONRoundTrip: a tree written as CQL2 JSON, and as text, reads back to the same tree.
func TestJSONRoundTrip(t *testing.T) {
	s := filtertest.Schema()
	rapid.Check(t, func(t *rapid.T) {
		e := filtertest.Expr(t, s)
		data, err := json.MarshalIndent(toJSON(e), "", rapid.SampledFrom([]string{"", " "}).Draw(t, "indent"))
		if err != nil {
			t.Fatal(err)
		}
		back, err := cql.ParseAny(string(data), cql.Options{})
		if err != nil {
			t.Fatalf("%s\nis not read: %v", data, err)
		}
		if clearPositions(back); !reflect.DeepEqual(e, back) {
			t.Fatalf("%s\nreads back as\n%s", data, back)
		}
		text, err := cql.ParseAny(e.String(), cql.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if clearPositions(text); !reflect.DeepEqual(text, back) {
			t.Fatalf("%s\nis another tree than\n%s", data, text)
		}
	})
}

func op(name string, args ...any) any {
	if args == nil {
		args = []any{}
	}
	return map[string]any{"op": name, "args": args}
}

func allJSON(es []filter.Expr) []any {
	out := make([]any, len(es))
	for i, e := range es {
		out[i] = toJSON(e)
	}
	return out
}

// temporalNames are the names of the schema whose letters are not all small.
var temporalNames = map[string]string{"t_startedby": "t_startedBy", "t_finishedby": "t_finishedBy", "t_metby": "t_metBy", "t_overlappedby": "t_overlappedBy"}

// toJSON writes a tree as the schema has it.
func toJSON(e filter.Expr) any {
	fold := func(e any, ignoreCase bool) any {
		if ignoreCase {
			return op("casei", e)
		}
		return e
	}
	switch e := e.(type) {
	case *filter.And:
		return op("and", allJSON(e.Terms)...)
	case *filter.Or:
		return op("or", allJSON(e.Terms)...)
	case *filter.Not:
		return op("not", toJSON(e.Term))
	case *filter.Bool:
		if e.Value { // a bare constant is the same in text: an operation makes it JSON
			return op("and", true)
		}
		return op("and", false)
	case *filter.Compare:
		return op(e.Op.String(), fold(toJSON(e.Left), e.IgnoreCase), fold(toJSON(e.Right), e.IgnoreCase))
	case *filter.Like:
		return op("like", fold(toJSON(e.Value), e.IgnoreCase), fold(e.Pattern, e.IgnoreCase))
	case *filter.Between:
		return op("between", toJSON(e.Value), toJSON(e.Low), toJSON(e.High))
	case *filter.In:
		return op("in", toJSON(e.Value), allJSON(e.List))
	case *filter.IsNull:
		return op("isNull", toJSON(e.Value))
	case *filter.IDs:
		return op("in", e.List)
	case *filter.Spatial:
		args := []any{toJSON(e.Left), toJSON(e.Right)}
		if e.Op == filter.DWithin || e.Op == filter.Beyond {
			args = append(args, e.Distance)
		}
		return op(strings.ToLower(e.Op.String()), args...)
	case *filter.Temporal:
		name := strings.ToLower(e.Op.String())
		if n, ok := temporalNames[name]; ok {
			name = n
		}
		return op(name, toJSON(e.Left), toJSON(e.Right))
	case *filter.Arith:
		return op(string(e.Op), toJSON(e.Left), toJSON(e.Right))
	case *filter.Func:
		return op(e.Name, allJSON(e.Args)...)
	default:
		return leafJSON(e)
	}
}

func leafJSON(e filter.Expr) any {
	switch e := e.(type) {
	case *filter.Property:
		return map[string]any{"property": e.Name}
	case *filter.Literal:
		return literalJSON(e.Value)
	case *filter.Period:
		end := func(e filter.Expr) any {
			if l, ok := e.(*filter.Literal); ok && l.Value.IsNull() {
				return ".."
			} else if ok {
				return l.Value.String()
			}
			return toJSON(e)
		}
		return map[string]any{"interval": []any{end(e.Begin), end(e.End)}}
	case *filter.Shape:
		return shapeJSON(e)
	default:
		return nil
	}
}

func literalJSON(v feature.Value) any {
	switch v.Kind() {
	case feature.Bool:
		return v.Bool()
	case feature.Int:
		return v.Int()
	case feature.Float:
		text := strconv.FormatFloat(v.Float(), 'g', -1, 64)
		if !strings.ContainsAny(text, ".e") {
			text += ".0"
		}
		return json.Number(text)
	case feature.Date:
		return map[string]any{"date": v.String()}
	case feature.DateTime:
		return map[string]any{"timestamp": v.String()}
	default:
		return v.Str()
	}
}

func shapeJSON(s *filter.Shape) any {
	m := geometryJSON(s.Geom)
	if s.CRS != (crs.Ref{}) {
		m["crs"] = s.CRS.String()
	}
	return m
}

// geometryJSON relies on orb's types being lists of numbers, as GeoJSON's coordinates are.
func geometryJSON(g orb.Geometry) map[string]any {
	switch g := g.(type) {
	case orb.Bound:
		return map[string]any{"bbox": []float64{g.Min[0], g.Min[1], g.Max[0], g.Max[1]}}
	case orb.Collection:
		members := make([]any, len(g))
		for i, m := range g {
			members[i] = geometryJSON(m)
		}
		return map[string]any{"type": "GeometryCollection", "geometries": members}
	default:
		return map[string]any{"type": g.GeoJSONType(), "coordinates": g}
	}
}
