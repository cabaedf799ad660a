package main

import (
	"context"
	"time"

	"haavi/config"
	"haavi/internal/source"
	"haavi/internal/source/geopackage"
	"haavi/internal/source/postgis"
)

// openSource connects to a database, or opens a file for reading.
func openSource(ctx context.Context, s *config.Source) (source.Source, error) {
	if s.GeoPackage != "" {
		return geopackage.Open(ctx, s.GeoPackage, geopackage.Options{MaxConns: s.MaxConnections})
	}
	return postgis.Open(ctx, s.Postgres.Reveal(), postgis.Options{
		MaxConns: s.MaxConnections, StatementTimeout: time.Duration(s.StatementTimeout), Password: s.Password.Reveal(),
	})
}
