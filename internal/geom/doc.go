// Package geom reads and writes geometries and relates them: WKB and WKT with Z
// and M dropped, the predicates of Simple Features, distances.
// Coordinates are planar, x before y, in whatever units they come.
//
// The types are those of orb. A nil geometry is the empty one; orb.Bound and
// orb.Ring are taken as polygons wherever a geometry is expected.
package geom
