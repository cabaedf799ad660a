package wfs

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/source/memory"
)

// numbered is a layer of n features without a place.
func numbered(t testing.TB, c *layer.Catalog, name string, n int) {
	s := &feature.Schema{Name: name, Fields: fields("n", feature.Int), Key: fields("!n", feature.Int)}
	var fs []*feature.Feature
	for i := range n {
		fs = append(fs, &feature.Feature{ID: fmt.Sprint(i), Props: []feature.Value{feature.IntValue(int64(i))}})
	}
	addLayer(t, c, layer.Options{Extent: empty}, s, memory.New(s, fs))
}

// A page of several queries is that of their answers one after the other.
func TestPagesRunOverAllQueries(t *testing.T) {
	c := layer.NewCatalog()
	sizes := map[string]int{"a": 0, "b": 1, "c": 7, "d": 15}
	for name, n := range sizes {
		numbered(t, c, name, n)
	}
	s := testServiceOf(c)
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 2, 5).Draw(t, "names")
		start, count := rapid.IntRange(0, 40).Draw(t, "start"), rapid.IntRange(-1, 40).Draw(t, "count")
		var want []string
		for _, name := range names {
			for i := range sizes[name] {
				want = append(want, fmt.Sprintf("%s.%d", name, i))
			}
		}
		all := len(want)
		want = want[min(start, all):]
		request := fmt.Sprintf("%sGetFeature&typenames=(%s)&outputformat=geojson&startindex=%d", v2, strings.Join(names, ")("), start)
		if count >= 0 {
			want = want[:min(count, len(want))]
			request += fmt.Sprintf("&count=%d", count)
		}
		body := do(s, request).Body.String()
		var got []string
		for _, part := range strings.Split(body, `"Feature","id":"`)[1:] {
			id, _, _ := strings.Cut(part, `"`)
			got = append(got, id)
		}
		if strings.Join(got, " ") != strings.Join(want, " ") || !strings.Contains(body, fmt.Sprintf(`"numberMatched":%d,"numberReturned":%d,`, all, len(want))) {
			t.Fatalf("%s\n%v instead of %v\n%s", request, got, want, body)
		}
		if next := strings.Contains(body, `"rel":"next"`); next != (count > 0 && len(want) > 0 && start+len(want) < all) {
			t.Fatalf("%s: a next page: %v", request, next)
		}
	})
}

// Next leads through everything once.
func TestNextLinksLeadThroughAllQueries(t *testing.T) {
	c := layer.NewCatalog()
	numbered(t, c, "Fifteen", 15)
	numbered(t, c, "Seven", 7)
	s := testServiceOf(c)
	request, seen := v2+"GetFeature&typenames=(Fifteen)(Seven)&count=4", 0
	for pages := 0; request != ""; pages++ {
		body := do(s, request).Body.String()
		seen += strings.Count(body, "gml:id=")
		request = link(body, "next")
		if pages > 5 {
			t.Fatal("next goes on and on")
		}
	}
	if seen != 22 {
		t.Errorf("%d features instead of 22", seen)
	}
}

// link is the query string of a link in a GML answer.
func link(body, rel string) string {
	_, rest, _ := strings.Cut(body, " "+rel+`="`+base+Path+"?")
	address, _, _ := strings.Cut(rest, `"`)
	return strings.ReplaceAll(address, "&amp;", "&")
}

func TestQueriesInOneSystem(t *testing.T) {
	s := testService(t)
	for request, want := range map[string]string{
		"typenames=(observation)(area)":                               "",
		"typenames=(observation)(observation)":                        crs.EPSG(3067).URN(),
		"typenames=(observation)(area)&srsname=EPSG:3035":             crs.EPSG(3035).URN(),
		"typenames=(observation)(area)&srsname=()(EPSG:3035)":         crs.EPSG(3035).URN(),
		"typenames=(observation)(area)(note)&srsname=(EPSG:3035)()()": crs.EPSG(3035).URN(),
	} {
		w := do(s, v2+"GetFeature&outputformat=geojson&"+request)
		if got := w.Body.String(); w.Code != 200 || strings.Contains(got, `"crs"`) != (want != "") || !strings.Contains(got, want) {
			t.Errorf("%s: %d %.200s", request, w.Code, got)
		}
	}
}

func TestParallelLists(t *testing.T) {
	for _, c := range []struct {
		param, text string
		n           int
		want        string
	}{
		{"filter", "(<F>:-)</F>)( <F>)(</F> )", 2, "<F>:-)</F>|<F>)(</F>"},
		{"filter", "()(<F/>)", 2, "|<F/>"},
		{"filter", "<F/>", 1, "<F/>"},
		{"cql_filter", "(a = 1) AND (b = ';')", 1, "(a = 1) AND (b = ';')"},
		{"cql_filter", "(a = ')')(b = '(')", 2, "a = ')'|b = '('"},
		{"cql_filter", "a=';';S_INTERSECTS(g, SRID=3067;POINT(1 2)) ;true", 3, "a=';'|S_INTERSECTS(g, SRID=3067;POINT(1 2))|true"},
		{"sortby", "(a,b D)()", 2, "a,b D|"},
		{"propertyname", " ( a , b ) ", 1, "a , b"},
		{"bbox", "", 2, "|"},
	} {
		got, err := parallel(c.param, c.text, c.n, false)
		if err != nil || strings.Join(got, "|") != c.want {
			t.Errorf("%s=%s: %q %v", c.param, c.text, got, err)
		}
	}
}

// HEAD has the headers of the answer and is refused as GET is.
func TestHeadOfSeveral(t *testing.T) {
	s := testService(t)
	for request, want := range map[string]int{"typenames=(area)(note)": 200, "typenames=(area)(note)&propertyname=(title)(title)": 400} {
		if w := answer1(s, httptest.NewRequest("HEAD", Path+"?"+v2+"GetFeature&"+request, nil)); w.Code != want || want == 200 && w.Body.Len() > 0 {
			t.Errorf("%s: %d, %d bytes", request, w.Code, w.Body.Len())
		}
	}
}

// Identifiers that a later query may repeat are remembered, so their number is bounded.
func TestTooManyRepeats(t *testing.T) {
	a := &answer{output: output{Format: testService(t).o.Formats[0]}}
	l := &layer.Layer{}
	parts := []part{{query: &featureQuery{layer: l}, returned: 100_001}, {query: &featureQuery{layer: l}}}
	if err := a.checkRepeats(parts); err == nil || !strings.Contains(err.Error(), "only once") {
		t.Error(err)
	}
	parts[0].returned--
	if err := a.checkRepeats(parts); err != nil {
		t.Error(err)
	}
}
