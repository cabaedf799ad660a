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

// descent finds the occupied cells of a grid, beginning with a few large ones: those where points are, are halved, across and along in turn, and a
// point that was found in one belongs to one of its halves, so that only the other is looked into. Cells are those of one grid over the whole
// system for each power of two, so that what is found on neighbouring ground fits.
type descent struct {
	sampler source.Sampler
	query   *query.Query
	ground  orb.Bound
	finest  float64
	// powers are those of the cells' width and height.
	powers [2]int
	spots  []spot
}

// spot is an occupied cell, counted from the system's origin, with points in it.
type spot struct {
	at     [2]int64
	points []*feature.Feature
}

const (
	// perCell is how many points are taken of a cell at most: two cost little more than one, and leave pairs together.
	perCell = 2
	// unseen is how often cells are halved at last without a look between, which would cost more than it spares.
	unseen = 2
)

// run takes points of cells that are as small as few points, or the finest, allow.
func (d *descent) run(ctx context.Context, few int) error {
	p := int(math.Ceil(math.Log2(max(d.ground.Max[0]-d.ground.Min[0], d.ground.Max[1]-d.ground.Min[1]))))
	d.powers = [2]int{p, p}
	most, axis := few/perCell, 0
	var err error
	if d.spots, err = d.look(ctx, d.covering(), 1); err != nil {
		return err
	}
	for ; 0 < len(d.spots) && len(d.spots)<<(1+unseen) <= most && d.divisible(axis); axis = 1 - axis {
		if err := d.halve(ctx, axis); err != nil {
			return err
		}
	}
	cells := d.spots
	for range unseen {
		if 2*len(cells) <= most && d.divisible(axis) {
			cells = d.halves(cells, axis)
			axis = 1 - axis
		}
	}
	d.spots, err = d.take(ctx, cells, max(1, min(perCell, few/max(1, len(cells)))))
	return err
}

// divisible says that the halves of cells would not be too small.
func (d *descent) divisible(axis int) bool { return d.side(axis)/2 >= d.finest }

// side is the cells' width or height.
func (d *descent) side(axis int) float64 { return math.Ldexp(1, d.powers[axis]) }

// covering are the cells that cover the ground.
func (d *descent) covering() (cells []spot) {
	w, h := d.side(0), d.side(1)
	for y := math.Floor(d.ground.Min[1] / h); y*h <= d.ground.Max[1]; y++ {
		for x := math.Floor(d.ground.Min[0] / w); x*w <= d.ground.Max[0]; x++ {
			cells = append(cells, spot{at: [2]int64{int64(x), int64(y)}})
		}
	}
	return cells
}

// halve goes down one power on an axis.
func (d *descent) halve(ctx context.Context, axis int) error {
	var known, asked []spot
	for i, half := range d.halves(d.spots, axis) {
		s := d.spots[i/2]
		second := s.points[0].Geom.(orb.Point)[axis] >= float64(s.at[axis]*2+1)*d.side(axis)
		if second == (i%2 == 1) {
			known = append(known, spot{half.at, s.points})
		} else {
			asked = append(asked, half)
		}
	}
	found, err := d.look(ctx, asked, 1)
	d.spots = slices.Concat(known, found)
	return err
}

// halves are those of cells, one after the other.
func (d *descent) halves(cells []spot, axis int) []spot {
	d.powers[axis]--
	all := make([]spot, 0, 2*len(cells))
	for _, c := range cells {
		c.points = nil
		c.at[axis] *= 2
		all = append(all, c)
		c.at[axis]++
		all = append(all, c)
	}
	return all
}

func (d *descent) box(c spot) (b orb.Bound) {
	for i := range 2 {
		b.Min[i] = float64(c.at[i]) * d.side(i)
		b.Max[i] = b.Min[i] + d.side(i)
	}
	return b
}

// look finds those of the cells that are occupied, on the ground, and some of their points.
func (d *descent) look(ctx context.Context, cells []spot, most int) ([]spot, error) {
	cells = slices.DeleteFunc(cells, func(c spot) bool { return !d.box(c).Intersects(d.ground) })
	if err := d.ask(ctx, cells, most, d.box); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(cells, func(c spot) bool { return c.points == nil }), nil
}

// take is look that takes the points from anywhere in the cells. An index has an order of its own, often from south to north: in whole cells the points
// would be found along an edge, and maps of them show rows. So it is looked beyond a place in each cell that is its own, and in the whole cell if that
// is not enough.
func (d *descent) take(ctx context.Context, cells []spot, most int) ([]spot, error) {
	cells = slices.DeleteFunc(cells, func(c spot) bool { return !d.box(c).Intersects(d.ground) })
	if err := d.ask(ctx, cells, most, d.corner); err != nil {
		return nil, err
	}
	few := func(c spot) bool { return len(c.points) < most }
	rest, err := d.look(ctx, slices.DeleteFunc(slices.Clone(cells), func(c spot) bool { return !few(c) }), most)
	return slices.Concat(slices.DeleteFunc(cells, few), rest), err
}

// corner is a part of a cell, at least a quarter of it, that differs from cell to cell.
func (d *descent) corner(c spot) orb.Bound {
	b := d.box(c)
	h := uint64(c.at[0])*0x9e3779b97f4a7c15 ^ uint64(c.at[1])*0xc2b2ae3d27d4eb4f
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	for i := range 2 {
		b.Min[i] += d.side(i) / 2 * float64(h>>(16+16*i)&0xffff) / 0x10000
	}
	if !b.Intersects(d.ground) {
		return d.box(c)
	}
	return b
}

// Questions are put side by side, each for at least so many boxes.
const questions, leastBoxes = 2, 64

// ask finds points in the part of each cell that is on the ground.
func (d *descent) ask(ctx context.Context, cells []spot, most int, part func(spot) orb.Bound) error {
	boxes := make([]orb.Bound, len(cells))
	for i := range cells {
		boxes[i], cells[i].points = intersection(part(cells[i]), d.ground), nil
	}
	group, ctx := errgroup.WithContext(ctx)
	each := max(leastBoxes, (len(cells)+questions-1)/questions)
	for from := 0; from < len(cells); from += each {
		to := min(from+each, len(cells))
		group.Go(func() error {
			return d.sampler.Sample(ctx, d.query, boxes[from:to], most, func(i int, f *feature.Feature) error {
				if _, ok := f.Geom.(orb.Point); ok {
					cells[from+i].points = append(cells[from+i].points, f.Clone())
				}
				return nil
			})
		})
	}
	return group.Wait()
}

// features are those that were found, once each: a point on the edge of cells is in all of them.
func (d *descent) features(t *crs.Transform) ([]*feature.Feature, error) {
	seen := make(map[string]bool, len(d.spots))
	var all []*feature.Feature
	for _, s := range d.spots {
		for _, f := range s.points {
			if seen[f.ID] {
				continue
			}
			seen[f.ID] = true
			g, err := t.Geometry(f.Geom)
			if err != nil {
				return nil, err
			}
			f.Geom = g
			all = append(all, f)
		}
	}
	return all, nil
}
