// Package fes reads filters of Filter Encoding 2.0 (OGC 09-026r2), 1.1 (OGC
// 04-095) and 1.0 (OGC 02-059) into the filter tree, with the geometries of GML
// 3.2, 3.1 and 2.1 in them.
//
// Clients mix namespaces and versions, leave prefixes undeclared and declare them
// twice; so elements are known by their local names, and each is read in every
// form that any of the versions gives it.
//
// Choices where the standards leave room:
//   - A value reference is a name, with or without a prefix, and with the layer's name before it; further XPath is refused.
//     gml:boundedBy stands for the layer's geometry, @gml:id for the feature's identifier.
//   - matchAction changes nothing, for a property has one value; a resource has one version; reasons for nil are not kept.
//   - A geometry without srsName is in Options.CRS and has its axis order. Third coordinates are dropped.
//   - BBOX with a geometry that is no box takes its envelope.
//   - gYear and gYearMonth are the periods of their days; an end of a period that is unknown is open; "now" is refused.
//   - White space around a literal counts, unless it lays the literal out on lines of its own.
package fes
