package filter

import (
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/geom"
)

// truth is a value of three-valued logic.
type truth uint8

const (
	no truth = iota
	yes
	unknown
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// Eval says whether f, whose Props belong to s.Fields in order and whose Geom is in s.CRS, is selected. It is the meaning that
// sources are held to, and the in-memory source uses it.
func (c Checked) Eval(f *feature.Feature, s *feature.Schema) bool {
	if c.root == nil {
		return true
	}
	return evaluator{f, s}.truth(c.root) == yes
}

type evaluator struct {
	f *feature.Feature
	s *feature.Schema
}

func (ev evaluator) truth(e Expr) truth {
	switch e := e.(type) {
	case *And:
		return ev.all(e.Terms, no, yes)
	case *Or:
		return ev.all(e.Terms, yes, no)
	case *Not:
		switch ev.truth(e.Term) {
		case yes:
			return no
		case no:
			return yes
		default:
			return unknown
		}
	case *Bool:
		return truthOf(e.Value)
	case *Compare:
		return compare(e.Op, ev.fold(e.Left, e.IgnoreCase), ev.fold(e.Right, e.IgnoreCase))
	case *Like:
		v := ev.value(e.Value)
		if v.IsNull() {
			return unknown
		}
		return truthOf(Match(v.Str(), e.Pattern, e.IgnoreCase))
	case *Between:
		v := ev.value(e.Value)
		return and(compare(GreaterEqual, v, ev.value(e.Low)), compare(LessEqual, v, ev.value(e.High)))
	case *In:
		return ev.in(e)
	case *IsNull:
		if p, ok := e.Value.(*Property); ok && p.Field.Type == feature.Geometry {
			return truthOf(ev.f.Geom == nil)
		}
		return truthOf(ev.value(e.Value).IsNull())
	case *Spatial:
		return ev.spatial(e)
	case *Temporal:
		return ev.temporal(e)
	case *IDs:
		for _, id := range e.List {
			if id == ev.f.ID {
				return yes
			}
		}
		return no
	default:
		return unknown
	}
}

// all evaluates And (decisive is no) and Or (decisive is yes).
func (ev evaluator) all(terms []Expr, decisive, otherwise truth) truth {
	result := otherwise
	for _, t := range terms {
		switch ev.truth(t) {
		case decisive:
			return decisive
		case unknown:
			result = unknown
		}
	}
	return result
}

func and(a, b truth) truth {
	switch {
	case a == no || b == no:
		return no
	case a == unknown || b == unknown:
		return unknown
	default:
		return yes
	}
}

func (ev evaluator) in(e *In) truth {
	v := ev.value(e.Value)
	if v.IsNull() {
		return unknown
	}
	for _, item := range e.List {
		if compare(Equal, v, ev.value(item)) == yes {
			return yes
		}
	}
	return no
}

func (ev evaluator) fold(e Expr, ignoreCase bool) feature.Value {
	v := ev.value(e)
	if ignoreCase && v.Kind() == feature.String {
		return feature.StringValue(strings.ToLower(v.Str()))
	}
	return v
}

func compare(op CompareOp, a, b feature.Value) truth {
	c, ok := a.Compare(b)
	if !ok {
		return unknown
	}
	return truthOf(op.holds(c))
}

// holds says whether the operator accepts the result of a three-way comparison.
func (op CompareOp) holds(c int) bool {
	switch op {
	case Equal:
		return c == 0
	case NotEqual:
		return c != 0
	case Less:
		return c < 0
	case LessEqual:
		return c <= 0
	case Greater:
		return c > 0
	default:
		return c >= 0
	}
}

func (ev evaluator) spatial(e *Spatial) truth {
	if ev.f.Geom == nil {
		return unknown
	}
	shape, ok := e.Right.(*Shape)
	if !ok {
		return unknown
	}
	return truthOf(RelateShape(e.Op, ev.f.Geom, shape.Geom, e.Distance, MetresPerUnit(ev.s.CRS)))
}

// RelateShape evaluates a spatial operator on two geometries in one CRS; distance is in metres, and unit is MetresPerUnit of the CRS.
func RelateShape(op SpatialOp, a, b orb.Geometry, distance, unit float64) bool {
	switch op {
	case Intersects, BBox:
		return geom.Intersects(a, b)
	case Disjoint:
		return geom.Disjoint(a, b)
	case Equals:
		return geom.Equals(a, b)
	case Touches:
		return geom.Touches(a, b)
	case Within:
		return geom.Within(a, b)
	case Contains:
		return geom.Contains(a, b)
	case Overlaps:
		return geom.Overlaps(a, b)
	case Crosses:
		return geom.Crosses(a, b)
	case DWithin:
		return metres(a, b, unit) <= distance
	case Beyond:
		return metres(a, b, unit) > distance
	default: // BoxOverlap
		x, y := a.Bound(), b.Bound()
		return x.Min[0] <= y.Max[0] && y.Min[0] <= x.Max[0] && x.Min[1] <= y.Max[1] && y.Min[1] <= x.Max[1]
	}
}

// MetresPerUnit is the factor from planar distances to metres, and 0 for a geographic CRS, whose distances are those of the sphere.
func MetresPerUnit(r crs.Ref) float64 {
	info, ok := crs.Lookup(r)
	switch {
	case !ok:
		return 1
	case info.Geographic:
		return 0
	default:
		return info.Unit
	}
}

func metres(a, b orb.Geometry, unit float64) float64 {
	if unit == 0 {
		return geom.SphereDistance(a, b)
	}
	return geom.Distance(a, b) * unit
}

func (ev evaluator) temporal(e *Temporal) truth {
	var ends [4]int64
	var ok [2]bool
	ends[LeftFirst], ends[LeftLast], ok[0] = ev.interval(e.Left)
	ends[RightFirst], ends[RightLast], ok[1] = ev.interval(e.Right)
	if !ok[0] || !ok[1] {
		return unknown
	}
	for _, r := range e.Op.Relations() {
		a, b := ends[r.A], ends[r.B]
		if (a < b && !r.Op.holds(-1)) || (a == b && !r.Op.holds(0)) || (a > b && !r.Op.holds(1)) {
			return no
		}
	}
	return yes
}

// interval is a side of a temporal operator in microseconds; ok is false when a property of it is null.
func (ev evaluator) interval(e Expr) (first, last int64, ok bool) {
	p, isPeriod := e.(*Period)
	if !isPeriod {
		return Interval(ev.value(e))
	}
	first, last = Beginning, Forever
	if !openEnd(p.Begin) {
		if first, _, ok = Interval(ev.value(p.Begin)); !ok {
			return 0, 0, false
		}
	}
	if !openEnd(p.End) {
		if _, last, ok = Interval(ev.value(p.End)); !ok {
			return 0, 0, false
		}
	}
	return first, last, true
}

func openEnd(e Expr) bool {
	l, ok := e.(*Literal)
	return ok && l.Value.IsNull()
}
