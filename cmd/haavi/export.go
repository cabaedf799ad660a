package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"haavi/tiles"
	"haavi/tiles/archive"
)

func (p *program) exportCommand() *cobra.Command {
	var f seedFlags
	var to string
	cmd := &cobra.Command{
		Use:   "export --config haavi.yaml --layer LAYER --to FILE",
		Short: "Write tiles into an MBTiles or PMTiles file",
		Long: `Write tiles of web mercator into one file for use without a server: MBTiles for SQLite readers such as GDAL,
QGIS and mobile applications, PMTiles for browsers that read it from any web server. Tiles that hold nothing are
left out, equal ones are written once, and an old file is replaced when the new one is whole.`,
		Example: `  haavi export --layer occurrence --zoom 0-12 --to occurrence.pmtiles
  haavi export --layer occurrence --format png --zoom 0-8 --to occurrence.mbtiles`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if to == "" {
				return usagef("--to is missing: give the path of an .mbtiles or .pmtiles file")
			}
			return p.withTiles(cmd.Context(), &f, false, func(ctx context.Context, w *tileWork) error { return p.export(ctx, w, to) })
		},
	}
	f.add(cmd, "0-10")
	cmd.Flags().StringVar(&to, "to", "", "the `file`, ending in .mbtiles or .pmtiles (required)")
	return cmd
}

func (p *program) export(ctx context.Context, w *tileWork, to string) error {
	if w.walk.Spec.Grid != w.service.Grids()[0] {
		return usagef("such files hold tiles of WebMercatorQuad only")
	}
	file, err := archive.Create(ctx, to)
	if err != nil {
		return usagef("--to: %v", err)
	}
	about := w.service.About(w.walk.Spec)
	about.MinZoom, about.MaxZoom = w.walk.First, w.walk.Last
	about.Center[2] = float64(min(max(int(about.Center[2]), w.walk.First), w.walk.Last))
	about.Version = "1"
	err = p.walk(ctx, w, "exporting", func(s tiles.Spec, c tiles.Content) error {
		body := c.Body
		if s.Format.Vector() {
			var err error
			if body, err = c.Gzipped(); err != nil {
				return err
			}
		}
		return file.Add(ctx, s.Z, s.X, s.Y, c.Tag, body)
	})
	if err != nil {
		return errors.Join(err, file.Abort())
	}
	return file.Close(ctx, about)
}
