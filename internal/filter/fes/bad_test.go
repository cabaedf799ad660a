package fes_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"haavi/internal/filter"
	"haavi/internal/filter/cql"
	"haavi/internal/filter/fes"
)

func TestErrors(t *testing.T) {
	for _, c := range []struct{ xml, want string }{
		{``, `the filter is empty; write <fes:Filter>…</fes:Filter>`},
		{`  `, `the filter is empty; write <fes:Filter>…</fes:Filter>`},
		{`a`, `the filter begins with "a" instead of <fes:Filter>`},
		{`<Filter>`, `the filter is not well-formed XML: line 1: unexpected EOF`},
		{`<Filter><a></b></Filter>`, `the filter is not well-formed XML: line 1: element <a> closed by </b>`},
		{`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Filter>&e;</Filter>`, `the filter has a document type declaration, which is not allowed`},
		{`<Filter>&e;</Filter>`, `the filter is not well-formed XML: line 1: invalid character entity &e;`},
		{`<Filter/>`, `Filter: the filter is empty; give it a condition`},
		{`<GetFeature/>`, `GetFeature: expected Filter, found GetFeature`},
		{filterOf(is("Null", ref("a"))) + `<Filter/>`, `there is something after the filter's end`},
		{filterOf(is("Null", ref("a")) + is("Null", ref("b"))), `Filter/PropertyIsNull[2]: a filter has one condition; join several with And or Or`},
		{filterOf(`<fes:ResourceId rid="occurrence.1"/>` + is("Null", ref("b"))), `Filter/PropertyIsNull: a filter has either identifiers or a condition, not both`},
		{filterOf(`<fes:ResourceId/>`), `Filter/ResourceId: the identifier is missing: give it in the attribute rid, gml:id or fid`},
		{filterOf(`<fes:ResourceId rid="occurrence.1" previousRid="occurrence.0"/>`), `Filter/ResourceId: versions of resources are not kept; leave previousRid out`},
		{filterOf(lit("x")), `Filter/Literal: Literal is a value where a condition is needed, such as PropertyIsEqualTo; QGIS sends this for IN with one value: use = there`},
		{filterOf(`<fes:Xor/>`), `Filter/Xor: Xor is not an operator of Filter Encoding`},
		{filterOf(`<fes:And/>`), `Filter/And: And needs conditions to join`},
		{filterOf(`<fes:And>` + is("Null", ref("a")) + is("Null", "") + `</fes:And>`), `Filter/And/PropertyIsNull[2]: PropertyIsNull takes one property, not 0`},
		{filterOf(is("EqualTo", ref("a"))), `Filter/PropertyIsEqualTo: PropertyIsEqualTo compares two expressions, not 1`},
		{filterOf(`<fes:PropertyIsEqualTo matchCase="no">` + ref("a") + lit("1") + `</fes:PropertyIsEqualTo>`), `Filter/PropertyIsEqualTo: matchCase="no" is not true or false`},
		{filterOf(`<fes:PropertyIsEqualTo matchAction="any">` + ref("a") + lit("1") + `</fes:PropertyIsEqualTo>`), `Filter/PropertyIsEqualTo: matchAction="any" is not Any, All or One`},
		{filterOf(`<fes:PropertyIsNil nilReason="unknown">` + ref("a") + `</fes:PropertyIsNil>`), `Filter/PropertyIsNil: reasons for nil are not kept; leave nilReason out`},
		{filterOf(is("Null", ref("a[2]"))), `Filter/PropertyIsNull/ValueReference: "a[2]" is not the name of a property; write name, prefix:name, layer/name or @gml:id`},
		{filterOf(is("Null", ref("transect/a"))), `Filter/PropertyIsNull/ValueReference: "transect/a" does not begin with the layer that is queried; write the property's name alone`},
		{filterOf(is("LessThan", ref("@gml:id")+lit("1"))), `Filter/PropertyIsLessThan/ValueReference: the identifier can only be compared with a Literal, for equality; better use ResourceId`},
		{filterOf(`<fes:PropertyIsLike>` + ref("a") + lit("b*") + `</fes:PropertyIsLike>`), `Filter/PropertyIsLike: PropertyIsLike needs the attributes wildCard, singleChar and escapeChar`},
		{filterOf(`<fes:PropertyIsLike wildCard="*" singleChar="*" escapeChar="!">` + ref("a") + lit("b!") + `</fes:PropertyIsLike>`), `Filter/PropertyIsLike: wildCard, singleChar and escapeChar must differ`},
		{filterOf(`<fes:PropertyIsLike wildCard="*" singleChar="?" escapeChar="!">` + ref("a") + ref("b") + `</fes:PropertyIsLike>`), `Filter/PropertyIsLike: PropertyIsLike takes an expression and a Literal`},
		{filterOf(is("EqualTo", ref("a")+`<fes:Function>`+ref("b")+`</fes:Function>`)), `Filter/PropertyIsEqualTo/Function: Function needs the attribute name`},
		{filterOf(is("EqualTo", ref("a")+`<fes:Value/>`)), `Filter/PropertyIsEqualTo/Value: Value is not an expression; use ValueReference, Literal or Function`},
		{filterOf(is("Between", ref("a")+lit("1")+lit("2"))), `Filter/PropertyIsBetween: PropertyIsBetween takes an expression, a LowerBoundary and an UpperBoundary, each with one expression`},
		{filterOf(`<fes:BBOX>` + ref("a") + `</fes:BBOX>`), `Filter/BBOX: BBOX needs an Envelope`},
		{filterOf(`<fes:Within>` + ref("a") + lit("x") + `</fes:Within>`), `Filter/Within/Literal: a Literal of a spatial operator holds one geometry`},
		{filterOf(`<fes:DWithin>` + ref("a") + `<gml:Point><gml:pos>1 2</gml:pos></gml:Point></fes:DWithin>`), `Filter/DWithin: DWithin needs a Distance`},
		{filterOf(`<fes:DWithin>` + ref("a") + `<gml:Point><gml:pos>1 2</gml:pos></gml:Point><fes:Distance>1</fes:Distance></fes:DWithin>`), `Filter/DWithin/Distance: Distance needs the attribute uom (units in version 1), such as uom="m"`},
		{filterOf(`<fes:DWithin>` + ref("a") + `<gml:Point><gml:pos>1 2</gml:pos></gml:Point><fes:Distance uom="parsec">1</fes:Distance></fes:DWithin>`), `Filter/DWithin/Distance: the unit of distance "parsec" is not known; use m, km, ft, mi, nmi or deg`},
		{filterOf(`<fes:DWithin>` + ref("a") + `<gml:Point><gml:pos>1 2</gml:pos></gml:Point><fes:Distance uom="m">-1</fes:Distance></fes:DWithin>`), `Filter/DWithin/Distance: the distance "-1" is not a number from 0`},
		{filterOf(within(`<gml:Point srsName="EPSG:x"><gml:pos>1 2</gml:pos></gml:Point>`)), `Filter/Within/Point: "EPSG:x" is not the name of a coordinate reference system; write it as EPSG:3067, urn:ogc:def:crs:EPSG::3067 or http://www.opengis.net/def/crs/EPSG/0/3067`},
		{filterOf(within(`<gml:Point><gml:pos>1</gml:pos></gml:Point>`)), `Filter/Within/Point/pos: pos has 1 numbers, which is not a position of 2 or, with srsDimension="3", 3`},
		{filterOf(within(`<gml:Point><gml:pos>1 NaN</gml:pos></gml:Point>`)), `Filter/Within/Point/pos: "NaN" is not a finite number`},
		{filterOf(within(`<gml:Point><gml:pos>1 1e999</gml:pos></gml:Point>`)), `Filter/Within/Point/pos: "1e999" is not a finite number`},
		{filterOf(within(`<gml:Point/>`)), `Filter/Within/Point: a Point has one position, not 0`},
		{filterOf(within(`<gml:LineString><gml:posList>1 2 3</gml:posList></gml:LineString>`)), `Filter/Within/LineString/posList: posList has 3 numbers, which does not make positions of 2; positions with a height need srsDimension="3"`},
		{filterOf(within(`<gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>0 0 1 0 1 1 0 1</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>`)), `Filter/Within/Polygon/exterior/LinearRing: LinearRing does not end where it begins`},
		{filterOf(within(`<gml:Curve><gml:segments><gml:Arc><gml:posList>0 0 1 1 2 0</gml:posList></gml:Arc></gml:segments></gml:Curve>`)), `Filter/Within/Curve/segments/Arc: curves of Arc are not supported; use LineStringSegment`},
		{filterOf(within(`<gml:MultiPoint><gml:pointMember href="http://example.org/p"/></gml:MultiPoint>`)), `Filter/Within/MultiPoint/pointMember: references to geometries elsewhere are not followed; write the geometry itself`},
		{filterOf(within(`<gml:MultiPoint><gml:pointMember><gml:Point srsName="EPSG:3067"><gml:pos>1 2</gml:pos></gml:Point></gml:pointMember><gml:pointMember><gml:Point srsName="EPSG:4326"><gml:pos>1 2</gml:pos></gml:Point></gml:pointMember></gml:MultiPoint>`)), `…/MultiPoint/pointMember[2]/Point/pos: the parts of the geometry are in two coordinate reference systems, EPSG:3067 and EPSG:4326; use one`},
		{filterOf(`<fes:BBOX><gml:Envelope srsName="EPSG:4326"><gml:lowerCorner>30 60</gml:lowerCorner><gml:upperCorner>20 70</gml:upperCorner></gml:Envelope></fes:BBOX>`), `Filter/BBOX/Envelope: the lower corner of Envelope is above or right of its upper corner; mind the axis order of the srsName`},
		{filterOf(during(lit("yesterday"))), `Filter/During/Literal: "yesterday" is not a date or time; write 2024-05-01 or 2024-05-01T12:00:00Z`},
		{filterOf(during(`<gml:TimePeriod gml:id="t"><gml:beginPosition>2010-01-01</gml:beginPosition><gml:endPosition indeterminatePosition="now"/></gml:TimePeriod>`)), `Filter/During/TimePeriod/endPosition: indeterminatePosition="now" is only supported at the ends of a period, as unknown; write the time itself`},
		{filterOf(during(`<gml:TimePeriod gml:id="t"><gml:beginPosition>2010-01-01</gml:beginPosition><gml:endPosition/></gml:TimePeriod>`)), `Filter/During/TimePeriod/endPosition: endPosition is empty; write a time, or indeterminatePosition="unknown" for an open end`},
		{filterOf(during(`<gml:TimePeriod gml:id="t"><gml:begin href="#x"/><gml:end href="#y"/></gml:TimePeriod>`)), `Filter/During/TimePeriod/begin: begin has no TimeInstant with a timePosition; references are not followed`},
		{filterOf(strings.Repeat("<fes:Not>", 1000) + strings.Repeat("</fes:Not>", 1000)), `…/Not/Not/Not/Not: the filter nests more than 200 levels deep; simplify it`},
	} {
		e, err := fes.ParseString(c.xml, options())
		if err == nil {
			t.Errorf("%s\nwas read as %s", c.xml, e)
		} else if err.Error() != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.xml, err, c.want)
		}
	}
}

