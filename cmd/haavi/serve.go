package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"haavi/config"
	"haavi/internal/layer"
)

// serveFlags are what the command line says over the configuration.
type serveFlags struct {
	config, listen, url string
	wait                time.Duration
}

func (p *program) serveCommand() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve [--config haavi.yaml | SOURCE ...]",
		Short: "Serve layers as WMS, WFS and tiles",
		Long: `Serve layers as WMS, WFS and tiles.

A SOURCE is a GeoPackage file or a postgres:// address. Without a configuration every spatial
table, view and materialised view in the sources is published, with titles and descriptions from
the comments of tables and columns. The environment's PGPASSWORD, or ~/.pgpass, gives a password
that should not stand on the command line.

Exit codes: 0 stopped by a signal, 1 a source or the address cannot be used, 2 wrong command line
or configuration.`,
		Example: `  haavi serve occurrences.gpkg
  haavi serve postgres://haavi@localhost/species areas.gpkg --listen :8080
  haavi serve --config haavi.yaml --url https://maps.example.org/haavi`,
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := p.serveConfig(f, args)
			if err != nil {
				return err
			}
			return p.serve(cmd.Context(), cfg, f)
		},
	}
	cmd.Flags().StringVarP(&f.config, "config", "c", "", "the configuration `file`")
	addServeFlags(cmd, &f)
	cmd.Flags().DurationVar(&f.wait, "wait", 0, "for how long to wait for sources that do not answer yet")
	return cmd
}

func addServeFlags(cmd *cobra.Command, f *serveFlags) {
	cmd.Flags().StringVar(&f.listen, "listen", "", "the `address` and port to listen on (default 127.0.0.1:8080)")
	cmd.Flags().StringVar(&f.url, "url", "", "the public `URL` that clients use, when there is a proxy in front")
}

// serveConfig reads the configuration, or makes one of the sources on the command line.
func (p *program) serveConfig(f serveFlags, sources []string) (*config.Config, error) {
	switch {
	case f.url != "" && (!config.IsWebAddress(f.url) || strings.ContainsAny(f.url, "?#")):
		return nil, usagef("--url %.100q is no web address that others can be made from; write it as https://maps.example.org/haavi", f.url)
	case f.config != "" && len(sources) > 0:
		return nil, usagef("give either --config or sources, not both: sources belong into the configuration")
	case f.config != "":
		cfg, err := p.loadConfig(f.config)
		if err != nil {
			return nil, err
		}
		return cfg, nil
	case len(sources) == 0:
		return nil, usagef("nothing to serve: name a GeoPackage file, a postgres:// address, or --config haavi.yaml; haavi demo shows one with data of its own")
	default:
		return sourcesConfig(sources)
	}
}

// loadConfig reads a configuration. Beside problems it returns what could be read.
func (p *program) loadConfig(file string) (*config.Config, error) {
	cfg, err := config.Load(file, p.env)
	if err != nil && cfg == nil && !errors.As(err, new(config.Problems)) {
		return nil, usagef("%v", err)
	}
	return cfg, err
}

// serve opens the sources, publishes their layers and serves until ctx ends.
func (p *program) serve(ctx context.Context, cfg *config.Config, f serveFlags) (err error) {
	cfg.Server.Listen = first(f.listen, cfg.Server.Listen)
	cfg.Server.PublicURL = first(f.url, cfg.Server.PublicURL)
	lines := newLineBuffer(p.stderr)
	defer lines.Close()
	slog.SetDefault(slog.New(prompt{newLogger(lines, cfg.Log).Handler(), lines}))
	sources, err := openSources(ctx, cfg, f.wait)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sources.close()) }()
	if err := sources.err(); err != nil {
		return err
	}
	publisher := newPublisher(cfg, sources.byName)
	layers, err := publisher.publish(ctx)
	if err != nil {
		return err
	}
	for name, remarks := range publisher.styles.remarks {
		if len(remarks) > 0 {
			slog.Warn("a style document asks for what is not supported; haavi check lists it", "style", name, "remarks", len(remarks), "first", remarks[0].String())
		}
	}
	if len(layers) == 0 {
		slog.Warn("no layer is published: the sources hold no spatial table that may be read and published")
	}
	site, err := compose(cfg, sources, publisher.styles, layers)
	if err != nil {
		return err
	}
	return site.run(ctx, func(url string) {
		p.announce(strings.TrimRight(url, "/"), len(layers))
		if p.started != nil {
			p.started(url)
		}
	})
}

// run serves until ctx ends. What capabilities tell of the data is measured meanwhile.
func (s *site) run(ctx context.Context, started func(url string)) error {
	ctx, cancel := context.WithCancel(ctx)
	measured := make(chan struct{})
	go func() {
		defer close(measured)
		s.measure(ctx)
	}()
	watched, listened := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		if err := s.catalog.Watch(ctx, s.watching()); err != nil && ctx.Err() == nil {
			slog.Warn("changes of the data cannot be seen: tiles are not kept", "error", err)
		}
	}()
	go func() {
		defer close(listened)
		s.tiles.Cache.Listen(ctx, s.tiles.Heard)
	}()
	err := s.server.Run(ctx, started)
	cancel()
	<-measured
	<-watched
	<-listened
	return errors.Join(err, s.close())
}

// watching is what follows from changes of the data, and from what servers are told.
func (s *site) watching() layer.Watching {
	return layer.Watching{Heard: s.tiles.Heard, Changed: func(ctx context.Context, layers []*layer.Layer) error { return s.refresh(ctx, layers...) }}
}

// measure measures the data until ctx ends, for it may change.
func (s *site) measure(ctx context.Context) {
	for ctx.Err() == nil {
		if err := s.refresh(ctx); err != nil && ctx.Err() == nil {
			slog.Warn("the data could not be measured for the capabilities", "error", err)
		}
		if s.every <= 0 {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(s.every):
		}
	}
}

// announce prints the addresses to paste into clients.
func (p *program) announce(url string, layers int) {
	fmt.Fprintf(p.stdout, `Serving %s at %s/
  WFS    %[2]s/wfs
  WMS    %[2]s/wms
  WMTS   %[2]s/wmts
  tiles  %[2]s/tiles/{layer}/{z}/{x}/{y}.mvt and .png
Stop with Ctrl-C.
`, count(layers, "layer"), url)
}

// count writes a number of things.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
