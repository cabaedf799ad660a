package crs

import (
	"strings"
	"testing"
)

func TestParseName(t *testing.T) {
	for _, c := range []struct {
		text  string
		ref   Ref
		north bool
	}{
		{"EPSG:4326", WGS84, false},
		{"epsg:3067", EPSG(3067), false},
		{"EPSG:900913", WebMercator, false},
		{"http://www.opengis.net/gml/srs/epsg.xml#4326", WGS84, false},
		{"urn:ogc:def:crs:EPSG::4326", WGS84, true},
		{"urn:ogc:def:crs:EPSG:6.18:3:3857", WebMercator, false},
		{"urn:x-ogc:def:crs:EPSG:4326", WGS84, true},
		{"urn:ogc:def:crs:EPSG::3067", EPSG(3067), false},
		{"urn:ogc:def:crs:EPSG::2393", EPSG(2393), true},
		{"urn:ogc:def:crs:EPSG::3035", EPSG(3035), true},
		{"urn:ogc:def:crs:EPSG::3879", EPSG(3879), true},
		{"http://www.opengis.net/def/crs/EPSG/0/3879", EPSG(3879), true},
		{"https://www.opengis.net/def/crs/EPSG/0/3067", EPSG(3067), false},
		{"CRS:84", CRS84, false},
		{"OGC:CRS84", CRS84, false},
		{"urn:ogc:def:crs:OGC:1.3:CRS84", CRS84, false},
		{"urn:ogc:def:crs:OGC::CRS84", CRS84, false},
		{"http://www.opengis.net/def/crs/OGC/1.3/CRS84", CRS84, false},
		{"http://www.opengis.net/def/crs/OGC/0/CRS84", CRS84, false},
	} {
		n, err := ParseName(c.text)
		if err != nil || n.Ref != c.ref || n.NorthFirst != c.north || n.Text != c.text {
			t.Errorf("%s: %+v, %v; want %v north first %v", c.text, n, err, c.ref, c.north)
		}
	}
	for _, text := range []string{"", "4326", "EPSG:", "EPSG:99999", "EPSG:4326x", "EPSG:-1", "ESRI:102100", "urn:ogc:def:crs:EPSG", "http://www.opengis.net/def/crs/EPSG/3067",
		"CRS:27", "EPSG:4978", strings.Repeat("E", 10000)} {
		if n, err := ParseName(text); err == nil {
			t.Errorf("%.40q was taken as %v", text, n.Ref)
		} else if len(err.Error()) > 300 {
			t.Errorf("%.40q: an error of %d bytes", text, len(err.Error()))
		}
	}
}

func TestSpellingsRoundTrip(t *testing.T) {
	for _, r := range []Ref{CRS84, WGS84, EPSG(3067), EPSG(2393), EPSG(3035)} {
		for _, s := range []string{r.String(), r.URN(), r.URI()} {
			if n, err := ParseName(s); err != nil || n.Ref != r {
				t.Errorf("%s: %v, %v", s, n.Ref, err)
			}
		}
	}
}

func TestAuthority(t *testing.T) {
	n, err := ParseName("EPSG:4326")
	if err != nil || n.NorthFirst || !n.Authority().NorthFirst || !URNName(WGS84).NorthFirst || ShortName(WGS84).NorthFirst {
		t.Errorf("%+v, %v", n, err)
	}
}

func FuzzParseName(f *testing.F) {
	for _, s := range []string{"EPSG:3067", "urn:ogc:def:crs:EPSG:6.18:3:3857", "http://www.opengis.net/def/crs/OGC/1.3/CRS84", "http://www.opengis.net/gml/srs/epsg.xml#4326"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseName(s)
		if err != nil {
			if len(err.Error()) > 500 {
				t.Errorf("an error of %d bytes", len(err.Error()))
			}
			return
		}
		if again, err := ParseName(n.URN()); err != nil || again.Ref != n.Ref {
			t.Errorf("%q is %v, whose URN is %v, %v", s, n.Ref, again.Ref, err)
		}
	})
}
