package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"haavi/config"
	"haavi/internal/source"
	"haavi/tiles"
)

func (p *program) purgeCommand() *cobra.Command {
	var f areaFlags
	cmd := &cobra.Command{
		Use:   "purge --config haavi.yaml",
		Short: "Take tiles out of the cache",
		Long: `Take tiles out of the files, the Redis and the bucket of the configuration, and out of the memory of
running servers. Nothing needs this when data, styles or pictures of symbols change, for what is kept
of old ones is never served; it makes room. Servers are told through their PostGIS databases and their
Redis; those that have neither must be started again.`,
		Example: `  haavi cache purge --config haavi.yaml
  haavi cache purge --layer occurrence --zoom 8-14 --bbox 24,60,26,61`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.purge(cmd.Context(), &f) },
	}
	f.add(cmd, "0-30", "")
	cmd.Flags().Lookup("set").Usage = "the tile matrix `set` (default all)"
	cmd.Flags().Lookup("layer").Usage = "tiles that have this `layer`, or one of several with commas (default all)"
	return cmd
}

func (p *program) purge(ctx context.Context, f *areaFlags) (err error) {
	cfg, err := p.loadConfig(f.config)
	if err != nil {
		return err
	}
	purge, err := f.purge()
	if err != nil {
		return err
	}
	grids, err := newGrids(cfg)
	if err != nil {
		return err
	}
	r, err := tiles.New(tiles.Options{Grids: grids}).Range(purge)
	if err != nil {
		return usagef("%v", err)
	}
	cfg.Cache.Memory = 0
	c, err := newCache(cfg.Cache)
	if err != nil {
		return err
	}
	slog.SetDefault(slog.New(slog.DiscardHandler))
	n, err := c.Purge(ctx, r)
	fmt.Fprintf(p.stdout, "%s taken out\n", count(n, "tile"))
	// Servers come last: until then they might take tiles from stores again.
	told, e := c.Tell(ctx, purge.String())
	err = errors.Join(err, e)
	for _, s := range cfg.Sources {
		if s.Value.GeoPackage != "" {
			continue
		}
		if e := tell(ctx, s.Value, purge.String()); e != nil {
			err = errors.Join(err, fmt.Errorf("servers are not told through the source %q: %s", s.Name, oneLine(e)))
			continue
		}
		told++
	}
	if told == 0 && err == nil {
		fmt.Fprintln(p.stdout, "there is no PostGIS and no Redis to tell running servers through: what they have in memory stays until they are started again")
	}
	return errors.Join(err, c.Close())
}

// purge is what the flags ask for.
func (f *areaFlags) purge() (p tiles.Purge, err error) {
	p.Set = f.set
	if f.layer != "" {
		p.Layers = strings.Split(f.layer, ",")
	}
	if p.MinZoom, p.MaxZoom, err = f.zoomRange(); err != nil {
		return p, err
	}
	box, err := f.box()
	if box != nil {
		p.Box = &[4]float64{box.Min[0], box.Min[1], box.Max[0], box.Max[1]}
	}
	return p, err
}

// tell tells the servers that watch a source.
func tell(ctx context.Context, s *config.Source, text string) (err error) {
	src, err := openSource(ctx, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	teller, ok := src.(source.Teller)
	if !ok {
		return errors.New("servers do not listen to it")
	}
	return teller.Tell(ctx, text)
}