func TestTooManyElements(t *testing.T) {
	o := options()
	o.MaxNodes = 100
	text := filterOf("<fes:Or>" + strings.Repeat(is("Null", ref("a")), 60) + "</fes:Or>")
	if _, err := fes.ParseString(text, o); err == nil || err.Error() != "Filter/Or/PropertyIsNull[50]: the filter has more than 100 elements; split the request" {
		t.Errorf("got %v", err)
	}
	if _, err := fes.ParseString(text, options()); err != nil {
		t.Error(err)
	}
}

// FuzzParseString: whatever is sent, there is no panic, an error is of the filter and short, and what was read writes itself as
// CQL2 text that reads back to the same.
func FuzzParseString(f *testing.F) {
	f.Add(filterOf(`<fes:And>` + is("EqualTo", ref("a")+lit("d'or")) + is("Null", ref("b")) + `</fes:And>`))
	f.Add(filterOf(`<fes:PropertyIsLike wildCard="*" singleChar="?" escapeChar="\" matchCase="false">` + ref("a") + lit(`a*\*`) + `</fes:PropertyIsLike>`))
	f.Add(filterOf(within(`<gml:Polygon srsName="urn:ogc:def:crs:EPSG::4326"><gml:exterior><gml:LinearRing><gml:posList>0 0 1 0 1 1 0 0</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>`)))
	f.Add(filterOf(`<fes:BBOX><gml:Box><gml:coordinates cs=";" ts="|" decimal=",">1,5;2|3;4</gml:coordinates></gml:Box></fes:BBOX>`))
	f.Add(filterOf(during(`<gml:TimePeriod><gml:begin><gml:TimeInstant><gml:timePosition>2010-06</gml:timePosition></gml:TimeInstant></gml:begin><gml:endPosition indeterminatePosition="unknown"/></gml:TimePeriod>`)))
	f.Add(filterOf(`<fes:DWithin>` + ref("geom") + `<gml:MultiCurve><gml:curveMember><gml:Curve><gml:segments><gml:LineStringSegment><gml:pos>1 2 3</gml:pos><gml:pos>4 5</gml:pos></gml:LineStringSegment></gml:segments></gml:Curve></gml:curveMember></gml:MultiCurve><fes:Distance uom="nmi">1</fes:Distance></fes:DWithin>`))
	f.Fuzz(func(t *testing.T, text string) {
		e, err := fes.ParseString(text, options())
		if err != nil {
			var fe *filter.Error
			if !errors.As(err, &fe) || len(err.Error()) > 3000 || fe.Text == "" {
				t.Fatalf("error %T of %d bytes: %v", err, len(err.Error()), err)
			}
			return
		}
		if !utf8.ValidString(text) {
			return
		}
		once := e.String()
		back, err := cql.Parse(once, cql.Options{})
		if err != nil {
			t.Fatalf("%s\nis not read back: %v", once, err)
		}
		if twice := back.String(); once != twice {
			t.Fatalf("%s\nreads back as\n%s", once, twice)
		}
	})
}
