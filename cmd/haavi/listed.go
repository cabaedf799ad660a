package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"haavi/config"
	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/query"
	"haavi/internal/source"
)

// listed publishes a layer of the configuration. What is wrong with it is collected; the error is only that ctx ended.
func (p *publisher) listed(ctx context.Context, name string, l *config.Layer) error {
	at, from := config.Join("layers", name), p.cfg.SourceOf(l)
	src := p.sources[from]
	if src == nil || l.Table == "" && l.SQL == "" {
		return nil // told already
	}
	r := p.relationOf(l)
	d, err := src.Describe(ctx, r)
	if err != nil {
		p.undescribed(ctx, at, from, r, err)
		return ctx.Err()
	}
	o := layer.Options{
		Name: name, Title: first(l.Title, d.Title, name), Abstract: first(l.Abstract, d.Description), Keywords: l.Keywords,
		Relation: r, Extent: d.Extent, Style: l.Style, MinScale: l.MinScale, MaxScale: l.MaxScale, Attribution: l.Attribution,
		AttributionURL: l.AttributionURL, MoreStyles: l.MoreStyles,
	}
	if l.Logo.URL != "" {
		logo := layer.Logo(l.Logo)
		o.Logo = &logo
	}
	for _, d := range l.DataURLs {
		o.Data = append(o.Data, layer.DataURL(d))
	}
	for _, id := range l.Identifiers {
		o.Identifiers = append(o.Identifiers, layer.Identifier{Authority: id.Authority, URL: id.URL, Value: id.ID})
	}
	for _, c := range l.OfferedCRS {
		o.CRSs = append(o.CRSs, c.Ref)
	}
	for _, m := range l.Metadata {
		o.Metadata = append(o.Metadata, layer.Metadata(m))
	}
	full := d.Schema.Clone()
	p.crs(at, l, full, &o)
	p.key(at, l, full)
	o.Schema = p.fields(at, l, full)
	p.time(at, l, o.Schema, &o)
	p.dimensions(at, l, o.Schema, &o)
	p.checkStyles(at, l, o.Schema)
	p.layers = append(p.layers, published{o, from})
	return nil
}

// relationOf is where a layer's rows are. A table of PostgreSQL without a schema is in public.
func (p *publisher) relationOf(l *config.Layer) query.Relation {
	if l.SQL != "" {
		return query.Relation{SQL: l.SQL, Geometry: l.Geometry}
	}
	schema, table, err := config.ParseTable(l.Table)
	if err != nil {
		table = l.Table
	}
	if s := p.cfg.Sources.Get(p.cfg.SourceOf(l)); schema == "" && s != nil && s.Postgres != "" {
		schema = "public"
	}
	return query.Relation{Schema: schema, Table: table, Geometry: l.Geometry}
}

// undescribed tells why a relation cannot be read: most often it is a slip in its name.
func (p *publisher) undescribed(ctx context.Context, at, from string, r query.Relation, err error) {
	if r.Geometry != "" { // is it the column, or the relation?
		plain := r
		plain.Geometry = ""
		if d, err := p.sources[from].Describe(ctx, plain); err == nil {
			p.add(at+".geometry", fmt.Sprintf("there is no geometry column %q", r.Geometry), suggest(r.Geometry, geometryColumn(d.Schema)))
			return
		}
	}
	switch {
	case r.SQL != "":
		p.add(at+".sql", "the source does not take it: "+oneLine(err), "try it in the database")
	case errors.Is(err, source.ErrNoRelation):
		var known []string
		for _, other := range p.relation[from] {
			known = append(known, tableName(other))
		}
		p.add(at+".table", fmt.Sprintf("the source %q has no table %q that may be read", from, tableName(r)), suggest(tableName(r), known))
	default:
		p.add(at+".table", oneLine(err), "mend it in the source")
	}
}

