package fes

import (
	"testing"

	"haavi/internal/xmlw"
)

// What is written is read back as the same filter.
func TestWrittenFiltersComeBack(t *testing.T) {
	for _, inner := range []string{
		`<ogc:And><ogc:PropertyIsEqualTo matchCase="false"><ogc:PropertyName>a</ogc:PropertyName><ogc:Literal> x &lt;</ogc:Literal></ogc:PropertyIsEqualTo><ogc:Not><ogc:PropertyIsNull><ogc:PropertyName>b</ogc:PropertyName></ogc:PropertyIsNull></ogc:Not></ogc:And>`,
		`<ogc:Or><ogc:PropertyIsLike wildCard="*" singleChar="?" escapeChar="!"><ogc:PropertyName>a</ogc:PropertyName><ogc:Literal>50%*?!!</ogc:Literal></ogc:PropertyIsLike><ogc:PropertyIsBetween><ogc:PropertyName>n</ogc:PropertyName><ogc:LowerBoundary><ogc:Literal>1</ogc:Literal></ogc:LowerBoundary><ogc:UpperBoundary><ogc:Literal>2</ogc:Literal></ogc:UpperBoundary></ogc:PropertyIsBetween></ogc:Or>`,
		`<ogc:PropertyIsGreaterThan><ogc:Mul><ogc:PropertyName>n</ogc:PropertyName><ogc:Literal>2</ogc:Literal></ogc:Mul><ogc:Function name="length"><ogc:PropertyName>a</ogc:PropertyName></ogc:Function></ogc:PropertyIsGreaterThan>`,
		`<ogc:BBOX><gml:Envelope srsName="EPSG:3067"><gml:lowerCorner>1 2</gml:lowerCorner><gml:upperCorner>3 4.5</gml:upperCorner></gml:Envelope></ogc:BBOX>`,
		`<ogc:DWithin><ogc:PropertyName>geom</ogc:PropertyName><gml:Point><gml:pos>1 2</gml:pos></gml:Point><ogc:Distance units="km">3</ogc:Distance></ogc:DWithin>`,
		`<ogc:Intersects><ogc:PropertyName>geom</ogc:PropertyName><gml:MultiPolygon srsName="EPSG:3067"><gml:polygonMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>0 0 9 0 9 9 0 0</gml:posList></gml:LinearRing></gml:exterior><gml:interior><gml:LinearRing><gml:posList>4 1 5 1 5 2 4 1</gml:posList></gml:LinearRing></gml:interior></gml:Polygon></gml:polygonMember></gml:MultiPolygon></ogc:Intersects>`,
		`<ogc:During><ogc:PropertyName>t</ogc:PropertyName><gml:TimePeriod><gml:beginPosition>2020-01-01</gml:beginPosition><gml:endPosition indeterminatePosition="unknown"/></gml:TimePeriod></ogc:During>`,
		`<ogc:FeatureId fid="a.1"/><ogc:FeatureId fid="a.2"/>`,
	} {
		e, err := ParseString("<ogc:Filter>"+inner+"</ogc:Filter>", Options{})
		if err != nil {
			t.Fatal(inner, err)
		}
		for _, v := range []Version{V11, V10} {
			var w xmlw.Writer
			if err := Write(&w, e, v); err != nil {
				t.Fatal(err)
			}
			back, err := ParseString(string(w.Bytes()), Options{})
			if err != nil || back.String() != e.String() {
				t.Errorf("%s\n became %v (%v)\n by %s", e, back, err, w.Bytes())
			}
		}
	}
}
