package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"haavi/config"
	"haavi/internal/demo"
)

// demoConfig is the configuration of the demo: an example of what a configuration adds to the data.
//
//go:embed demo.yaml
var demoConfig []byte

// demoFile changes when the data that the program makes up does.
const demoFile = "demo-1.gpkg"

func (p *program) demoCommand() *cobra.Command {
	var f serveFlags
	var dir string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Serve layers that Haavi makes up itself",
		Long: `Serve a demonstration: species occurrences, transects and areas in Finland, all made up, in a
GeoPackage that is built on the first run and kept in the cache folder of the user.`,
		Example: "  haavi demo\n  haavi demo --listen :9000",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := p.demoConfig(cmd.Context(), dir)
			if err != nil {
				return err
			}
			return p.serve(cmd.Context(), cfg, f)
		},
	}
	addServeFlags(cmd, &f)
	cmd.Flags().StringVar(&dir, "dir", "", "the `folder` to keep the GeoPackage in (default: haavi in the user's cache folder)")
	return cmd
}

// demoConfig builds the GeoPackage when it is not there yet.
func (p *program) demoConfig(ctx context.Context, dir string) (*config.Config, error) {
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return nil, fmt.Errorf("there is no cache folder: %w; name a folder with --dir", err)
		}
		dir = filepath.Join(cache, "haavi")
	}
	path := filepath.Join(dir, demoFile)
	if _, err := os.Stat(path); err != nil {
		if err := p.buildDemo(ctx, path); err != nil {
			return nil, fmt.Errorf("build the demo data: %w", err)
		}
	}
	return config.Parse("demo.yaml", demoConfig, func(name string) (string, bool) { return path, name == "HAAVI_DEMO" })
}

// buildDemo tells how far it is: it takes some seconds.
func (p *program) buildDemo(ctx context.Context, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	fmt.Fprintln(p.stderr, "Building the demo data, once:", path)
	bar := newProgress(p.stderr, "features")
	defer bar.finish()
	return demo.Build(ctx, path, bar.report)
}
