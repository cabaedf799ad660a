// Command gen writes internal/crs/epsg.tsv.gz from PROJ's database, read with the sqlite3 command (Debian: sqlite3, proj-data):
//
//	make crs-table
//
// It is run by hand when a new edition of EPSG is wanted: another PROJ gives another table, whose first line names both editions.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"os/exec"
)

// query yields a line per geographic 2D and projected CRS of EPSG, deprecated or not, that has an axis to the north and one to the east: code,
// name, G or P, north first (1, 0), metres per unit (1 for degrees), west, south, east, north, base geographic CRS, projection
// method, and up to seven parameters as code=value@unit.
const query = `
WITH ax AS (
  SELECT coordinate_system_code AS cs,
    MAX(CASE WHEN coordinate_system_order=1 THEN a.name END) AS first,
    MAX(CASE WHEN coordinate_system_order=1 THEN u.conv_factor END) AS unit,
    SUM(a.name LIKE 'Southing%' OR a.name LIKE 'Westing%') AS odd
  FROM axis a JOIN unit_of_measure u ON u.auth_name=a.uom_auth_name AND u.code=a.uom_code
  WHERE coordinate_system_auth_name='EPSG' GROUP BY 1),
ar AS (
  SELECT object_code AS code, object_table_name AS tab, MIN(west_lon) w, MIN(south_lat) s, MAX(east_lon) e, MAX(north_lat) n
  FROM usage JOIN extent ON extent.auth_name=extent_auth_name AND extent.code=extent_code
  WHERE object_auth_name='EPSG' AND object_table_name IN ('geodetic_crs','projected_crs') GROUP BY 1,2)
SELECT * FROM (
  SELECT g.code, g.name, 'G', first LIKE '%latitude%', 1.0, w, s, e, n, g.code, '', '', '', '', '', '', '', ''
  FROM geodetic_crs g JOIN ax ON ax.cs=g.coordinate_system_code JOIN ar ON ar.code=g.code AND ar.tab='geodetic_crs'
  WHERE g.auth_name='EPSG' AND g.type='geographic 2D' AND w IS NOT NULL
 UNION ALL
  SELECT p.code, p.name, 'P', first LIKE 'Northing%', ax.unit, w, s, e, n, p.geodetic_crs_code, c.method_code,
    param1_code||'='||param1_value||'@'||param1_uom_code,
    param2_code||'='||param2_value||'@'||param2_uom_code,
    param3_code||'='||param3_value||'@'||param3_uom_code,
    param4_code||'='||param4_value||'@'||param4_uom_code,
    param5_code||'='||param5_value||'@'||param5_uom_code,
    param6_code||'='||param6_value||'@'||param6_uom_code,
    param7_code||'='||param7_value||'@'||param7_uom_code
  FROM projected_crs p JOIN ax ON ax.cs=p.coordinate_system_code AND NOT ax.odd JOIN ar ON ar.code=p.code AND ar.tab='projected_crs'
  JOIN conversion_table c ON c.auth_name=p.conversion_auth_name AND c.code=p.conversion_code
  WHERE p.auth_name='EPSG' AND w IS NOT NULL
) ORDER BY CAST(code AS INTEGER);`

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: gen PROJ.DB OUTPUT")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(db, out string) error {
	edition, err := sqlite(db, "SELECT '# EPSG '||e.value||', PROJ '||p.value FROM metadata e JOIN metadata p ON p.key='PROJ.VERSION' WHERE e.key='EPSG.VERSION'")
	if err != nil {
		return err
	}
	rows, err := sqlite(db, query)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	zw, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := zw.Write(append(edition, rows...)); err != nil {
		return err
	}
	if err := zw.Close(); err != nil {
		return err
	}
	return os.WriteFile(out, b.Bytes(), 0o644)
}

func sqlite(db, sql string) ([]byte, error) {
	cmd := exec.CommandContext(context.Background(), "sqlite3", "-readonly", "-separator", "\t", db, sql)
	cmd.Stderr = os.Stderr
	return cmd.Output()
}
