package ows

import (
	"log/slog"
	"net/http"

	"haavi/internal/xmlw"
)

// ExceptionReport writes exceptions in the form of OWS Common 1.1.0, clause 8, under the version of a service.
func ExceptionReport(version string) ErrorWriter {
	return exceptionReport(version, "http://www.opengis.net/ows/1.1", "http://schemas.opengis.net/ows/1.1.0/owsExceptionReport.xsd", "xml:lang")
}

// ExceptionReport100 writes exceptions in the form of OWS Common 1.0.0 (OGC 05-008, 8), as WFS 1.1.0 has them.
func ExceptionReport100() ErrorWriter {
	return exceptionReport("1.0.0", "http://www.opengis.net/ows", "http://schemas.opengis.net/ows/1.0.0/owsExceptionReport.xsd", "language")
}

func exceptionReport(version, namespace, schema, language string) ErrorWriter {
	return func(w http.ResponseWriter, r *http.Request, e *Error) {
		var x xmlw.Writer
		x.Declaration()
		x.Open("ows:ExceptionReport",
			"xmlns:ows", namespace,
			"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
			"version", version,
			language, "en",
			"xsi:schemaLocation", namespace+" "+schema)
		x.Open("ows:Exception", "exceptionCode", e.Code, "locator", e.Locator)
		x.Leaf("ows:ExceptionText", e.Text)
		x.Close()
		x.Close()
		writeException(w, r, e.HTTPStatus(), "application/xml", x.Bytes())
	}
}

// ServiceExceptionReport writes exceptions in the form of WFS 1.0.0 (OGC 02-058, 7.7). That version knows no status of HTTP but success, and
// its clients read the report only then: what is wrong with a request is told with the status 200. A fault of the server keeps its own.
func ServiceExceptionReport(w http.ResponseWriter, r *http.Request, e *Error) {
	var x xmlw.Writer
	x.Declaration()
	x.Open("ServiceExceptionReport",
		"xmlns", "http://www.opengis.net/ogc",
		"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
		"version", "1.2.0",
		"xsi:schemaLocation", "http://www.opengis.net/ogc http://schemas.opengis.net/wfs/1.0.0/OGC-exception.xsd")
	x.Leaf("ServiceException", e.Text, "code", e.Code, "locator", e.Locator)
	x.Close()
	status := e.HTTPStatus()
	if status < http.StatusInternalServerError {
		status = http.StatusOK
	}
	writeException(w, r, status, "text/xml", x.Bytes())
}

func writeException(w http.ResponseWriter, r *http.Request, status int, contentType string, body []byte) {
	h := w.Header()
	h.Del("Content-Disposition")
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		slog.DebugContext(r.Context(), "an exception report did not reach its client", "error", err)
	}
}
