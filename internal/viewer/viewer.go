package viewer

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strconv"

	"github.com/gorilla/mux"

	"haavi/internal/layer"
	"haavi/internal/ows"
)

// Options say what the page shows.
type Options struct {
	Service ows.Service
	Catalog *layer.Catalog
	// Caller finds who asks; nil means that everybody is the public.
	Caller func(*http.Request) layer.Caller
}

//go:embed page.html assets
var files embed.FS

// policy keeps the page to its own host: no script, style or picture comes from elsewhere or stands in the page itself
// (Content Security Policy Level 3).
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

type handler struct {
	Options
	page *template.Template
	// version changes with the assets, so that browsers may keep them for long.
	version string
}

// New returns the handler of the page at "/", and of its assets.
func New(o Options) http.Handler {
	if o.Caller == nil {
		o.Caller = func(*http.Request) layer.Caller { return layer.Caller{} }
	}
	h := &handler{Options: o, page: template.Must(template.ParseFS(files, "page.html")), version: assetVersion()}
	r := mux.NewRouter()
	methods := []string{http.MethodGet, http.MethodHead}
	r.HandleFunc("/", h.servePage).Methods(methods...)
	r.HandleFunc("/assets/{name}", serveAsset).Methods(methods...)
	return r
}

func (h *handler) servePage(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	fail := func(w http.ResponseWriter, _ *http.Request, e *ows.Error) { http.Error(w, e.Text, e.HTTPStatus()) }
	ows.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if err := h.page.Execute(&b, h.content(r)); err != nil {
			return fmt.Errorf("landing page: %w", err)
		}
		header := w.Header()
		header.Set("Content-Type", "text/html; charset=utf-8")
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cache-Control", "no-cache")
		header.Set("Content-Length", strconv.Itoa(b.Len()))
		_, err := w.Write(b.Bytes())
		return err
	}, fail).ServeHTTP(w, r)
}

var mediaTypes = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

func serveAsset(w http.ResponseWriter, r *http.Request) {
	name := mux.Vars(r)["name"]
	b, err := files.ReadFile("assets/" + name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	header := w.Header()
	header.Set("Content-Type", mediaTypes[path.Ext(name)])
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "public, max-age=86400")
	header.Set("Content-Length", strconv.Itoa(len(b)))
	w.Write(b)
}

// assetVersion is a digest of the assets.
func assetVersion() string {
	entries, err := files.ReadDir("assets")
	if err != nil {
		panic(err) // the folder is embedded
	}
	sum := sha256.New()
	for _, e := range entries {
		b, err := files.ReadFile("assets/" + e.Name())
		if err != nil {
			panic(err)
		}
		sum.Write(b)
	}
	return hex.EncodeToString(sum.Sum(nil)[:6])
}
