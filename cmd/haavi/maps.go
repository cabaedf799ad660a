package main

import (
	"errors"
	"fmt"
	"html/template"
	"os"
	"time"

	"haavi/config"
	"haavi/internal/dimension"
	"haavi/internal/encode"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/styles"
	"haavi/wfs"
	"haavi/wms"
	"haavi/wms/render"
)

// newMaps makes the WMS.
func newMaps(cfg *config.Config, service ows.Service, catalog *layer.Catalog, dimensions *dimension.Set, registry *styles.Registry, symbols *render.Symbols, layers []published) (*wms.Service, error) {
	c := cfg.WMS
	o := wms.Options{
		Service: service, Catalog: catalog, Dimensions: dimensions, Styles: registry, MaxWidth: c.MaxWidth, MaxHeight: c.MaxHeight,
		MaxLayers: c.MaxLayers, MaxFeatureCount: c.FeatureCount, Tolerance: c.Tolerance, MaxTolerance: c.MaxTolerance,
		Symbols: symbols, StyleHosts: c.StyleHosts, MaxStyle: int64(c.MaxStyle), MaxTime: time.Duration(c.MaxTime),
		MaxPixels: c.MaxPixels, MaxWait: time.Duration(c.MaxWait), InfoParts: map[string]*template.Template{},
		Features: wms.FeatureTypes{Path: wfs.Path, Of: featureTypes(cfg)},
	}
	for _, g := range cfg.Groups {
		o.Groups = append(o.Groups, wms.Group{Name: g.Name, Title: g.Value.Title, Abstract: g.Value.Abstract, Keywords: g.Value.Keywords,
			Layers: g.Value.Layers, HeadingOnly: g.Value.HeadingOnly})
	}
	var err error
	if o.InfoPage, err = infoPage(c.InfoTemplate); err != nil {
		return nil, err
	}
	for _, l := range layers {
		if configured := cfg.Layers.Get(l.options.Name); configured != nil && configured.InfoTemplate != "" {
			if o.InfoParts[l.options.Name], err = infoPart(configured.InfoTemplate, l.options.Schema); err != nil {
				return nil, err
			}
		}
	}
	return wms.New(o)
}

// featureTypes says how layers are written in GML: as the WFS describes them.
func featureTypes(cfg *config.Config) func(string) encode.AppSchema {
	others := namespaces(cfg)
	return func(layer string) encode.AppSchema {
		a := encode.AppSchema{Namespace: cfg.WFS.Namespace, Prefix: cfg.WFS.Prefix, Nils: cfg.WFS.Nulls == "nil", StandardProperties: cfg.WFS.StandardProperties}
		if ns, other := others[layer]; other {
			a.Namespace, a.Prefix = ns.URI, ns.Prefix
		}
		return a
	}
}

// maxTemplate bounds the file of a template.
const maxTemplate = 1 << 20

func templateText(file string) (string, error) {
	info, err := os.Stat(file)
	if err != nil {
		return "", err
	}
	if info.Size() > maxTemplate {
		return "", fmt.Errorf("%s is larger than %d bytes", file, maxTemplate)
	}
	text, err := os.ReadFile(file)
	return string(text), err
}

// infoPage reads the template of GetFeatureInfo's pages; nil for the built-in one.
func infoPage(file string) (*template.Template, error) {
	if file == "" {
		return nil, nil //nolint:nilnil // nil is the built-in template
	}
	text, err := templateText(file)
	if err != nil {
		return nil, err
	}
	return wms.ParseInfoPage(text)
}

// infoPart reads a layer's template.
func infoPart(file string, s *feature.Schema) (*template.Template, error) {
	text, err := templateText(file)
	if err != nil {
		return nil, err
	}
	return wms.ParseInfoPart(text, s)
}

// templates tries the templates that the configuration names.
func (p *publisher) templates() {
	if _, err := infoPage(p.cfg.WMS.InfoTemplate); err != nil {
		p.add("wms.info_template", "cannot be used: "+oneLine(err), "mend it")
	}
	for _, l := range p.layers {
		configured := p.cfg.Layers.Get(l.options.Name)
		if configured == nil || configured.InfoTemplate == "" {
			continue
		}
		if _, err := infoPart(configured.InfoTemplate, l.options.Schema); err != nil {
			p.add(config.Join("layers", l.options.Name)+".info_template", "cannot be used: "+oneLine(err), "mend it")
		}
	}
}

// groups checks that the members of groups are published.
func (p *publisher) groups() {
	known := map[string]bool{}
	var names []string
	for _, l := range p.layers {
		known[l.options.Name] = true
		names = append(names, l.options.Name)
	}
	for _, g := range p.cfg.Groups {
		known[g.Name] = true
	}
	for _, l := range p.cfg.Layers {
		known[l.Name] = true // one that could not be published is told of elsewhere
	}
	for _, g := range p.cfg.Groups {
		for i, name := range g.Value.Layers {
			if !known[name] {
				p.add(p.cfg.ItemPath(config.Join("groups", g.Name)+".layers", i), fmt.Sprintf("there is no layer or group %q", name), suggest(name, names))
			}
		}
	}
}

// dimensions makes the dimensions of a layer, time among them.
func (p *publisher) dimensions(at string, l *config.Layer, s *feature.Schema, o *layer.Options) {
	if o.TimeBegin != "" {
		d := newDimension("time", l.Time.DimensionValues)
		d.Begin, d.End, d.Units = o.TimeBegin, o.TimeEnd, "ISO8601"
		p.dimension(at+".time", d, s, o)
	}
	for _, c := range l.Dimensions {
		path := at + ".dimensions." + config.Join(c.Name)
		d := newDimension(c.Name, c.Value.DimensionValues)
		d.Units, d.UnitSymbol = c.Value.Units, c.Value.UnitSymbol
		begin, err := publishedField(c.Value.Field, s)
		if err != nil {
			p.add(path+".field", err.Error(), suggest(c.Value.Field, columns(s)))
			continue
		}
		d.Begin = begin
		if c.Value.EndField != "" {
			if d.End, err = publishedField(c.Value.EndField, s); err != nil {
				p.add(path+".end_field", err.Error(), suggest(c.Value.EndField, columns(s)))
				continue
			}
		}
		p.dimension(path, d, s, o)
	}
}

func (p *publisher) dimension(at string, d layer.Dimension, s *feature.Schema, o *layer.Options) {
	if err := dimension.Check(d, s); err != nil {
		p.add(at, "cannot be a dimension: "+oneLine(err), "see docs/wms.md")
		return
	}
	o.Dimensions = append(o.Dimensions, d)
}

func newDimension(name string, v config.DimensionValues) layer.Dimension {
	return layer.Dimension{Name: name, Default: v.Default, Single: !v.MultipleValues, Nearest: v.NearestValue, Extent: v.Extent}
}

// publishedField is the published name of a column.
func publishedField(name string, s *feature.Schema) (string, error) {
	if f := column(s, name); f != nil {
		return f.Name, nil
	}
	return "", errors.New("there is no such column that is published")
}
