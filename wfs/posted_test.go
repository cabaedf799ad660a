package wfs

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"haavi/internal/layer"
)

// posted is the token of a body.
func posted(body string) string {
	k := &keeper{limit: 1 << 20}
	_, _ = k.Write([]byte(body))
	return k.token()
}

// The links of a posted request lead through its pages by GET, forth and back.
func TestLinksOfPostedRequests(t *testing.T) {
	c := layer.NewCatalog()
	numbered(t, c, "Fifteen", 15)
	numbered(t, c, "Seven", 7)
	s := testServiceOf(c)
	body := func(attrs string) string {
		return `<?xml version="1.0" encoding="ISO-8859-1"?><w:GetFeature xmlns:w="http://www.opengis.net/wfs/2.0" service="WFS" version="2.0.2" ` + attrs +
			`><w:Query typeNames="Fifteen"><f:Filter xmlns:f="http://www.opengis.net/fes/2.0"><f:PropertyIsNotEqualTo><f:ValueReference>n</f:ValueReference><f:Literal>3</f:Literal></f:PropertyIsNotEqualTo></f:Filter></w:Query><w:Query typeNames="Seven"/></w:GetFeature>`
	}
	for _, first := range []string{body(`count="4"`), body(`count="4" resultType="hits"`)} {
		seen, previous := map[string]bool{}, ""
		var last string
		for request := first; request != ""; request = link(last, "next") {
			w := do(s, request)
			last = w.Body.String()
			if w.Code != 200 || len(seen) > 21 {
				t.Fatalf("%d %s", w.Code, last)
			}
			for _, part := range strings.Split(last, `gml:id="`)[1:] {
				id, _, _ := strings.Cut(part, `"`)
				seen[id] = true
			}
			previous = link(last, "previous")
		}
		if len(seen) != 21 || seen["Fifteen.3"] {
			t.Errorf("%d features: %v", len(seen), seen)
		}
		if back := do(s, previous).Body.String(); !strings.Contains(back, `gml:id="Seven.2"`) || !strings.Contains(back, `numberReturned="4"`) {
			t.Errorf("the page before the last: %s", back)
		}
	}
	values := strings.NewReplacer("GetFeature", "GetPropertyValue", `version="2.0.2"`, `version="2.0.2" valueReference="n"`).Replace(body(`count="4"`))
	if w := do(s, link(do(s, values).Body.String(), "next")); !strings.Contains(w.Body.String(), "<haavi:n>5</haavi:n>") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// An address has a bound, and so have the bodies that are kept to make one.
func TestLongRequestsHaveNoLinks(t *testing.T) {
	c := layer.NewCatalog()
	numbered(t, c, "Seven", 7)
	s := testServiceOf(c)
	s.o.MaxLink = 1000
	random := rand.New(rand.NewPCG(1, 2))
	for n, want := range map[int]bool{10: true, 100: false, 10_000: false} {
		var b strings.Builder
		for range n {
			fmt.Fprintf(&b, `<f:PropertyIsNotEqualTo><f:ValueReference>n</f:ValueReference><f:Literal>%d</f:Literal></f:PropertyIsNotEqualTo>`, 100+random.IntN(1e9))
		}
		w := do(s, `<GetFeature service="WFS" version="2.0.0" count="2"><Query typeNames="Seven"><f:Filter xmlns:f="http://www.opengis.net/fes/2.0"><f:And>`+b.String()+`<f:Not><f:PropertyIsNull><f:ValueReference>n</f:ValueReference></f:PropertyIsNull></f:Not></f:And></f:Filter></Query></GetFeature>`)
		if n > 300 { // beyond what a filter may have
			continue
		}
		next := link(w.Body.String(), "next")
		if w.Code != 200 || (next != "") != want || len(next) > 1000 {
			t.Errorf("%d conditions: %d, a link of %d bytes", n, w.Code, len(next))
		}
	}
}

func TestPostedIsChecked(t *testing.T) {
	s := testService(t)
	s.o.XML.Bytes = 1 << 16
	bomb := posted(`<GetFeature>` + strings.Repeat(" ", 1<<19) + `<Query typeNames="area"/></GetFeature>`)
	for token, want := range map[string]string{
		"": "posted", "x": "posted", "%00": "posted", posted("no XML"): "posted", posted(`<GetPropertyValue><Query typeNames="area"/></GetPropertyValue>`): "posted",
		posted(`<GetFeature><Query typeNames="nothing"/></GetFeature>`): "typenames", bomb: "request", posted(`<!DOCTYPE a><GetFeature/>`): "posted",
		posted(`<GetFeature><Query typeNames="area"/></GetFeature>`)[:20]: "",
	} {
		w := do(s, v2+"GetFeature&posted="+token)
		if w.Code != 400 && w.Code != 413 || !strings.Contains(w.Body.String(), `locator="`+want) {
			t.Errorf("%.40s: %d %s", token, w.Code, w.Body)
		}
	}
}
