package tiles

import (
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/styles"
	"haavi/tiles/cache"
	"haavi/wms/render"
)

// A picture that a style names is part of what a kept tile depends on: when the file is another, so is the tile, on all servers alike.
func TestChangedPicturesGiveNewTiles(t *testing.T) {
	folder := t.TempDir()
	write := func(colour string) { // as rsync does: the same size, and a time of its own
		t.Helper()
		next := filepath.Join(folder, ".next")
		svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="%s"/></svg>`, colour)
		if err := os.WriteFile(next, []byte(svg), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(next, filepath.Join(folder, "mark.svg")); err != nil {
			t.Fatal(err)
		}
	}
	write("#ff0000")
	symbols, err := render.OpenSymbols(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer symbols.Close()
	mark := styles.Graphic{Size: styles.Number(30), Symbols: []styles.GraphicSymbol{&styles.External{Href: "mark.svg", Format: "image/svg+xml"}}}
	registry, err := styles.NewRegistry(&styles.Style{Name: "marked", Passes: []styles.FeatureTypeStyle{{Rules: []styles.Rule{{Symbolizers: []styles.Symbolizer{&styles.Point{Graphic: mark}}}}}}})
	if err != nil {
		t.Fatal(err)
	}
	c := memoryCatalog(t, schemaOf(crs.CRS84, intKey), &feature.Feature{ID: "1", Geom: orb.Point{0.5, -0.5}, Props: make([]feature.Value, 5)})
	c.Layers(layer.Caller{})[0].Style = "marked"
	ctx, stop := context.WithCancel(t.Context())
	watched := make(chan error, 1)
	go func() { watched <- c.Watch(ctx, layer.Watching{}) }()
	defer func() { stop(); <-watched }()
	kept := cache.New(cache.Options{Memory: 1 << 20})
	defer kept.Close()
	s := New(Options{Catalog: c, Styles: registry, Symbols: symbols, Cache: kept})
	pixel := func() [2]uint8 {
		t.Helper()
		img, err := png.Decode(get(s, "/tiles/species/0/0/0.png").Body)
		if err != nil {
			t.Fatal(err)
		}
		r, _, b, _ := img.At(128, 128).RGBA()
		return [2]uint8{uint8(r >> 8), uint8(b >> 8)}
	}
	wait := func(what string, is func() bool) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal(what)
			}
		}
	}
	wait("the tile is not kept", func() bool {
		if got := pixel(); got != [2]uint8{255, 0} {
			t.Fatalf("the tile is %v", got)
		}
		return kept.Stats().Hits > 0
	})
	write("#0000ff")
	wait("the new picture is not seen", func() bool { return pixel() == [2]uint8{0, 255} })
	if err := os.Remove(filepath.Join(folder, "mark.svg")); err != nil {
		t.Fatal(err)
	}
	wait("the picture that is gone is still seen", func() bool { got := pixel(); return got[0] == got[1] })
	made := kept.Stats().Made
	write("#ff0000")
	wait("the picture that is back is not seen", func() bool { return pixel() == [2]uint8{255, 0} })
	if n := kept.Stats().Made; n != made {
		t.Errorf("%d tiles were made of a picture whose tile is kept", n-made)
	}
}
