package wms

import (
	"cmp"

	"haavi/internal/dimension"
	"haavi/internal/layer"
	"haavi/internal/xmlw"
)

// dimensions writes what maps of a layer can be asked for beside its place: what is declared, or was found in the data (1.3.0, C.2). Version
// 1.1.1 tells of values apart from units (annex C.2).
func (d *capabilitiesWriter) dimensions(l *layer.Layer) {
	type known struct {
		*dimension.Dimension
		extent *dimension.Extent
	}
	var all []known
	for _, dim := range d.o.Dimensions.Of(l) {
		if e := d.o.Dimensions.Extent(dim); e != nil {
			all = append(all, known{dim, e})
		}
	}
	for _, k := range all {
		attributes := []string{"name", k.Name, "units", cmp.Or(d.units(k.Dimension), xmlw.Blank)} // 1.3.0, C.2: no units are written as such
		if k.UnitSymbol != "" {
			attributes = append(attributes, "unitSymbol", k.UnitSymbol)
		}
		if !d.version.authority {
			d.Empty("Dimension", attributes...)
			continue
		}
		d.Leaf("Dimension", k.extent.String(), append(attributes, d.valueAttributes(k.Dimension, k.extent)...)...)
	}
	if d.version.authority {
		return
	}
	for _, k := range all {
		d.Leaf("Extent", k.extent.String(), append([]string{"name", k.Name}, d.valueAttributes(k.Dimension, k.extent)...)...)
	}
}

// units are those of a dimension. Version 1.1.1 wants a vertical system of EPSG for elevations (annex C.3): CRS:88 has that code there.
func (d *capabilitiesWriter) units(dim *dimension.Dimension) string {
	if !d.version.authority && dim.Units == "CRS:88" {
		return "EPSG:5703"
	}
	return dim.Units
}

func (d *capabilitiesWriter) valueAttributes(dim *dimension.Dimension, e *dimension.Extent) []string {
	var a []string
	if text := dim.DefaultText(e); text != "" {
		a = append(a, "default", text)
	}
	a = append(a, "multipleValues", flag(!dim.Single), "nearestValue", flag(dim.Nearest))
	if dim.Name == "time" && !e.Declared { // what is declared does not follow the data
		a = append(a, "current", "1")
	}
	return a
}

func flag(b bool) string {
	if b {
		return "1"
	}
	return "0"
}
