// Package styles says how features are drawn: rules with filters and scale limits that lead to symbols for points,
// lines, areas and text.
//
// The model is that of Symbology Encoding 1.1.0 (OGC 05-077r4), so that SE and SLD documents can be read into it and
// written from it: a style is a list of feature type styles, painted one over the other; each has rules; each rule has
// symbolizers. Sizes and widths are pixels of 0.28 mm (SE 1.1.0, 10.2). Haavi adds one thing: a symbolizer may be kept
// to geometries of some dimensions, so that one style serves a layer of mixed geometry.
package styles
