package config

import (
	"strings"
	"testing"
)

// badFiles are files and the exact lines that they are answered with.
var badFiles = []struct{ name, text, want string }{
	{"everything at once", `servce: {}
service:
  titel: Beetles
  keywords: 7
  languages: [fi, "in Finnish"]
server:
  listen: localhost
  trust_proxy: "yes"
  max_body: 8
  timeouts:
    idle: 2
    request: soon
log:
  level: verbos
sources:
  db:
    postgres: mysql://x
    max_connections: 0
layers:
  birds:
    source: dbb
    tabel: birds
    min_scale: much
`, `1:1: servce: is not a key that is known here; did you mean "service"?
3:3: service.titel: is not a key that is known here; did you mean "title"?
4:13: service.keywords: is a whole number where text is wanted; put it in quotes
5:19: service.languages[1]: "in Finnish" is no language tag; write a tag such as fi, sv or en
7:11: server.listen: is no address with a port; write it as 127.0.0.1:8080, or :8080 for every interface
8:16: server.trust_proxy: is text where true or false is wanted; write true or false, without quotes
9:13: server.max_body: is a whole number where a size such as 512kB, 8MiB or 1GB is wanted; write the unit too
11:11: server.timeouts.idle: is a whole number where a duration such as 30s, 5m or 1h30m is wanted; write the unit too
12:14: server.timeouts.request: "soon" is not a duration; write a duration such as 30s, 5m or 1h30m
14:10: log.level: "verbos" is not among the values that are known here; known are debug, info, warn, error
17:15: sources.db.postgres: does not begin with postgres://; write postgres://user@host:5432/database
18:22: sources.db.max_connections: 0 is too small; the least is 1
20:3: layers.birds: has neither table nor sql; say where its features are
21:13: layers.birds.source: "dbb" is no source that is defined; did you mean "db"?
22:5: layers.birds.tabel: is not a key that is known here; did you mean "table"?
23:16: layers.birds.min_scale: is text where a number is wanted; write digits, without quotes`},

	{"grids", `sources: {a: {geopackage: a}}
tiles:
  grids:
    a/b: {file: a.json}
    both: {file: a.json, crs: EPSG:3067}
    none: {title: None}
    short: {crs: EPSG:3067, origin: [1, 2, 3], resolutions: [10]}
    odd: {crs: EPSG:3067, origin: [1, 2], resolutions: [10, fine], tile_size: 8}
`, `4:5: tiles.grids.a/b: "a/b" cannot be the name of a tile matrix set; use letters a-z, digits, _ and -, beginning with a letter
5:5: tiles.grids.both: has both a file and a coordinate system, origin or resolutions; keep one of the two descriptions
6:5: tiles.grids.none: lacks crs, origin or resolutions; give all three, or a file
7:37: tiles.grids.short.origin: is not a list of 2 numbers; write [east, north]
8:61: tiles.grids.odd.resolutions[1]: is text where a number is wanted; write digits, without quotes
8:79: tiles.grids.odd.tile_size: 8 is too small; the least is 16`},

	{"syntax", "service:\n  title: 'open\nsources: {}\n", `2:10: is not YAML: could not find end character of single-quoted text; check indentation, colons and quotes there`},
	{"tab", "service:\n\ttitle: x\n", "2:1: is not YAML: found character '\t' that cannot start any token; check indentation, colons and quotes there"},
	{"not UTF-8", "service:\n  title: p\xe4\xe4\n", `2:11: is not UTF-8; save it as UTF-8`},
	{"no space after the colon", "sources:\n  a:\n    geopackage:a\n", `3:5: sources.a: is text where a section is wanted; write its keys on indented lines, as "key: value" with a space after the colon`},
	{"two documents", "sources: {a: {geopackage: a}}\n---\nsources: {}\n", `3:1: has a second YAML document; remove the line "---"`},
	{"a list instead of a file", "- a\n", `1:1: is a list where a section is wanted; write its keys on indented lines, as "key: value" with a space after the colon`},
	{"duplicates", "sources:\n  a: {geopackage: a}\n  a: {geopackage: b}\nlog: {level: info, level: warn}\nlog: {}\n",
		`3:3: sources.a: is given twice, the first time in line 2; keep one of them
4:20: log.level: is given twice, the first time in line 4; keep one of them
5:1: log: is given twice, the first time in line 4; keep one of them`},
	{"environment", "service: {title: '${MISSING}', abstract: '${', fees: '${1A}'}\nsources: {a: {postgres: '${MISSING_TOO}'}}\n",
		`1:18: service.title: the environment variable MISSING is not set; set it, or write ${MISSING:-default}
1:42: service.abstract: has "${" without a closing "}"; close it, or write "$${" for the two characters themselves
1:54: service.fees: refers to "1A", which is no name of an environment variable; write ${NAME} or ${NAME:-default} with letters, digits and _
2:25: sources.a.postgres: the environment variable MISSING_TOO is not set; set it, or write ${MISSING_TOO:-default}`},
	{"empty values", "service: {title: }\nserver:\nsources:\n  a: {geopackage: }\n  b:\nlayers:\n",
		`1:17: service.title: has no value; write one, or remove the key
4:18: sources.a.geopackage: has no value; write one, or remove the key
5:3: sources.b: has neither postgres nor geopackage; say where the data is
6:1: layers: is empty; describe a layer, or remove the key to publish everything`},
	{"sources", `sources:
  both: {postgres: "postgres://h/d", geopackage: a.gpkg}
  file: {geopackage: a.gpkg, password: x, include: ["[a"]}
  nouser: {postgres: "postgres://h/d", password: x, publish: every}
  key value: {postgres: "host=h dbname=d"}
`, `2:3: sources.both: has both postgres and geopackage; keep one; make a second source of the other
3:40: sources.file.password: is of no use for a file; remove it
3:53: sources.file.include[0]: "[a" is no pattern; use names with * and ?, such as public.*
4:62: sources.nouser.publish: "every" is not among the values that are known here; known are all, listed
5:25: sources."key value".postgres: does not begin with postgres://; write postgres://user@host:5432/database`},
	{"layers", `sources: {a: {geopackage: a}, b: {geopackage: b}}
styles: {red: {fill: crimsn, marker: circel, opacity: 2}, "no good": {stroke: "#fff"}}
layers:
  no.dots: {source: a, table: a.b.c}
  lacking: {table: t}
  both: {source: a, table: t, sql: SELECT 1}
  query: {source: a, sql: DROP TABLE t}
  query2: {source: b, sql: "select 1;", style: rad, min_scale: 5000, max_scale: 1000}
  place:
    source: b
    table: t
    crs: EPSG:0
    extent: [3, 2, 1]
    offered_crs: [EPSG:3067, Helsinki]
  empty: {source: b, table: t, extent: [3, 2, 1, 4], time: {end: x}}
  fields:
    source: b
    table: t
    time: {begin: day}
    fields:
      day: {visibility: hide}
      a: {name: b}
      b: {}
      c: {name: "two words"}
      d: {name: x:y}
  records: {source: b, table: t, metadata: [{url: catalogue.example.org/1}, {format: text/html}]}
`, `2:22: styles.red.fill: "crimsn" is no colour; write "#rrggbb" or "#rrggbbaa" in quotes, a name such as steelblue, or none
2:38: styles.red.marker: "circel" is not among the values that are known here; did you mean "circle"?
2:55: styles.red.opacity: 2 is too large; the most is 1
2:59: styles."no good": "no good" cannot be the name of a style; use letters a-z, digits, _ and -, beginning with a letter
4:3: layers."no.dots": "no.dots" cannot be the name of a layer; use letters a-z, digits, _ and -, beginning with a letter; the title may have any letters
4:31: layers."no.dots".table: "a.b.c" has 3 parts; write schema.table, with "double quotes" around a name that has dots
5:3: layers.lacking: lacks the key source; name one of a, b
6:3: layers.both: has both table and sql; keep one
7:27: layers.query.sql: is no SELECT statement; begin it with SELECT or WITH
8:28: layers.query2.sql: ends in a semicolon; remove it
8:48: layers.query2.style: "rad" is no style that is defined; did you mean "red"?
8:81: layers.query2.max_scale: is less than min_scale; exchange them: min_scale is the most detailed map that shows the layer
12:10: layers.place.crs: "EPSG:0" is no coordinate system that is known; write a code such as EPSG:3067
13:13: layers.place.extent: is not a list of 4 numbers; write [west, south, east, north]
14:30: layers.place.offered_crs[1]: "Helsinki" is no coordinate system that is known; write a code such as EPSG:3067
15:32: layers.empty.extent: is empty; write [west, south, east, north], the least values first
15:66: layers.empty.time.end: stands without begin; name the column of the beginning too, or only that one
21:25: layers.fields.fields.day.visibility: hides a column that time needs; show it, or take it out of time
23:7: layers.fields.fields.b: "b" is the name of the column "a" too; choose another
24:17: layers.fields.fields.c.name: "two words" cannot be the name of a field; use letters, digits, _ and -, beginning with a letter
25:17: layers.fields.fields.d.name: "x:y" cannot be the name of a field; use letters, digits, _ and -, beginning with a letter
26:51: layers.records.metadata[0].url: "catalogue.example.org/1" is no address of a document; write it whole, as https://catalogue.example.org/record/1
26:77: layers.records.metadata[1]: lacks the key url; add it`},
	{"styles", `sources: {a: {geopackage: a}}
styles:
  default: {}
  a: {field: x, dash: [0, 0], label_color: none, label_halo: "#12"}
  b: {categories: [{fill: red, size: 300}, {value: 7, stroke: "${X:-nope}"}], dash: [-1], opacity: "0.5"}
`, `3:3: styles.default: has the name of the built-in style; choose another
4:14: styles.a.field: has no categories; list symbols for its values under categories, or numbers that part them under classes, or remove it
4:17: styles.a.dash: is no pattern of strokes and gaps; write 1 to 16 lengths in pixels, not all 0
4:44: styles.a.label_color: leaves the letters without a colour; leave out label for no letters
4:62: styles.a.label_halo: "#12" is no colour; write "#rrggbb" or "#rrggbbaa" in quotes, a name such as steelblue, or none
5:7: styles.b.categories: are of no field; name the field whose values they are, under field
5:20: styles.b.categories[0]: lacks the key value; add it
5:38: styles.b.categories[0].size: 300 is too large; the most is 256
5:52: styles.b.categories[1].value: is a whole number where text is wanted; put it in quotes
5:63: styles.b.categories[1].stroke: the value from the environment is no colour; write "#rrggbb" or "#rrggbbaa" in quotes, a name such as steelblue, or none
5:86: styles.b.dash[0]: -1 is too small; the least is 0
5:100: styles.b.opacity: is text where a number is wanted; write digits, without quotes`},
	{"service and protocols", `service: {provider: {site: www.example.org, contact: {phone: +358, email: me}}}
server: {public_url: "maps.example.org", cors_origins: [https://a.example/path], max_header: 10B, timeouts: {read: 0s}}
wfs: {namespace: species, prefix: gml, count_default: 1.5}
tiles: {min_zoom: 9, max_zoom: 8, max_bytes: 5B}
sources: {a: {geopackage: a}}
`, `1:28: service.provider.site: is no web address; write it with http:// or https://
1:62: service.provider.contact.phone: is a whole number where text is wanted; put it in quotes
1:75: service.provider.contact.email: is no e-mail address; write it as name@example.org
2:22: server.public_url: is no web address that others can be made from; write it as https://maps.example.org/haavi
2:57: server.cors_origins[0]: "https://a.example/path" is no origin; write it as https://map.example.org, without a path, or "*"
2:94: server.max_header: is too small for a request; write at least 1KiB
2:116: server.timeouts.read: is no time at all; write a duration such as 30s, 5m or 1h30m
3:18: wfs.namespace: is no URI; write one of your own, such as https://example.org/ns/species
3:35: wfs.prefix: "gml" stands for another namespace; choose another
3:55: wfs.count_default: is a number where a whole number is wanted; write digits, without quotes
4:19: tiles.min_zoom: is deeper than max_zoom; exchange them: zoom 0 shows the whole world
4:46: tiles.max_bytes: is too small for a tile; write at least 1KiB`},
	{"namespaces", `wfs: {namespace: "http://a.example/1", prefix: a, namespaces: {gml: "http://a.example/2", a: "http://a.example/3", b: "http://a.example/4", c: nothing, d: "http://a.example/4"}}
sources: {a: {geopackage: a}}
layers: {x: {table: x, namespace: bb}, y: {table: y, namespace: b}, z: {table: z, namespace: a}}
`, `1:69: wfs.namespaces.gml: "gml" stands for another namespace; choose another
1:94: wfs.namespaces.a: repeats a namespace or prefix; remove it, and name the other in the layers
1:144: wfs.namespaces.c: "nothing" is no URI; write that of the namespace, such as http://inspire.ec.europa.eu/schemas/sd/4.0
1:156: wfs.namespaces.d: repeats a namespace or prefix; remove it, and name the other in the layers
3:35: layers.x.namespace: "bb" is no prefix that is defined; did you mean "b"?`},
	{"stored queries", `sources: {a: {geopackage: a}}
wfs:
  max_queries: 0
  max_link: 64KiB
  stored_queries:
    "a b": {queries: []}
    one:
      id: no uri
      parameters:
        count: {}
        taxon: {type: text}
        Taxon: {default: 7}
        9to5: {}
    two: {id: "urn:x:y", queries: [{where: a = :b}]}
    three: {id: "urn:x:y", queries: [{layer: a}]}
`, `3:16: wfs.max_queries: 0 is too small; the least is 1
4:13: wfs.max_link: is longer than what server.max_header lets in; make it shorter, or max_header larger
6:5: wfs.stored_queries."a b": "a b" cannot be the name of a stored query; use letters a-z, digits, _ and -, beginning with a letter; the title may have any letters
6:13: wfs.stored_queries."a b".queries: is empty; describe a query
7:5: wfs.stored_queries.one: lacks the key queries; add it
8:11: wfs.stored_queries.one.id: "no uri" is no URI; write one such as https://example.org/query/taxon, or remove it
10:9: wfs.stored_queries.one.parameters.count: is a parameter of every request; choose another name
11:23: wfs.stored_queries.one.parameters.taxon.type: "text" is not among the values that are known here; known are string, integer, double, boolean, date, dateTime, geometry
12:9: wfs.stored_queries.one.parameters.Taxon: is there twice, for letter case does not tell parameters apart; choose another name
12:26: wfs.stored_queries.one.parameters.Taxon.default: is a whole number where text is wanted; put it in quotes
13:9: wfs.stored_queries.one.parameters.9to5: "9to5" cannot be the name of a parameter; use letters a-z, digits and _, beginning with a letter
14:36: wfs.stored_queries.two.queries[0]: lacks the key layer; add it
15:17: wfs.stored_queries.three.id: "urn:x:y" is that of the stored query "two" too; choose another`},
	{"maps", `sources: {a: {geopackage: a}}
layers:
  x: {table: x, more_styles: [none], attribution_url: here, logo: {url: "https://a.example/l.png"}, data_urls: [{url: d, format: text/html}], identifiers: [{authority: "two words", url: "https://a.example/", id: i}]}
  y: {table: y, dimensions: {time: {field: t}, Depth: {field: d}, z: {}}}
groups:
  x: {layers: [y]}
  g: {layers: [y, h]}
  h: {layers: [g]}
  e: {}
`, `3:31: layers.x.more_styles[0]: "none" is no style that is defined; define it under styles
3:55: layers.x.attribution_url: is no web address; write it with http:// or https://
3:61: layers.x.logo: has no size; write the width and height of the picture in pixels
3:119: layers.x.data_urls[0].url: "d" is no address of a document; write it whole, as https://catalogue.example.org/record/1
3:169: layers.x.identifiers[0].authority: "two words" is no short name; use letters, digits, ., _ and -
4:30: layers.y.dimensions.time: is a dimension of its own; write it under time
4:48: layers.y.dimensions.Depth: "Depth" cannot be the name of a dimension; use letters a-z, digits and _, beginning with a letter
4:67: layers.y.dimensions.z: lacks the key field; add it
6:3: groups.x: has the name of a layer; choose another
7:3: groups.g: is within itself; take it out of the groups in it
7:16: groups.g.layers[0]: "y" is in the group "x" too; keep it in one of them
8:3: groups.h: is within itself; take it out of the groups in it
9:3: groups.e: lacks the key layers; add it`},
	{"aliases and tags", "service: {title: *nothing, abstract: !!str x, keywords: {a: b}}\nsources: {a: {geopackage: a}}\n",
		`1:18: service.title: refers to an anchor that is not defined; define it with &name
1:38: service.abstract: has a tag, which configurations do not use; remove it
1:56: service.keywords: is a section where a list is wanted; write "[a, b]", or lines that begin with "- "`},
}

func TestBadFiles(t *testing.T) {
	for _, b := range badFiles {
		t.Run(b.name, func(t *testing.T) {
			_, err := Parse("f.yaml", []byte(b.text), env())
			if err == nil {
				t.Fatal("accepted")
			}
			want := "f.yaml:" + strings.ReplaceAll(b.want, "\n", "\nf.yaml:")
			if err.Error() != want {
				t.Errorf("got\n%s\nwant\n%s", err, want)
			}
		})
	}
}
