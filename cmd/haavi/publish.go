package main

import (
	"context"
	"fmt"
	"log/slog"
	"path"
	"strings"

	"golang.org/x/sync/errgroup"

	"haavi/config"
	"haavi/internal/crs"
	"haavi/internal/layer"
	"haavi/internal/query"
	"haavi/internal/source"
)

// publisher turns what the sources hold into layers. It collects everything that is wrong with the configuration,
// each with its place in the file.
type publisher struct {
	cfg      *config.Config
	sources  map[string]source.Source
	styles   *styleSet
	names    names
	layers   []published
	problems config.Problems
	relation map[string][]query.Relation
}

// published is a layer and the name of its source.
type published struct {
	options layer.Options
	source  string
}

func newPublisher(cfg *config.Config, sources map[string]source.Source) *publisher {
	set, problems := loadStyles(cfg)
	return &publisher{cfg: cfg, sources: sources, styles: set, problems: problems, names: names{}, relation: map[string][]query.Relation{}}
}

func (p *publisher) add(path, what, remedy string) {
	p.problems = append(p.problems, p.cfg.Problem(path, what, remedy))
}

// publish describes every layer: those of the configuration, then what else the sources publish whole.
func (p *publisher) publish(ctx context.Context) ([]published, error) {
	for _, s := range p.cfg.Sources {
		if src := p.sources[s.Name]; src != nil {
			relations, err := src.Relations(ctx)
			if err != nil {
				return nil, fmt.Errorf("list the tables of the source %q: %w", s.Name, err)
			}
			p.relation[s.Name] = relations
		}
	}
	for _, l := range p.cfg.Layers {
		p.names[l.Name] = true
	}
	for _, l := range p.cfg.Layers {
		if err := p.listed(ctx, l.Name, l.Value); err != nil {
			return nil, err
		}
	}
	for _, s := range p.cfg.Sources {
		if p.sources[s.Name] != nil && p.cfg.PublishesAll(s.Name) {
			if err := p.whole(ctx, s.Name, s.Value); err != nil {
				return nil, err
			}
		}
	}
	p.groups()
	p.templates()
	if len(p.problems) > 0 {
		p.problems.Sort()
		return p.layers, p.problems
	}
	return p.layers, nil
}

// described is a relation and what the source tells of it, or why it tells nothing.
type described struct {
	relation query.Relation
	source.Description
	err error
}

// whole publishes every relation of a source that is not under layers. One that cannot be published is a warning.
func (p *publisher) whole(ctx context.Context, name string, s *config.Source) error {
	var wanted []query.Relation
	for _, r := range p.relation[name] {
		if matches(s, r) && !p.isListed(name, r) {
			wanted = append(wanted, r)
		}
	}
	all, err := describe(ctx, p.sources[name], wanted)
	if err != nil {
		return err
	}
	for _, d := range publicFirst(all) {
		if what, remedy := unpublishable(d); what != "" {
			slog.Warn("a table is not published", "source", name, "table", tableName(d.relation), "because", what, "remedy", remedy)
			continue
		}
		o := layer.Options{
			Name: p.names.layer(name, d.relation), Title: d.Title, Abstract: d.Description.Description,
			Relation: d.relation, Schema: publishedSchema(d.Schema), Extent: d.Extent,
		}
		if o.Title == "" {
			o.Title = d.relation.Table
		}
		if o.Name != d.relation.Table {
			slog.Info("a table is published under another name", "source", name, "table", tableName(d.relation), "layer", o.Name)
		}
		p.layers = append(p.layers, published{o, name})
	}
	return nil
}

// describe asks a source for several relations at a time: a database may be far away and have hundreds.
func describe(ctx context.Context, s source.Source, relations []query.Relation) ([]described, error) {
	all := make([]described, len(relations))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(4)
	for i, r := range relations {
		group.Go(func() error {
			d, err := s.Describe(ctx, r)
			all[i] = described{relation: r, err: err}
			if err == nil {
				all[i].Description = *d
			}
			return ctx.Err()
		})
	}
	return all, group.Wait()
}

// publicFirst lets the tables of the usual schema keep their plain names.
func publicFirst(all []described) []described {
	var first, others []described
	for _, d := range all {
		if d.relation.Schema == "" || d.relation.Schema == "public" {
			first = append(first, d)
		} else {
			others = append(others, d)
		}
	}
	return append(first, others...)
}

// unpublishable says what keeps a relation from being published, and what to do.
func unpublishable(d described) (what, remedy string) {
	switch {
	case d.err != nil:
		return d.err.Error(), "mend it, or leave it out with exclude"
	case !d.Schema.HasGeometry():
		return "", ""
	case d.Schema.CRS == crs.Ref{}:
		return "its geometries have no coordinate system", "declare one in the database, or list the layer in a configuration with crs"
	}
	if _, known := crs.Lookup(d.Schema.CRS); !known {
		return "the coordinate system " + d.Schema.CRS.String() + " is not known", "offer the data in a system of the EPSG register"
	}
	return "", ""
}

// matches says whether a relation is among those that a source is to publish.
func matches(s *config.Source, r query.Relation) bool {
	matchesAny := func(patterns config.Strings) bool {
		for _, pattern := range patterns {
			if ok, err := path.Match(pattern, tableName(r)); err == nil && ok {
				return true
			}
			if ok, err := path.Match(pattern, r.Table); err == nil && ok {
				return true
			}
		}
		return false
	}
	return (len(s.Include) == 0 || matchesAny(s.Include)) && !matchesAny(s.Exclude)
}

// isListed says whether a relation is a layer of the configuration.
func (p *publisher) isListed(name string, r query.Relation) bool {
	for _, l := range p.cfg.Layers {
		if p.cfg.SourceOf(l.Value) == name && l.Value.SQL == "" && sameTable(p.relationOf(l.Value), r) {
			return true
		}
	}
	return false
}

func sameTable(a, b query.Relation) bool { return a.Schema == b.Schema && a.Table == b.Table }

// tableName is schema.table, or table where there are no schemas.
func tableName(r query.Relation) string {
	return strings.TrimPrefix(r.Schema+"."+r.Table, ".")
}
