package gpkg

import (
	"fmt"
	"strconv"
	"strings"

	"haavi/internal/crs"
)

// The two undefined systems every GeoPackage lists (12-128r18, requirement 11).
const undefinedCartesian = -1

// srsRow is one row of gpkg_spatial_ref_sys.
type srsRow struct {
	id           int64
	name         string
	organization string
	code         int64
	definition   string
}

func mandatorySRS() []srsRow {
	return []srsRow{
		{undefinedCartesian, "Undefined cartesian SRS", "NONE", -1, "undefined"},
		{0, "Undefined geographic SRS", "NONE", 0, "undefined"},
		{4326, "WGS 84", "EPSG", 4326, wkt1(4326)},
	}
}

// srsOf describes a reference; the zero Ref is the undefined cartesian system.
func srsOf(ref crs.Ref) (srsRow, error) {
	if ref == (crs.Ref{}) {
		return mandatorySRS()[0], nil
	}
	id := int64(ref.SRID())
	if id <= 0 {
		return srsRow{}, fmt.Errorf("a GeoPackage numbers its reference systems, and %s has no number", ref)
	}
	row := srsRow{id: id, name: ref.String(), organization: "EPSG", code: id, definition: wkt1(id)}
	if ref.Authority != "EPSG" && ref.Authority != "OGC" {
		row.organization = ref.Authority
	}
	if info, ok := crs.Lookup(ref); ok {
		row.name = info.Name
	}
	if id == 4326 {
		row.name = "WGS 84"
	}
	return row, nil
}

const (
	geogWGS84 = `GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],` +
		greenwich + `,AUTHORITY["EPSG","4326"]]`
	geogETRS89 = `GEOGCS["ETRS89",DATUM["European_Terrestrial_Reference_System_1989",SPHEROID["GRS 1980",6378137,298.257222101,AUTHORITY["EPSG","7019"]],` +
		`AUTHORITY["EPSG","6258"]],` + greenwich + `,AUTHORITY["EPSG","4258"]]`
	geogKKJ = `GEOGCS["KKJ",DATUM["Kartastokoordinaattijarjestelma_1966",SPHEROID["International 1924",6378388,297,AUTHORITY["EPSG","7022"]],` +
		`AUTHORITY["EPSG","6123"]],` + greenwich + `,AUTHORITY["EPSG","4123"]]`
	greenwich = `PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]]`
	metre     = `UNIT["metre",1,AUTHORITY["EPSG","9001"]]`
	// northFirst is how the authority has the axes; coordinates in a GeoPackage are east, north all the same.
	northFirst = `,AXIS["Northing",NORTH],AXIS["Easting",EAST]`
)

// wkt1 is the definition of a common system in the WKT of OGC 01-009, and
// "undefined" for the others: readers know those by their EPSG number.
func wkt1(epsg int64) string {
	switch {
	case epsg == 4326:
		return geogWGS84
	case epsg == 4258:
		return geogETRS89
	case epsg == 3857:
		return `PROJCS["WGS 84 / Pseudo-Mercator",` + geogWGS84 + `,PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],` +
			`PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],` + metre +
			`,EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs"],` +
			`AUTHORITY["EPSG","3857"]]`
	case epsg == 3035:
		return `PROJCS["ETRS89-extended / LAEA Europe",` + geogETRS89 + `,PROJECTION["Lambert_Azimuthal_Equal_Area"],` +
			`PARAMETER["latitude_of_center",52],PARAMETER["longitude_of_center",10],` +
			`PARAMETER["false_easting",4321000],PARAMETER["false_northing",3210000],` + metre + northFirst + `,AUTHORITY["EPSG","3035"]]`
	case epsg == 3067:
		return transverseMercator("ETRS89 / TM35FIN(E,N)", geogETRS89, epsg, 27, 0.9996, 500000, 0)
	case epsg == 2393:
		return transverseMercator("KKJ / Finland Uniform Coordinate System", geogKKJ, epsg, 27, 1, 3500000, 0)
	case epsg >= 3873 && epsg <= 3885:
		zone := epsg - 3854 // the central meridian
		return transverseMercator(fmt.Sprintf("ETRS89 / GK%dFIN", zone), geogETRS89, epsg, zone, 1, zone*1000000+500000, 0)
	case epsg >= 25832 && epsg <= 25836:
		zone := epsg - 25800
		return transverseMercator(fmt.Sprintf("ETRS89 / UTM zone %dN", zone), geogETRS89, epsg, zone*6-183, 0.9996, 500000, 0)
	case epsg >= 32601 && epsg <= 32660:
		zone := epsg - 32600
		return transverseMercator(fmt.Sprintf("WGS 84 / UTM zone %dN", zone), geogWGS84, epsg, zone*6-183, 0.9996, 500000, 0)
	case epsg >= 32701 && epsg <= 32760:
		zone := epsg - 32700
		return transverseMercator(fmt.Sprintf("WGS 84 / UTM zone %dS", zone), geogWGS84, epsg, zone*6-183, 0.9996, 500000, 10000000)
	default:
		return "undefined"
	}
}

func transverseMercator(name, geog string, epsg, meridian int64, scale float64, east, north int64) string {
	var b strings.Builder
	fmt.Fprintf(&b, `PROJCS[%q,%s,PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",%d],`, name, geog, meridian)
	fmt.Fprintf(&b, `PARAMETER["scale_factor",%s],PARAMETER["false_easting",%d],PARAMETER["false_northing",%d],`, strconv.FormatFloat(scale, 'f', -1, 64), east, north)
	axes := ""
	if east > 1_000_000 { // the zones that carry their number before the easting
		axes = northFirst
	}
	fmt.Fprintf(&b, `%s%s,AUTHORITY["EPSG","%d"]]`, metre, axes, epsg)
	return b.String()
}
