package crs

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

func TestAxisOrder(t *testing.T) {
	for code, north := range map[int]bool{4326: true, 4258: true, 3067: false, 3035: true, 2393: true, 3873: true, 3879: true, 3885: true, 3857: false, 32635: false, 25835: false, 3301: true, 3006: true} {
		if info, ok := Lookup(EPSG(code)); !ok || info.NorthFirst != north {
			t.Errorf("EPSG:%d: north first %v, want %v", code, info.NorthFirst, north)
		}
	}
	if info, ok := Lookup(CRS84); !ok || info.NorthFirst || !info.Geographic {
		t.Errorf("CRS84: %+v", info)
	}
}

func TestDecimals(t *testing.T) {
	for code, want := range map[int]int{4326: 8, 3067: 3, 2225: 3, 3857: 3} {
		if info, ok := Lookup(EPSG(code)); !ok || info.Decimals() != want {
			t.Errorf("EPSG:%d: %d decimals, want %d", code, info.Decimals(), want)
		}
	}
}

// The table must agree with the PROJ that is installed: in the axes wherever both know a system, and in names and units too when
// the editions are the same.
func TestTableAgreesWithPROJsDatabase(t *testing.T) {
	const db = "/usr/share/proj/proj.db"
	if _, err := exec.LookPath("sqlite3"); err != nil {
		t.Skip("sqlite3 is not installed; it reads PROJ's database in this test")
	}
	ask := func(query string) []string {
		out, err := exec.Command("sqlite3", "-readonly", "-separator", "\t", db, query).Output()
		if err != nil {
			t.Skipf("PROJ's database (Debian: proj-data) cannot be read: %v", err)
		}
		return strings.Split(strings.TrimSpace(string(out)), "\n")
	}
	same := strings.HasPrefix(tableEdition(t), "# EPSG "+ask("SELECT value FROM metadata WHERE key='EPSG.VERSION'")[0]+",")
	seen := 0
	for _, line := range ask(`SELECT p.code, p.name, a.name, COALESCE(u.conv_factor, 1) FROM
		(SELECT auth_name, code, name, coordinate_system_code cs FROM projected_crs UNION
		 SELECT auth_name, code, name, coordinate_system_code FROM geodetic_crs WHERE type='geographic 2D') p
		JOIN axis a ON a.coordinate_system_auth_name='EPSG' AND a.coordinate_system_code=p.cs AND a.coordinate_system_order=1
		JOIN unit_of_measure u ON u.auth_name=a.uom_auth_name AND u.code=a.uom_code
		WHERE p.auth_name='EPSG'`) {
		f := strings.Split(line, "\t")
		info, ok := Lookup(Ref{"EPSG", f[0]})
		if !ok {
			continue
		}
		seen++
		if north := strings.HasPrefix(f[2], "Northing") || strings.Contains(f[2], "latitude"); north != info.NorthFirst {
			t.Errorf("EPSG:%s: first axis is %q, the table says north first %v", f[0], f[2], info.NorthFirst)
		}
		if !same {
			continue
		}
		unit, err := strconv.ParseFloat(f[3], 64)
		if err != nil || f[1] != info.Name || !info.Geographic && unit != info.Unit {
			t.Errorf("EPSG:%s is %q in units of %v, the table has %q and %v", f[0], f[1], unit, info.Name, info.Unit)
		}
	}
	if seen < 6000 {
		t.Errorf("only %d systems compared", seen)
	}
}

// tableEdition is the first line of the table.
func tableEdition(t *testing.T) string {
	t.Helper()
	zr, err := gzip.NewReader(bytes.NewReader(packedTable))
	if err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(zr).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return line
}
