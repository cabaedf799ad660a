package geom

import (
	"errors"
	"strconv"

	"github.com/paulmach/orb"
)

// The checks that a client's geometry must pass, and a stored one need not.
var (
	errShortLine = errors.New("a line of WKT needs two vertices or more")
	errShortRing = errors.New("a ring of WKT needs four vertices or more, the last being the first again")
	errOpenRing  = errors.New("a ring of WKT must end where it begins")
	errEnvelope  = errors.New("ENVELOPE needs four numbers: west, east, south and north, neither west above east nor south above north")
)

func (p *wktParser) point() (orb.Geometry, error) {
	if !p.char('(') {
		return nil, p.fail("( or EMPTY")
	}
	v, err := p.vertex()
	if err != nil {
		return nil, err
	}
	if !p.char(')') {
		return nil, p.fail(")")
	}
	return v, nil
}

func (p *wktParser) line(code uint32) (orb.LineString, error) {
	l, err := p.vertices()
	switch {
	case err != nil:
		return nil, err
	case len(l) < 2:
		return nil, errShortLine
	case code == wkbCircularString:
		l = linearize(l)
	}
	return l, nil
}

func (p *wktParser) polygon() (orb.Polygon, error) {
	var g orb.Polygon
	empty := false
	err := p.list(func() error {
		if p.word("EMPTY") {
			empty = empty || len(g) == 0
			return nil
		}
		ring, err := p.vertices()
		switch {
		case err != nil:
			return err
		case len(ring) < 4:
			return errShortRing
		case ring[0] != ring[len(ring)-1]:
			return errOpenRing
		}
		g = append(g, ring)
		return nil
	})
	if empty {
		g = nil
	}
	return g, err
}

func (p *wktParser) vertices() ([]orb.Point, error) {
	var ps []orb.Point
	err := p.list(func() error {
		v, err := p.vertex()
		ps = append(ps, v)
		return err
	})
	return ps, err
}

// vertex reads two to four numbers; all vertices of a geometry must have as many.
func (p *wktParser) vertex() (orb.Point, error) {
	var v orb.Point
	n := 0
	for ; n < 4; n++ {
		if n >= 2 {
			p.space()
			if p.at >= len(p.text) || p.text[p.at] == ',' || p.text[p.at] == ')' {
				break
			}
		}
		f, err := p.number()
		if err != nil {
			return v, err
		}
		if n < 2 {
			v[n] = f
		}
	}
	if p.dims == 0 {
		p.dims = n
	}
	if n != p.dims {
		return v, p.fail("a vertex of " + strconv.Itoa(p.dims) + " numbers like those before it")
	}
	return v, nil
}

func (p *wktParser) number() (float64, error) {
	p.space()
	end := p.at
	for end < len(p.text) && end-p.at < 400 {
		c := p.text[end]
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			break
		}
		end++
	}
	f, err := strconv.ParseFloat(p.text[p.at:end], 64)
	if err != nil {
		return 0, p.fail("a number")
	}
	p.at = end
	return f, nil
}

// envelope reads the four numbers of CQL's box (OGC 07-006r1, 6.2.2): west, east, south, north.
func (p *wktParser) envelope() (orb.Geometry, error) {
	var n []float64
	err := p.list(func() error {
		f, err := p.number()
		n = append(n, f)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case len(n) != 4:
		return nil, errEnvelope
	case n[0] > n[1] || n[2] > n[3]:
		return nil, errEnvelope
	}
	return orb.Bound{Min: orb.Point{n[0], n[2]}, Max: orb.Point{n[1], n[3]}}, nil
}
