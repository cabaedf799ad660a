package geopackage

import (
	"database/sql/driver"
	"errors"
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

// newDriver makes an SQLite driver with the functions that sqlgen.GeoPackage calls. It is no one else's, so that these functions do not
// appear in other connections of the process.
func newDriver(h *held) (driver.Driver, error) {
	r := registry{driver: new(sqlite.Driver)}
	r.add("haavi_days", 1, func(a []driver.Value) (driver.Value, error) { return timeNumber(a[0], feature.Date), nil })
	r.add("haavi_micros", 1, func(a []driver.Value) (driver.Value, error) { return timeNumber(a[0], feature.DateTime), nil })
	r.add("haavi_like", 3, like)
	r.add("haavi_relate", 5, h.relate)
	r.add("haavi_empty", 1, func(a []driver.Value) (driver.Value, error) {
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
		r.add("haavi_"+f.Name, args, func(a []driver.Value) (driver.Value, error) { return call(f, a) })
	}
	return r.driver, r.err
}

type registry struct {
	driver *sqlite.Driver
	err    error
}

// add registers a function of its arguments alone. Texts and bytes come without being copied: the function may not keep them, but
// it may return them, or a part.
func (r *registry) add(name string, args int, f func([]driver.Value) (driver.Value, error)) {
	impl := &sqlite.FunctionImpl{NArgs: int32(args), Deterministic: true, VolatileArgs: true}
	impl.Scalar = func(_ *sqlite.FunctionContext, a []driver.Value) (driver.Value, error) { return f(a) }
	r.err = errors.Join(r.err, r.driver.RegisterFunction(name, impl))
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
func (h *held) relate(a []driver.Value) (driver.Value, error) {
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
	shape, ok5 := h.shapes.Load(id)
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

// held are the shapes of a source's running statements. SQLite hands only numbers, texts and bytes to functions; a shape goes by a
// number, so that it is not decoded again for each row.
type held struct {
	shapes sync.Map // int64 to orb.Geometry
	last   atomic.Int64
}

// shapes are the numbers of one statement's shapes.
type shapes []int64

func (h *held) add(sh *shapes, g orb.Geometry) int64 {
	id := h.last.Add(1)
	h.shapes.Store(id, g)
	*sh = append(*sh, id)
	return id
}

// free forgets a statement's shapes.
func (h *held) free(sh *shapes) {
	for _, id := range *sh {
		h.shapes.Delete(id)
	}
	*sh = nil
}
