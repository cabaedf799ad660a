package wms

import (
	"fmt"
	"image"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/source/memory"
)

// pins is a service of points about the world, each in the layer pins.
func pins(t *testing.T, points ...orb.Point) *Service {
	s := schema("pins", crs.WGS84, feature.Point)
	var rows []*feature.Feature
	for i, p := range points {
		rows = append(rows, item(fmt.Sprint(i), p))
	}
	c := layer.NewCatalog()
	if err := c.Add(layer.Options{Name: "pins", Schema: s, Extent: orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}}, memory.New(s, rows), layer.Limits{}); err != nil {
		t.Fatal(err)
	}
	service, err := New(Options{Catalog: c})
	if err != nil {
		t.Fatal(err)
	}
	return service
}

// inked says whether something is drawn within a pixel of a place.
func inked(img image.Image, x, y float64) bool {
	for dx := -1; dx <= 1; dx++ {
		for dy := -1; dy <= 1; dy++ {
			if at(img, int(x)+dx, int(y)+dy) != white {
				return true
			}
		}
	}
	return false
}

const worldMap = "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=pins&STYLES=&WIDTH=400&HEIGHT=400&FORMAT=image/png"

// Points are drawn, and found, where PROJ has them, in maps across the antimeridian and about the poles.
func TestMapsOfTheWholeWorld(t *testing.T) {
	points := []orb.Point{{179, 0}, {-179, 5}, {-175, -5}, {0, 85}, {-135, 80}, {24, 60}, {100, -80}, {0, 90}, {0, -90}, {180, 89}}
	s := pins(t, points...)
	const radius = 6378137 * math.Pi
	for _, c := range []struct {
		crs  string
		bbox orb.Bound
		at   func(orb.Point) (orb.Point, bool) // the coordinates of a point on the map, if it is on it
	}{
		{"CRS:84", orb.Bound{Min: orb.Point{170, -10}, Max: orb.Point{190, 10}}, turnedTo(170, 360)},
		{"CRS:84", orb.Bound{Min: orb.Point{-190, -10}, Max: orb.Point{-170, 10}}, turnedTo(-190, 360)},
		{"CRS:84", orb.Bound{Min: orb.Point{530, -10}, Max: orb.Point{550, 10}}, turnedTo(530, 360)},
		{"EPSG:3857", orb.Bound{Min: orb.Point{radius - 1e6, -1e6}, Max: orb.Point{radius + 1e6, 1e6}}, projected(t, 3857, radius-1e6, 2*radius)},
		{"EPSG:3832", orb.Bound{Min: orb.Point{2e6, -1e6}, Max: orb.Point{4e6, 1e6}}, projected(t, 3832, 2e6, 0)},
		{"EPSG:3413", orb.Bound{Min: orb.Point{-4e6, -4e6}, Max: orb.Point{4e6, 4e6}}, projected(t, 3413, 0, 0)},
		{"EPSG:3995", orb.Bound{Min: orb.Point{-1e6, -1e6}, Max: orb.Point{1e6, 1e6}}, projected(t, 3995, 0, 0)},
		{"EPSG:3031", orb.Bound{Min: orb.Point{-2e6, -2e6}, Max: orb.Point{2e6, 2e6}}, projected(t, 3031, 0, 0)},
	} {
		box := fmt.Sprintf("%f,%f,%f,%f", c.bbox.Min[0], c.bbox.Min[1], c.bbox.Max[0], c.bbox.Max[1])
		query := with(worldMap, "CRS", c.crs, "BBOX", box)
		img := picture(t, s, query)
		drawn := 0
		for i, p := range points {
			q, ok := c.at(p)
			if !ok || !c.bbox.Contains(q) {
				continue
			}
			drawn++
			x, y := (q[0]-c.bbox.Min[0])/(c.bbox.Max[0]-c.bbox.Min[0])*400, (c.bbox.Max[1]-q[1])/(c.bbox.Max[1]-c.bbox.Min[1])*400
			if x < 1 || y < 1 || x > 398 || y > 398 {
				continue
			}
			if !inked(img, x, y) {
				t.Errorf("%s %s: %v is not drawn at %g, %g", c.crs, box, p, x, y)
			}
			info := with(query, "REQUEST", "GetFeatureInfo", "QUERY_LAYERS", "pins", "INFO_FORMAT", "application/json", "FEATURE_COUNT", "20", "I", fmt.Sprint(int(x)), "J", fmt.Sprint(int(y)))
			if got := ids(t, get(t, s, info)); !strings.Contains(got+" ", fmt.Sprintf("pins.%d ", i)) {
				t.Errorf("%s %s: at %v is %q", c.crs, box, p, got)
			}
		}
		if drawn == 0 {
			t.Errorf("%s %s: the test looks at nothing", c.crs, box)
		}
	}
}

// turnedTo moves longitudes by whole turns to where the map begins.
func turnedTo(west, turn float64) func(orb.Point) (orb.Point, bool) {
	return func(p orb.Point) (orb.Point, bool) {
		return orb.Point{p[0] + turn*math.Ceil((west-p[0])/turn), p[1]}, true
	}
}

