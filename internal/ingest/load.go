package ingest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"haavi/internal/dwca"
	"haavi/internal/feature"
)

// Run loads the input into the target. The Summary is returned also with an
// error, as far as the load had come.
func Run(ctx context.Context, o Options) (*Summary, error) {
	start := time.Now()
	l := &loader{o: o, sum: &Summary{}}
	if err := l.o.setDefaults(); err != nil {
		return l.sum, err
	}
	err := l.run(ctx)
	if cause := ctx.Err(); err != nil && cause != nil && !errors.Is(err, cause) {
		// The database says it in its own words when a load is interrupted.
		err = fmt.Errorf("%w: %w", cause, err)
	}
	l.sum.Elapsed = time.Since(start)
	for i, n := range l.counts {
		if n > 0 {
			l.sum.Issues = append(l.sum.Issues, IssueCount{issueNames[i], n})
		}
	}
	return l.sum, err
}

type loader struct {
	o       Options
	sum     *Summary
	names   names
	archive *dwca.Archive
	placer  *placer
	target  target
	report  *quarantine
	at      *dwca.Record // the record being converted, for the report
	failed  error        // the first failure of the report
	counts  [issueCount]int64
	license licenses
	sets    []dwca.Dataset
	points  sink
	shapes  sink
	feature feature.Feature
}

func (l *loader) run(ctx context.Context) (err error) {
	l.names = tableNames(l.o.Name)
	if l.placer, err = newPlacer(l.o.CRS); err != nil {
		return fmt.Errorf("target CRS %s: %w", l.o.CRS, err)
	}
	if l.archive, err = dwca.Open(l.o.Input, l.o.Limits); err != nil {
		return err
	}
	defer func() {
		l.sum.Warnings = l.archive.Warnings
		err = errors.Join(err, l.archive.Close())
	}()
	table, err := l.occurrences()
	if err != nil {
		return err
	}
	l.sets = l.archive.Datasets()
	l.report = &quarantine{path: l.o.Quarantine}
	defer func() {
		path, qerr := l.report.close(err == nil)
		l.sum.Report, err = path, errors.Join(err, qerr)
	}()
	if l.target, err = openTarget(ctx, &l.o); err != nil {
		return err
	}
	if err := l.load(ctx, table); err != nil {
		return errors.Join(err, l.target.abort())
	}
	return nil
}

func openTarget(ctx context.Context, o *Options) (target, error) {
	if isPostgres(o.Target) {
		p, err := openPostGIS(ctx, o)
		if err != nil {
			return nil, err
		}
		return p, nil
	}
	g, err := openGeoPackage(o)
	if err != nil {
		return nil, err
	}
	return g, nil
}

// occurrences finds the table of occurrences, or says why there is none.
func (l *loader) occurrences() (*dwca.Table, error) {
	t, err := l.archive.Table(dwca.Occurrence)
	if err != nil {
		return nil, err
	}
	if t == nil {
		return nil, fmt.Errorf("%s holds no occurrences: its records are of class %s, without an occurrence extension",
			filepath.Base(l.o.Input), l.archive.Core.RowType.Name())
	}
	return t, nil
}

func (l *loader) load(ctx context.Context, occurrences *dwca.Table) error {
	core := l.archive.Core
	var index *dwca.Index
	if occurrences != core {
		var err error
		if index, err = l.loadCore(ctx, core); err != nil {
			return err
		}
		defer func() { _ = index.Close() }() // only a temporary file
	} else {
		core = nil
	}
	if err := l.loadOccurrences(ctx, occurrences, core, index); err != nil {
		return err
	}
	if l.sum.Records != l.sum.Imported+l.sum.Quarantined {
		return fmt.Errorf("of %d records %d were imported and %d quarantined: the sum is wrong", l.sum.Records, l.sum.Imported, l.sum.Quarantined)
	}
	if err := l.loadDatasets(ctx); err != nil {
		return err
	}
	l.progress("building indexes", 0, 0, l.sum.Records)
	var stale []string
	if l.shapes == nil {
		stale = append(stale, l.names.footprint)
	}
	if core == nil || core.RowType != dwca.Event {
		stale = append(stale, l.names.event)
	}
	return l.target.commit(ctx, stale)
}

