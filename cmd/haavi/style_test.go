package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"haavi/config"
	"haavi/styles"
)

// TestStylesThatTheConfigurationTakesAreStyles holds the checks of the configuration and those of styles together.
func TestStylesThatTheConfigurationTakesAreStyles(t *testing.T) {
	for _, keys := range []string{
		"", "fill: '#abc'", "fill: '#aabbcc80'", "stroke: SteelBlue", "fill: none, stroke: none", "marker: star, size: 256, opacity: 0", "dash: [6, 3], stroke_width: 256",
		"label: a, label_size: 256, label_color: '#000', label_halo: none, label_max_scale: 1000", "field: f, categories: [{value: x, fill: red, marker: x}, {value: '7'}]",
		"fill: '#abcd'", "fill: 'rgb(1,2,3)'", "fill: ' red'", "dash: [0, 0.4]", "dash: [300]", "label_color: none", "label_size: 300", "opacity: 1.1", "marker: blob",
		"field: f, classes: [1, 2], palette: cividis_r", "density: {radius: 9, weight: w}, from_scale: 1000", "grid: {shape: hexagon, count: latest, property: year, classes: [1, 2]}", "cluster: {}",
		"uncertainty: u, uncertainty_shape: square, fill: none", "palette: rainbow", "field: f, classes: [2, 1]", "grid: {count: distinct}", "cluster: {}, density: {}",
		"field: f", "categories: [{value: x}]", "size: -1",
	} {
		cfg, err := config.Parse("h.yaml", fmt.Appendf(nil, "{sources: {a: {geopackage: a}}, styles: {s: {%s}}}", keys), nil)
		_, styleErr := loadStyles(cfg)
		if (err == nil) && len(styleErr) > 0 {
			t.Errorf("%s: the configuration says %v, the styles %v", keys, err, styleErr)
		}
	}
}

func TestPalettesAreTheSameToTheConfiguration(t *testing.T) {
	for _, name := range styles.Palettes() {
		for _, n := range []string{name, name + "_r"} {
			cfg, err := config.Parse("h.yaml", fmt.Appendf(nil, "{sources: {a: {geopackage: a}}, styles: {s: {field: f, classes: [1], palette: %s}}}", n), nil)
			if err != nil {
				t.Error(err)
			}
			if _, problems := loadStyles(cfg); len(problems) > 0 {
				t.Error(problems)
			}
		}
	}
}

const pointStyle = `<UserStyle><Name>Birds</Name><FeatureTypeStyle><Rule><Name>all</Name><PointSymbolizer><Graphic><Mark><WellKnownName>%s</WellKnownName></Mark>
	<Size><PropertyName>%s</PropertyName></Size></Graphic></PointSymbolizer></Rule></FeatureTypeStyle></UserStyle>`

// A document becomes a style of the configuration; what is wrong with it is a problem of its line.
func TestStyleDocumentsOfAConfiguration(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("good.sld", fmt.Sprintf(pointStyle, "wkt://POINT(0 0)", "n"))
	write("bad.sld", "<html/>")
	write("h.yaml", "sources: {a: {geopackage: a}}\nstyles:\n  birds: {sld: good.sld}\n  wrong: {sld: bad.sld}\n  gone: {sld: none.sld, title: x}\n")
	cfg, err := config.Load(filepath.Join(folder, "h.yaml"), nil)
	if err != nil {
		t.Fatal(err)
	}
	set, problems := loadStyles(cfg)
	if s := set.get("birds"); s == nil || s.Title != "birds" || len(set.remarks["birds"]) != 2 {
		t.Errorf("%+v %v", s, set.remarks)
	}
	if len(problems) != 2 || problems[0].Line != 4 || !strings.Contains(problems[0].What, "no style document") || problems[1].Line != 5 || !strings.Contains(problems[1].What, "no such file") {
		t.Errorf("%v", problems)
	}
	if _, err := config.Parse("h.yaml", []byte("sources: {a: {geopackage: a}}\nstyles: {s: {sld: x, fill: red}, t: {sld_style: a}}"), nil); err == nil || !strings.Contains(err.Error(), "styles.s.fill") || !strings.Contains(err.Error(), "styles.t.sld_style") {
		t.Errorf("%v", err)
	}
}

func TestStyleImportAndExport(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "Birds 1.sld")
	if err := os.WriteFile(file, fmt.Appendf(nil, pointStyle, "ttf://x#1", "n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		p := &program{stdout: &out, stderr: &errs, env: func(string) (string, bool) { return "", false }}
		code := p.run(t.Context(), append([]string{"style"}, args...))
		return code, out.String(), errs.String()
	}
	code, out, _ := run("import", file)
	for _, want := range []string{"all: point", "ttf://x#1", "birds_1:", "sld: "} {
		if code != exitDone || !strings.Contains(out, want) {
			t.Errorf("%d %s", code, out)
		}
	}
	if code, _, errs := run("import", filepath.Join(folder, "none.sld")); code != exitUsage || !strings.Contains(errs, "no such file") {
		t.Errorf("%d %s", code, errs)
	}
	yaml := filepath.Join(folder, "h.yaml")
	if err := os.WriteFile(yaml, []byte("sources: {a: {geopackage: a}}\nstyles: {years: {field: year, classes: [2000]}}"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, doc, _ := run("export", "years", "--config", yaml, "--version", "1.0.0")
	if code != exitDone || !strings.Contains(doc, "sld:CssParameter") {
		t.Errorf("%d %s", code, doc)
	}
	exported := filepath.Join(folder, "years.sld")
	if err := os.WriteFile(exported, []byte(doc), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := run("import", exported); code != exitDone || strings.Contains(out, "as it stands") || !strings.Contains(out, `"year" < '2000'`) {
		t.Errorf("%d %s", code, out)
	}
}
