package ows

import (
	"log/slog"
	"net/http"

	"haavi/internal/xmlw"
)

// ExceptionReport writes exceptions in the form of OWS Common 1.1.0, clause 8, under the version of a service.
func ExceptionReport(version string) ErrorWriter {
	return func(w http.ResponseWriter, r *http.Request, e *Error) {
		var x xmlw.Writer
		x.Declaration()
		x.Open("ows:ExceptionReport",
			"xmlns:ows", "http://www.opengis.net/ows/1.1",
			"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
			"version", version,
			"xml:lang", "en",
			"xsi:schemaLocation", "http://www.opengis.net/ows/1.1 http://schemas.opengis.net/ows/1.1.0/owsExceptionReport.xsd")
		x.Open("ows:Exception", "exceptionCode", e.Code, "locator", e.Locator)
		x.Leaf("ows:ExceptionText", e.Text)
		x.Close()
		x.Close()
		h := w.Header()
		h.Del("Content-Disposition")
		h.Set("Content-Type", "application/xml")
		h.Set("Cache-Control", "no-store")
		w.WriteHeader(e.HTTPStatus())
		if _, err := w.Write(x.Bytes()); err != nil {
			slog.DebugContext(r.Context(), "an exception report did not reach its client", "error", err)
		}
	}
}
