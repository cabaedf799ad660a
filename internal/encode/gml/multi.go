package gml

import (
	"slices"

	"haavi/internal/encode"
)

// maxRepeatable is how many features may come before a later query of the same type: their identifiers are remembered, because a
// document can have each only once.
const maxRepeatable = 100_000

// BeginAll begins the collection of an answer to several queries. In WFS 2.0 its members are collections, one for each query
// (OGC 09-025r2, 11.3.3.5); before, features of all types are members of one collection. A feature that stands in the document
// already is a reference to it.
func (e *encoder) BeginAll(c encode.Collection) error {
	e.begin("wfs:FeatureCollection", c)
	e.buf.B = append(e.buf.B, e.v.membersOpen...)
	return nil
}

// begin opens the outermost element.
func (e *encoder) begin(element string, c encode.Collection) {
	e.all, e.written = &c, map[string]bool{}
	e.buf.B = append(e.collection(append(e.buf.B, declaration...), element, c), '>', '\n')
}

// beginPart begins the answer to the next query.
func (e *encoder) beginPart() {
	same := func(h encode.Header) bool { return h.Schema.Name == e.header.Schema.Name }
	e.repeats = slices.ContainsFunc(e.all.Parts[:e.part], same)
	e.kept = slices.ContainsFunc(e.all.Parts[e.part+1:], same)
	e.part++
	if e.nested() {
		b := appendTime(append(e.buf.B, "<"+e.v.member+"><wfs:FeatureCollection"...), e.header.Time)
		e.buf.B = append(appendMatched(b, e.header.Matched, e.header.Returned, "", ""), '>', '\n')
	}
}

// nested says whether each query has a collection of its own.
func (e *encoder) nested() bool { return e.v.counts == numberMatched }

// EndPart ends the answer to a query.
func (e *encoder) EndPart() error {
	if e.nested() {
		e.buf.B = append(e.buf.B, "</wfs:FeatureCollection></"+e.v.member+">\n"...)
	}
	return e.buf.Spill()
}

// reference appends a member that stands for the feature of that identifier.
func (e *encoder) reference(b []byte) []byte {
	b = append(append(b, "<"+e.v.member+` xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#`...), e.id...)
	return append(b, "\"/>\n"...)
}
