package wms

import (
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/dimension"
	"haavi/internal/feature"
	"haavi/internal/layer"
	"haavi/internal/ows"
	"haavi/internal/source/memory"
)

// soundings is a service of one layer with every sort of dimension: depths in steps, years from the data, names.
func soundings(t testing.TB, change func(*layer.Options)) *Service {
	t.Helper()
	service := unmeasured(t, change)
	if err := service.o.Dimensions.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return service
}

// unmeasured is soundings before the data was measured.
func unmeasured(t testing.TB, change func(*layer.Options)) *Service {
	s := schema("soundings", crs.CRS84, feature.Point)
	s.Fields = []feature.Field{
		{Name: "taxon", Column: "taxon", Type: feature.String, Nullable: true},
		{Name: "elev", Column: "elev", Type: feature.Int, Nullable: true},
		{Name: "top", Column: "top", Type: feature.Int, Nullable: true},
		{Name: "seen", Column: "seen", Type: feature.DateTime, Nullable: true},
		{Name: "none", Column: "none", Type: feature.Int, Nullable: true},
	}
	at := func(text string) feature.Value {
		i, ok := ows.ParseInstant(text)
		if !ok {
			t.Fatal(text)
		}
		return feature.DateTimeOf(i.First)
	}
	rows := []*feature.Feature{
		{ID: "1", Geom: orb.Point{1, 1}, Props: []feature.Value{feature.StringValue("Pica pica"), feature.IntValue(480), feature.IntValue(485), at("2000-01-01T00:00:00Z"), {}}},
		{ID: "2", Geom: orb.Point{1, 1}, Props: []feature.Value{feature.StringValue("Lota lota"), feature.IntValue(490), {}, at("2000-01-01T00:00:05Z"), {}}},
		{ID: "3", Geom: orb.Point{1, 1}, Props: []feature.Value{feature.StringValue("a/b"), feature.IntValue(500), feature.IntValue(520), at("2000-01-01T00:00:10Z"), {}}},
		{ID: "4", Geom: orb.Point{1, 1}, Props: make([]feature.Value, 5)},
	}
	o := layer.Options{Name: "soundings", Schema: s, Extent: orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{2, 2}}}
	change(&o)
	c := layer.NewCatalog()
	if err := c.Add(o, memory.New(s, rows), layer.Limits{FilterNodes: 10000}); err != nil {
		t.Fatal(err)
	}
	service, err := New(Options{Catalog: c})
	if err != nil {
		t.Fatal(err)
	}
	return service
}

const soundingInfo = "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&LAYERS=soundings&QUERY_LAYERS=soundings&STYLES=&CRS=CRS:84&BBOX=0,0,2,2&WIDTH=100&HEIGHT=100&I=50&J=50&INFO_FORMAT=application/json&FEATURE_COUNT=10"

func TestDimensions(t *testing.T) {
	lakes := layer.Dimension{Name: "elevation", Begin: "elev", Units: "CRS:88", UnitSymbol: "m", Default: "500", Single: true, Nearest: true, Extent: []string{"500", "490", "480"}}
	terrain := layer.Dimension{Name: "elevation", Begin: "elev", Units: "CRS:88", UnitSymbol: "m", Extent: []string{"0/510/1"}}
	autos := layer.Dimension{Name: "time", Begin: "seen", Units: "ISO8601", Nearest: true, Default: "last", Extent: []string{"2000-01-01T00:00:00Z/2000-01-01T00:01:00Z/PT5S"}}
	taxon := layer.Dimension{Name: "taxon", Begin: "taxon"}
	depth := layer.Dimension{Name: "depth", Begin: "elev", End: "top", Default: "first", Units: "m"}
	must := layer.Dimension{Name: "depth", Begin: "elev", Default: "required"}
	seen := layer.Dimension{Name: "time", Begin: "seen", Units: "ISO8601"}
	for _, c := range []struct {
		d                    layer.Dimension
		value, want, warning string // value "-": none is given
	}{
		{lakes, "480", "1", ""}, {lakes, "490.0", "2", ""}, {lakes, "492", "2", "99 Nearest value used: elevation=490 m"},
		{lakes, "-", "3", "99 Default value used: elevation=500 m"}, {lakes, "1e9", "3", "99 Nearest value used: elevation=500 m"},
		{lakes, "500,480", "InvalidDimensionValue", ""}, {lakes, "480/500", "InvalidDimensionValue", ""}, {lakes, "x", "InvalidDimensionValue", ""}, {lakes, "NaN", "InvalidDimensionValue", ""},
		{terrain, "0/490", "1 2", ""}, {terrain, "0/480,500", "1 3", ""}, {terrain, "250", "", ""}, {terrain, "1000", "InvalidDimensionValue", ""}, {terrain, "490/480", "InvalidDimensionValue", ""},
		{terrain, "-", "1 2 3 4", "99 Default value used: elevation=0/510 m"}, {terrain, "500,500,490/500/1", "2 3", ""},
		{autos, "2000-01-01T00:00:05Z", "2", ""}, {autos, "2000-01-01T00:00:07Z", "2", "99 Nearest value used: time=2000-01-01T00:00:05Z ISO8601"},
		{autos, "1999-01-01T00:00:00Z", "1", "99 Nearest value used: time=2000-01-01T00:00:00Z ISO8601"}, {autos, "2000-01-01T00:00:05Z/2000-01-01T00:00:10Z", "2 3", ""},
		{autos, "2000-01-01", "1 2 3", ""}, {autos, "current", "", ""}, {autos, "2000-01-01T00:00:07Z/current", "3", ""}, {autos, "PT55S/current", "3", ""}, {autos, "2000-01-01T00:00:00Z/PT6S", "1 2", ""},
		{autos, "-", "", "99 Default value used: time=2000-01-01T00:01:00Z ISO8601"}, {autos, "P1Y/P1Y", "InvalidDimensionValue", ""}, {autos, "a/b/c/d", "InvalidDimensionValue", ""},
		{taxon, "Pica pica,a/b", "1 3", ""}, {taxon, "all", "1 2 3 4", ""}, {taxon, "-", "1 2 3 4", "99 Default value used: taxon=all"}, {taxon, "Nobody", "", ""},
		{depth, "483", "1", ""}, {depth, "486", "", ""}, {depth, "490", "2", ""}, {depth, "485/495,519", "1 2 3", ""}, {depth, "ALL", "1 2 3 4", ""}, {depth, "all,480", "InvalidDimensionValue", ""}, {lakes, "all", "InvalidDimensionValue", ""}, {seen, "all", "1 2 3 4", ""},
		{depth, "-", "1", "99 Default value used: depth=480 m"},
		{must, "-", "MissingDimensionValue", ""}, {must, "480", "1", ""},
		{seen, "yesterday", "InvalidDimensionValue", ""}, {seen, "2020/2019", "InvalidDimensionValue", ""}, {seen, "current", "3", ""}, {seen, strings.Repeat("2000,", 1000) + "2000", "InvalidDimensionValue", ""},
	} {
		s := soundings(t, func(o *layer.Options) { o.Dimensions = []layer.Dimension{c.d} })
		parameter := (&dimension.Dimension{Dimension: c.d}).Parameter()
		a := get(t, s, with(soundingInfo, strings.ToUpper(parameter), c.value))
		if strings.HasSuffix(c.want, "Value") {
			if want := fmt.Sprintf(`code="%s" locator="%s"`, c.want, parameter); a.status != 400 || !strings.Contains(a.body, want) {
				t.Errorf("%s=%.50s: %d, want %s\n%s", parameter, c.value, a.status, want, a.body)
			}
			continue
		}
		if got := strings.ReplaceAll(ids(t, a), "soundings.", ""); got != c.want || strings.Join(a.header.Values("Warning"), ";") != c.warning {
			t.Errorf("%s=%s finds %q, %q; want %q, %q", parameter, c.value, got, a.header.Values("Warning"), c.want, c.warning)
		}
	}
}

