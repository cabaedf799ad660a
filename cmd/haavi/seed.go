package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/spf13/cobra"

	"haavi/internal/crs"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/tiles"
)

// seedFlags say which tiles are made, and how fast.
type seedFlags struct {
	areaFlags
	format, polygon string
	dimensions      []string
	workers         int
	rate            float64
}

func (f *seedFlags) add(cmd *cobra.Command, zooms string) {
	f.areaFlags.add(cmd, zooms, "WebMercatorQuad")
	cmd.Flags().StringVar(&f.format, "format", "mvt", "the `format`: mvt, png, jpg or webp")
	cmd.Flags().StringVar(&f.polygon, "polygon", "", "only tiles that meet the polygons of this GeoJSON `file`")
	cmd.Flags().StringArrayVar(&f.dimensions, "dimension", nil, "tiles of a value of a dimension, as `NAME=VALUE` of addresses: time=2020 (default what the layer shows without)")
	cmd.Flags().IntVar(&f.workers, "workers", 2, "how many tiles are made at a time")
	cmd.Flags().Float64Var(&f.rate, "rate", 0, "the most tiles in a second; 0 is no limit")
}

func (p *program) seedCommand() *cobra.Command {
	var f seedFlags
	cmd := &cobra.Command{
		Use:   "seed --config haavi.yaml --layer LAYER",
		Short: "Make tiles before they are asked for",
		Long: `Make tiles and put them into the files, the Redis or the bucket of the configuration, from which servers
take them. Where the data is not, no tile is asked for. A run that was interrupted is taken up by running it
again: what is kept is not made anew.`,
		Example: `  haavi seed --layer occurrence --zoom 0-12
  haavi seed --layer occurrence --zoom 6-14 --bbox 24,60,26,61 --rate 20`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withTiles(cmd.Context(), &f, true, func(ctx context.Context, w *tileWork) error {
				return p.walk(ctx, w, "seeding", func(tiles.Spec, tiles.Content) error { return nil })
			})
		},
	}
	f.add(cmd, "0-10")
	return cmd
}

// tileWork is an opened service, and the tiles of it that are wanted.
type tileWork struct {
	service *tiles.Service
	layers  []*layer.Layer
	walk    tiles.Walk
}

// withTiles opens the sources, finds which tiles are wanted, and works on them.
func (p *program) withTiles(ctx context.Context, f *seedFlags, kept bool, work func(context.Context, *tileWork) error) (err error) {
	cfg, err := p.loadConfig(f.config)
	if err != nil {
		return err
	}
	if kept && cfg.Cache.Files.Folder == "" && cfg.Cache.Redis.URL == "" && cfg.Cache.S3.Endpoint == "" {
		return usagef("the configuration keeps tiles in the memory of servers alone; name cache.files, cache.redis or cache.s3")
	}
	cfg.Cache.Memory = 0
	slog.SetDefault(newLogger(p.stderr, cfg.Log))
	sources, err := openSources(ctx, cfg, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sources.close()) }()
	if err := sources.err(); err != nil {
		return err
	}
	publisher := newPublisher(cfg, sources.byName)
	published, err := publisher.publish(ctx)
	if err != nil {
		return err
	}
	site, err := compose(cfg, sources, publisher.styles, published)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, site.close()) }()
	watch, stop := context.WithCancel(ctx)
	watched := make(chan error, 1)
	go func() { watched <- site.catalog.Watch(watch, layer.Watching{}) }()
	defer func() {
		stop()
		if e := <-watched; !errors.Is(e, context.Canceled) {
			err = errors.Join(err, e)
		}
	}()
	w, err := f.work(ctx, site)
	if err != nil {
		return err
	}
	if kept {
		if err := waitForStates(ctx, w.layers); err != nil {
			return err
		}
	}
	return work(ctx, w)
}