// loadCore indexes the core records by id; events also make a layer of their own.
func (l *loader) loadCore(ctx context.Context, core *dwca.Table) (*dwca.Index, error) {
	bad := func(r *dwca.Record, reason error) {
		l.sum.EventsQuarantined++
		l.quarantine(r, reason)
	}
	if core.RowType != dwca.Event {
		return core.BuildIndex(ctx, bad, nil)
	}
	p := newPlan(nil, core)
	c := newConverter(p, l.placer, l.o.Now, l.loseValue)
	s, err := l.target.table(ctx, table{name: l.names.event, title: l.title(" – events"), description: "Events, such as visits and transects, at which the occurrences were recorded.",
		schema: p.schema(l.names.event, feature.AnyGeometry, l.o.CRS), indexes: p.indexes("event_id")})
	if err != nil {
		return nil, err
	}
	l.sum.Tables = append(l.sum.Tables, l.names.event)
	var n int64
	return core.BuildIndex(ctx, bad, func(r *dwca.Record) error {
		if n++; n%progressEvery == 0 {
			l.progress("reading events", 0, 0, n)
		}
		l.at = r
		c.load(nil, r.Values)
		row := c.convert(n, 0)
		g := row.footprint
		if g == nil {
			g = row.point
		}
		l.sum.Events++
		l.feature = feature.Feature{Geom: g, Props: row.props}
		return errors.Join(s.write(&l.feature), l.failed)
	})
}

func (l *loader) loadDatasets(ctx context.Context) error {
	if len(l.sets) == 0 {
		l.sets = []dwca.Dataset{{Title: filepath.Base(l.o.Input)}}
	}
	s, err := l.target.table(ctx, table{name: l.names.dataset, title: l.title(" – datasets"), description: "The datasets the records come from, with their licences and citations.", schema: datasetSchema(l.names.dataset)})
	if err != nil {
		return err
	}
	l.sum.Tables = append(l.sum.Tables, l.names.dataset)
	if len(l.sets) == 1 {
		l.license.fill(&l.sets[0])
	}
	for i := range l.sets {
		if err := s.write(datasetRow(int64(i+1), &l.sets[i], filepath.Base(l.o.Input))); err != nil {
			return err
		}
		l.sum.Datasets++
	}
	return nil
}

// title is the given title, else the dataset's, else the input's name, with a part for the layer.
func (l *loader) title(part string) string {
	t := l.o.Title
	if t == "" && len(l.sets) > 0 {
		t = l.sets[0].Title
	}
	return first(t, filepath.Base(l.o.Input)) + part
}

func (l *loader) abstract() string {
	if len(l.sets) == 0 {
		return ""
	}
	return l.sets[0].Abstract
}

func (l *loader) progress(phase string, read, total, records int64) {
	if l.o.Progress != nil {
		l.o.Progress(Progress{Phase: phase, Read: read, Total: total, Records: records})
	}
}

func (l *loader) quarantine(r *dwca.Record, reason error) {
	l.failed = firstError(l.failed, l.report.add(r.File, r.Line, outcomeQuarantined, "", reason.Error(), r.Raw))
}

func (l *loader) loseValue(v lost) {
	l.sum.ValuesLost++
	l.failed = firstError(l.failed, l.report.add(l.at.File, l.at.Line, outcomeValueLost, v.column, v.reason, v.value))
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// indexes keeps those of the names that are columns.
func (p *plan) indexes(names ...string) (kept []string) {
	for _, n := range names {
		for _, f := range p.fields {
			if f.Column == n {
				kept = append(kept, n)
			}
		}
	}
	return kept
}
