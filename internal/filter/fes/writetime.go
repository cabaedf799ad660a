package fes

import (
	"fmt"

	"haavi/internal/filter"
)

var temporalNames = func() map[filter.TemporalOp]string {
	names := map[filter.TemporalOp]string{}
	for name, op := range temporalOps {
		names[op] = name
	}
	return names
}()

// temporal writes a temporal operator with its name of FES 2.0 (7.9).
func (x writer) temporal(e *filter.Temporal) error {
	x.w.Open("ogc:" + temporalNames[e.Op])
	defer x.w.Close()
	for _, side := range []filter.Expr{e.Left, e.Right} {
		if err := x.time(side); err != nil {
			return err
		}
	}
	return nil
}

func (x writer) time(e filter.Expr) error {
	switch e := e.(type) {
	case *filter.Property:
		x.w.Leaf("ogc:PropertyName", e.Name)
	case *filter.Literal:
		x.w.Open("gml:TimeInstant")
		x.w.Leaf("gml:timePosition", e.Value.String())
		x.w.Close()
	case *filter.Period:
		x.w.Open("gml:TimePeriod")
		defer x.w.Close()
		for _, end := range []struct {
			name string
			at   filter.Expr
		}{{"gml:beginPosition", e.Begin}, {"gml:endPosition", e.End}} {
			l, ok := end.at.(*filter.Literal)
			switch {
			case !ok:
				return fmt.Errorf("a period between properties cannot be written in Filter Encoding")
			case l.Value.IsNull():
				x.w.Leaf(end.name, "", "indeterminatePosition", "unknown")
			default:
				x.w.Leaf(end.name, l.Value.String())
			}
		}
	default:
		return fmt.Errorf("%.60s cannot be written as a time", e)
	}
	return nil
}