// waitForStates waits until the states of the data are known, without which nothing can be kept.
func waitForStates(ctx context.Context, layers []*layer.Layer) error {
	for deadline := time.Now().Add(10 * time.Second); ; {
		unknown := slices.IndexFunc(layers, func(l *layer.Layer) bool { return l.State() == "" })
		if unknown < 0 {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("tiles of the layer %q cannot be kept: its data may change without a write that is seen (a foreign table, or the time in its SQL)", layers[unknown].Name)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (f *seedFlags) work(ctx context.Context, s *site) (*tileWork, error) {
	if f.layer == "" {
		return nil, usagef("--layer is missing")
	}
	layers, err := s.tiles.Layers(layer.Caller{}, f.layer)
	if err != nil {
		return nil, usagef("--layer: %v", err)
	}
	g, ok := s.tiles.Grid(f.set)
	if !ok {
		return nil, usagef("there is no tile matrix set %.60q", f.set)
	}
	w := &tileWork{service: s.tiles, layers: layers, walk: tiles.Walk{Workers: f.workers, Pace: pace(f.rate)}}
	w.walk.Spec = tiles.Spec{Grid: g, Scale: 1}
	if w.walk.Spec.Layers, err = f.selection(ctx, s, layers); err != nil {
		return nil, err
	}
	for _, format := range tiles.Formats() {
		if format.Extension == f.format {
			w.walk.Spec.Format = format
		}
	}
	if w.walk.Spec.Format == nil {
		return nil, usagef("there are no tiles of the format %.20q; use mvt, png, jpg or webp", f.format)
	}
	if w.walk.First, w.walk.Last, err = f.zoomRange(); err != nil {
		return nil, err
	}
	if _, high := s.tiles.Levels(g); w.walk.Last > high {
		return nil, usagef("--zoom %d is deeper than the last that is served, %d", w.walk.Last, high)
	}
	w.walk.Within, err = f.within(g)
	return w, err
}

// selection is what tiles at an address with the flags' dimensions show, or with none of them: their defaults.
func (f *seedFlags) selection(ctx context.Context, s *site, layers []*layer.Layer) ([]tiles.LayerSpec, error) {
	var known []string
	for _, l := range layers {
		for _, d := range s.tiles.Dimensions.Of(l) {
			known = append(known, d.Parameter())
		}
	}
	query := url.Values{}
	for _, text := range f.dimensions {
		name, value, found := strings.Cut(text, "=")
		if name = strings.ToLower(name); !found || !slices.Contains(known, name) {
			return nil, usagef("--dimension %.60q is no NAME=VALUE of a dimension of the layer; it has these: %s", text, strings.Join(known, ", "))
		}
		query.Set(name, value)
	}
	if len(known) > 0 {
		if err := s.refresh(ctx, layers...); err != nil {
			return nil, err
		}
	}
	p, err := ows.ParseParams(query.Encode())
	if err != nil {
		return nil, err
	}
	specs, err := s.tiles.Selection(p, layers)
	if e := (*ows.Error)(nil); errors.As(err, &e) {
		return nil, usagef("--dimension: %v", e)
	}
	return specs, err
}

// within says which ground is in the box and the polygons.
func (f *seedFlags) within(g *tiles.Grid) (func(orb.Bound) bool, error) {
	box, err := f.box()
	if err != nil {
		return nil, err
	}
	if box != nil {
		if *box, err = g.Ground(*box); err != nil {
			return nil, usagef("--bbox: %v", err)
		}
	}
	shape, err := f.shape(g)
	if err != nil || box == nil && shape == nil {
		return nil, err
	}
	return func(b orb.Bound) bool {
		if box != nil && !b.Intersects(*box) {
			return false
		}
		if shape == nil {
			return true
		}
		for _, p := range shape {
			if p.Bound().Intersects(b) && len(clip.Polygon(b, p.Clone())) > 0 {
				return true
			}
		}
		return false
	}, nil
}

// shape reads the polygons, and moves them into the grid's CRS.
func (f *seedFlags) shape(g *tiles.Grid) (orb.MultiPolygon, error) {
	if f.polygon == "" {
		return nil, nil
	}
	b, err := os.ReadFile(f.polygon)
	if err != nil {
		return nil, err
	}
	var all orb.MultiPolygon
	if err := polygons(b, &all); err != nil {
		return nil, usagef("--polygon: %s is no GeoJSON: %v", f.polygon, err)
	}
	if len(all) == 0 {
		return nil, usagef("--polygon: %s has no polygon", f.polygon)
	}
	t, err := crs.NewTransform(crs.CRS84, g.CRS)
	if err != nil {
		return nil, err
	}
	moved, err := t.Geometry(all)
	if err != nil {
		return nil, err
	}
	shape, _ := moved.(orb.MultiPolygon)
	return shape, nil
}

// polygons appends those of any GeoJSON object (RFC 7946).
func polygons(object []byte, all *orb.MultiPolygon) error {
	var o struct {
		Type                 string
		Features, Geometries []json.RawMessage
		Geometry             json.RawMessage
		Coordinates          json.RawMessage
	}
	if err := json.Unmarshal(object, &o); err != nil {
		return err
	}
	switch o.Type {
	case "Polygon":
		var p orb.Polygon
		if err := json.Unmarshal(o.Coordinates, &p); err != nil {
			return err
		}
		*all = append(*all, p)
	case "MultiPolygon":
		var m orb.MultiPolygon
		if err := json.Unmarshal(o.Coordinates, &m); err != nil {
			return err
		}
		*all = append(*all, m...)
	case "Feature":
		return polygons(o.Geometry, all)
	}
	for _, part := range append(o.Features, o.Geometries...) {
		if err := polygons(part, all); err != nil {
			return err
		}
	}
	return nil
}

// pace keeps to so many tiles in a second; nil for no limit.
func pace(rate float64) func(context.Context) error {
	if rate <= 0 {
		return nil
	}
	var mu sync.Mutex
	var next time.Time
	step := time.Duration(float64(time.Second) / rate)
	return func(ctx context.Context) error {
		mu.Lock()
		now := time.Now()
		if next.Before(now) {
			next = now
		}
		wait := next.Sub(now)
		next = next.Add(step)
		mu.Unlock()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
			return nil
		}
	}
}

// walk visits the tiles, shows how far it is, and prints how many there were.
func (p *program) walk(ctx context.Context, w *tileWork, label string, visit func(tiles.Spec, tiles.Content) error) error {
	const whole = 10_000 // the bar counts hundredths of a percent of the ground
	bar, began := newProgress(p.stderr, label), time.Now()
	var n, bytes atomic.Int64
	var mu sync.Mutex
	w.walk.Visit = func(s tiles.Spec, c tiles.Content, done float64) error {
		n.Add(1)
		bytes.Add(int64(len(c.Body)))
		mu.Lock()
		if done > 0 { // a bar has an estimate of its own
			left := time.Duration(float64(time.Since(began)) * (1 - done) / done)
			bar.label = fmt.Sprintf("%s, %d tiles, about %s left, parts of the ground", label, n.Load(), left.Round(time.Second))
		}
		bar.report(int(done*whole), whole)
		mu.Unlock()
		return visit(s, c)
	}
	err := w.service.Walk(ctx, w.walk)
	bar.finish()
	fmt.Fprintf(p.stdout, "%s of %d bytes in %.1f s\n", count(int(n.Load()), "tile"), bytes.Load(), time.Since(began).Seconds())
	return err
}
