package filter

import (
	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
)

// Expr is a node of the tree. The set is closed: And, Or, Not, Bool, Compare,
// Like, Between, In, IsNull, Spatial, Temporal, IDs, Property, Literal, Shape,
// Period, Arith and Func.
type Expr interface {
	expr()
	// String writes the node as CQL2 text that cql.Parse reads back (with the
	// extensions named at the nodes that CQL2 has no word for).
	String() string
}

// Pos is where a node was written: a byte offset in CQL text or an element path
// in FES; empty when it was made by the program. Errors carry it.
type Pos string

// And is true when all of its terms are. An empty And is true.
type And struct{ Terms []Expr }

// Or is true when one of its terms is. An empty Or is false.
type Or struct{ Terms []Expr }

// Not is the negation of its term; of unknown it is unknown.
type Not struct{ Term Expr }

// Bool is the constant TRUE or FALSE.
type Bool struct{ Value bool }

// CompareOp is a comparison operator.
type CompareOp uint8

// The comparison operators of FES 7.7.3.2.
const (
	Equal CompareOp = iota
	NotEqual
	Less
	LessEqual
	Greater
	GreaterEqual
)

// Compare compares two scalars. IgnoreCase (FES matchCase="false") folds both
// sides by Unicode simple lower-casing when they are strings.
type Compare struct {
	Op          CompareOp
	Left, Right Expr
	IgnoreCase  bool
}

// Like matches a string against a pattern in which "%" stands for any run of
// characters, "_" for one character and "\" takes the next one literally;
// parsers translate other wildcards into these. The match spans the whole value.
type Like struct {
	Value      Expr
	Pattern    string
	IgnoreCase bool
}

// Between is Low <= Value <= High.
type Between struct{ Value, Low, High Expr }

// In is true when Value equals one of List. An Or of Equals on one property is folded into it.
type In struct {
	Value Expr
	List  []Expr
}

// IsNull is true when the value is null; never unknown. (PropertyIsNil has the same meaning: Haavi keeps no nil reasons.)
type IsNull struct{ Value Expr }

// SpatialOp is a spatial operator.
type SpatialOp uint8

// The spatial operators of FES 7.8. BBox selects what is not disjoint from the
// box, as FES 7.8.3.2 says. BoxOverlap is Haavi's own: the envelope of the
// feature meets the envelope of the shape; an index alone answers it, and maps
// and tiles ask with it.
const (
	Intersects SpatialOp = iota
	Disjoint
	Equals
	Touches
	Within
	Contains
	Overlaps
	Crosses
	DWithin // distance <= Distance
	Beyond  // distance > Distance
	BBox
	BoxOverlap
)

// Spatial relates a geometry property to a shape: Left op Right. Distance is in
// metres (units are converted by the parsers) and used by DWithin and Beyond:
// for a layer in a projected CRS the planar distance in its units, converted to
// metres; for a geographic one the distance on the sphere with the mean radius
// of WGS 84 (PostGIS: geography without the spheroid).
type Spatial struct {
	Op          SpatialOp
	Left, Right Expr // Property or Shape
	Distance    float64
}

// TemporalOp is a temporal operator.
type TemporalOp uint8

// The temporal operators of FES 7.9 (ISO 19108).
const (
	After TemporalOp = iota
	Before
	Begins
	BegunBy
	TContains
	During
	EndedBy
	Ends
	TEquals
	Meets
	MetBy
	TOverlaps
	OverlappedBy
	AnyInteracts
)

// Temporal relates two times: properties (Date, DateTime), literals or Periods. A
// Date stands for the period of its whole day in UTC; an instant is a period
// without length.
type Temporal struct {
	Op          TemporalOp
	Left, Right Expr
}

// IDs selects features by identifier, as Feature.ID has it (without the layer's name). An empty list selects nothing.
type IDs struct{ List []string }

// Property is a reference to a field of the layer, attribute or geometry, by
// published name. After Check, Field is what it refers to; sources use its Column.
type Property struct {
	Name  string
	Pos   Pos
	Field *feature.Field
}

// Literal is a constant. Before Check a literal from FES is a String whose type
// is still open (Untyped); Check converts it to the type of the other side.
type Literal struct {
	Value   feature.Value
	Untyped bool
	Pos     Pos
}

// Shape is a geometry constant, east/north in CRS. After Check it is in the
// layer's CRS wherever Haavi can transform it in process; else CRS still tells
// and the source transforms it. A zero CRS in the tree means the layer's.
type Shape struct {
	Geom orb.Geometry
	CRS  crs.Ref
	// Box says that Geom is an axis-parallel box in CRS (an orb.Bound).
	Box bool
	Pos Pos
}

// Period is a time interval, closed at both ends; a Null end is open to infinity. Begin and End
// are Literals or Properties.
type Period struct {
	Begin, End Expr
	Pos        Pos
}

// ArithOp is an arithmetic operator.
type ArithOp byte

// The arithmetic operators of FES 7.5 and CQL2.
const (
	Add ArithOp = '+'
	Sub ArithOp = '-'
	Mul ArithOp = '*'
	Div ArithOp = '/'
)

// Arith is Left op Right on numbers, always in double precision; division by zero is null, and so is a calculation with a number that is
// out of Reach.
type Arith struct {
	Op          ArithOp
	Left, Right Expr
}

// Func is a call of a function of the list in Functions.
type Func struct {
	Name string
	Args []Expr
	Pos  Pos
}

func (*And) expr()      {}
func (*Or) expr()       {}
func (*Not) expr()      {}
func (*Bool) expr()     {}
func (*Compare) expr()  {}
func (*Like) expr()     {}
func (*Between) expr()  {}
func (*In) expr()       {}
func (*IsNull) expr()   {}
func (*Spatial) expr()  {}
func (*Temporal) expr() {}
func (*IDs) expr()      {}
func (*Property) expr() {}
func (*Literal) expr()  {}
func (*Shape) expr()    {}
func (*Period) expr()   {}
func (*Arith) expr()    {}
func (*Func) expr()     {}

// Conjunction joins the non-nil terms with And; nil when there is none.
func Conjunction(terms ...Expr) Expr {
	kept := make([]Expr, 0, len(terms))
	for _, t := range terms {
		if t != nil {
			kept = append(kept, t)
		}
	}
	switch len(kept) {
	case 0:
		return nil
	case 1:
		return kept[0]
	default:
		return &And{Terms: kept}
	}
}
