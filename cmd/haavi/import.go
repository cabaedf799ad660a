package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"haavi/internal/crs"
	"haavi/internal/dwca"
	"haavi/internal/ingest"
)

const importHelp = `Loads species records into PostGIS or a GeoPackage.

INPUT is a Darwin Core Archive (a zip or a folder; records as core, or as
extension of events, whose place and date they take), a Simple Darwin Core table
(CSV, TSV), a GBIF simple download or a FinBIF row download.

TARGET is a postgres:// URL (a password may stand in PGPASSWORD or ~/.pgpass
instead) or the path of a .gpkg file. Made are the tables
  occurrence             one point a record; no place, no point
  occurrence_footprint   lines, areas and points, where records give shapes
  event                  of an archive of events
  dataset                title, licence, citation, contacts
Tables that an earlier import made under these names are replaced, all at once
and at the end: readers see the old tables or the new ones, and an import that is
interrupted changes nothing. Other tables are never touched.

Columns are the terms in snake case; event_begin and event_end hold the event's
date as an interval in UTC, and issues what is doubtful about the record, as codes
joined by semicolons. A record that cannot be read goes to the quarantine report,
a table with file, line, reason and value, and so does a value that its column
cannot hold.

Exit status: 0 all records were imported; 3 imported, some records are in
quarantine; 1 nothing was imported; 2 the command line is wrong.`

// exitQuarantined is the status of an import that left records out.
const exitQuarantined = 3

// partly is an import that left records out.
type partly struct{ text string }

func (e *partly) Error() string { return e.text }

// ExitCode is the status the program ends with.
func (e *partly) ExitCode() int { return exitQuarantined }

func newImportCommand() *cobra.Command {
	var o ingest.Options
	var system string
	cmd := &cobra.Command{
		Use:   "import INPUT --to TARGET",
		Short: "Load species records into PostGIS or a GeoPackage",
		Long:  importHelp,
		Example: `  haavi import records.zip --to birds.gpkg
  haavi import records.zip --to postgres://haavi@localhost/nature --schema public --crs EPSG:3067`,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) != 1:
				return usagef("import takes one INPUT, %d are given", len(args))
			case args[0] == "-":
				return usagef("records cannot be read from standard input, for archives are read out of order; give a file")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Input = args[0]
			name, err := crs.ParseName(system)
			if err != nil {
				return usagef("--crs: %v", err)
			}
			o.CRS = name.Ref
			if o.Target == "" {
				return usagef("--to is missing: give a postgres:// URL or the path of a .gpkg file")
			}
			return runImport(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Target, "to", "", "postgres:// URL or path of a .gpkg file (required)")
	f.StringVar(&o.Schema, "schema", "public", "PostGIS schema, which must exist")
	f.StringVar(&o.Name, "name", "occurrence", "name of the point layer; the other tables are named after it")
	f.StringVar(&system, "crs", "EPSG:4326", "reference system to store geometries in")
	f.StringVar(&o.Title, "title", "", "title of the layer (default: the dataset's)")
	f.StringVar(&o.Quarantine, "quarantine", "", "path of the quarantine report (default: INPUT's name with .quarantine.tsv, beside the GeoPackage or in the current folder)")
	f.DurationVar(&o.LockWait, "lock-wait", 5*time.Minute, "how long to wait for readers of the old tables")
	addArchiveLimits(cmd, &o.Limits)
	return cmd
}

func addArchiveLimits(cmd *cobra.Command, l *dwca.Limits) {
	f := cmd.Flags()
	f.Int64Var(&l.Total, "max-size", 256<<30, "most bytes that a zip may unpack to")
	f.Int64Var(&l.Ratio, "max-ratio", 200, "most times its size that a zip, or a file in it, may unpack to")
	f.IntVar(&l.Files, "max-files", 10_000, "most files of an archive")
	f.IntVar(&l.Record, "max-record", 4<<20, "most bytes of one record")
	f.IntVar(&l.CoreRecords, "max-events", 20_000_000, "most events that records are joined to (some 100 bytes of memory each)")
}

func runImport(ctx context.Context, out, errOut io.Writer, o ingest.Options) error {
	p := &importProgress{w: errOut}
	o.Progress = p.show
	sum, err := ingest.Run(ctx, o)
	p.end()
	for _, w := range sum.Warnings {
		_, _ = fmt.Fprintln(errOut, "warning:", w) // nobody to tell when this fails
	}
	if err != nil {
		if sum.Report != "" {
			err = fmt.Errorf("%w (what was found until then is in %s)", err, sum.Report)
		}
		return err
	}
	if err := printSummary(out, sum); err != nil {
		return err
	}
	if n := sum.Quarantined + sum.EventsQuarantined; n > 0 {
		return &partly{fmt.Sprintf("imported, but %d records are in quarantine: see %s", n, sum.Report)}
	}
	return nil
}

func printSummary(w io.Writer, s *ingest.Summary) error {
	var b []byte
	line := func(label string, n int64) { b = fmt.Appendf(b, "%-28s %12d\n", label, n) }
	line("records read", s.Records)
	line("  imported", s.Imported)
	line("  quarantined", s.Quarantined)
	line("with coordinates", s.WithPoint)
	line("with a footprint", s.Footprints)
	if s.Events+s.EventsQuarantined > 0 {
		line("events imported", s.Events)
		line("events quarantined", s.EventsQuarantined)
	}
	line("datasets", int64(s.Datasets))
	if s.ValuesLost > 0 {
		line("values not kept", s.ValuesLost)
	}
	for _, i := range s.Issues {
		b = fmt.Appendf(b, "  %-50s %12d\n", i.Code, i.Count)
	}
	b = fmt.Appendf(b, "tables %v in %.1f s\n", s.Tables, s.Elapsed.Seconds())
	if s.Report != "" {
		b = fmt.Appendf(b, "report: %s\n", s.Report)
	}
	_, err := w.Write(b)
	return err
}

// importProgress shows a bar, or lines, for each phase.
type importProgress struct {
	w     io.Writer
	phase string
	bar   *progress
}

func (p *importProgress) show(s ingest.Progress) {
	if p.bar == nil || p.phase != s.Phase {
		p.end()
		p.phase, p.bar = s.Phase, newProgress(p.w, s.Phase)
	}
	if s.Total > 0 {
		p.bar.report(int(min(s.Read, s.Total)), int(s.Total))
	} else {
		p.bar.report(int(s.Records), 0)
	}
}

func (p *importProgress) end() {
	if p.bar != nil {
		p.bar.finish()
		p.bar = nil
	}
}
