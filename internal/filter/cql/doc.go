// Package cql reads CQL2 (OGC 21-065r2) in both of its encodings, text and JSON, and
// the common forms of ECQL, the dialect that GeoServer's users know as CQL_FILTER,
// into the filter tree.
//
// There are two ways in: Parse for text, and ParseJSON for JSON, such as
//
//	name LIKE 'Parus%' AND T_AFTER(seen, DATE('2020-01-01'))
//	{"op":"and","args":[{"op":"like","args":[{"property":"name"},"Parus%"]},
//	  {"op":"t_after","args":[{"property":"seen"},{"date":"2020-01-01"}]}]}
//
// ParseAny takes either, as parameters do: a filter that begins with "{" is JSON. The same filter makes the same tree.
//
// Choices where the languages leave room:
//   - A boolean property is a condition by itself: "sensitive AND NOT flagged".
//   - A name in double quotes is a property whatever its letters; without quotes a reserved word is none. TRUE and FALSE are constants.
//   - CASEI on both sides of a comparison leaves case out of account, on one side it is the function lower; with LIKE and IN one side
//     is enough.
//   - In a string a quote is doubled; \' is one too where a letter or digit follows. LIKE has % and _, and \ before either.
//   - Times without a zone are UTC. A property BEFORE OR DURING a period begins before the period ends, whatever the property is.
//   - A geometry's coordinates are east/north even with SRID=; BBOX(…, 'crs') follows the order of the name that it gives.
//   - JSON has what text has, under the schema's names; letters of operations may be in any case. A geometry or bbox may have a "crs",
//     a name, with east/north coordinates nevertheless; "bbox", "dwithin" and "beyond" are operations with the arguments that ECQL's have,
//     the box as {"bbox":[…]}; "in" of a list alone selects by identifiers. Members that are not known, or are there twice, are refused.
//   - In a text of the operator's (Options.Parameter) ":name" is a parameter, wherever a value, a geometry, a time or a distance may stand,
//     and in patterns, which || joins there: name LIKE :taxon || '%'.
//   - RELATE, ACCENTI and the predicates of arrays are refused.
package cql
