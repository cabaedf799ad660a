package crs

import (
	"fmt"
	"strings"
)

// Name is a CRS as a client spelt it.
type Name struct {
	Ref
	// Text is the spelling itself, to be echoed in answers.
	Text string
	// NorthFirst says that coordinates written under this spelling come in
	// the order north, east. A URN or http URI follows the authority; the
	// plain "EPSG:4326" and "http://www.opengis.net/gml/srs/epsg.xml#4326" are
	// always east, north (WMS 1.3.0, whose CRS=EPSG:4326 follows the authority, uses Authority).
	NorthFirst bool
}

// Authority returns the name with the authority's axis order whatever the spelling.
func (n Name) Authority() Name {
	if info, ok := Lookup(n.Ref); ok {
		n.NorthFirst = info.NorthFirst
	}
	return n
}

// URNName returns the URN of r as a Name, with the authority's axis order.
func URNName(r Ref) Name { return Name{Ref: r, Text: r.URN()}.Authority() }

// ShortName returns "EPSG:n" as a Name: east, north.
func ShortName(r Ref) Name { return Name{Ref: r, Text: r.String()} }

// ParseName reads a CRS in any of these spellings, in any case:
//
//	EPSG:3067                                          east, north
//	http://www.opengis.net/gml/srs/epsg.xml#3067       east, north
//	urn:ogc:def:crs:EPSG:[version]:3067                the authority's order (OGC 07-092r3)
//	urn:x-ogc:def:crs:EPSG:[version]:3067              the authority's order
//	http(s)://www.opengis.net/def/crs/EPSG/0/3067      the authority's order (OGC 11-135r2)
//	CRS:84, OGC:CRS84, urn:ogc:def:crs:OGC:[v]:CRS84, http://www.opengis.net/def/crs/OGC/[v]/CRS84
//
// The error is for the client: it names what is accepted.
func ParseName(s string) (Name, error) {
	ref, authority, ok := split(strings.TrimSpace(s))
	if ok {
		if ref == (Ref{"EPSG", "900913"}) { // the nickname that web mercator had before it had a code
			ref = WebMercator
		}
		if info, known := Lookup(ref); known {
			return Name{Ref: ref, Text: strings.TrimSpace(s), NorthFirst: authority && info.NorthFirst}, nil
		}
		return Name{}, fmt.Errorf("the coordinate reference system %.60q is not known: it must be a geographic 2D or projected system of EPSG, or CRS84", s)
	}
	return Name{}, fmt.Errorf("%.60q is not the name of a coordinate reference system; write it as EPSG:3067, urn:ogc:def:crs:EPSG::3067 or http://www.opengis.net/def/crs/EPSG/0/3067", s)
}

// split takes a spelling apart; authority says that it stands for the authority's axis order.
func split(s string) (r Ref, authority, ok bool) {
	l := strings.ToLower(s)
	switch {
	case cut(&l, "urn:ogc:def:crs:"), cut(&l, "urn:x-ogc:def:crs:"):
		parts := strings.Split(l, ":")
		if len(parts) < 2 {
			return Ref{}, false, false
		}
		// A version may hold colons: GeoTools writes EPSG:6.18:3:3857.
		r, ok = refOf(parts[0], parts[len(parts)-1])
		return r, true, ok && len(parts) <= 4
	case cut(&l, "http://www.opengis.net/def/crs/"), cut(&l, "https://www.opengis.net/def/crs/"):
		parts := strings.Split(l, "/")
		if len(parts) != 3 {
			return Ref{}, false, false
		}
		r, ok = refOf(parts[0], parts[2])
		return r, true, ok
	case cut(&l, "http://www.opengis.net/gml/srs/epsg.xml#"), cut(&l, "https://www.opengis.net/gml/srs/epsg.xml#"):
		r, ok = refOf("epsg", l)
		return r, false, ok
	default:
		a, code, found := strings.Cut(l, ":")
		if !found {
			return Ref{}, false, false
		}
		r, ok = refOf(a, code)
		return r, false, ok
	}
}

func cut(s *string, prefix string) bool {
	rest, ok := strings.CutPrefix(*s, prefix)
	if ok {
		*s = rest
	}
	return ok
}

func refOf(authority, code string) (Ref, bool) {
	switch authority {
	case "epsg":
		for _, c := range code {
			if c < '0' || c > '9' {
				return Ref{}, false
			}
		}
		code = strings.TrimLeft(code, "0")
		return Ref{"EPSG", code}, code != "" && len(code) < 10
	case "ogc", "crs":
		return CRS84, code == "crs84" || code == "84"
	default:
		return Ref{}, false
	}
}
