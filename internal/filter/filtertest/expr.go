package filtertest

import (
	"strings"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
)

// Expr draws a filter that filter.Check accepts for a schema such as Schema's.
func Expr(t *rapid.T, s *feature.Schema) filter.Expr {
	return generator{t, s}.predicate(3)
}

type generator struct {
	t *rapid.T
	s *feature.Schema
}

func (g generator) draw(n int, label string) int { return rapid.IntRange(0, n-1).Draw(g.t, label) }

func (g generator) predicate(depth int) filter.Expr {
	if depth > 0 {
		switch g.draw(8, "logic") {
		case 0, 1:
			return &filter.And{Terms: g.predicates(depth)}
		case 2, 3:
			return &filter.Or{Terms: g.predicates(depth)}
		case 4:
			return &filter.Not{Term: g.predicate(depth - 1)}
		}
	}
	switch g.draw(13, "predicate") {
	case 0, 1, 2:
		return g.compare()
	case 3, 4:
		return &filter.Like{Value: g.scalar(feature.String, 1), Pattern: g.pattern(), IgnoreCase: rapid.Bool().Draw(g.t, "ignore case")}
	case 5:
		k := g.kind()
		return &filter.Between{Value: g.scalar(k, 1), Low: g.operand(k), High: g.operand(k)}
	case 6:
		return g.in()
	case 7:
		return g.isNull()
	case 8, 9:
		return g.spatial()
	case 10, 11:
		return g.temporal()
	default:
		if chance(g.t, 4) {
			return &filter.Bool{Value: rapid.Bool().Draw(g.t, "constant")}
		}
		return &filter.IDs{List: rapid.SliceOfN(rapid.SampledFrom([]string{"1", "2", "3", "7", "12", "99", "x'y"}), 1, 3).Draw(g.t, "ids")}
	}
}

func (g generator) predicates(depth int) []filter.Expr {
	terms := make([]filter.Expr, rapid.IntRange(2, 3).Draw(g.t, "terms"))
	for i := range terms {
		terms[i] = g.predicate(depth - 1)
	}
	return terms
}

func (g generator) compare() filter.Expr {
	k := g.kind()
	op := filter.CompareOp(g.draw(int(filter.GreaterEqual)+1, "operator"))
	c := &filter.Compare{Op: op, Left: g.scalar(k, 2), Right: g.operand(k)}
	c.IgnoreCase = k == feature.String && rapid.Bool().Draw(g.t, "ignore case")
	if chance(g.t, 5) {
		c.Left, c.Right = c.Right, c.Left
	}
	return c
}

// pattern draws a pattern of LIKE: a string with some of it wild.
func (g generator) pattern() string {
	var b strings.Builder
	for range rapid.IntRange(0, 3).Draw(g.t, "parts") {
		switch g.draw(5, "part") {
		case 0, 1:
			b.WriteByte('%')
		case 2:
			b.WriteByte('_')
		default:
			part := rapid.SampledFrom(someStrings).Draw(g.t, "literal part")
			b.WriteString(strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(part))
		}
	}
	return b.String()
}

// in draws a list of one kind on a property or calculation; now and then another property is in it.
func (g generator) in() filter.Expr {
	k := g.kind()
	e := &filter.In{Value: g.scalar(k, 1)}
	for range rapid.IntRange(1, 4).Draw(g.t, "items") {
		if chance(g.t, 6) {
			e.List = append(e.List, g.property(k))
		} else {
			e.List = append(e.List, g.literal(k))
		}
	}
	return e
}

func (g generator) isNull() filter.Expr {
	if g.s.HasGeometry() && chance(g.t, 4) {
		return &filter.IsNull{Value: &filter.Property{Name: g.s.Geometry.Name}}
	}
	return &filter.IsNull{Value: g.scalar(g.kind(), 2)}
}

func (g generator) spatial() filter.Expr {
	if !g.s.HasGeometry() {
		return g.compare()
	}
	op := filter.SpatialOp(g.draw(int(filter.BoxOverlap)+1, "spatial operator"))
	p := &filter.Property{Name: g.s.Geometry.Name}
	if op == filter.BBox || op == filter.BoxOverlap {
		return &filter.Spatial{Op: op, Left: p, Right: g.shape(gridOf(g.s.CRS).rectangle(g.t))}
	}
	e := &filter.Spatial{Op: op, Left: p, Right: g.shape(simpleGeometry(g.t, g.s.CRS))}
	if op == filter.DWithin || op == filter.Beyond {
		e.Distance = rapid.SampledFrom([]float64{0, 10, 64, 100.5, 300}).Draw(g.t, "distance")
	}
	if chance(g.t, 5) {
		e.Left, e.Right = e.Right, e.Left
	}
	return e
}

// shape gives a geometry of the layer's CRS to the filter in this CRS, named or not, or in longitude and latitude.
func (g generator) shape(geom orb.Geometry) *filter.Shape {
	_, box := geom.(orb.Bound)
	s := &filter.Shape{Geom: geom, Box: box}
	switch g.draw(4, "crs") {
	case 0:
		s.CRS = g.s.CRS
	case 1:
		t, err := crs.NewTransform(g.s.CRS, crs.WGS84)
		if err != nil {
			break
		}
		if moved, err := t.Geometry(orb.Clone(geom)); err == nil {
			s.Geom, s.CRS = moved, crs.WGS84
		}
	}
	return s
}

func (g generator) temporal() filter.Expr {
	op := filter.TemporalOp(g.draw(int(filter.AnyInteracts)+1, "temporal operator"))
	e := &filter.Temporal{Op: op, Left: g.time(), Right: g.timeOrPeriod()}
	if chance(g.t, 5) {
		e.Left, e.Right = e.Right, e.Left
	}
	return e
}

func (g generator) timeKind() feature.Kind {
	return rapid.SampledFrom([]feature.Kind{feature.Date, feature.DateTime}).Draw(g.t, "kind of time")
}

// time draws a property, or a period that begins or ends with one.
func (g generator) time() filter.Expr {
	p := g.property(g.timeKind())
	if chance(g.t, 4) {
		return &filter.Period{Begin: p, End: g.property(g.timeKind())}
	}
	return p
}

func (g generator) timeOrPeriod() filter.Expr {
	if rapid.Bool().Draw(g.t, "instant") {
		return g.literal(g.timeKind())
	}
	begin, end := g.literal(g.timeKind()), g.literal(g.timeKind())
	if c, _ := begin.Value.Compare(end.Value); c > 0 {
		begin, end = end, begin
	}
	switch g.draw(6, "open end") {
	case 0:
		begin = &filter.Literal{}
	case 1:
		end = &filter.Literal{}
	}
	return &filter.Period{Begin: begin, End: end}
}
