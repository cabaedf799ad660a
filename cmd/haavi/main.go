// Command haavi publishes species-occurrence layers held in PostGIS or in a
// GeoPackage file as WMS, WFS, raster and vector tiles.
//
// Each command has a file; what commands share is in files of its own: sources.go
// opens databases and files, publish.go and listed.go turn what is in them into
// layers, compose.go joins layers, protocols and the server.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	p := &program{stdout: os.Stdout, stderr: os.Stderr, env: os.LookupEnv}
	os.Exit(p.run(ctx, os.Args[1:]))
}
