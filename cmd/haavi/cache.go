package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/spf13/cobra"

	"haavi/config"
	"haavi/internal/crs"
	"haavi/internal/query"
	"haavi/internal/source/postgis"
	"haavi/tiles"
	"haavi/tiles/cache"
)

// newCache opens what the configuration says. Nothing of it need answer.
func newCache(c config.Cache) (*cache.Cache, error) {
	o := cache.Options{Memory: int64(c.Memory), Timeout: time.Duration(c.Timeout)}
	add := func(s cache.Store, err error) error {
		if err == nil {
			o.Stores = append(o.Stores, s)
		}
		return err
	}
	if c.Files.Folder != "" {
		if err := add(cache.Files(c.Files.Folder, int64(c.Files.MaxSize))); err != nil {
			return nil, fmt.Errorf("cache.files: %w", err)
		}
	}
	if u := c.Redis.URL.Reveal(); u != "" {
		if err := add(cache.Redis(u, c.Redis.Prefix, time.Duration(c.Redis.MaxAge))); err != nil {
			return nil, fmt.Errorf("cache.redis: %w", err)
		}
	}
	if c.S3.Endpoint != "" {
		s3 := cache.S3Options{Endpoint: c.S3.Endpoint, Region: c.S3.Region, Bucket: c.S3.Bucket, Prefix: c.S3.Prefix, AccessKey: c.S3.AccessKey, SecretKey: c.S3.SecretKey.Reveal()}
		if err := add(cache.S3(s3)); err != nil {
			return nil, fmt.Errorf("cache.s3: %w", err)
		}
	}
	return cache.New(o), nil
}

func (p *program) cacheCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "cache", Short: "Take tiles out of the cache, or have databases tell of writes"}
	cmd.AddCommand(p.purgeCommand(), p.triggerCommand())
	return cmd
}

// triggerCommand prints SQL: what is done in a database is for its owner to read first.
func (p *program) triggerCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "trigger TABLE ...",
		Short: "Print the SQL with which tables tell of writes at once",
		Long: `Print the SQL with which tables in PostGIS tell all servers of writes at once. Without it servers see
imports, TRUNCATE and REFRESH within a second, and other writes when PostgreSQL counts them: within a
second of most, some ten seconds later of some. The SQL also makes the function haavi_watch.changed,
for changes that PostgreSQL does not see, such as those of foreign tables behind a view.`,
		Example: "  haavi cache trigger public.occurrence | psql species",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			tables := make([]query.Relation, len(args))
			for i, a := range args {
				schema, table, found := strings.Cut(a, ".")
				if !found {
					schema, table = "", a
				}
				tables[i] = query.Relation{Schema: schema, Table: table}
			}
			_, err := fmt.Fprint(p.stdout, postgis.WatchSQL(tables))
			return err
		},
	}
}

// areaFlags say which tiles a command is about.
type areaFlags struct {
	config, layer, set, zooms, bbox string
}

func (f *areaFlags) add(cmd *cobra.Command, zooms string) {
	cmd.Flags().StringVarP(&f.config, "config", "c", "haavi.yaml", "the configuration `file`")
	cmd.Flags().StringVar(&f.layer, "layer", "", "the `layer`, or several with commas")
	cmd.Flags().StringVar(&f.set, "set", "WebMercatorQuad", "the tile matrix `set`")
	cmd.Flags().StringVar(&f.zooms, "zoom", zooms, "the `zoom`, or the first and last as 0-10")
	cmd.Flags().StringVar(&f.bbox, "bbox", "", "only tiles that meet this `box`: west,south,east,north in degrees")
}

func (f *areaFlags) zoomRange() (low, high int, err error) {
	first, last, found := strings.Cut(f.zooms, "-")
	if !found {
		last = first
	}
	low, err1 := strconv.Atoi(first)
	high, err2 := strconv.Atoi(last)
	if errors.Join(err1, err2) != nil || low < 0 || high < low {
		return 0, 0, usagef("--zoom %.30q is no zoom; write it as 7, or as 0-10", f.zooms)
	}
	return low, high, nil
}

// box is the box in a grid's CRS; ok is false when none is given.
func (f *areaFlags) box(g *tiles.Grid) (b orb.Bound, ok bool, err error) {
	if f.bbox == "" {
		return b, false, nil
	}
	var n [4]float64
	parts := strings.Split(f.bbox, ",")
	for i := 0; i < len(parts) && i < 4 && err == nil; i++ {
		n[i], err = strconv.ParseFloat(strings.TrimSpace(parts[i]), 64)
	}
	if err != nil || len(parts) != 4 || n[0] >= n[2] || n[1] >= n[3] {
		return b, false, usagef("--bbox %.60q is no box; write it as west,south,east,north in degrees", f.bbox)
	}
	t, err := crs.NewTransform(crs.CRS84, g.CRS)
	if err != nil {
		return b, false, err
	}
	b, err = t.Bound(orb.Bound{Min: orb.Point{n[0], n[1]}, Max: orb.Point{n[2], n[3]}})
	return b, true, err
}

func (p *program) purgeCommand() *cobra.Command {
	var f areaFlags
	cmd := &cobra.Command{
		Use:   "purge --config haavi.yaml",
		Short: "Take tiles out of the cache",
		Long: `Take tiles out of the files, the Redis and the bucket of the configuration. Nothing needs this when
data changes, for what is kept of old data is never served; it makes room, and is for pictures of
symbols that were changed. The memory of running servers is not touched: restart them.`,
		Example: `  haavi cache purge --config haavi.yaml
  haavi cache purge --layer occurrence --zoom 8-14 --bbox 24,60,26,61`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.purge(cmd.Context(), &f) },
	}
	f.add(cmd, "0-30")
	return cmd
}

func (p *program) purge(ctx context.Context, f *areaFlags) (err error) {
	cfg, err := p.loadConfig(f.config)
	if err != nil {
		return err
	}
	r := cache.Range{Layer: f.layer}
	if r.MinZoom, r.MaxZoom, err = f.zoomRange(); err != nil {
		return err
	}
	grids, err := newGrids(cfg)
	if err != nil {
		return err
	}
	if f.bbox != "" {
		service := tiles.New(tiles.Options{Grids: grids})
		g, ok := service.Grid(f.set)
		if !ok {
			return usagef("there is no tile matrix set %.60q", f.set)
		}
		b, _, err := f.box(g)
		if err != nil {
			return err
		}
		r.Within = func(set string, z int, x, y uint64) bool {
			if set != g.ID || z >= len(g.Matrices) {
				return false
			}
			x0, y0, x1, y1, ok := g.TilesOn(z, b)
			return ok && x >= x0 && x <= x1 && y >= y0 && y <= y1
		}
	}
	cfg.Cache.Memory = 0
	c, err := newCache(cfg.Cache)
	if err != nil {
		return err
	}
	slog.SetDefault(slog.New(slog.DiscardHandler))
	n, err := c.Purge(ctx, r)
	fmt.Fprintf(p.stdout, "%s taken out\n", count(n, "tile"))
	return errors.Join(err, c.Close())
}
