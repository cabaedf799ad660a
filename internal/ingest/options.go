package ingest

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"haavi/internal/crs"
	"haavi/internal/dwca"
)

// Options say what to load and where to.
type Options struct {
	// Input is a Darwin Core Archive (zip or folder) or a table of records.
	Input string
	// Target is a postgres:// URL or the path of a GeoPackage, which is made when missing.
	Target string
	// Schema is the PostGIS schema; default "public". It must exist.
	Schema string
	// Name is the point layer's name; default "occurrence". The others follow
	// from it: NAME_footprint, and event and dataset — with what stands before "occurrence" in NAME, or NAME_, in front.
	Name string
	// CRS is the one geometries are stored in; default EPSG:4326.
	CRS crs.Ref
	// Title overrides the title of the point layer, which else is the dataset's.
	Title string
	// Quarantine is the report's path; default is the input's name with
	// .quarantine.tsv after it, beside the GeoPackage or in the current folder.
	Quarantine string
	// Limits bound the archive.
	Limits dwca.Limits
	// Now is the day after which a date is unlikely; default the current time.
	Now time.Time
	// LockWait is how long the new tables wait for readers of the old ones; default 5 minutes.
	LockWait time.Duration
	// Progress, when not nil, is called now and then.
	Progress func(Progress)
}

// Progress tells how far a load has come.
type Progress struct {
	Phase       string // "reading events", "reading occurrences", "building indexes"
	Read, Total int64  // bytes of the input of this phase
	Records     int64
}

// Summary tells what a load did.
type Summary struct {
	// Records were read; each was imported or quarantined.
	Records, Imported, Quarantined int64
	// WithPoint have a point, Footprints a footprint.
	WithPoint, Footprints int64
	// Events were imported into the event layer, of an archive whose core are events; EventsQuarantined were not.
	Events, EventsQuarantined int64
	// ValuesLost are values of imported records that their columns could not hold; they are in the report.
	ValuesLost int64
	// Issues counts the records that carry each code, in the order of the codes.
	Issues []IssueCount
	// Datasets are the rows of the dataset table.
	Datasets int
	// Tables are the tables made, in order.
	Tables []string
	// Report is the path of the quarantine report, "" when there was nothing to report.
	Report   string
	Warnings []string
	Elapsed  time.Duration
}

// IssueCount is the number of records with an issue.
type IssueCount struct {
	Code  string
	Count int64
}

func (o *Options) setDefaults() error {
	if o.Input == "" || o.Target == "" {
		return errors.New("an import needs an input and a target")
	}
	if !isPostgres(o.Target) && !strings.EqualFold(filepath.Ext(o.Target), ".gpkg") {
		return errors.New("the target is neither a postgres:// URL nor a path that ends in .gpkg")
	}
	o.Schema, o.Name = first(o.Schema, "public"), first(o.Name, "occurrence")
	if o.CRS == (crs.Ref{}) {
		o.CRS = crs.WGS84
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	if o.LockWait <= 0 {
		o.LockWait = 5 * time.Minute
	}
	if len(o.Name) > maxColumn-len("_footprint_geom_idx") || strings.ContainsRune(o.Name, 0) {
		return fmt.Errorf("the name %q is too long for a table with its indexes", o.Name)
	}
	if o.Quarantine == "" {
		base := filepath.Base(filepath.Clean(o.Input)) + ".quarantine.tsv"
		if !isPostgres(o.Target) {
			base = filepath.Join(filepath.Dir(o.Target), base)
		}
		o.Quarantine = base
	}
	return nil
}

func isPostgres(target string) bool {
	return strings.HasPrefix(target, "postgres://") || strings.HasPrefix(target, "postgresql://")
}

// names are the tables of one load.
type names struct{ occurrence, footprint, event, dataset string }

func tableNames(name string) names {
	prefix, ok := strings.CutSuffix(name, "occurrence")
	if !ok {
		prefix = name + "_"
	}
	return names{occurrence: name, footprint: name + "_footprint", event: prefix + "event", dataset: prefix + "dataset"}
}

func (n names) all() []string { return []string{n.occurrence, n.footprint, n.event, n.dataset} }
