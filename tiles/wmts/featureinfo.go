package wmts

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"haavi/internal/ows"
	"haavi/tiles"
)

// infoFormat is a format of GetFeatureInfo's answers.
type infoFormat struct{ name, extension string }

// infoFormats are those of the WMS that a client of tiles can read.
func (c *call) infoFormats() []infoFormat {
	if c.o.Maps == nil {
		return nil
	}
	return []infoFormat{{"text/plain", "txt"}, {"text/html", "html"}, {"application/json", "json"}}
}

// getFeatureInfo answers GetFeatureInfo by key-value pairs (07-057r7, 8.2.2).
func (c *call) getFeatureInfo(w http.ResponseWriter) error {
	if c.o.Maps == nil {
		return &ows.Error{Code: ows.OperationNotSupported, Locator: "GetFeatureInfo", Status: http.StatusNotImplemented, Text: "GetFeatureInfo is not offered"}
	}
	t, err := c.named()
	if err != nil {
		return err
	}
	j, err := c.params.Required("j")
	if err != nil {
		return err
	}
	i, err := c.params.Required("i")
	if err != nil {
		return err
	}
	name, err := c.params.Required("infoformat")
	if err != nil {
		return err
	}
	for _, f := range c.infoFormats() {
		if strings.EqualFold(f.name, strings.TrimSpace(name)) {
			return c.inform(w, t, f, i, j)
		}
	}
	return ows.Invalid("infoformat", "INFOFORMAT=%.60q is not offered; use text/plain, text/html or application/json", name)
}

// inform asks the WMS about the pixel of column i and row j of a tile.
func (c *call) inform(w http.ResponseWriter, t tile, f infoFormat, i, j string) error {
	spec, err := c.spec(t)
	if err != nil {
		return err
	}
	size := spec.Grid.Matrices[spec.Z].TileSize
	for _, p := range []struct{ name, text string }{{"i", i}, {"j", j}} {
		n, err := index(p.name, p.text)
		if err != nil || n >= uint64(size) {
			if e := ows.AsError(err); err != nil && e.Code == ows.InvalidParameterValue {
				return err
			}
			return &ows.Error{Code: pointIJOutOfRange, Locator: p.name, Text: fmt.Sprintf("%s=%.40s is not a pixel of the tile, 0 to %d", strings.ToUpper(p.name), p.text, size-1)}
		}
	}
	query, err := c.mapQuery(&spec, f, i, j)
	if err != nil {
		return err
	}
	r := c.r.Clone(c.r.Context())
	r.Method = http.MethodGet
	r.URL = &url.URL{Path: c.o.MapsPath, RawQuery: query}
	var a answer
	c.o.Maps.ServeHTTP(&a, r)
	if a.status != http.StatusOK || !strings.HasPrefix(a.Header().Get("Content-Type"), f.name) {
		return ows.Internal(fmt.Errorf("feature information of %s: the WMS answered %d %s: %.300q", spec.Key(), a.status, a.Header().Get("Content-Type"), a.body.Bytes()))
	}
	w.Header().Set("Content-Type", f.name) // as capabilities have it: without a charset, which is UTF-8
	w.Header().Set("Content-Length", strconv.Itoa(a.body.Len()))
	_, err = w.Write(a.body.Bytes())
	return err
}

// maxFeatures is how many features are told of at most; the WMS may tell of fewer.
const maxFeatures = 10

// mapQuery is the tile as a map of WMS 1.1.1, whose boxes are east, north in every system.
func (c *call) mapQuery(spec *tiles.Spec, f infoFormat, i, j string) (string, error) {
	l, size := spec.Layers[0], strconv.Itoa(spec.Grid.Matrices[spec.Z].TileSize)
	b := spec.Grid.Bound(spec.Z, spec.X, spec.Y)
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	q := url.Values{"SERVICE": {"WMS"}, "VERSION": {"1.1.1"}, "REQUEST": {"GetFeatureInfo"}, "LAYERS": {l.Layer.Name}, "QUERY_LAYERS": {l.Layer.Name},
		"STYLES": {l.Style.Name}, "SRS": {"EPSG:" + strconv.Itoa(spec.Grid.CRS.SRID())}, "WIDTH": {size}, "HEIGHT": {size}, "FORMAT": {"image/png"},
		"BBOX":        {number(b.Min[0]) + "," + number(b.Min[1]) + "," + number(b.Max[0]) + "," + number(b.Max[1])},
		"INFO_FORMAT": {f.name}, "X": {i}, "Y": {j}, "FEATURE_COUNT": {strconv.Itoa(maxFeatures)}}
	where, err := tiles.ParseFilter(c.params)
	if err != nil {
		return "", err
	}
	if where != nil {
		q.Set("CQL_FILTER", where.String())
	}
	for _, d := range c.o.Tiles.Dimensions.Of(l.Layer) {
		if name := d.Parameter(); c.params.Get(name) != "" {
			q.Set(strings.ToUpper(name), c.params.Get(name))
		}
	}
	return q.Encode(), nil
}

// answer keeps what a handler answers.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header {
	if a.header == nil {
		a.header = http.Header{}
	}
	return a.header
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}
