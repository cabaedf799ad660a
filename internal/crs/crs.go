// Package crs knows coordinate reference systems: their names in every spelling
// OGC protocols use, their axis order and area of use as PROJ's database has
// them, and the transforms between those that Haavi computes in process.
//
// Coordinates inside Haavi are always east, north: longitude before latitude in
// degrees, easting before northing in the CRS's linear unit. Only Name knows
// that a spelling stands for the other order.
package crs

import (
	"errors"
	"strconv"
)

// Ref identifies a CRS, independent of spelling. It is comparable.
type Ref struct {
	Authority string // "EPSG" or "OGC"
	Code      string // "3067", "CRS84"
}

// Systems that the code names.
var (
	CRS84       = Ref{"OGC", "CRS84"}
	WGS84       = Ref{"EPSG", "4326"}
	WebMercator = Ref{"EPSG", "3857"}
)

// EPSG returns the reference of an EPSG code.
func EPSG(code int) Ref { return Ref{"EPSG", strconv.Itoa(code)} }

// ErrUnsupported is returned for a pair of systems that cannot be transformed in process.
var ErrUnsupported = errors.New("coordinate reference system not supported in process")

// String returns "EPSG:3067", or "CRS:84".
func (r Ref) String() string {
	if r == CRS84 {
		return "CRS:84"
	}
	return r.Authority + ":" + r.Code
}

// URN returns "urn:ogc:def:crs:EPSG::3067", or "urn:ogc:def:crs:OGC:1.3:CRS84" (OGC 07-092r3).
func (r Ref) URN() string {
	if r == CRS84 {
		return "urn:ogc:def:crs:OGC:1.3:CRS84"
	}
	return "urn:ogc:def:crs:" + r.Authority + "::" + r.Code
}

// URI returns "http://www.opengis.net/def/crs/EPSG/0/3067", or that of OGC's CRS84 (OGC 11-135r2).
func (r Ref) URI() string {
	if r == CRS84 {
		return "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
	}
	return "http://www.opengis.net/def/crs/" + r.Authority + "/0/" + r.Code
}

// SRID returns the code as a number, 4326 for CRS84, and 0 when it is none.
func (r Ref) SRID() int {
	if r == CRS84 {
		return 4326
	}
	n, err := strconv.Atoi(r.Code)
	if err != nil {
		return 0
	}
	return n
}

// Same says whether two references share coordinates once both are read east/north: CRS84 and EPSG:4326 do.
func Same(a, b Ref) bool {
	return a == b || (a == CRS84 && b == WGS84) || (a == WGS84 && b == CRS84)
}
