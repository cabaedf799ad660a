package render

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"haavi/internal/feature"
	"haavi/styles"
	"haavi/styles/sld"
)

// galleryFolder has the pictures of the gallery, which are golden pictures too.
var galleryFolder = filepath.Join("..", "..", "docs", "gallery")

// The gallery's pictures are drawn from the styles as they come back from their documents, so that the page shows what the documents beside
// them ask for. `make gallery` writes page and pictures anew.
func TestGallery(t *testing.T) {
	var page strings.Builder
	page.WriteString("# Gallery\n\nWhat styles can ask for, and what is drawn. `make gallery` makes this page; the pictures are compared at every test.\n")
	section := ""
	for _, e := range exhibits() {
		if e.section != "" && e.section != section {
			section = e.section
			fmt.Fprintf(&page, "\n## %s\n", section)
		}
		document := documentOf(t, e.style)
		e.style = styleOf(t, document)
		goldenIn(t, galleryFolder, e.name, mustDraw(t, galleryMap(t, e)))
		fmt.Fprintf(&page, "\n### %s\n\n![%s](gallery/%s.png)\n", e.title, e.title, e.name)
		if e.style.Passes[0].Summary != nil {
			legend, err := Legend(LegendRequest{Style: e.style, Geometry: feature.Point})
			if err != nil {
				t.Fatal(err)
			}
			goldenIn(t, galleryFolder, e.name+"-legend", legend)
			fmt.Fprintf(&page, "![Its legend](gallery/%s-legend.png)\n", e.name)
		}
		fmt.Fprintf(&page, "\n<details><summary>the style</summary>\n\n```xml\n%s```\n\n</details>\n", inner(document))
	}
	file := filepath.Join("..", "..", "docs", "gallery.md")
	if *update {
		if err := os.WriteFile(file, []byte(page.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if was, err := os.ReadFile(file); err != nil || string(was) != page.String() {
		t.Errorf("docs/gallery.md is not in step (%v); run make gallery", err)
	}
}

func documentOf(t *testing.T, s *styles.Style) []byte {
	t.Helper()
	doc, err := sld.Write([]sld.Named{{Layer: "occurrences", Geometry: "geom", Styles: []*styles.Style{s}}}, sld.V110)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func styleOf(t *testing.T, document []byte) *styles.Style {
	t.Helper()
	d, err := sld.Read(bytes.NewReader(document), sld.Options{})
	if err != nil || len(d.Layers) != 1 || len(d.Layers[0].Styles) != 1 {
		t.Fatalf("%v\n%s", err, document)
	}
	if len(d.Remarks) > 0 {
		t.Errorf("%v\n%s", d.Remarks, document)
	}
	return d.Layers[0].Styles[0].Style
}

// inner is what a document says inside of its UserStyle, indented.
func inner(document []byte) string {
	text := string(document)
	from, to := strings.Index(text, "<se:FeatureTypeStyle"), strings.LastIndex(text, "</sld:UserStyle>")
	depth := 0
	var out strings.Builder
	for part := range strings.SplitSeq(strings.ReplaceAll(text[from:to], "<", "\x00<"), "\x00") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		closing, empty := strings.HasPrefix(part, "</"), strings.HasSuffix(part, "/>")
		if closing {
			depth--
		}
		if closing && strings.HasSuffix(out.String(), "\x01") { // the end of what began on this line
			held := strings.TrimSuffix(out.String(), "\x01")
			out.Reset()
			out.WriteString(held + part + "\n")
			continue
		}
		held := strings.Replace(out.String(), "\x01", "\n", 1)
		out.Reset()
		out.WriteString(held + strings.Repeat("  ", depth) + part)
		switch {
		case closing || empty:
			out.WriteString("\n")
		default:
			depth++
			out.WriteString("\x01")
		}
	}
	return out.String()
}
