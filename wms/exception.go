package wms

import (
	"log/slog"
	"net/http"

	"haavi/internal/ows"
	"haavi/internal/xmlw"
)

// The exception codes of WMS 1.3.0, table E.1, that OWS Common does not have.
const (
	codeInvalidFormat         = "InvalidFormat"
	codeLayerNotDefined       = "LayerNotDefined"
	codeStyleNotDefined       = "StyleNotDefined"
	codeLayerNotQueryable     = "LayerNotQueryable"
	codeInvalidPoint          = "InvalidPoint"
	codeCurrentUpdateSequence = "CurrentUpdateSequence"
)

// retryAfter is the seconds after which a client that was turned away may come again.
const retryAfter = "5"

// exception writes a service exception (1.3.0, annex E; 1.1.1, annex A.3).
func (c *call) exception(w http.ResponseWriter, r *http.Request, e *ows.Error) {
	var x xmlw.Writer
	x.Declaration()
	if c.version.authority {
		x.Open("ServiceExceptionReport", "version", "1.3.0", "xmlns", "http://www.opengis.net/ogc",
			"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
			"xsi:schemaLocation", "http://www.opengis.net/ogc http://schemas.opengis.net/wms/1.3.0/exceptions_1_3_0.xsd")
		x.Leaf("ServiceException", e.Text, "code", e.Code, "locator", e.Locator)
	} else {
		x.DocType("ServiceExceptionReport", "http://schemas.opengis.net/wms/1.1.1/exception_1_1_1.dtd")
		x.Open("ServiceExceptionReport", "version", "1.1.1")
		x.Leaf("ServiceException", e.Text, "code", e.Code)
	}
	x.Close()
	h := w.Header()
	h.Set("Content-Type", c.version.exceptionType)
	h.Set("Cache-Control", "no-store")
	if e.HTTPStatus() == http.StatusServiceUnavailable {
		h.Set("Retry-After", retryAfter)
	}
	w.WriteHeader(e.HTTPStatus())
	if _, err := w.Write(x.Bytes()); err != nil {
		slog.DebugContext(r.Context(), "an exception did not reach its client", "error", err)
	}
}