func projected(t *testing.T, code int, west, turn float64) func(orb.Point) (orb.Point, bool) {
	tr, err := crs.NewTransform(crs.WGS84, crs.EPSG(code))
	if err != nil {
		t.Fatal(err)
	}
	return func(p orb.Point) (orb.Point, bool) {
		q, ok := tr.Point(p)
		if turn > 0 && ok {
			q, ok = turnedTo(west, turn)(q)
		}
		return q, ok
	}
}

// A turned map is the map turned: what is to the right of the middle is below it after a quarter turn.
func TestTurnedMaps(t *testing.T) {
	s := pins(t, orb.Point{5, 0}, orb.Point{0, 9}, orb.Point{12, 0})
	query := with(worldMap, "CRS", "CRS:84", "BBOX", "-10,-10,10,10")
	for _, c := range []struct {
		angle string
		x, y  float64
	}{{"0", 300, 200}, {"90", 200, 300}, {"-90", 200, 100}, {"180", 100, 200}, {"45", 270.7, 270.7}, {"360", 300, 200}} {
		turned := with(query, "ANGLE", c.angle)
		if !inked(picture(t, s, turned), c.x, c.y) {
			t.Errorf("ANGLE=%s: nothing at %g, %g", c.angle, c.x, c.y)
		}
		info := with(turned, "REQUEST", "GetFeatureInfo", "QUERY_LAYERS", "pins", "INFO_FORMAT", "application/json", "I", fmt.Sprint(int(c.x)), "J", fmt.Sprint(int(c.y)))
		if got := ids(t, get(t, s, info)); got != "pins.0" {
			t.Errorf("ANGLE=%s: %q is found", c.angle, got)
		}
	}
	// The corner of a map turned by 45 degrees shows ground beyond its sides.
	if !inked(picture(t, s, with(query, "ANGLE", "45")), 200+240*math.Sqrt2/2, 200+240*math.Sqrt2/2) {
		t.Error("what comes into the map by turning it is not drawn")
	}
}

// A full canvas turns maps away with a time to come again; free, it takes them.
func TestCanvas(t *testing.T) {
	s := newService(t, func(o *Options) { o.MaxPixels, o.MaxWait = 20000, 10*time.Millisecond })
	if !s.canvas.TryAcquire(15000) {
		t.Fatal("a new canvas is not free")
	}
	for _, query := range []string{map130, with(map130, "EXCEPTIONS", "INIMAGE"), with(map130, "EXCEPTIONS", "BLANK", "LAYERS", "none")} {
		if a := get(t, s, query); a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") != "5" || !strings.Contains(a.body, "too many maps") {
			t.Errorf("%s: %d %v %.100s", query, a.status, a.header, a.body)
		}
	}
	picture(t, s, with(map130, "WIDTH", "50", "HEIGHT", "50"))
	s.canvas.Release(15000)
	picture(t, s, map130)
	picture(t, s, with(map130, "WIDTH", "400", "HEIGHT", "400")) // larger than the limit, by itself
}

// Hostile requests have short answers that say what is wrong, soon.
func TestHostileRequests(t *testing.T) {
	s := soundings(t, func(o *layer.Options) { o.TimeBegin = "seen" })
	m := with(soundingInfo, "REQUEST", "GetMap", "FORMAT", "image/png")
	deep := strings.Repeat("(", 500000) + "1=1" + strings.Repeat(")", 500000)
	for name, query := range map[string]string{
		"a billion pixels":    with(m, "WIDTH", "40000", "HEIGHT", "40000"),
		"a wide picture":      with(m, "WIDTH", "4097"),
		"ten thousand layers": with(m, "LAYERS", strings.Repeat("soundings,", 9999)+"soundings"),
		"ten thousand styles": with(m, "STYLES", strings.Repeat("x,", 9999)),
		"a deep filter":       with(m, "CQL_FILTER", deep),
		"a long filter":       with(m, "CQL_FILTER", strings.Repeat("elev = 1 OR ", 90000)+"elev = 1"),
		"many filters":        with(m, "CQL_FILTER", strings.Repeat(";", 1<<20)),
		"an XML bomb":         with(m, "FILTER", `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><Filter>&b;</Filter>`),
		"many times":          with(m, "TIME", strings.Repeat("2000-01-01,", 99999)+"2000"),
		"a long time":         with(m, "TIME", "2000-01-01/P99999999Y"),
		"no numbers":          with(m, "BBOX", "NaN,0,1,1"),
		"infinity":            with(m, "BBOX", "-Inf,0,1,1"),
		"beyond":              with(m, "BBOX", "-1e308,-1e308,1e308,1e308"),
		"nothing":             with(m, "BBOX", "1,1,1.0000000000000002,1.0000000000000002"),
		"many query layers":   with(soundingInfo, "QUERY_LAYERS", strings.Repeat("soundings,", 9999)),
		"many features":       with(soundingInfo, "FEATURE_COUNT", "99999999999999999999"),
	} {
		begun := time.Now()
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/wms", nil)
		r.URL.RawQuery = query
		s.ServeHTTP(w, r)
		if w.Code != http.StatusBadRequest || w.Body.Len() > 2000 || !strings.Contains(w.Body.String(), "<ServiceException code=") {
			t.Errorf("%s: %d, %d bytes: %.300s", name, w.Code, w.Body.Len(), w.Body)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}
