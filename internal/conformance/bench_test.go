package conformance

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"haavi/internal/testdb"
)

// bench is what the suites run on: their data in a database, the program that serves it, and OGC's schemas.
type bench struct {
	suites, cite, work string
	// files is the server of schemas and of metadata documents, as host:port.
	files   string
	dsn     string
	program string
}

// serveFiles answers for the hosts of OGC and W3C, as the proxy of the Java programs: http://HOST/PATH is the file HOST/PATH of the
// mirror. Under /metadata it has the records that the WMS suite follows links to.
func (b *bench) serveFiles(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := strings.CutPrefix(r.URL.Path, "/metadata/")
		root := filepath.Join(b.cite, "wms13", "metadata")
		if !ok {
			root, name = filepath.Join(b.cite, "schemas-mirror", filepath.Base(r.Host)), r.URL.Path
		}
		text, err := os.ReadFile(filepath.Join(root, filepath.Clean("/"+name)))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/xml")
		_, _ = w.Write(text) // a client that goes away is none of our business
	}))
	t.Cleanup(s.Close)
	b.files = s.Listener.Addr().String()
}

// loadDatabase loads the own data of the WMS suites and of that for WFS 1.0.0, and the feature types for the other WFS suites.
func (b *bench) loadDatabase(t *testing.T) {
	b.dsn = testdb.DSN(t)
	execute(t, exec.Command("psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", "CREATE SCHEMA wms", "-f", "testdata/wfs.sql", "-f", "testdata/wfs10.sql", b.dsn))
	b.loadWFS10(t)
	shapes, err := filepath.Glob(filepath.Join(b.cite, "wms13", "shapefile", "*.shp"))
	if err != nil || len(shapes) == 0 {
		t.Fatalf("no data of the WMS suites in %s/wms13; set CITE", b.cite)
	}
	for _, file := range shapes {
		name := strings.TrimSuffix(filepath.Base(file), ".shp")
		execute(t, exec.Command("ogr2ogr", "-f", "PostgreSQL", gdal(t, b.dsn), file, "-nln", "wms."+name, "-a_srs", "EPSG:4326", "-nlt", "PROMOTE_TO_MULTI",
			"-lco", "LAUNDER=NO", "-lco", "GEOMETRY_NAME=geom", "-lco", "FID=gid"))
	}
	b.loadTerrain(t)
	execute(t, exec.Command("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", "testdata/wms.sql", b.dsn))
}

// loadTerrain loads the elevations of the WMS suites' raster, one row for each cell: its column, its row and its elevation.
func (b *bench) loadTerrain(t *testing.T) {
	cells := filepath.Join(t.TempDir(), "terrain.xyz")
	execute(t, exec.Command("gdal_translate", "-q", "-of", "XYZ", filepath.Join(b.cite, "wms13", "raster", "terrain.tif"), cells))
	execute(t, exec.Command("psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", "CREATE TABLE wms.cells (x double precision, y double precision, elevation integer)",
		"-c", `\copy wms.cells FROM '`+cells+`' (FORMAT csv, DELIMITER ' ')`, b.dsn))
}

// gdal is the address of a database in the form that GDAL takes.
func gdal(t *testing.T, dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	text := "PG:"
	for _, p := range [][2]string{{"dbname", strings.TrimPrefix(u.Path, "/")}, {"user", u.User.Username()}, {"password", password},
		{"host", u.Hostname() + u.Query().Get("host")}, {"port", u.Port() + u.Query().Get("port")}} {
		if p[1] != "" {
			text += p[0] + "='" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(p[1]) + "' "
		}
	}
	return text
}

func (b *bench) buildProgram(t *testing.T) {
	b.program = filepath.Join(t.TempDir(), "haavi")
	execute(t, exec.Command("go", "build", "-o", b.program, "haavi/cmd/haavi"))
}

// serve starts the program with a configuration and returns its address.
func (b *bench) serve(t *testing.T, config string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listen := l.Addr().String()
	l.Close()
	cmd := exec.Command(b.program, "serve", "--config", "testdata/"+config+".yaml", "--listen", listen)
	cmd.Env = append(os.Environ(), "HAAVI_CONFORMANCE_DSN="+b.dsn, "HAAVI_CONFORMANCE_FILES=http://"+b.files)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	var log strings.Builder
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if resp, err := http.Get("http://" + listen + "/readyz"); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return "http://" + listen
			}
		}
	}
	t.Fatal("the program did not become ready in 30 seconds")
	return ""
}

func execute(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args, " "), err, out)
	}
}
