package sld

import (
	"io"
	"runtime"
	"strings"
	"testing"

	"haavi/internal/ows"
)

// endless repeats a text for ever.
type endless struct {
	begin, again string
	at           int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.begin != "" {
		n := copy(p, e.begin)
		e.begin = e.begin[n:]
		return n, nil
	}
	n := 0
	for n < len(p) {
		c := copy(p[n:], e.again[e.at:])
		n, e.at = n+c, (e.at+c)%len(e.again)
	}
	return n, nil
}

// Documents without bounds are refused before they take much of anything.
func TestHostileDocuments(t *testing.T) {
	const head = `<StyledLayerDescriptor version="1.1.0"><NamedLayer><Name>a</Name><UserStyle><FeatureTypeStyle>`
	slow := map[string]bool{"100 MB of comments": true, "rules": true, "attributes": true}
	for name, c := range map[string]struct {
		from io.Reader
		want string
	}{
		"100 MB of text":     {io.LimitReader(&endless{head, strings.Repeat("x", 100), 0}, 100<<20), "bytes"},
		"100 MB of comments": {io.LimitReader(&endless{head, "<!-- x -->", 0}, 100<<20), "tags and texts"},
		"rules":              {io.LimitReader(&endless{head, "<Rule><Name>x</Name></Rule>", 0}, 100<<20), "tags and texts"},
		"100,000 rules":      {strings.NewReader(head + strings.Repeat("<Rule/>", 100_000) + "</FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>"), "more than 1000 rules"},
		"depth":              {&endless{head, "<Rule>", 0}, "100 elements in one another"},
		"attributes":         {io.LimitReader(&endless{head + "<Rule ", `a="b" `, 0}, 100<<20), "bytes"},
		"an entity":          {strings.NewReader(`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><UserStyle><Name>&b;</Name></UserStyle>`), "document type"},
		"a file":             {strings.NewReader(`<!DOCTYPE x SYSTEM "file:///etc/passwd"><UserStyle/>`), "document type"},
		"no document":        {strings.NewReader(""), "ends too early"},
		"something else":     {strings.NewReader("<html/>"), "no style document"},
		"depth of filters":   {strings.NewReader(head + "<Rule><Filter>" + strings.Repeat("<Not>", 110)), "100 elements"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		o := Options{}
		if slow[name] {
			o.Limits = ows.XMLLimits{Bytes: 1 << 20, Tokens: 50_000} // the limits are the same ones, only nearer
		}
		_, err := Read(c.from, o)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 300 {
			t.Errorf("%s: %v", name, err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 300<<20 {
			t.Errorf("%s takes %d MB", name, used>>20)
		}
	}
}

// Remarks of a document are bounded, however much of it is not supported.
func TestRemarksAreBounded(t *testing.T) {
	d, err := Read(strings.NewReader(`<FeatureTypeStyle><Rule>`+strings.Repeat("<RasterSymbolizer/>", 10_000)+`</Rule></FeatureTypeStyle>`), Options{})
	if err != nil || len(d.Remarks) != maxRemarks+1 {
		t.Errorf("%d remarks, %v", len(d.Remarks), err)
	}
}
