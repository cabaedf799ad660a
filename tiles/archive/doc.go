// Package archive writes tiles into one file for use without a server: MBTiles 1.3, or PMTiles 3. Both hold web mercator tiles, and equal tiles once.
//
// The writers are our own: go-pmtiles is a program with the SDKs of three clouds rather than a library, and either format is a page of text.
package archive

import (
	"context"
	"fmt"
	"os"
	"strings"
)

// Metadata is what readers are told of the tiles.
type Metadata struct {
	Name, Description, Attribution, Version string
	// Format is the ending of the tiles' addresses: mvt (compressed by gzip), png, jpg or webp.
	Format           string
	MinZoom, MaxZoom int
	// Bounds are west, south, east and north in degrees, and Center is longitude, latitude and zoom.
	Bounds [4]float64
	Center [3]float64
	// VectorLayers are as in TileJSON 3.0; nil for pictures.
	VectorLayers any
}

// Writer takes tiles, from several callers at a time.
type Writer interface {
	// Add takes a tile, whose rows count from the north. Equal tiles have equal tags.
	Add(ctx context.Context, z int, x, y uint64, tag string, body []byte) error
	// Close finishes the file, which is not there before.
	Close(ctx context.Context, about Metadata) error
	// Abort gives up, and leaves nothing.
	Abort() error
}

// Create begins a file whose name tells its format.
func Create(ctx context.Context, path string) (Writer, error) {
	switch {
	case strings.HasSuffix(strings.ToLower(path), ".mbtiles"):
		return createMBTiles(ctx, path)
	case strings.HasSuffix(strings.ToLower(path), ".pmtiles"):
		return createPMTiles(path)
	default:
		return nil, fmt.Errorf("%s: the name ends neither in .mbtiles nor in .pmtiles", path)
	}
}

// unfinished is the name of a file until it is whole.
func unfinished(path string) string { return fmt.Sprintf("%s.%d.tmp", path, os.Getpid()) }
