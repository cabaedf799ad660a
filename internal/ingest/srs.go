package ingest

import (
	"regexp"
	"strings"

	"haavi/internal/crs"
)

// srsStatus is what became of the text that names a datum or reference system.
type srsStatus uint8

const (
	srsKnown srsStatus = iota
	srsMissing
	srsUnknown
)

// Names as records write them, without spaces and punctuation, in upper case.
var srsNames = map[string]string{
	"WGS84": "4326", "WGS1984": "4326", "WORLDGEODETICSYSTEM1984": "4326", "DWGS1984": "4326", "GCSWGS1984": "4326", "WGS": "4326", "CRS84": "4326", "OGCCRS84": "4326",
	"ETRS89": "4258", "ETRS1989": "4258", "ETRF89": "4258", "EUREFFIN": "4258", "SWEREF99": "4619",
	"KKJ": "4123", "ED50": "4230", "EUROPEANDATUM1950": "4230", "EUROPEAN1950": "4230",
	"NAD83": "4269", "NAD27": "4267", "RT90": "4124",
	"ETRSTM35FIN": "3067", "TM35FIN": "3067", "YKJ": "2393",
}

// sameAsWGS84 are geographic systems that stay within a few metres of WGS 84,
// less than any record's uncertainty: their coordinates are taken as they are.
var sameAsWGS84 = map[string]bool{
	"4326": true, "4258": true, "4269": true, "4283": true, "7844": true, "4674": true, "4612": true, "6668": true, "4617": true, "4152": true,
	"4979": true, "4937": true, "4619": true, "4171": true, "CRS84": true,
}

var lastAuthority = regexp.MustCompile(`(?i)(?:AUTHORITY|ID)\s*\[\s*"EPSG"\s*,\s*"?(\d+)"?\s*\]\s*\]\s*$`)

const maxSRSLength = 8192

// parseSRS reads geodeticDatum and footprintSRS: a code, URN or URI, a name, or
// well-known text, which counts when it names a code or is WGS 84.
func parseSRS(s string) (crs.Ref, srsStatus) {
	switch strings.ToLower(s) {
	case "", "unknown", "not recorded", "not recorded (forced wgs84)", "undefined", "none", "unkn":
		return crs.WGS84, srsMissing
	}
	if len(s) > maxSRSLength {
		return crs.WGS84, srsUnknown
	}
	if strings.Contains(s, "[") {
		return parseWKTSRS(s)
	}
	key := plain(s)
	if code, ok := srsNames[key]; ok {
		return epsg(code), srsKnown
	}
	if name, err := crs.ParseName(strings.TrimSpace(s)); err == nil {
		return name.Ref, srsKnown
	}
	// "WGS84 (EPSG:4326)", "epsg4326", "EPSG 4326"
	if _, after, ok := strings.Cut(key, "EPSG"); ok {
		code := strings.TrimLeft(after, "0")
		if i := strings.IndexFunc(code, func(r rune) bool { return r < '0' || r > '9' }); i >= 0 {
			code = code[:i]
		}
		if name, err := crs.ParseName("EPSG:" + code); err == nil {
			return name.Ref, srsKnown
		}
	}
	return crs.WGS84, srsUnknown
}

func parseWKTSRS(s string) (crs.Ref, srsStatus) {
	if m := lastAuthority.FindStringSubmatch(s); m != nil {
		if name, err := crs.ParseName("EPSG:" + m[1]); err == nil {
			return name.Ref, srsKnown
		}
		return crs.WGS84, srsUnknown
	}
	geographic := strings.HasPrefix(s, "GEOGCS") || strings.HasPrefix(s, "GEOGCRS") || strings.HasPrefix(s, "GEODCRS")
	if key := plain(s); geographic && (strings.Contains(key, "WGS84") || strings.Contains(key, "WGS1984")) {
		return crs.WGS84, srsKnown
	}
	return crs.WGS84, srsUnknown
}

// plain keeps letters and digits, in upper case.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		default:
			return -1
		}
	}, s)
}

func epsg(code string) crs.Ref { return crs.Ref{Authority: "EPSG", Code: code} }
