package wms

import (
	"math"
	"net/http"
	"strconv"
	"strings"

	"haavi/internal/ows"
)

// getCapabilities answers GetCapabilities (1.3.0, 7.2). A FORMAT that is not known is answered with the default, as 7.2.3.1 asks.
func (c *call) getCapabilities(w http.ResponseWriter) error {
	legacy := c.params.Has("wmtver") || strings.EqualFold(c.params.Get("request"), "capabilities") // WMS 1.0.0 has no SERVICE
	if !c.params.Has("service") && !legacy {
		return ows.Missing("service")
	}
	own := c.updateSequence()
	if err := checkUpdateSequence(c.params.Get("updatesequence"), own); err != nil {
		return err
	}
	contentType := "text/xml"
	if !c.version.authority {
		contentType = "application/vnd.ogc.wms_xml"
	}
	return c.document(w, contentType, c.capabilities(own))
}

// checkUpdateSequence compares what a client has with the service's own (1.3.0, 7.2.3.5). The sequence is a number, in any spelling.
func checkUpdateSequence(asked, own string) error {
	if asked == "" {
		return nil
	}
	has, err := strconv.ParseFloat(asked, 64)
	now, _ := strconv.ParseFloat(own, 64) // it is a number
	switch {
	case err != nil || math.IsNaN(has) || has > now:
		return &ows.Error{Code: ows.InvalidUpdateSequence, Locator: "updatesequence", Text: "the update sequence asked for is none that the service had; leave it out"}
	case has == now:
		return &ows.Error{Code: codeCurrentUpdateSequence, Locator: "updatesequence", Text: "the capabilities have not changed since"}
	default:
		return nil
	}
}
