package demo

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
)

// country is the ground that everything happens on.
type country struct {
	*outline
	lakes         []lake
	towns         []site
	towers, parks []site
	roads         []edge
	cells         []cell
	toGround      *crs.Transform // from longitude and latitude
	toLonLat      *crs.Transform
}

// site is a place where observers go.
type site struct {
	at     orb.Point
	weight float64
}

func newCountry() (*country, error) {
	o, err := newOutline()
	if err != nil {
		return nil, err
	}
	c := &country{outline: o}
	if c.toGround, err = crs.NewTransform(crs.WGS84, crs.EPSG(3067)); err != nil {
		return nil, err
	}
	if c.toLonLat, err = crs.NewTransform(crs.EPSG(3067), crs.WGS84); err != nil {
		return nil, err
	}
	named := map[string]orb.Point{}
	if err := eachRow(placesTable, func(col []string) error { return c.addPlace(col, named) }); err != nil {
		return nil, err
	}
	c.cells = newCells(c)
	return c, nil
}

// addPlace takes a row of the table of places.
func (c *country) addPlace(col []string, named map[string]orb.Point) error {
	if col[0] == "road" {
		from, ok := named[col[1]]
		to, ok2 := named[col[2]]
		if !ok || !ok2 {
			return fmt.Errorf("a road between towns that are not in the table")
		}
		c.roads = append(c.roads, edge{from, to})
		return nil
	}
	n, err := numbers(col[2:])
	if err != nil {
		return err
	}
	p, ok := c.toGround.Point(orb.Point{n[0], n[1]})
	if !ok {
		return fmt.Errorf("a place outside of the projection")
	}
	switch col[0] {
	case "town":
		named[col[1]] = p
		c.towns = append(c.towns, site{p, n[2]})
	case "tower":
		c.towers = append(c.towers, site{p, n[2]})
	case "park":
		c.parks = append(c.parks, site{p, n[2]})
	case "lake":
		sin, cos := math.Sincos(n[4] * math.Pi / 180)
		c.lakes = append(c.lakes, lake{centre: p, a: n[2] * 1000, b: n[3] * 1000, sin: sin, cos: cos})
	default:
		return fmt.Errorf("a place of the unknown kind %q", col[0])
	}
	return nil
}

// latitude of a place on the ground, in degrees.
func (c *country) latitude(p orb.Point) float64 {
	q, _ := c.toLonLat.Point(p)
	return q[1]
}

// inLake says whether p lies on one of the large lakes.
func (c *country) inLake(p orb.Point) bool {
	for i := range c.lakes {
		if c.lakes[i].depth(p) < 1 {
			return true
		}
	}
	return false
}

// openWater says whether p lies far from the shore of a large lake.
func (c *country) openWater(p orb.Point) bool {
	for i := range c.lakes {
		if c.lakes[i].depth(p) < 0.75 {
			return true
		}
	}
	return false
}

// toSegment is the distance of p from an edge.
func (e edge) toSegment(p orb.Point) float64 {
	dx, dy := e.b[0]-e.a[0], e.b[1]-e.a[1]
	f := ((p[0]-e.a[0])*dx + (p[1]-e.a[1])*dy) / (dx*dx + dy*dy)
	f = max(0, min(1, f))
	return math.Hypot(p[0]-e.a[0]-f*dx, p[1]-e.a[1]-f*dy)
}
