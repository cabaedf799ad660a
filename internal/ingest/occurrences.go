package ingest

import (
	"context"
	"errors"

	"haavi/internal/dwca"
	"haavi/internal/feature"
)

const progressEvery = 2000

// loadOccurrences makes the point layer and, from the first footprint on, the footprint layer.
func (l *loader) loadOccurrences(ctx context.Context, own, core *dwca.Table, index *dwca.Index) (err error) {
	p := newPlan(own, core)
	c := newConverter(p, l.placer, l.o.Now, l.loseValue)
	indexes := p.indexes("event_begin", "scientific_name", "occurrence_id")
	if l.points, err = l.target.table(ctx, table{name: l.names.occurrence, title: l.title(""), description: l.abstract(),
		schema: p.schema(l.names.occurrence, feature.Point, l.o.CRS), indexes: indexes, streamed: true}); err != nil {
		return err
	}
	l.sum.Tables = append(l.sum.Tables, l.names.occurrence)
	shapes := table{name: l.names.footprint, title: l.title(" – footprints"), description: "The places of the occurrences as lines, areas or points, where records give them; fid is that of the occurrence.",
		schema: p.schema(l.names.footprint, feature.AnyGeometry, l.o.CRS), indexes: indexes}
	total := own.Size()
	rows := own.Rows()
	for rows.Next() {
		if err := ctx.Err(); err != nil {
			return errors.Join(err, rows.Close())
		}
		l.sum.Records++
		if l.sum.Records%progressEvery == 0 {
			l.progress("reading occurrences", rows.Offset(), total, l.sum.Records)
		}
		if reason := rows.Bad(); reason != nil {
			l.sum.Quarantined++
			l.quarantine(rows.Record(), reason)
		} else if err := l.occurrence(ctx, c, rows.Record(), index, shapes); err != nil {
			return errors.Join(err, rows.Close())
		}
		if l.failed != nil {
			return errors.Join(l.failed, rows.Close())
		}
	}
	l.progress("reading occurrences", total, total, l.sum.Records)
	return rows.Err()
}

func (l *loader) occurrence(ctx context.Context, c *converter, r *dwca.Record, index *dwca.Index, shapes table) error {
	l.at = r
	found, err := join(c, r, index)
	if err != nil {
		return err
	}
	row := c.convert(l.sum.Records, found)
	l.feature = feature.Feature{Geom: row.point, Props: row.props}
	if err := l.points.write(&l.feature); err != nil {
		return err
	}
	l.sum.Imported++
	l.license.see(c.text(c.license))
	if row.point != nil {
		l.sum.WithPoint++
	}
	for i := range issueCount {
		if row.issues.has(i) {
			l.counts[i]++
		}
	}
	if row.footprint == nil {
		return nil
	}
	l.sum.Footprints++
	if l.shapes == nil {
		if l.shapes, err = l.target.table(ctx, shapes); err != nil {
			return err
		}
		l.sum.Tables = append(l.sum.Tables, shapes.name)
	}
	l.feature.Geom = row.footprint
	return l.shapes.write(&l.feature)
}

// maxParents is how far up the events a place is looked for.
const maxParents = 8

// join loads a record with its core record. When neither has a place, that of
// the nearest parent event which has one is taken.
func join(c *converter, r *dwca.Record, index *dwca.Index) (found issues, err error) {
	if index == nil {
		c.load(r.Values, nil)
		return 0, nil
	}
	core, err := index.Get(r.ID)
	if err != nil {
		return 0, err
	}
	c.load(r.Values, core)
	if core == nil {
		found.add(eventMissing)
		return found, nil
	}
	parent := c.text(c.parentEvent)
	for range maxParents {
		if parent == "" || c.any(c.placeMark) {
			break
		}
		if core, err = index.Get(parent); err != nil || core == nil {
			return found, err
		}
		if c.inheritPlace(core) {
			found.add(fromParentEvent)
			break
		}
		in := c.plan.inputs[c.parentEvent]
		if in.core < 0 {
			break
		}
		parent = c.clean(c.parentEvent, core[in.core])
	}
	return found, nil
}
