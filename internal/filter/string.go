package filter

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/geom"
)

// The nodes write themselves as CQL2 text (OGC 21-065r2). Three things that CQL2 has no word for are written as ECQL has them, or
// nearly so: BBOX(property, x1, y1, x2, y2, 'crs') and BOXOVERLAP, DWITHIN and BEYOND with metres, and IN ('id', …) without a
// property for feature identifiers; a shape's CRS stands before it as SRID=n;.

func (e *And) String() string { return joined(e.Terms, " AND ", "TRUE") }
func (e *Or) String() string  { return joined(e.Terms, " OR ", "FALSE") }

func joined(terms []Expr, word, none string) string {
	if len(terms) == 0 {
		return none
	}
	parts := make([]string, len(terms))
	for i, t := range terms {
		parts[i] = t.String()
	}
	return "(" + strings.Join(parts, word) + ")"
}

func (e *Not) String() string { return "NOT (" + e.Term.String() + ")" }

func (e *Bool) String() string {
	if e.Value {
		return "TRUE"
	}
	return "FALSE"
}

var compareSigns = [...]string{Equal: "=", NotEqual: "<>", Less: "<", LessEqual: "<=", Greater: ">", GreaterEqual: ">="}

func (op CompareOp) String() string { return compareSigns[op] }

func (e *Compare) String() string {
	if e.IgnoreCase {
		return fmt.Sprintf("CASEI(%s) %s CASEI(%s)", e.Left, e.Op, e.Right)
	}
	return fmt.Sprintf("%s %s %s", e.Left, e.Op, e.Right)
}

func (e *Like) String() string {
	if e.IgnoreCase {
		return fmt.Sprintf("CASEI(%s) LIKE CASEI(%s)", e.Value, quoted(e.Pattern))
	}
	return fmt.Sprintf("%s LIKE %s", e.Value, quoted(e.Pattern))
}

func (e *Between) String() string { return fmt.Sprintf("%s BETWEEN %s AND %s", e.Value, e.Low, e.High) }

func (e *In) String() string {
	return fmt.Sprintf("%s IN (%s)", e.Value, commas(e.List))
}

func commas(es []Expr) string {
	parts := make([]string, len(es))
	for i, t := range es {
		parts[i] = t.String()
	}
	return strings.Join(parts, ", ")
}

func (e *IsNull) String() string { return e.Value.String() + " IS NULL" }

var spatialNames = [...]string{
	Intersects: "S_INTERSECTS", Disjoint: "S_DISJOINT", Equals: "S_EQUALS", Touches: "S_TOUCHES", Within: "S_WITHIN", Contains: "S_CONTAINS",
	Overlaps: "S_OVERLAPS", Crosses: "S_CROSSES", DWithin: "DWITHIN", Beyond: "BEYOND", BBox: "BBOX", BoxOverlap: "BOXOVERLAP",
}

func (op SpatialOp) String() string { return spatialNames[op] }

func (e *Spatial) String() string {
	switch e.Op {
	case DWithin, Beyond:
		return fmt.Sprintf("%s(%s, %s, %s, meters)", e.Op, e.Left, e.Right, number(e.Distance))
	case BBox, BoxOverlap:
		if s, ok := e.Right.(*Shape); ok {
			b := s.Geom.Bound()
			text := fmt.Sprintf("%s(%s, %s, %s, %s, %s", e.Op, e.Left, number(b.Min[0]), number(b.Min[1]), number(b.Max[0]), number(b.Max[1]))
			if s.CRS != (crs.Ref{}) {
				text += ", " + quoted(s.CRS.String())
			}
			return text + ")"
		}
	}
	return fmt.Sprintf("%s(%s, %s)", e.Op, e.Left, e.Right)
}

// number writes a number with an exponent only where it would be long without.
func number(f float64) string {
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e15) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

var temporalNames = [...]string{
	After: "T_AFTER", Before: "T_BEFORE", Begins: "T_STARTS", BegunBy: "T_STARTEDBY", TContains: "T_CONTAINS", During: "T_DURING",
	EndedBy: "T_FINISHEDBY", Ends: "T_FINISHES", TEquals: "T_EQUALS", Meets: "T_MEETS", MetBy: "T_METBY", TOverlaps: "T_OVERLAPS",
	OverlappedBy: "T_OVERLAPPEDBY", AnyInteracts: "T_INTERSECTS",
}

func (op TemporalOp) String() string { return temporalNames[op] }

func (e *Temporal) String() string { return fmt.Sprintf("%s(%s, %s)", e.Op, e.Left, e.Right) }

func (e *IDs) String() string {
	if len(e.List) == 0 {
		return "FALSE"
	}
	parts := make([]string, len(e.List))
	for i, id := range e.List {
		parts[i] = quoted(id)
	}
	return "IN (" + strings.Join(parts, ", ") + ")"
}

func (e *Property) String() string {
	return `"` + strings.ReplaceAll(e.Name, `"`, `""`) + `"`
}

func (e *Literal) String() string {
	v := e.Value
	switch v.Kind() {
	case feature.Null:
		return "NULL"
	case feature.String:
		return quoted(v.Str())
	case feature.Bool:
		return strings.ToUpper(v.String())
	case feature.Date:
		return "DATE(" + quoted(v.String()) + ")"
	case feature.DateTime:
		return "TIMESTAMP(" + quoted(v.String()) + ")"
	case feature.Float:
		// A point or exponent keeps a whole number a Float when it is read back.
		text := number(v.Float())
		if !strings.ContainsAny(text, ".eNI") {
			text += ".0"
		}
		return text
	default:
		return v.String()
	}
}

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func (e *Shape) String() string {
	prefix := ""
	if e.CRS != (crs.Ref{}) {
		prefix = fmt.Sprintf("SRID=%d;", e.CRS.SRID())
	}
	if b, ok := e.Geom.(orb.Bound); ok {
		return fmt.Sprintf("%sBBOX(%s, %s, %s, %s)", prefix, number(b.Min[0]), number(b.Min[1]), number(b.Max[0]), number(b.Max[1]))
	}
	return prefix + string(geom.AppendWKT(nil, e.Geom, -1))
}

func (e *Period) String() string {
	return fmt.Sprintf("INTERVAL(%s, %s)", periodEnd(e.Begin), periodEnd(e.End))
}

func periodEnd(e Expr) string {
	l, ok := e.(*Literal)
	switch {
	case !ok:
		return e.String()
	case l.Value.IsNull():
		return "'..'"
	default:
		return quoted(l.Value.String())
	}
}

func (e *Arith) String() string {
	return fmt.Sprintf("(%s %c %s)", factorText(e.Left), e.Op, factorText(e.Right))
}

// factorText writes an operand of a calculation. After a parenthesis TRUE would be read as a condition, so it has its own.
func factorText(e Expr) string {
	if l, ok := e.(*Literal); ok && l.Value.Kind() == feature.Bool {
		return "(" + l.String() + ")"
	}
	return e.String()
}

func (e *Func) String() string { return e.Name + "(" + commas(e.Args) + ")" }
