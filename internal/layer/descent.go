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

// descent finds one point in each occupied cell of a grid, beginning with a few large cells: those where points are, are halved, across and
// along in turn, and the point that was found belongs to one of the halves, so that only the other is looked into. Cells are those of one grid over
// the whole system for each power of two, so that what is found on neighbouring ground fits.
type descent struct {
	sampler source.Sampler
	query   *query.Query
	ground  orb.Bound
	// powers are those of the cells' width and height.
	powers [2]int
	spots  []spot
}

// spot is an occupied cell, counted from the system's origin, with a point in it.
type spot struct {
	at      [2]int64
	feature *feature.Feature
}

// run halves the cells as long as that many points may be taken, or until they are as small as asked.
func (d *descent) run(ctx context.Context, few int, finest float64) error {
	p := int(math.Ceil(math.Log2(max(d.ground.Max[0]-d.ground.Min[0], d.ground.Max[1]-d.ground.Min[1]))))
	d.powers = [2]int{p, p}
	var err error
	if d.spots, err = d.look(ctx, d.covering()); err != nil {
		return err
	}
	for axis := 0; 0 < len(d.spots) && 2*len(d.spots) <= few && d.side(axis)/2 >= finest; axis = 1 - axis {
		if err := d.halve(ctx, axis); err != nil {
			return err
		}
	}
	return nil
}

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
	d.powers[axis]--
	var known, asked []spot
	for _, s := range d.spots {
		s.at[axis] *= 2
		other := spot{at: s.at}
		if p := s.feature.Geom.(orb.Point); p[axis] >= float64(s.at[axis]+1)*d.side(axis) {
			s.at[axis]++
		} else {
			other.at[axis]++
		}
		known = append(known, s)
		if d.box(other).Intersects(d.ground) {
			asked = append(asked, other)
		}
	}
	found, err := d.look(ctx, asked)
	d.spots = slices.Concat(known, found)
	return err
}

func (d *descent) box(c spot) (b orb.Bound) {
	for i := range 2 {
		b.Min[i] = float64(c.at[i]) * d.side(i)
		b.Max[i] = b.Min[i] + d.side(i)
	}
	return b
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
