package render

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"haavi/styles"
)

// Nothing outside of the folder of symbols is ever drawn, whatever the address says.
func TestSymbolsStayInTheirFolder(t *testing.T) {
	root := t.TempDir()
	folder := filepath.Join(root, "symbols")
	if err := os.MkdirAll(filepath.Join(folder, "deep"), 0o750); err != nil {
		t.Fatal(err)
	}
	svg, err := os.ReadFile(filepath.Join("testdata", "symbols", "tree.svg"))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"secret.svg": svg, "symbols/a.svg": svg, "symbols/deep/b.svg": svg,
		"symbols/large.svg": append(svg, make([]byte, maxPictureBytes)...), "symbols/text.svg": []byte("<svg"), "symbols/empty.png": nil} {
		if err := os.WriteFile(filepath.Join(root, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(root, "secret.svg"), filepath.Join(folder, "link.svg")); err != nil {
		t.Fatal(err)
	}
	s, err := OpenSymbols(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for href, want := range map[string]bool{"a.svg": true, "deep/b.svg": true, "deep/../a.svg": true, "./a.svg": true,
		"../secret.svg": false, "deep/../../secret.svg": false, "link.svg": false, "large.svg": false, "text.svg": false, "empty.png": false,
		"deep": false, "": false, "missing.svg": false, filepath.Join(root, "secret.svg"): false, "file:" + filepath.Join(folder, "a.svg"): false,
		"http://127.0.0.1/a.svg": false, "a.svg\x00": false} {
		if got := s.picture(&styles.External{Href: href}) != nil; got != want {
			t.Errorf("%q: drawn %v, want %v", href, got, want)
		}
	}
	if (*Symbols)(nil).picture(&styles.External{Href: "a.svg"}) != nil {
		t.Error("a file without a folder is drawn")
	}
	if (*Symbols)(nil).picture(&styles.External{Inline: svg}) == nil {
		t.Error("a picture within a document is not drawn")
	}
}

// A parameter cannot say more than a value.
func TestParametersOfPictures(t *testing.T) {
	svg := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="param(fill) #00ff00"/></svg>`
	for value, want := range map[string]uint8{"#ff0000": 0xff, `#ff0000"/><script x="`: 0, "": 0} {
		parameters := map[string]string{"fill": value}
		if value == "" {
			parameters = nil
		}
		p, err := decodePicture([]byte(svg), parameters)
		if err != nil {
			t.Fatal(err)
		}
		if r, _, _, _ := p.at(10).At(5, 5).RGBA(); uint8(r>>8) != want {
			t.Errorf("%q: red is %d, want %d", value, r>>8, want)
		}
	}
}

func FuzzPicture(f *testing.F) {
	for _, name := range []string{"tree.svg", "stop.png"} {
		raw, err := os.ReadFile(filepath.Join("testdata", "symbols", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(`<svg viewBox="0 0 1e300 1"><path d="M0 0A1 1 0 0 0 NaN 1z"/></svg>`))
	f.Add([]byte(`<svg width="9" height="9"><g transform="scale(1e9)"><circle r="9"/></g><use href="#a"/></svg>`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := decodePicture(raw, map[string]string{"fill": "#123456"})
		if err != nil {
			return
		}
		if b := p.at(24).Bounds(); b.Dx() > maxPictureSide || b.Dy() > maxPictureSide || !(p.ratio > 0) {
			t.Fatalf("%v %g %.80q", b, p.ratio, strings.ToValidUTF8(string(raw), "?"))
		}
	})
}