// suggest is the remedy for a name that is not among the known ones.
func suggest(name string, known []string) string {
	if near := config.Nearest(name, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	const most = 12
	switch {
	case len(known) == 0:
		return "there are none"
	case len(known) > most:
		return fmt.Sprintf("there are %s and %d more", strings.Join(known[:most], ", "), len(known)-most)
	default:
		return "there are " + strings.Join(known, ", ")
	}
}

// crs sets the coordinate system and the extent, which is written in it.
func (p *publisher) crs(at string, l *config.Layer, s *feature.Schema, o *layer.Options) {
	if l.Extent != nil {
		e := *l.Extent
		o.Extent, o.FixedExtent = orb.Bound{Min: orb.Point{e[0], e[1]}, Max: orb.Point{e[2], e[3]}}, true
	}
	if !s.HasGeometry() {
		if l.CRS.Given() {
			p.add(at+".crs", "the layer has no geometries", "remove it")
		}
		return
	}
	switch {
	case l.CRS.Given() && s.CRS != (crs.Ref{}) && !crs.Same(l.CRS.Ref, s.CRS):
		p.add(at+".crs", fmt.Sprintf("is %s, but the source says that the geometries are in %s", l.CRS.Ref, s.CRS), "remove it, or mend the source")
	case l.CRS.Given():
		s.CRS = l.CRS.Ref
	case s.CRS == crs.Ref{}:
		p.add(at, "the source does not tell the coordinate system of the geometries", "add the key crs")
	default:
		if _, known := crs.Lookup(s.CRS); !known {
			p.add(at, fmt.Sprintf("the coordinate system %s of the geometries is not known", s.CRS), "offer the data in a system of the EPSG register")
		}
	}
}

// key sets the columns that tell rows apart.
func (p *publisher) key(at string, l *config.Layer, s *feature.Schema) {
	if len(l.Key) == 0 {
		return
	}
	s.Key = nil
	for i, name := range l.Key {
		f := column(s, name)
		if f == nil {
			p.add(p.cfg.ItemPath(at+".key", i), fmt.Sprintf("there is no column %q", name), suggest(name, columns(s)))
			continue
		}
		s.Key = append(s.Key, *f)
	}
}

// time finds the fields that say when a feature was.
func (p *publisher) time(at string, l *config.Layer, s *feature.Schema, o *layer.Options) {
	o.TimeBegin = p.timeField(at+".time.begin", l.Time.Begin, s)
	o.TimeEnd = p.timeField(at+".time.end", l.Time.End, s)
}

func (p *publisher) timeField(at, name string, s *feature.Schema) string {
	if name == "" {
		return ""
	}
	f := column(s, name)
	switch {
	case f == nil:
		p.add(at, fmt.Sprintf("there is no column %q that is published", name), suggest(name, columns(s)))
		return ""
	case f.Type != feature.Date && f.Type != feature.DateTime:
		p.add(at, fmt.Sprintf("the column %q is a %s", name, f.Type), "name a column of dates or times")
		return ""
	}
	return f.Name
}

// checkStyles checks that styles read fields of the layer.
func (p *publisher) checkStyles(at string, l *config.Layer, s *feature.Schema) {
	p.style(at+".style", l.Style, s)
	for i, name := range l.MoreStyles {
		p.style(p.cfg.ItemPath(at+".more_styles", i), name, s)
	}
}

func (p *publisher) style(at, name string, s *feature.Schema) {
	style := p.styles.get(name)
	if style == nil {
		return
	}
	all := style.Check(s)
	if len(all) == 0 {
		return
	}
	found := all[0]
	if found.Name == "" || s.Field(found.Name) >= 0 || found.Name == s.Geometry.Name {
		p.add(at, fmt.Sprintf("the style %q cannot be computed: %s", name, found), "change the style, or give it to another layer")
		return
	}
	known := make([]string, len(s.Fields))
	for i := range s.Fields {
		known[i] = s.Fields[i].Name
	}
	p.add(at, fmt.Sprintf("the style %q reads the field %q, which the layer does not publish", name, found.Name), suggest(found.Name, known))
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
