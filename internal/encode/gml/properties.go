package gml

import (
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/encode"
	"haavi/internal/feature"
	"haavi/internal/xmlw"
)

// propertyWriter appends the properties of features that are no geometries.
type propertyWriter struct {
	tags []tags
	// order says which of Props each of tags is for.
	order []int
	// standard is how many of tags come before the envelope, and before how many before the geometry.
	standard, before int
}

// tags are those of one property; null stands where it has no value.
type tags struct{ open, close, null string }

// newPropertyWriter puts the properties in the order of the schema, whatever the order they were asked for in.
func newPropertyWriter(v *Version, h encode.Header) propertyWriter {
	var w propertyWriter
	place := func(i int) int {
		return h.Fields[i] + len(h.Schema.Fields)*v.rank(h.AppSchema, &h.Schema.Fields[h.Fields[i]])
	}
	for i := range h.Fields {
		w.order = append(w.order, i)
	}
	slices.SortStableFunc(w.order, func(a, b int) int { return place(a) - place(b) })
	for _, i := range w.order {
		f := &h.Schema.Fields[h.Fields[i]]
		name := v.propertyName(h.AppSchema, f)
		t := tags{open: "<" + name + ">", close: "</" + name + ">"}
		standard := v.rank(h.AppSchema, f) < otherProperty
		if h.Nils && !standard {
			t.null = "<" + name + ` xsi:nil="true"/>`
		}
		w.tags = append(w.tags, t)
		if standard {
			w.standard++
		}
		if standard || h.Fields[i] < h.Schema.GeometryAt {
			w.before++
		}
	}
	return w
}

// append appends the properties from one place to another.
func (w *propertyWriter) append(b []byte, f *feature.Feature, from, to int) []byte {
	for k := from; k < to; k++ {
		v, t := f.Props[w.order[k]], &w.tags[k]
		switch v.Kind() {
		case feature.Null:
			b = append(b, t.null...)
			continue
		case feature.String:
			b = xmlw.AppendText(append(b, t.open...), v.Str())
		default:
			b = v.AppendText(append(b, t.open...))
		}
		b = append(b, t.close...)
	}
	return b
}

// The places of properties in a feature (GML 3.2.1, 9.3.1): GML's own before the others.
const (
	descriptionProperty = iota
	nameProperty
	otherProperty
)

// rank is the place of a field among the properties.
func (v *Version) rank(a encode.AppSchema, f *feature.Field) int {
	switch {
	case !a.StandardProperties || f.Type != feature.String:
		return otherProperty
	case f.Name == "description":
		return descriptionProperty
	case f.Name == "name":
		return nameProperty
	default:
		return otherProperty
	}
}

// propertyName is the qualified name of a field or a geometry.
func (v *Version) propertyName(a encode.AppSchema, f *feature.Field) string {
	if v.rank(a, f) < otherProperty || v.isStandardGeometry(a, f) {
		return "gml:" + f.Name
	}
	return a.Prefix + ":" + f.Name
}

// isStandardGeometry says whether a geometry is called as GML calls the property of its type: pointProperty of a gml:PointPropertyType.
func (v *Version) isStandardGeometry(a encode.AppSchema, f *feature.Field) bool {
	if !a.StandardProperties || f.Type != feature.Geometry || f.Geom == feature.AnyGeometry {
		return false
	}
	standard := strings.TrimSuffix(strings.TrimPrefix(v.propertyType(f.Geom), "gml:"), "Type")
	return f.Name == strings.ToLower(standard[:1])+standard[1:]
}

// envelope appends the property boundedBy.
func (w *geometryWriter) envelope(b []byte, g orb.Geometry) []byte {
	bound := g.Bound()
	w.b = b
	w.text("<gml:boundedBy><" + w.envelopeElement + w.srsName + ">" + w.envelopeOpen)
	w.position(bound.Min)
	w.text(w.envelopeBetween)
	w.position(bound.Max)
	w.text(w.envelopeClose + "</" + w.envelopeElement + "></gml:boundedBy>")
	b, w.b = w.b, nil
	return b
}
