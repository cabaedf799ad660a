// Package cql reads CQL2 text (OGC 21-065r2) and the common forms of ECQL, the
// dialect that GeoServer's users know as CQL_FILTER, into the filter tree.
//
// Choices where the two leave room:
//   - A boolean property is a condition by itself: "sensitive AND NOT flagged".
//   - A name in double quotes is a property whatever its letters; without quotes a reserved word is none. TRUE and FALSE are constants.
//   - CASEI on both sides of a comparison leaves case out of account, on one side it is the function lower; with LIKE and IN one side
//     is enough.
//   - In a string a quote is doubled; \' is one too where a letter or digit follows. LIKE has % and _, and \ before either.
//   - Times without a zone are UTC. A property BEFORE OR DURING a period begins before the period ends, whatever the property is.
//   - A geometry's coordinates are east/north even with SRID=; BBOX(…, 'crs') follows the order of the name that it gives.
//   - RELATE, ACCENTI and the predicates of arrays are refused.
package cql