// Before the data is measured a default that depends on it is not known; of a layer without values it shows nothing.
func TestDefaultsThatAreNotKnown(t *testing.T) {
	s := unmeasured(t, func(o *layer.Options) {
		o.Dimensions = []layer.Dimension{{Name: "depth", Begin: "elev", Default: "last"}}
	})
	if a := get(t, s, soundingInfo); a.status != 503 || a.header.Get("Retry-After") == "" || !strings.Contains(a.body, "not known yet") {
		t.Errorf("%d %v %s", a.status, a.header, a.body)
	}
	if got := ids(t, get(t, s, with(soundingInfo, "DIM_DEPTH", "480"))); got != "soundings.1" {
		t.Errorf("a value is not found before the data was measured: %q", got)
	}
	s = soundings(t, func(o *layer.Options) {
		o.Dimensions = []layer.Dimension{{Name: "depth", Begin: "none", Default: "last"}}
	})
	if got := ids(t, get(t, s, soundingInfo)); got != "" {
		t.Errorf("without values the last one shows %q", got)
	}
}

func TestDimensionsInCapabilities(t *testing.T) {
	s := soundings(t, func(o *layer.Options) {
		o.TimeBegin = "seen"
		o.Dimensions = []layer.Dimension{{Name: "elevation", Begin: "elev", Units: "CRS:88", UnitSymbol: "m", Default: "500", Single: true, Nearest: true, Extent: []string{"500", "490", "480"}},
			{Name: "taxon", Begin: "taxon"}, {Name: "year", Begin: "elev", Default: "last"}, {Name: "must", Begin: "elev", Default: "required", Extent: []string{"values"}}}
	})
	body := get(t, s, "SERVICE=WMS&REQUEST=GetCapabilities").body
	for _, want := range []string{
		`<Dimension name="time" units="ISO8601" default="2000-01-01T00:00:00Z/2000-01-01T00:00:10Z" multipleValues="1" nearestValue="0" current="1">2000-01-01T00:00:00Z/2000-01-01T00:00:10Z/P1D</Dimension>`,
		`<Dimension name="elevation" units="CRS:88" unitSymbol="m" default="500" multipleValues="0" nearestValue="1">500,490,480</Dimension>`,
		`<Dimension name="taxon" units="" default="all" multipleValues="1" nearestValue="0">Lota lota,Pica pica,a/b</Dimension>`,
		`<Dimension name="year" units="" default="500" multipleValues="1" nearestValue="0">480/500/1</Dimension>`,
		`<Dimension name="must" units="" multipleValues="1" nearestValue="0">480,490,500</Dimension>`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is missing in\n%s", want, body)
		}
	}
	xmllint(t, body, "--schema", "http://schemas.opengis.net/sld/1.1.0/sld_capabilities.xsd")
	old := get(t, s, "SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.1.1").body
	for _, want := range []string{`<Dimension name="elevation" units="EPSG:5703" unitSymbol="m"/>`, `<Extent name="elevation" default="500" multipleValues="0" nearestValue="1">500,490,480</Extent>`} {
		if !strings.Contains(old, want) {
			t.Errorf("%s is missing in\n%s", want, old)
		}
	}
	xmllint(t, old, "--valid")
}
