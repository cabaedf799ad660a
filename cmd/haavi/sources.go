package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"haavi/config"
	"haavi/internal/source"
)

// sources are the opened sources of a configuration.
type sources struct {
	byName map[string]source.Source
	// failed are those that could not be opened.
	failed []failedSource
}

type failedSource struct {
	name string
	err  error
}

// openSources opens every source, and tries again for as long as wait while one does not answer. The error is only that ctx
// ended; sources that could not be opened are in failed.
func openSources(ctx context.Context, cfg *config.Config, wait time.Duration) (*sources, error) {
	s := &sources{byName: map[string]source.Source{}}
	for deadline := time.Now().Add(wait); ; {
		s.tryAll(ctx, cfg)
		if err := ctx.Err(); err != nil {
			return nil, errors.Join(err, s.close())
		}
		if len(s.failed) == 0 || time.Now().After(deadline) {
			return s, nil
		}
		slog.Warn("a source does not answer yet", "source", s.failed[0].name, "error", s.failed[0].err)
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func (s *sources) tryAll(ctx context.Context, cfg *config.Config) {
	s.failed = nil
	for _, e := range cfg.Sources {
		if s.byName[e.Name] != nil {
			continue
		}
		src, err := openSource(ctx, e.Value)
		if err != nil {
			s.failed = append(s.failed, failedSource{e.Name, err})
			continue
		}
		s.byName[e.Name] = src
	}
}

// err says which sources could not be opened.
func (s *sources) err() error {
	var errs []error
	for _, f := range s.failed {
		errs = append(errs, fmt.Errorf("the source %q cannot be opened: %s", f.name, oneLine(f.err)))
	}
	return errors.Join(errs...)
}

// ping says whether every source answers.
func (s *sources) ping(ctx context.Context) error {
	for name, src := range s.byName {
		if err := src.Ping(ctx); err != nil {
			return fmt.Errorf("the source %q does not answer: %w", name, err)
		}
	}
	return nil
}

func (s *sources) close() error {
	var errs []error
	for _, src := range s.byName {
		errs = append(errs, src.Close())
	}
	return errors.Join(errs...)
}

// sourcesConfig is the configuration that publishes everything in the sources of a command line.
func sourcesConfig(args []string) (*config.Config, error) {
	cfg := config.Default()
	taken := names{}
	for _, arg := range args {
		s := config.DefaultSource()
		var name string
		switch lower := strings.ToLower(arg); {
		case strings.HasPrefix(lower, "postgres://"), strings.HasPrefix(lower, "postgresql://"):
			u, err := url.Parse(arg)
			if err != nil {
				return nil, usagef("a postgres:// address cannot be read; write postgres://user@host:5432/database, with the special characters of a password percent-encoded")
			}
			s.Postgres, name = config.Secret(arg), first(strings.Trim(u.Path, "/"), "postgres")
		case strings.HasSuffix(lower, ".gpkg"):
			s.GeoPackage, name = arg, strings.TrimSuffix(filepath.Base(arg), filepath.Ext(arg))
		default:
			return nil, usagef("the source %.100q is neither a .gpkg file nor a postgres:// address", arg)
		}
		cfg.Sources = append(cfg.Sources, config.Entry[config.Source]{Name: taken.first([]string{name}, layerName), Value: s})
	}
	return cfg, nil
}
