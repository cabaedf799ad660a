// Package ingest loads species records, as internal/dwca reads them, into
// PostGIS or a GeoPackage.
//
// Every record ends in the target or in the quarantine report. Columns are the
// terms in snake case, typed; beside them stand event_begin and event_end (the
// verbatim date as an interval), a point, and issues: what is doubtful about the
// record, as codes joined by ";", NULL when nothing is. A load is atomic: readers
// see the old tables or the new ones.
//
// Dates. A day, month or year becomes the interval from its first to its last
// second. Clock times are kept as instants. Where the source gives no time zone,
// UTC is assumed, for days and clock times alike, so that the calendar day in
// event_begin is always the day that was written.
package ingest
