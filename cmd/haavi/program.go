package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"haavi/config"
)

// The exit codes, which scripts may rely on.
const (
	exitDone    = 0
	exitFailure = 1 // something that was to be done could not be done
	exitUsage   = 2 // a wrong command line or configuration
)

// program is one run of haavi with what it reads and writes.
type program struct {
	stdout, stderr io.Writer
	env            config.Environment
	// started is called with the address once a server accepts connections.
	started func(url string)
}

// run executes a command line and returns the exit code.
func (p *program) run(ctx context.Context, args []string) int {
	begun := false
	root := p.rootCommand(&begun)
	root.SetArgs(args)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	err := root.ExecuteContext(ctx)
	return p.report(err, begun)
}

// report prints what went wrong and chooses the exit code. What fails before a command has begun is usage.
func (p *program) report(err error, begun bool) int {
	var problems config.Problems
	var usage *usageError
	var unasked incomplete
	var status interface{ ExitCode() int }
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &unasked):
		fmt.Fprintln(p.stderr, unasked.problems.Error())
		return exitFailure
	case errors.As(err, &status):
		fmt.Fprintf(p.stderr, "haavi: %v\n", err)
		return status.ExitCode()
	case errors.As(err, &problems):
		fmt.Fprintln(p.stderr, problems.Error())
		return exitUsage
	case !begun || errors.As(err, &usage):
		fmt.Fprintf(p.stderr, "haavi: %v\nTry --help.\n", err)
		return exitUsage
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(p.stderr, "haavi: interrupted")
		return exitFailure
	default:
		fmt.Fprintf(p.stderr, "haavi: %v\n", err)
		return exitFailure
	}
}

// usageError is a command line that makes no sense.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// rootCommand is the tree of commands; begun is set once one of them runs.
func (p *program) rootCommand(begun *bool) *cobra.Command {
	root := &cobra.Command{
		Use:   "haavi",
		Short: "Publish species-occurrence layers as WMS, WFS and tiles",
		Long: `Haavi publishes layers of species occurrences held in PostGIS, or in a GeoPackage
file, as WMS, WFS, raster and vector tiles for QGIS, ArcGIS and web maps.

Exit codes: 0 done, 1 something failed, 2 wrong command line or configuration; a command that
has others names them in its help.`,
		Example: `  haavi demo
  haavi serve occurrences.gpkg
  haavi serve postgres://haavi@localhost/species
  haavi serve --config haavi.yaml`,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		PersistentPreRun:  func(*cobra.Command, []string) { *begun = true },
	}
	root.AddCommand(p.serveCommand(), p.checkCommand(), p.demoCommand(), newImportCommand(), p.styleCommand(), p.configCommand(), p.healthCommand(), p.cacheCommand(), p.seedCommand(), p.exportCommand(), p.versionCommand())
	return root
}
