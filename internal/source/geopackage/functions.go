package geopackage

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/paulmach/orb"
	"modernc.org/sqlite"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/geom"
	"haavi/internal/gpkg"
)

// driverWithFunctions returns the SQLite driver with the functions that sqlgen.GeoPackage calls. It is the one that database/sql knows,
// for only that one keeps functions, and it keeps them for the whole process.
func driverWithFunctions() (driver.Driver, error) {
	registerFunctions()
	db, err := sql.Open("sqlite", "")
	if err != nil {
		return nil, err
	}
	return db.Driver(), db.Close()
}

var registerFunctions = sync.OnceFunc(func() {
	register("haavi_days", 1, func(a []driver.Value) (driver.Value, error) { return timeNumber(a[0], feature.Date), nil })
	register("haavi_micros", 1, func(a []driver.Value) (driver.Value, error) { return timeNumber(a[0], feature.DateTime), nil })
	register("haavi_like", 3, like)
	register("haavi_relate", 5, relate)
	register("haavi_empty", 1, func(a []driver.Value) (driver.Value, error) {
		g, err := decodeGeometry(a[0])
		return boolean(err == nil && g == nil), nil
	})
	for _, f := range filter.Functions() {
		if f.Name == "coalesce" {
			continue
		}
		args := len(f.Args)
		if f.Variadic || f.Optional > 0 {
			args = -1 // any number: filter.Check has counted them
		}
		register("haavi_"+f.Name, args, func(a []driver.Value) (driver.Value, error) { return call(f, a) })
	}
})

func register(name string, args int, f func([]driver.Value) (driver.Value, error)) {
	sqlite.MustRegisterDeterministicScalarFunction(name, int32(args), func(_ *sqlite.FunctionContext, a []driver.Value) (driver.Value, error) { return f(a) })
}

func boolean(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// timeNumber is a time's text as the number of days or microseconds; nil when it cannot be read.
func timeNumber(v driver.Value, k feature.Kind) driver.Value {
	s, ok := v.(string)
	if !ok {
		return nil
	}
	t := parseTime(s, k)
	if t.IsNull() {
		return nil
	}
	return t.Int()
}

func like(a []driver.Value) (driver.Value, error) {
	s, ok := a[0].(string)
	p, pok := a[1].(string)
	if !ok || !pok {
		return nil, nil
	}
	return boolean(filter.Match(s, p, a[2] == int64(1))), nil
}

// call computes a function of the filter language.
func call(f filter.Function, a []driver.Value) (driver.Value, error) {
	args := make([]feature.Value, len(a))
	for i, v := range a {
		if v == nil {
			return nil, nil
		}
		args[i] = argument(v, f.Args[min(i, len(f.Args)-1)])
	}
	switch v := filter.Call(f.Name, args); v.Kind() {
	case feature.Int:
		return v.Int(), nil
	case feature.Float:
		return v.Float(), nil
	case feature.String:
		return v.Str(), nil
	default:
		return nil, nil
	}
}

// argument is a value of SQLite as the kind that a function takes; times come as microseconds.
func argument(v driver.Value, k feature.Kind) feature.Value {
	switch v := v.(type) {
	case int64:
		if k == feature.DateTime {
			return feature.DateTimeValue(v)
		}
		if k == feature.String {
			return feature.StringValue(fmt.Sprint(v))
		}
		return feature.IntValue(v)
	case float64:
		return feature.FloatValue(v)
	case string:
		return feature.StringValue(v)
	default:
		return feature.Value{}
	}
}

// relate evaluates a spatial operator; null where the row has no place.
func relate(a []driver.Value) (driver.Value, error) {
	g, err := decodeGeometry(a[1])
	if err != nil {
		return nil, err
	}
	if g == nil {
		return nil, nil
	}
	op, ok1 := a[0].(int64)
	id, ok2 := a[2].(int64)
	distance, ok3 := a[3].(float64)
	unit, ok4 := a[4].(float64)
	shape, ok5 := held.Load(id)
	other, ok6 := shape.(orb.Geometry)
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || !ok6 {
		return nil, fmt.Errorf("haavi_relate called with %v", a)
	}
	return boolean(filter.RelateShape(filter.SpatialOp(op), g, other, distance, unit)), nil
}

func decodeGeometry(v driver.Value) (orb.Geometry, error) {
	b, ok := v.([]byte)
	if !ok {
		return nil, nil
	}
	blob, err := gpkg.DecodeBlob(b)
	if err != nil {
		return nil, err
	}
	if blob.Empty {
		return nil, nil
	}
	return geom.ReadWKB(blob.WKB)
}

// SQLite hands only numbers, texts and bytes to functions; a shape goes by a number, so that it is not decoded again for each row.
var (
	held     sync.Map // int64 to orb.Geometry
	heldNext atomic.Int64
)

// shapes are the shapes of one statement.
type shapes struct{ ids []int64 }

func (s *shapes) add(g orb.Geometry) int64 {
	id := heldNext.Add(1)
	held.Store(id, g)
	s.ids = append(s.ids, id)
	return id
}

// free forgets the shapes.
func (s *shapes) free() {
	for _, id := range s.ids {
		held.Delete(id)
	}
	s.ids = nil
}
