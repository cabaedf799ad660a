package xmlw

import (
	"encoding/xml"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWriter(t *testing.T) {
	var w Writer
	w.Declaration()
	w.Open("a", "x", `1 "<&`, "none", "")
	w.Leaf("b", "R & D\n<c>", "y", "é")
	w.Optional("c", "")
	w.Open("d")
	w.Empty("e", "z", "2")
	w.Close()
	w.Close()
	want := `<?xml version="1.0" encoding="UTF-8"?>
<a x="1 &#34;&lt;&amp;">
  <b y="é">R &amp; D&#10;&lt;c&gt;</b>
  <d>
    <e z="2"/>
  </d>
</a>
`
	if got := string(w.Bytes()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Any text comes back from a parser as it was, but for what XML cannot hold.
func TestTextComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		doc := AppendAttr([]byte("<a"), "b", s)
		doc = append(AppendText(append(doc, '>'), s), "</a>"...)
		var got struct {
			Attr string `xml:"b,attr"`
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal(doc, &got); err != nil {
			t.Fatalf("%q: %v", doc, err)
		}
		want := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
				return 0xFFFD
			}
			return r
		}, strings.ToValidUTF8(s, "\uFFFD"))
		if got.Attr != want || got.Text != want {
			t.Fatalf("%q became %q and %q", want, got.Attr, got.Text)
		}
	})
}

func TestBrokenUTF8(t *testing.T) {
	if got := string(AppendText(nil, "a\xffb\xc3")); got != "a\uFFFDb\uFFFD" {
		t.Errorf("got %q", got)
	}
}
