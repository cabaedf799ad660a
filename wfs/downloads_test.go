package wfs

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/encode/flatgeobuf"
	"haavi/internal/encode/geopackage"
	"haavi/internal/encode/kml"
	"haavi/internal/encode/shapefile"
	"haavi/internal/encode/xlsx"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/spool"
)

var files = []encode.Format{geopackage.Format(), shapefile.Format(), flatgeobuf.Format(), kml.Format(), xlsx.Format()}

// A download has its media type and a file name of the layer's, by each name that clients know the format by.
func TestDownloads(t *testing.T) {
	s := testService(t)
	s.o.Formats = append(s.o.Formats, files...)
	for name, want := range map[string]string{
		"geopackage": "application/geopackage+sqlite3 observation.gpkg SQLite", "gpkg": "application/geopackage+sqlite3 observation.gpkg SQLite",
		"application/geopackage+sqlite3": "application/geopackage+sqlite3 observation.gpkg SQLite",
		"SHAPE-ZIP":                      "application/zip observation.zip PK", "shape-zip": "application/zip observation.zip PK",
		"flatgeobuf": "application/flatgeobuf observation.fgb fgb", "application/flatgeobuf": "application/flatgeobuf observation.fgb fgb",
		"KML": "application/vnd.google-earth.kml+xml observation.kml <?xml", "application/vnd.google-earth.kml%2Bxml": "application/vnd.google-earth.kml+xml observation.kml <?xml",
		"excel2007": files[4].MediaType + " observation.xlsx PK", "xlsx": files[4].MediaType + " observation.xlsx PK", files[4].MediaType: files[4].MediaType + " observation.xlsx PK",
	} {
		w := do(s, v2+"GetFeature&typenames=observation&outputformat="+name)
		parts := strings.Fields(want)
		if got := w.Header().Get("Content-Disposition"); w.Code != 200 || w.Header().Get("Content-Type") != parts[0] ||
			got != `attachment; filename="`+parts[1]+`"` || !strings.HasPrefix(w.Body.String(), parts[2]) {
			t.Errorf("%s: %d %v %.20q", name, w.Code, w.Header(), w.Body)
		}
	}
}

// KML is in longitude and latitude whatever the request says.
func TestKMLHasOneCRS(t *testing.T) {
	s := testService(t)
	s.o.Formats = append(s.o.Formats, files...)
	w := do(s, v2+"GetFeature&typenames=observation&outputformat=kml&srsname=EPSG:3067&count=1")
	if got := w.Body.String(); w.Code != 200 || !strings.Contains(got, "<coordinates>24.9") || !strings.Contains(got, ",60.1") {
		t.Errorf("%d %s", w.Code, got)
	}
}

// The number of features is told in a form that has a place for it.
func TestHitsAreNoFile(t *testing.T) {
	s := testService(t)
	s.o.Formats = append(s.o.Formats, files...)
	w := do(s, v2+"GetFeature&typenames=observation&outputformat=gpkg&resulttype=hits")
	if !strings.Contains(w.Body.String(), `numberMatched="5"`) || w.Header().Get("Content-Disposition") != "" {
		t.Errorf("%v %.200s", w.Header(), w.Body)
	}
}

// A stream that breaks ends the answer with an exception, because a file has not begun, and leaves nothing behind.
func TestBrokenDownloadLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	schema, fs := observations()
	c := layer.NewCatalog()
	addLayer(t, c, layer.Options{Extent: empty}, schema, &tearing{features: fs})
	s := testServiceOf(c)
	s.o.Formats = append(s.o.Formats, files...)
	for _, f := range files[:4] {
		r := httptest.NewRequest(http.MethodGet, Path+"?"+v2+"GetFeature&typenames=observation&outputformat="+f.Name, nil)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r.WithContext(ows.WithBase(r.Context(), base)))
		if w.Code != http.StatusInternalServerError && w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "ExceptionReport") {
			t.Errorf("%s: %d %.200s", f.Name, w.Code, w.Body)
		}
		if w.Header().Get("Content-Disposition") != "" {
			t.Errorf("%s: an exception is called a file", f.Name)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s left %v, %v", f.Name, left, err)
		}
	}
}

// A file that there is no room for is an exception, which says so; and nothing of it stays, on disk or in the account.
func TestNoRoomForADownload(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	for _, f := range files[:4] {
		disk := spool.NewDisk(4 << 10)
		c := layer.NewCatalog()
		addLayer(t, c, layer.Options{Extent: empty}, &feature.Schema{Name: "l", CRS: crs.WGS84, Geometry: geometryField("g", feature.Point),
			Fields: fields("a", feature.String)}, &faulty{matched: 9000, after: 9000})
		s := testServiceOf(c)
		s.o.Formats, s.o.Disk = append(s.o.Formats, files...), disk
		w := do(s, v2+"GetFeature&typenames=l&outputformat="+f.Name)
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "ask for fewer") || w.Header().Get("Retry-After") == "" ||
			w.Header().Get("Content-Disposition") != "" {
			t.Errorf("%s: %d %v %.300s", f.Name, w.Code, w.Header(), w.Body)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 || disk.Used() != 0 {
			t.Errorf("%s left %v, %v, %d bytes in the account", f.Name, left, err, disk.Used())
		}
	}
}

// tearing is a source whose streams break after three features.
type tearing struct {
	source.Source
	features []*feature.Feature
}

func (s *tearing) Snapshot(context.Context) (source.Snapshot, error) { return tearingView{s}, nil }

type tearingView struct{ *tearing }

func (tearingView) Close() error { return nil }

func (v tearingView) Count(context.Context, *query.Query) (int64, error) { return 5, nil }

func (v tearingView) Features(context.Context, *query.Query) (source.Features, error) {
	return &tornStream{features: v.features[:3]}, nil
}

type tornStream struct {
	features []*feature.Feature
	at       int
}

func (s *tornStream) Next() bool                { s.at++; return s.at <= len(s.features) }
func (s *tornStream) Feature() *feature.Feature { return s.features[s.at-1] }
func (s *tornStream) Close() error              { return nil }

func (s *tornStream) Err() error {
	if s.at > len(s.features) {
		return context.DeadlineExceeded
	}
	return nil
}
