package render

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/styles"
	"haavi/styles/sld"
)

// besideQGIS are the styles that scripts/qgis-styles has QGIS export, with the features that it draws, and how many of the 28,800 pixels may differ
// by a quarter of the range from QGIS's own picture of them.
var besideQGIS = []struct {
	name     string
	features func() []feature.Feature
	bound    int
}{
	{"categorised", nine, 270}, {"graduated", nine, 480}, {"rules", nine, 520}, {"turned", nine, 10}, {"dashes", zigzags, 590},
	{"casing", zigzags, 2050}, {"hatch", lands, 4200}, {"fill", lands, 10}, {"svg", everySecond, 1350}, {"labels", everyThird, 300},
}

func qgisPoints(step int) (all []feature.Feature) {
	for i := 0; i < 9; i += step {
		all = append(all, feature.Feature{ID: string(rune('a' + i)), Geom: orb.Point{20 + 25*float64(i), 60},
			Props: []feature.Value{feature.StringValue([]string{"Turku", "Oulu", "Espoo"}[i%3]), feature.IntValue(int64(i))}})
	}
	return all
}

func nine() []feature.Feature        { return qgisPoints(1) }
func everySecond() []feature.Feature { return qgisPoints(2) }
func everyThird() []feature.Feature  { return qgisPoints(3) }
func zigzags() []feature.Feature     { return []feature.Feature{{Geom: zigzag}} }
func lands() []feature.Feature       { return []feature.Feature{{Geom: land}} }

func qgisStyle(t *testing.T, file string) *styles.Style {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d, err := sld.Read(strings.NewReader(string(raw)), sld.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d.Layers[0].Styles[0].Style
}

// Styles that QGIS exports are drawn as QGIS draws them, within a bound.
func TestBesideQGIS(t *testing.T) {
	for _, c := range besideQGIS {
		folder := filepath.Join("testdata", "qgis")
		e := exhibit{style: qgisStyle(t, filepath.Join(folder, c.name+".sld")), features: c.features()}
		r := galleryMap(t, e)
		r.CRS = crs.EPSG(3067)
		ours := mustDraw(t, r)
		f, err := os.Open(filepath.Join(folder, c.name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := png.Decode(f)
		_ = f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if n := differBy(64, ours, theirs); n > c.bound {
			t.Errorf("%s: %d pixels differ, more than %d", c.name, n, c.bound)
		}
		if out := os.Getenv("QGIS_OUT"); out != "" {
			goldenIn(t, out, c.name, ours)
		}
	}
}
