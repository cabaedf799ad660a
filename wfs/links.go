package wfs

import (
	"strconv"

	"haavi/internal/ows"
)

// extent is the size of an answer and of the page of it: how many features may be, match, are returned, and whether some follow.
type extent struct {
	limit, matched, returned int64
	more                     bool
}

// links are the addresses of the neighbouring pages (OGC 09-025r2, 7.7.4.4). After hits the next page is the first.
func (a *answer) links(x extent) (next, previous string) {
	if a.hits {
		if x.matched > a.startIndex {
			next = a.pageAddress("resulttype", "results")
		}
		return next, ""
	}
	page := func(startIndex, count int64) string {
		return a.pageAddress("maxfeatures", "", "count", strconv.FormatInt(count, 10), "startindex", strconv.FormatInt(startIndex, 10))
	}
	if x.limit > 0 && x.returned > 0 && x.more {
		next = page(a.startIndex+x.returned, x.limit)
	}
	if a.startIndex > 0 && x.limit > 0 {
		before := max(a.startIndex-x.limit, 0)
		previous = page(before, a.startIndex-before)
	}
	return next, previous
}

// pageAddress is the address of the same request with other parameters; "" when it has none.
func (a *answer) pageAddress(pairs ...string) string {
	if a.params != nil {
		return a.address() + a.params.With(pairs...).Encode()
	}
	p, err := ows.ParseParams("service=WFS&version=" + a.version.number + "&request=" + a.operation + "&posted=" + a.posted.token())
	if err != nil || p.Get("posted") == "" {
		return ""
	}
	address := a.address() + p.With(pairs...).Encode()
	if len(address) > a.o.MaxLink {
		return ""
	}
	return address
}
