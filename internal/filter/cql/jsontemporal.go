package cql

import (
	"strings"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

// temporal reads a temporal predicate; t_disjoint is the negation of t_intersects.
func (p jsonParser) temporal(o operation, op filter.TemporalOp) (filter.Expr, error) {
	if err := p.count(o, 2); err != nil {
		return nil, err
	}
	left, err := p.timeOperand(o, 0)
	if err != nil {
		return nil, err
	}
	right, err := p.timeOperand(o, 1)
	if err != nil {
		return nil, err
	}
	return negate(o.upper == "T_DISJOINT", &filter.Temporal{Op: op, Left: left, Right: right}), nil
}

func (p jsonParser) timeOperand(o operation, i int) (filter.Expr, error) {
	n, place := o.args[i], o.argPlace(i)
	if n.kind == '{' && n.has("interval") {
		return p.interval(n, place, o.depth+1)
	}
	return p.value(n, place, o.depth+1)
}

// interval reads {"interval": [begin, end]}.
func (p jsonParser) interval(n node, place string, depth int) (filter.Expr, error) {
	if err := p.only(n, place, "interval"); err != nil {
		return nil, err
	}
	ends, place := n.items[0], place+"/interval"
	if ends.kind != '[' || len(ends.items) != 2 {
		return nil, p.fail(place, "an interval must be a list of two times")
	}
	begin, err := p.intervalEnd(ends.items[0], place+"/0", depth)
	if err != nil {
		return nil, err
	}
	end, err := p.intervalEnd(ends.items[1], place+"/1", depth)
	if err != nil {
		return nil, err
	}
	return &filter.Period{Begin: begin, End: end, Pos: filter.Pos(place)}, nil
}

// intervalEnd reads a time as a string, ".." for an open end, or an object: a time or a property.
func (p jsonParser) intervalEnd(n node, place string, depth int) (filter.Expr, error) {
	switch {
	case n.kind == '{':
		return p.value(n, place, depth)
	case n.kind != '"':
		return nil, p.fail(place, "%s is not a date or time; write \"2024-05-01\", \"2024-05-01T12:00:00Z\" or \"..\"", n.describe())
	case n.text == ".." || n.text == "":
		return &filter.Literal{Pos: filter.Pos(place)}, nil
	}
	v, ok := filter.ParseTime(strings.ToUpper(n.text))
	if !ok {
		return nil, p.fail(place, "%.40q is not a date or time; write \"2024-05-01\", \"2024-05-01T12:00:00Z\" or \"..\"", n.text)
	}
	return &filter.Literal{Value: v, Pos: filter.Pos(place)}, nil
}

// instant reads {"date": "2024-05-01"} and {"timestamp": "2024-05-01T12:00:00Z"}.
func (p jsonParser) instant(n node, place string) (filter.Expr, error) {
	word := "date"
	if n.has("timestamp") {
		word = "timestamp"
	}
	if err := p.only(n, place, word); err != nil {
		return nil, err
	}
	text := n.items[0]
	v, ok := filter.ParseTime(text.text)
	if text.kind != '"' || !ok || (word == "date") != (v.Kind() == feature.Date) {
		return nil, p.fail(place, "%s is not a %s; write {\"date\":\"2024-05-01\"} or {\"timestamp\":\"2024-05-01T12:00:00Z\"}", text.describe(), word)
	}
	return &filter.Literal{Value: v, Pos: filter.Pos(place)}, nil
}
