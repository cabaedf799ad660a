// Package sld reads and writes Styled Layer Descriptors: SLD 1.0.0 (OGC 02-070) and SLD 1.1.0 (OGC 05-078r4) with Symbology Encoding
// 1.1.0 (OGC 05-077r4), and what GeoServer and QGIS add to them.
//
// Elements are known by their local names, for programs mix the namespaces and forms of both versions. What cannot be carried is told in a
// Remark that says where it stands and what is drawn instead; nothing is dropped silently.
//
// What Styles have beyond the standards is written in a namespace of Haavi's own (Namespace) and in VendorOptions whose names begin with
// "haavi:"; docs/styles.md describes both.
package sld
