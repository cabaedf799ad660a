// Package filter is the one filter language inside Haavi. FES, CQL2, ECQL, BBOX,
// TIME, resource ids and access rules all become the tree defined here; Check
// turns the tree into a Checked one against the schema that the caller may see;
// only a Checked reaches a source. Eval is the reference meaning of a Checked,
// which the SQL of every source is held against.
//
// The meaning follows Filter Encoding 2.0 (OGC 09-026r2) and CQL2 (OGC 21-065r2)
// with SQL's three-valued logic: a comparison with a null is unknown, and a
// feature is selected only when the filter is true.
package filter
