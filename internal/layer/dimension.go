package layer

// Dimension is an axis of a layer besides its place: time, elevation, a year, a taxon (WMS 1.3.0, annex C).
type Dimension struct {
	// Name is "time", "elevation", or what requests write after DIM_, in lower case.
	Name string
	// Begin names the field with a feature's value. End names the field with its last value where features span several;
	// it may be empty, or equal to Begin.
	Begin, End string
	// Units are the units of the values ("ISO8601" for times, "CRS:88" for elevations), and UnitSymbol how people write them.
	Units, UnitSymbol string
	// Default is the value that is shown when none is asked for: one of the values below, or a value as a request writes it.
	Default string
	// Single says that a map shows one value only; otherwise lists and intervals may be asked for.
	Single bool
	// Nearest says that a value which there is not stands for the nearest that there is.
	Nearest bool
	// Extent are the values that there are, each a value or an interval min/max/resolution; empty when the data tells, and the one
	// word DistinctValues when it tells by a list.
	Extent []string
}

// Defaults of a dimension that are no values.
const (
	// DefaultAll shows everything; so does an empty default.
	DefaultAll = "all"
	// DefaultFirst shows the least value.
	DefaultFirst = "first"
	// DefaultLast shows the greatest value.
	DefaultLast = "last"
	// DefaultRequired shows nothing: a request must give a value.
	DefaultRequired = "required"
)

// DistinctValues as the extent of a dimension lists every value that the data has.
const DistinctValues = "values"

// Spans says that features have a last value of their own.
func (d *Dimension) Spans() bool { return d.End != "" && d.End != d.Begin }
