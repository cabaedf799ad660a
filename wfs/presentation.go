package wfs

import (
	"encoding/xml"
	"strconv"
	"strings"

	"haavi/internal/ows"
)

// presentation is how the answer to a query is to be given (OGC 09-025r2, 7.6.3 and 7.6.4).
type presentation struct {
	count      int64 // negative when everything is wanted
	startIndex int64
	hits       bool
	format     string
}

func presentationKVP(p ows.Params) (presentation, error) {
	_, count := p.First("count", "maxfeatures")
	return newPresentation(count, p.Get("startindex"), p.Get("resulttype"), p.Get("outputformat"), p.Get("resolve"))
}

func presentationXML(s xml.StartElement) (presentation, error) {
	count := attr(s, "count")
	if count == "" {
		count = attr(s, "maxFeatures")
	}
	return newPresentation(count, attr(s, "startIndex"), attr(s, "resultType"), attr(s, "outputFormat"), attr(s, "resolve"))
}

func newPresentation(count, startIndex, resultType, format, resolve string) (presentation, error) {
	p := presentation{count: -1, format: format}
	var err error
	if p.count, err = whole("count", count, -1); err != nil {
		return p, err
	}
	if p.startIndex, err = whole("startindex", startIndex, 0); err != nil {
		return p, err
	}
	switch strings.ToLower(resultType) {
	case "", "results":
	case "hits":
		p.hits = true
	default:
		return p, ows.Invalid("resulttype", "resultType is results or hits, not %.40q", resultType)
	}
	switch strings.ToLower(resolve) {
	case "", "none", "local": // features hold no references, so there is nothing to resolve
	default:
		return p, ows.Invalid("resolve", "resolve is none or local here, not %.40q", resolve)
	}
	return p, nil
}

// whole reads a number that cannot be negative.
func whole(param, text string, def int64) (int64, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return def, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, ows.Invalid(param, "%s=%.40q is not a whole number from 0 up", param, text)
	}
	return n, nil
}
