package tiles

import (
	"context"
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"golang.org/x/sync/errgroup"

	"haavi/internal/crs"
	"haavi/internal/filter"
	"haavi/internal/layer"
)

// Walk says which tiles are visited.
type Walk struct {
	// Spec has the layers, grid and format.
	Spec Spec
	// First and Last are places in Spec.Grid.Matrices.
	First, Last int
	// Within says whether the ground of a tile, in the grid's CRS, is in the area; nil is everywhere.
	Within func(orb.Bound) bool
	// Workers is how many tiles are made at a time.
	Workers int
	// Pace, when not nil, is called before each tile and may wait.
	Pace func(context.Context) error
	// Visit is called, by several at a time, with each tile that holds something; done is the share of the ground that was visited.
	Visit func(spec Spec, c Content, done float64) error
}

// every is how many levels are gone down between questions whether anything is there.
const every = 2

// Walk makes, or takes from the cache, all tiles that hold something. Where the data is not, nothing is asked for: ground is left out with all tiles in it
// by one question to the source.
func (s *Service) Walk(ctx context.Context, w Walk) error {
	group, ctx := errgroup.WithContext(ctx)
	jobs := make(chan job)
	for range max(w.Workers, 1) {
		group.Go(func() error {
			for j := range jobs {
				if err := s.visit(ctx, &w, j); err != nil {
					return err
				}
			}
			return nil
		})
	}
	group.Go(func() error {
		defer close(jobs)
		d := &descent{service: s, walk: &w, jobs: jobs}
		return d.level(ctx, 0, dataBound(&w), 1)
	})
	return group.Wait()
}

type job struct {
	spec Spec
	done float64
}

func (s *Service) visit(ctx context.Context, w *Walk, j job) error {
	if w.Pace != nil {
		if err := w.Pace(ctx); err != nil {
			return err
		}
	}
	c, err := s.Tile(ctx, j.spec)
	if err != nil {
		return fmt.Errorf("tile %d/%d/%d: %w", j.spec.Z, j.spec.X, j.spec.Y, err)
	}
	if c.Empty && j.spec.Format.Vector() {
		return nil
	}
	return w.Visit(j.spec, c, j.done)
}

// dataBound is where the layers' data is, in the grid's CRS; the whole grid where that is not known.
func dataBound(w *Walk) orb.Bound {
	g := w.Spec.Grid
	m := &g.Matrices[0]
	all := g.Bound(0, 0, 0).Union(g.Bound(0, m.Width-1, m.Height-1))
	var b orb.Bound
	for i, l := range w.Spec.Layers {
		one := all
		if t, err := crs.NewTransform(crs.CRS84, g.CRS); err == nil && !l.Layer.Extent().IsEmpty() {
			if moved, err := t.Bound(l.Layer.Extent84()); err == nil {
				one = moved
			}
		}
		if i == 0 {
			b = one
		} else {
			b = b.Union(one)
		}
	}
	return b
}

// descent goes down the levels, first into depth, so that little is remembered.
type descent struct {
	service *Service
	walk    *Walk
	jobs    chan<- job
	done    float64
}

// level visits the tiles of a level on some ground, and what is below them. share is the share of all ground.
func (d *descent) level(ctx context.Context, z int, ground orb.Bound, share float64) error {
	g := d.walk.Spec.Grid
	x0, y0, x1, y1, ok := tilesOn(g, z, ground)
	if !ok {
		d.done += share
		return nil
	}
	each := share / float64((x1-x0+1)*(y1-y0+1))
	for y := y0; y <= y1; y++ {
		for x := x0; x <= x1; x++ {
			if err := d.tile(ctx, z, x, y, each); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *descent) tile(ctx context.Context, z int, x, y uint64, share float64) error {
	spec := d.walk.Spec
	spec.Z, spec.X, spec.Y = z, x, y
	ground := spec.Grid.Bound(z, x, y)
	occupied := d.walk.Within == nil || d.walk.Within(ground)
	if occupied && z%every == 0 {
		var err error
		if occupied, err = d.service.occupied(ctx, &spec); err != nil {
			return err
		}
	}
	if !occupied {
		d.done += share
		return nil
	}
	if z >= d.walk.First {
		select {
		case d.jobs <- job{spec, d.done}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if z == d.walk.Last {
		d.done += share
		return nil
	}
	return d.level(ctx, z+1, ground, share)
}

// occupied says whether any layer has a feature in the tile, or so near that it may be drawn in it.
func (s *Service) occupied(ctx context.Context, spec *Spec) (bool, error) {
	b := spec.Grid.Bound(spec.Z, spec.X, spec.Y)
	near := (b.Max[0] - b.Min[0]) / 2 // symbols of pictures reach beyond their tile
	if spec.Format.Vector() {
		near = (b.Max[0] - b.Min[0]) * float64(s.Buffer+1) / float64(s.Extent)
	}
	b = b.Pad(near)
	for _, l := range spec.Layers {
		box := &filter.Spatial{Op: filter.BoxOverlap, Left: &filter.Property{Name: l.Layer.Schema.Geometry.Name}, Right: &filter.Shape{Geom: b, CRS: spec.Grid.CRS, Box: true}}
		selection, err := l.Layer.Prepare(layer.Request{Fields: []string{}, NoGeometry: true, Where: filter.Conjunction(box, l.Where), Limit: 1, Unordered: true})
		if err != nil {
			return false, err
		}
		features, err := selection.Features(ctx)
		if err != nil {
			return false, err
		}
		found := features.Next()
		if err := features.Err(); err != nil {
			return false, err
		}
		if err := features.Close(); err != nil || found {
			return found, err
		}
	}
	return false, nil
}

// tilesOn are the columns and rows of a level, the last included, whose inner parts meet some ground; ok is false when there are none.
func tilesOn(g *Grid, z int, ground orb.Bound) (x0, y0, x1, y1 uint64, ok bool) {
	m := &g.Matrices[z]
	first, last := g.Bound(z, 0, 0), g.Bound(z, m.Width-1, m.Height-1)
	side := [2]float64{first.Max[0] - first.Min[0], first.Max[1] - first.Min[1]}
	const edge = 1e-9 // of a tile: what touches only is out
	west, east := (ground.Min[0]-first.Min[0])/side[0], (ground.Max[0]-first.Min[0])/side[0]
	north, south := (first.Max[1]-ground.Max[1])/side[1], (first.Max[1]-ground.Min[1])/side[1]
	if east < 0 || south < 0 || ground.Min[0] > last.Max[0] || ground.Max[1] < last.Min[1] {
		return 0, 0, 0, 0, false
	}
	from := func(v float64) uint64 { return uint64(max(0, math.Floor(v+edge))) }
	to := func(v float64, n uint64) uint64 { return uint64(min(max(0, math.Ceil(v-edge)-1), float64(n-1))) }
	x0, x1, y0, y1 = from(west), to(east, m.Width), from(north), to(south, m.Height)
	return x0, y0, max(x0, x1), max(y0, y1), x0 < m.Width && y0 < m.Height
}

// TilesOn are the columns and rows of a level that meet some ground in the grid's CRS, the last included.
func (g *Grid) TilesOn(z int, ground orb.Bound) (x0, y0, x1, y1 uint64, ok bool) {
	return tilesOn(g, z, ground)
}
