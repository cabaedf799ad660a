// Package dwca reads species records: Darwin Core Archives (TDWG Darwin Core
// text guide), zipped or as a folder; Simple Darwin Core tables without a
// meta.xml; GBIF simple downloads; and FinBIF row downloads.
//
// Records stream in constant memory. Terms are matched by URI where there is a
// meta.xml and by name where there is none. A row that cannot be read is handed
// out with its line and the reason, and reading goes on. Nothing is ever fetched
// or written outside the archive, and the sizes of what is read are bounded.
package dwca
