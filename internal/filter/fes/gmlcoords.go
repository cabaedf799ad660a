package fes

import (
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
)

// vertices reads pos, posList, coordinates, coord, corners and point members, in whatever of these forms an element has them, east first.
func (r *gmlReader) vertices(e *element, at place) ([]orb.Point, error) {
	var all []orb.Point
	for _, c := range parts(e) {
		inner, err := r.enter(c, at)
		if err != nil {
			return nil, err
		}
		var ps []orb.Point
		switch c.name {
		case "pos", "lowerCorner", "upperCorner":
			ps, err = position(c, inner.dims)
		case "posList":
			ps, err = positions(c, max(inner.dims, 2))
		case "coordinates":
			ps, err = coordinates(c)
		case "coord":
			ps, err = coord(c)
		case "pointProperty", "pointRep":
			if len(c.children) != 1 {
				return nil, c.fail("%s holds one Point", c.name)
			}
			ps, err = r.vertices(c.children[0], inner)
			if err != nil {
				return nil, err
			}
			all = append(all, ps...)
			continue
		default:
			err = c.fail("%.40s is not a part of %s", c.name, e.name)
		}
		if err != nil {
			return nil, err
		}
		if err := r.eastFirst(c, ps, inner.name); err != nil {
			return nil, err
		}
		all = append(all, ps...)
	}
	return all, nil
}

// eastFirst turns coordinates from the order of the CRS's spelling, and sees that all are in one CRS.
func (r *gmlReader) eastFirst(e *element, ps []orb.Point, name crs.Name) error {
	if r.any && r.found != name.Ref {
		return e.fail("the parts of the geometry are in two coordinate reference systems, %s and %s; use one", refName(r.found), refName(name.Ref))
	}
	r.found, r.any = name.Ref, true
	if name.NorthFirst {
		for i, p := range ps {
			ps[i] = orb.Point{p[1], p[0]}
		}
	}
	return nil
}

func refName(r crs.Ref) string {
	if r == (crs.Ref{}) {
		return "the layer's"
	}
	return r.String()
}

// position reads one position, whose dimension shows.
func position(e *element, dims int) ([]orb.Point, error) {
	n := len(strings.Fields(e.text))
	if n != dims && (dims != 0 || n != 2 && n != 3) {
		return nil, e.fail("%s has %d numbers, which is not a position of 2 or, with srsDimension=\"3\", 3", e.name, n)
	}
	return positions(e, n)
}

// positions reads positions of dims numbers divided by white space. The first two of each count.
func positions(e *element, dims int) ([]orb.Point, error) {
	var ps []orb.Point
	n := 0
	for field := range strings.FieldsSeq(e.text) {
		v, err := number(e, field)
		if err != nil {
			return nil, err
		}
		switch n % dims {
		case 0:
			ps = append(ps, orb.Point{v})
		case 1:
			ps[len(ps)-1][1] = v
		}
		n++
	}
	if n == 0 || n%dims != 0 {
		return nil, e.fail("%s has %d numbers, which does not make positions of %d; positions with a height need srsDimension=\"3\"", e.name, n, dims)
	}
	return ps, nil
}

// coordinates reads the list of GML 2 (OGC 02-069, 4.3.3), whose separators the element may change.
func coordinates(e *element) ([]orb.Point, error) {
	cs, ts, decimal := ",", " ", "."
	for attr, sep := range map[string]*string{"cs": &cs, "ts": &ts, "decimal": &decimal} {
		if v := e.attrs[attr]; v != "" {
			*sep = v
		}
	}
	var tuples []string
	if strings.TrimSpace(ts) == "" {
		tuples = strings.Fields(e.text)
	} else {
		tuples = strings.Split(strings.TrimSuffix(e.value(), ts), ts)
	}
	ps := make([]orb.Point, 0, len(tuples))
	for _, t := range tuples {
		n := strings.Split(strings.TrimSpace(t), cs)
		if len(n) != 2 && len(n) != 3 {
			return nil, e.fail("%.40q is not a pair of numbers with %.4q between", t, cs)
		}
		var p orb.Point
		for i := range p {
			v, err := number(e, strings.Replace(strings.TrimSpace(n[i]), decimal, ".", 1))
			if err != nil {
				return nil, err
			}
			p[i] = v
		}
		ps = append(ps, p)
	}
	return ps, nil
}

// coord reads X, Y and maybe Z of GML 2.
func coord(e *element) ([]orb.Point, error) {
	x, y := e.child("X"), e.child("Y")
	if x == nil || y == nil {
		return nil, e.fail("coord needs X and Y")
	}
	a, err := number(x, x.value())
	if err != nil {
		return nil, err
	}
	b, err := number(y, y.value())
	return []orb.Point{{a, b}}, err
}

// number reads a finite number. ParseFloat would also take hexadecimal, underscores and names.
func number(e *element, s string) (float64, error) {
	if strings.Trim(s, "0123456789+-.eE") == "" {
		if f, err := strconv.ParseFloat(s, 64); err == nil && !math.IsInf(f, 0) {
			return f, nil
		}
	}
	return 0, e.fail("%.40q is not a finite number", s)
}
