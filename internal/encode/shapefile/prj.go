package shapefile

import (
	"fmt"
	"strconv"

	"haavi/internal/crs"
)

const (
	degrees  = `,PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
	grs80    = `SPHEROID["GRS_1980",6378137.0,298.257222101]]`
	wgs84    = `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]` + degrees
	etrs89   = `GEOGCS["GCS_ETRS_1989",DATUM["D_ETRS_1989",` + grs80 + degrees
	kkj      = `GEOGCS["GCS_KKJ",DATUM["D_KKJ",SPHEROID["International_1924",6378388.0,297.0]]` + degrees
	metreEnd = `,UNIT["Meter",1.0]]`
)

// projection is the content of a .prj: the system in the dialect of WKT 1 that ESRI made, with ESRI's names. It is empty for
// systems that are not among those below, whose users must set the EPSG number themselves.
func projection(ref crs.Ref) string {
	code := ref.SRID()
	if ref.Authority != "EPSG" && ref != crs.CRS84 {
		return ""
	}
	switch {
	case code == 4326:
		return wgs84
	case code == 4258:
		return etrs89
	case code == 3857:
		return `PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",` + wgs84 + `,PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],` +
			`PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0]` + metreEnd
	case code == 3035:
		return `PROJCS["ETRS_1989_LAEA",` + etrs89 + `,PROJECTION["Lambert_Azimuthal_Equal_Area"],PARAMETER["False_Easting",4321000.0],` +
			`PARAMETER["False_Northing",3210000.0],PARAMETER["Central_Meridian",10.0],PARAMETER["Latitude_Of_Origin",52.0]` + metreEnd
	case code == 3067:
		return transverseMercator("EUREF_FIN_TM35FIN", etrs89, 500000, 0, 27, "0.9996")
	case code >= 2391 && code <= 2394:
		zone := code - 2390
		return transverseMercator("Finland_Zone_"+strconv.Itoa(zone), kkj, zone*1000000+500000, 0, 18+3*zone, "1.0")
	case code >= 3873 && code <= 3885:
		zone := code - 3854 // the central meridian
		return transverseMercator(fmt.Sprintf("ETRS_1989_GK%dFIN", zone), etrs89, zone*1000000+500000, 0, zone, "1.0")
	case code >= 25828 && code <= 25838:
		zone := code - 25800
		return utm(fmt.Sprintf("ETRS_1989_UTM_Zone_%dN", zone), etrs89, zone, 0)
	case code >= 32601 && code <= 32660:
		zone := code - 32600
		return utm(fmt.Sprintf("WGS_1984_UTM_Zone_%dN", zone), wgs84, zone, 0)
	case code >= 32701 && code <= 32760:
		zone := code - 32700
		return utm(fmt.Sprintf("WGS_1984_UTM_Zone_%dS", zone), wgs84, zone, 10000000)
	default:
		return ""
	}
}

func utm(name, base string, zone, north int) string {
	return transverseMercator(name, base, 500000, north, zone*6-183, "0.9996")
}

func transverseMercator(name, base string, east, north, meridian int, scale string) string {
	return fmt.Sprintf(`PROJCS["%s",%s,PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",%d.0],PARAMETER["False_Northing",%d.0],`+
		`PARAMETER["Central_Meridian",%d.0],PARAMETER["Scale_Factor",%s],PARAMETER["Latitude_Of_Origin",0.0]`+metreEnd, name, base, east, north, meridian, scale)
}
