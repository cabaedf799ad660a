package layer

import (
	"context"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"golang.org/x/sync/errgroup"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/query"
	"haavi/internal/source"
)

// descent finds one point in each occupied cell of a grid, beginning with a few large cells: those where points are, are quartered, and the
// point that was found belongs to one of the quarters, so that only three are looked into. Cells are those of one grid over the whole system for each power
// of two, so that what is found on neighbouring ground fits.
type descent struct {
	sampler source.Sampler
	query   *query.Query
	ground  orb.Bound
	// power is that of the cells' side.
	power int
	spots []spot
}

// spot is an occupied cell, counted from the system's origin, with a point in it.
type spot struct {
	x, y    int64
	feature *feature.Feature
}

// run quarters the cells until half as many as are wanted are occupied, for the next would be too many, or they are as small as asked.
func (d *descent) run(ctx context.Context, few int, finest float64) error {
	d.power = int(math.Ceil(math.Log2(max(d.ground.Max[0]-d.ground.Min[0], d.ground.Max[1]-d.ground.Min[1]))))
	var err error
	if d.spots, err = d.look(ctx, d.covering()); err != nil {
		return err
	}
	for len(d.spots) <= few/2 && len(d.spots) > 0 && d.side()/2 >= finest {
		if err := d.quarter(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (d *descent) side() float64 { return math.Ldexp(1, d.power) }

// covering are the cells that cover the ground.
func (d *descent) covering() (cells []spot) {
	side := d.side()
	for y := math.Floor(d.ground.Min[1] / side); y*side <= d.ground.Max[1]; y++ {
		for x := math.Floor(d.ground.Min[0] / side); x*side <= d.ground.Max[0]; x++ {
			cells = append(cells, spot{x: int64(x), y: int64(y)})
		}
	}
	return cells
}

// quarter goes down one power.
func (d *descent) quarter(ctx context.Context) error {
	d.power--
	side := d.side()
	var known, asked []spot
	for _, s := range d.spots {
		p := s.feature.Geom.(orb.Point)
		in := spot{2 * s.x, 2 * s.y, s.feature} // the quarter that the point is in
		if p[0] >= float64(in.x+1)*side {
			in.x++
		}
		if p[1] >= float64(in.y+1)*side {
			in.y++
		}
		known = append(known, in)
		for i := range int64(4) {
			if c := (spot{x: 2*s.x + i&1, y: 2*s.y + i>>1}); (c.x != in.x || c.y != in.y) && d.box(c).Intersects(d.ground) {
				asked = append(asked, c)
			}
		}
	}
	found, err := d.look(ctx, asked)
	d.spots = slices.Concat(known, found)
	return err
}

func (d *descent) box(c spot) orb.Bound {
	side := d.side()
	x, y := float64(c.x)*side, float64(c.y)*side
	return orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + side, y + side}}
}

// atOnce is in how many cells one question looks; more of them are asked side by side.
const atOnce, questions = 1024, 2

// look finds those of the cells that are occupied, on the ground.
func (d *descent) look(ctx context.Context, cells []spot) ([]spot, error) {
	boxes := make([]orb.Bound, len(cells))
	for i, c := range cells {
		boxes[i] = intersection(d.box(c), d.ground)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(questions)
	for from := 0; from < len(cells); from += atOnce {
		part := cells[from:min(from+atOnce, len(cells))]
		group.Go(func() error {
			return d.sampler.Sample(ctx, d.query, boxes[from:from+len(part)], func(i int, f *feature.Feature) error {
				if _, ok := f.Geom.(orb.Point); ok {
					part[i].feature = f.Clone()
				}
				return nil
			})
		})
	}
	err := group.Wait()
	occupied := cells[:0]
	for _, c := range cells {
		if c.feature != nil {
			occupied = append(occupied, c)
		}
	}
	return occupied, err
}

// features are those that were found, once each: a point on the edge of cells is in all of them.
func (d *descent) features(t *crs.Transform) ([]*feature.Feature, error) {
	seen := make(map[string]bool, len(d.spots))
	var all []*feature.Feature
	for _, s := range d.spots {
		if seen[s.feature.ID] {
			continue
		}
		seen[s.feature.ID] = true
		g, err := t.Geometry(s.feature.Geom)
		if err != nil {
			return nil, err
		}
		s.feature.Geom = g
		all = append(all, s.feature)
	}
	return all, nil
}
